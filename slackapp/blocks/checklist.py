"""The checklist: a window with one section, a box for each check, and every other thing one press away."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from readiness.model import Release
from readiness.progress import progress_of
from readiness.template import Item, Section, Template
from slackapp.actions import Action, Reading, Target, target
from slackapp.blocks.boxes import NOT_TICKED, TICKED, can_change, in_one_go, part_blocks
from slackapp.blocks.pages import is_on, pages
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
from slackapp.blocks.text import cut, said, sentence


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is in the checklist of a release: a section by key, and its page from 0."""

    release: str
    section: str
    page: int


def place(view: Mapping[str, Any]) -> Place:
    """Where the person is who pressed something in this window, as Slack sends it."""
    about = target(view["private_metadata"])
    return Place(about.release, about.subject, int(about.wanted or 0))


def page_of(template: Template, item: Item) -> tuple[str, int]:
    """The section and the page on which the item stands."""
    shown = template.section_of(item)
    return shown.key, next(number for number, page in enumerate(pages(shown)) if is_on(page, item))


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the id of a row of boxes says was drawn: the group, its first check, and a mark for each check."""

    group: str
    start: int
    marks: str


def drawn(block_id: str) -> Drawn:
    """What was drawn under this id of a row of boxes."""
    _, group, start, marks, _ = block_id.split("|")
    return Drawn(group, int(start), marks)


def changes(
    template: Template, block_id: str, selected: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of the checks that a press ticked, and of those that it unticked.

    ``block_id`` is the row's, ``selected`` are the keys of the boxes that are ticked after the press. What
    the person saw and left alone is in neither, so a window that is out of date undoes nothing of a
    colleague's.
    """
    row = drawn(block_id)
    items = template.groups[row.group].items[row.start : row.start + len(row.marks)]
    marked = list(zip((item.key for item in items), row.marks, strict=True))
    ticked = tuple(key for key, mark in marked if mark == NOT_TICKED and key in selected)
    unticked = tuple(key for key, mark in marked if mark == TICKED and key not in selected)
    return ticked, unticked


def view(
    template: Template,
    release: Release,
    section_key: str,
    page: int,
    now: datetime,
    *,
    notice: str = "",
    person: str = "",
) -> View:
    """A page (from 0) of the section; an unknown section means the first, a page too far the last.

    ``notice`` is a sentence of the rules about the last press. ``person`` is who looks: their own checks are
    marked as theirs. ``now`` makes the ids of what is pressed new: Slack keeps what a window shows under an
    id that it knows, also where a press was refused.
    """
    shown = next((s for s in template.sections if s.key == section_key), template.sections[0])
    cut_up = pages(shown)
    number = max(0, min(page, len(cut_up) - 1))
    stamp = f"{now.timestamp():.6f}"
    blocks = [
        *([section(f"⚠️ {sentence(cut(notice, 400))}")] if notice else []),
        _top(template, release, shown, number, stamp),
        _title(template, release, shown, number, len(cut_up)),
        *(b for part in cut_up[number] for b in part_blocks(template, release, part, stamp, person)),
        *_turn(release, shown, number, len(cut_up)),
    ]
    return modal("Checklist", blocks, Reading.CHECKLIST, str(Target(release.id, shown.key, str(number))))


def _top(template: Template, release: Release, shown: Section, number: int, stamp: str) -> Block:
    options = {each.key: _section_option(template, release, each) for each in template.sections}
    elements = [select(Action.SECTION, "Choose a section", list(options.values()), options[shown.key])]
    question = f"This changes every open check of “{shown.title}” at once, in your name."
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
    return option(f"{cut(each.title, 75 - len(suffix))}{suffix}", str(Target(release.id, each.key)))


def _title(template: Template, release: Release, shown: Section, number: int, count: int) -> Block:
    done = progress_of(template, release, shown.items)
    page = f", page {number + 1} of {count}" if count > 1 else ""
    progress = f"{done.met} of {done.total} done in {said(shown.title, 120)}{page}"
    return section(f"*{said(release.name)}*\n{progress}")


def _turn(release: Release, shown: Section, number: int, count: int) -> list[Block]:
    if number + 1 >= count:
        return []
    on = Target(release.id, shown.key, str(number + 1))
    return [actions(button("Next page", Action.PAGE, on, "Go to the next page of the section"))]
