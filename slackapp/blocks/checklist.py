"""The checklist: a window with one section, a box for each check, and every other thing one press away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from readiness.model import Release
from readiness.progress import progress_of
from readiness.template import Section, Template
from slackapp.actions import Action, Reading, Target
from slackapp.blocks.boxes import can_change, in_one_go, part_blocks
from slackapp.blocks.pages import pages
from slackapp.blocks.parts import (
    Block,
    Element,
    View,
    actions,
    button,
    confirm,
    modal,
    option,
    section,
    select,
)
from slackapp.blocks.text import cut, said


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the id of a row of boxes says was drawn: its group, its number, and which boxes were ticked."""

    group: str
    chunk: int
    bits: tuple[bool, ...]


def drawn(block_id: str) -> Drawn:
    """What was drawn under this id of a row of boxes."""
    _, group, chunk, bits, _ = block_id.split("|")
    return Drawn(group, int(chunk), tuple(bit == "1" for bit in bits))


def changes(
    block_id: str, option_keys: Sequence[str], selected_keys: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The checks that a press ticked and those that it unticked, of the row of boxes with this id.

    ``option_keys`` are the boxes in the order in which they were drawn, ``selected_keys`` those that are
    ticked now. What the
    person saw and left alone is in neither, so a window that is out of date unticks nothing of a colleague's.
    """
    pairs = list(zip(option_keys, drawn(block_id).bits, strict=True))
    selected = set(selected_keys)
    ticked = tuple(key for key, was in pairs if key in selected and not was)
    unticked = tuple(key for key, was in pairs if key not in selected and was)
    return ticked, unticked


def checklist(
    template: Template, release: Release, section_key: str, page: int, now: datetime, person_id: str = ""
) -> View:
    """A page (from 0) of the section; an unknown section means the first, a page too far the last.

    ``person_id`` is who looks: their own checks are marked as theirs.
    """
    shown = next((s for s in template.sections if s.key == section_key), template.sections[0])
    cut_up = pages(shown)
    number = max(0, min(page, len(cut_up) - 1))
    stamp = f"{now.timestamp():.6f}"
    blocks = [
        _top(template, release, shown, number, stamp),
        _title(template, release, shown, number, len(cut_up)),
        *(b for part in cut_up[number] for b in part_blocks(template, release, part, stamp, person_id)),
        *_turn(release, shown, number, len(cut_up)),
    ]
    return modal("Checklist", blocks, Reading.CHECKLIST, str(Target(release.id, shown.key, str(number))))


def _top(template: Template, release: Release, shown: Section, number: int, stamp: str) -> Block:
    options = {each.key: _section_option(template, release, each) for each in template.sections}
    elements = [select(Action.SECTION, "Choose a section", list(options.values()), options[shown.key])]
    question = f"This changes the checks of “{shown.title}” that it concerns, all at once and in your name."
    ask = confirm("The whole section?", question, "Yes, all of them")
    menu = in_one_go(Action.WHOLE_SECTION, release, shown.key, shown.items, ask)
    if menu is not None and can_change(release, shown.phase):
        elements.append(menu)
    if number:
        back = Target(release.id, shown.key, str(number - 1))
        elements.append(button("Previous page", Action.PAGE, back, "Go to the previous page of the section"))
    return actions(*elements, block_id=f"section|{shown.key}|{number}|{stamp}")


def _section_option(template: Template, release: Release, each: Section) -> Element:
    done = progress_of(template, release, each.items)
    suffix = f" {done.met}/{done.total}"
    return option(f"{cut(each.title, 75 - len(suffix))}{suffix}", each.key)


def _title(template: Template, release: Release, shown: Section, number: int, count: int) -> Block:
    done = progress_of(template, release, shown.items)
    page = f" · page {number + 1} of {count}" if count > 1 else ""
    return section(f"*{said(shown.title, 120)}*\n{done.met} of {done.total} done{page}")


def _turn(release: Release, shown: Section, number: int, count: int) -> list[Block]:
    if number + 1 >= count:
        return []
    on = Target(release.id, shown.key, str(number + 1))
    return [actions(button("Next page", Action.PAGE, on, "Go to the next page of the section"))]
