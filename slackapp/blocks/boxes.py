"""A group of the checklist on its page: its boxes, what happened by itself, the small print, the details."""

from collections.abc import Sequence
from datetime import timedelta

from readiness.checks import met
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
TICKED, NOT_TICKED, NO_BOX = "1", "0", "-"
"""How the id of a row says what was drawn for a check."""
_ANCHORS = {
    Anchor.PLANNED_START: "the planned start",
    Anchor.START: "the start",
    Anchor.FINISH: "the finish",
    Anchor.ROLLBACK: "the start of a rollback",
}


def can_change(release: Release, phase: Phase) -> bool:
    """Whether checks of the phase may still be changed."""
    return release.stage.active or (release.stage is Stage.CLOSED and phase is Phase.REVIEW)


def open_checks(release: Release, items: Sequence[Item]) -> tuple[Item, ...]:
    """Those of the items that people tick and nobody has touched: what is changed in one go."""
    return tuple(
        item for item in items if item.kind is Kind.CHECK and release.check(item.key).state is CheckState.OPEN
    )


def in_one_go(
    action: Action, release: Release, key: str, items: Sequence[Item], ask: Element | None = None
) -> Element | None:
    """The menu that changes the open checks of the group or section ``key``; None when there are none."""
    if not open_checks(release, items):
        return None
    return overflow(
        action,
        option("Mark open checks done", str(Target(release.id, key, CheckState.DONE))),
        option("Mark open checks not applicable…", str(Target(release.id, key, CheckState.NOT_APPLICABLE))),
        ask=ask,
    )


def part_blocks(template: Template, release: Release, part: Part, stamp: str, person_id: str) -> list[Block]:
    """What stands on the page for the group. ``stamp`` makes the ids new, so that Slack shows what we say."""
    checks = [item for item in part.items if item.kind is Kind.CHECK]
    is_open = bool(checks) and can_change(release, checks[0].phase)
    menu = in_one_go(Action.WHOLE_GROUP, release, part.group.key, part.group.items) if is_open else None
    read_only = derived_lines(template, release, part.items)
    read_only += (
        [] if is_open else [_closed_line(item, release) for item in checks if _has_box(release, item)]
    )
    return [
        section(_heading(template, release, part), menu),
        *(_rows(release, part, stamp, person_id) if is_open else []),
        *sections(read_only),
        *contexts(_small_print(release, checks)),
        *_details(release, part, stamp),
    ]


def _heading(template: Template, release: Release, part: Part) -> str:
    done = progress_of(template, release, part.group.items)
    more = " (continued)" if part.start else ""
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


def _has_box(release: Release, item: Item) -> bool:
    return item.kind is Kind.CHECK and release.check(item.key).state is not CheckState.NOT_APPLICABLE


def is_ticked(release: Release, item: Item) -> bool:
    """Whether the box of the check is drawn as ticked."""
    return release.check(item.key).state in (CheckState.DONE, CheckState.VERIFIED)


def _rows(release: Release, part: Part, stamp: str, person_id: str) -> list[Block]:
    """Rows of at most ten boxes. A row's id says what was drawn for each item of the group, from which on."""
    rows: list[Block] = []
    for offset in range(0, len(part.items), MOST_BOXES):
        chunk = part.items[offset : offset + MOST_BOXES]
        boxes = [item for item in chunk if _has_box(release, item)]
        if not boxes:
            continue
        marks = "".join(_mark(release, item) for item in chunk)
        start = part.start + offset
        block_id = f"tick|{part.group.key}|{start}|{marks}|{stamp}"
        rows.append(actions(_checkboxes(release, boxes, person_id), block_id=block_id))
    return rows


def _mark(release: Release, item: Item) -> str:
    if not _has_box(release, item):
        return NO_BOX
    return TICKED if is_ticked(release, item) else NOT_TICKED


def _checkboxes(release: Release, items: Sequence[Item], person_id: str) -> Element:
    options = {
        item.key: option(item.title, item.key, _description(release, item, person_id)) for item in items
    }
    element: Element = {
        "type": "checkboxes",
        "action_id": Action.TICK.value,
        "options": list(options.values()),
    }
    initial = [options[item.key] for item in items if is_ticked(release, item)]
    return element | {"initial_options": initial} if initial else element


def _description(release: Release, item: Item, person_id: str) -> str:
    check = release.check(item.key)
    is_plain = check.state is CheckState.OPEN or (check.state is CheckState.DONE and met(item, check))
    words = [] if is_plain else [check_words(item, check)]
    words += ["Yours"] if person_id and check.owner == person_id else []
    if check.state is CheckState.OPEN:
        words += ["If applicable"] if item.if_applicable else []
        words += ["A second person verifies it"] if item.verification else []
        words += [] if item.required else ["Optional"]
    return " · ".join(words)


def _closed_line(item: Item, release: Release) -> str:
    check = release.check(item.key)
    mark = "✅" if met(item, check) else "⬜"
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


def _details(release: Release, part: Part, stamp: str) -> list[Block]:
    options = [option(item.title, str(Target(release.id, item.key))) for item in part.items]
    menu = select(Action.OPEN_CHECK, "Details of…", options)
    return [actions(menu, block_id=f"details|{part.group.key}|{stamp}")]
