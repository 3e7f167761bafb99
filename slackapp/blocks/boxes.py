"""A group of the checklist on its page: its boxes, what happened by itself, the small print, the details."""

from collections.abc import Sequence
from datetime import timedelta

from readiness.checks import awaits_verification
from readiness.model import CheckState, Release, Stage
from readiness.progress import progress_of
from readiness.template import Anchor, Due, Item, Kind, Phase, Template
from slackapp.actions import Action, Target
from slackapp.blocks.derived import derived_lines
from slackapp.blocks.lines import check_words
from slackapp.blocks.pages import Part
from slackapp.blocks.parts import (
    Block,
    Element,
    actions,
    contexts,
    option,
    overflow,
    section,
    sections,
    select,
)
from slackapp.blocks.text import people, said, span, when

MOST_BOXES = 10
"""In one element of Slack's."""
_TICKED = (CheckState.DONE, CheckState.VERIFIED)
_ANCHORS = {
    Anchor.PLANNED_START: "the planned start",
    Anchor.START: "the start",
    Anchor.FINISH: "the finish",
    Anchor.ROLLBACK: "the start of a rollback",
}


def can_change(release: Release, phase: Phase) -> bool:
    """Whether checks of the phase may still be changed."""
    return release.stage.active or (release.stage is Stage.CLOSED and phase is Phase.REVIEW)


def in_one_go(
    action: Action, release: Release, key: str, items: Sequence[Item], ask: Element | None = None
) -> Element | None:
    """The menu that changes all these checks, which are the group or section ``key``; None when none is left."""
    checks = [(item, release.check(item.key)) for item in items if item.kind is Kind.CHECK]
    options: dict[CheckState, str] = {}
    if any(check.state in (CheckState.OPEN, CheckState.BLOCKED) for _, check in checks):
        options[CheckState.DONE] = "Mark all done"
        options[CheckState.NOT_APPLICABLE] = "Mark all not applicable…"
    if any(awaits_verification(item, check) for item, check in checks):
        options[CheckState.VERIFIED] = "Verify all that are done"
    if not options:
        return None
    drawn = [option(text, str(Target(release.id, key, state))) for state, text in options.items()]
    return overflow(action, *drawn, ask=ask)


def part_blocks(template: Template, release: Release, part: Part, stamp: str, person_id: str) -> list[Block]:
    """What stands on the page for the group. ``stamp`` makes the ids new, so that Slack shows what we say."""
    checks = [item for item in part.items if item.kind is Kind.CHECK]
    is_open = bool(checks) and can_change(release, checks[0].phase)
    boxes = [i for i in checks if release.check(i.key).state is not CheckState.NOT_APPLICABLE]
    menu = in_one_go(Action.WHOLE_GROUP, release, part.group.key, part.group.items) if is_open else None
    read_only = derived_lines(template, release, part.items)
    read_only += [] if is_open else [_closed_line(item, release) for item in boxes]
    return [
        section(_heading(template, release, part), menu),
        *(_boxes(release, part, boxes, stamp, person_id) if is_open else []),
        *sections(read_only),
        *contexts(_small_print(release, checks)),
        *_details(part, stamp),
    ]


def _heading(template: Template, release: Release, part: Part) -> str:
    done = progress_of(template, release, part.group.items)
    more = " (continued)" if part.continued else ""
    due = f"\n{due_words(part.group.due, release)}" if part.group.due else ""
    return f"*{said(part.group.title, 120)}*{more}  {done.met} of {done.total}{due}"


def due_words(due: Due, release: Release) -> str:
    """When a part is asked for, in words, with the moment where it is known."""
    anchor = _ANCHORS[due.anchor]
    moments = {
        Anchor.PLANNED_START: release.planned_start,
        Anchor.START: release.started_at,
        Anchor.FINISH: release.finished_at,
        Anchor.ROLLBACK: release.rollback_began_at,
    }
    moment = moments[due.anchor]
    side = "before" if due.offset < timedelta() else "after"
    words = f"{span(due.offset)} {side} {anchor}" if due.offset else f"at {anchor}"
    if due.until is not None:
        words = f"{words} until {span(due.until)} after {anchor}"
    return f"Due {words}, {when(moment + (due.until or due.offset))}" if moment else f"Due {words}"


def _boxes(release: Release, part: Part, items: Sequence[Item], stamp: str, person_id: str) -> list[Block]:
    starts = range(0, len(items), MOST_BOXES)
    chunks = [items[start : start + MOST_BOXES] for start in starts]
    return [_row(release, part, number, chunk, stamp, person_id) for number, chunk in enumerate(chunks)]


def _row(
    release: Release, part: Part, number: int, items: Sequence[Item], stamp: str, person_id: str
) -> Block:
    """A row of boxes, whose id tells what was drawn."""
    options = [option(item.title, item.key, _description(release, item, person_id)) for item in items]
    ticked = [release.check(item.key).state in _TICKED for item in items]
    element: Element = {"type": "checkboxes", "action_id": Action.TICK.value, "options": options}
    initial = [each for each, is_ticked in zip(options, ticked, strict=True) if is_ticked]
    if initial:
        element["initial_options"] = initial
    bits = "".join("1" if is_ticked else "0" for is_ticked in ticked)
    return actions(element, block_id=f"tick|{part.group.key}|{number}|{bits}|{stamp}")


def _description(release: Release, item: Item, person_id: str) -> str:
    check = release.check(item.key)
    words = [check_words(item, check)] if check.state is not CheckState.OPEN else []
    words += ["Yours"] if person_id and check.owner == person_id else []
    if check.state is CheckState.OPEN:
        words += ["If applicable"] if item.if_applicable else []
        words += ["A second person verifies it"] if item.verification else []
        words += [] if item.required else ["Optional"]
    return " · ".join(words)


def _closed_line(item: Item, release: Release) -> str:
    check = release.check(item.key)
    mark = "✅" if check.state in _TICKED and not awaits_verification(item, check) else "▫️"
    return f"{mark} *{said(item.title, 120)}*: {said(check_words(item, check), 150)}"


def _small_print(release: Release, items: Sequence[Item]) -> list[str]:
    """What does not apply, and why; and who owns what."""
    lines: list[str] = []
    for item in items:
        check = release.check(item.key)
        if check.state is CheckState.NOT_APPLICABLE:
            lines.append(f"*{said(item.title, 100)}*: {said(check_words(item, check), 150)}")
        elif check.owner:
            lines.append(f"*{said(item.title, 100)}* is {people([check.owner])}'s")
    return lines


def _details(part: Part, stamp: str) -> list[Block]:
    if not part.items:
        return []
    options = [option(item.title, item.key) for item in part.items]
    menu = select(Action.OPEN_CHECK, "Details of…", options)
    return [actions(menu, block_id=f"details|{part.group.key}|{stamp}")]
