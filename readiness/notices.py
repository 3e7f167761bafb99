"""Whom to tell what: the wishes that a change, or the passing of time, puts into the outbox.

What they say is drawn when they are sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from readiness.gates import GateView, Standing, gate_views
from readiness.model import Release, Stage
from readiness.schedule import OVERDUE_DEPUTY, OVERDUE_MANAGER, overdue
from readiness.sheet import LineView, sheet_views
from readiness.template import DEPUTY, RELEASE_MANAGER, Template


class NoticeKind(StrEnum):
    """What a notice is drawn as."""

    CARD = "card"
    GATE = "gate"
    SHEET = "sheet"
    LINE = "line"
    ROLE = "role"
    ALARM = "alarm"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish to tell somebody something.

    ``key`` is unique in a release; wishing for the same key again redraws what was posted. ``to`` is a
    channel, a person, or a user group whose
    members are told one by one. ``redraw_only``: nothing is posted that was not posted before, and
    everything posted about this kind and
    ``subject`` is redrawn.
    """

    key: str
    kind: NoticeKind
    to: str
    subject: str = ""
    redraw_only: bool = False


def wishes(template: Template, before: Release | None, after: Release) -> tuple[Wish, ...]:
    """What the change from ``before`` to ``after`` makes worth telling; ``before`` is None for a new one."""
    return (
        Wish("card", NoticeKind.CARD, after.channel),
        *_gate_wishes(template, before, after),
        *_sheet_wishes(template, before, after),
        *_role_wishes(template, before, after),
        *_alarms(before, after),
    )


def _gate_wishes(template: Template, before: Release | None, after: Release) -> Iterator[Wish]:
    earlier = gate_views(template, before) if before is not None else ()
    views = gate_views(template, after)
    for number, view in enumerate(views):
        yield from _gate_wish(before, after, earlier[number] if earlier else None, view)


def _gate_wish(
    before: Release | None, after: Release, earlier: GateView | None, view: GateView
) -> Iterator[Wish]:
    key, subject = f"gate:{view.gate.key}:{after.cycle}", view.gate.key
    is_asked = after.stage is Stage.PLANNED and view.standing is Standing.READY
    was_asked = earlier is not None and earlier.standing is Standing.READY
    if is_asked and not was_asked:
        yield Wish(key, NoticeKind.GATE, after.channel, subject)
    told = before.holders(view.gate.role) if before is not None and was_asked else ()
    for holder in after.holders(view.gate.role) if is_asked else ():
        if holder not in told:
            yield Wish(f"{key}:{holder}", NoticeKind.GATE, holder, subject)
    if earlier is not None and before is not None and _looks_different(before, after, earlier, view):
        yield Wish(f"{key}:again", NoticeKind.GATE, after.channel, subject, redraw_only=True)


def _looks_different(before: Release, after: Release, earlier: GateView, view: GateView) -> bool:
    return earlier != view or before.stage is not after.stage or before.cycle != after.cycle


def _sheet_wishes(template: Template, before: Release | None, after: Release) -> Iterator[Wish]:
    earlier = {view.line.key: view for view in sheet_views(template, before)} if before is not None else {}
    views = sheet_views(template, after)
    key = f"sheet:{after.cycle}"
    newly = [view for view in views if _line_asked(after, view) and not _asked(before, earlier, view)]
    if newly:
        yield Wish(key, NoticeKind.SHEET, after.channel, "sheet")
    for view in newly:
        for holder in after.holders(view.role):
            yield Wish(f"line:{view.line.key}:{after.cycle}:{holder}", NoticeKind.LINE, holder, view.line.key)
    if before is None:
        return
    moved_on = before.stage is not after.stage
    changed = [view for view in views if moved_on or earlier[view.line.key] != view]
    if changed:
        yield Wish(f"{key}:again", NoticeKind.SHEET, after.channel, "sheet", redraw_only=True)
    for view in changed:
        yield Wish(
            f"line:{view.line.key}:again", NoticeKind.LINE, after.channel, view.line.key, redraw_only=True
        )


def _line_asked(release: Release, view: LineView) -> bool:
    return release.stage is Stage.PLANNED and view.standing is Standing.READY


def _asked(before: Release | None, earlier: dict[str, LineView], view: LineView) -> bool:
    return before is not None and _line_asked(before, earlier[view.line.key])


def _role_wishes(template: Template, before: Release | None, after: Release) -> Iterator[Wish]:
    if before is None or before.roles == after.roles:
        return
    for role in template.roles:
        held = after.holders(role.key)
        if held != before.holders(role.key):
            yield Wish(f"role:{role.key}:{'+'.join(held)}", NoticeKind.ROLE, after.channel, role.key)


def _alarms(before: Release | None, after: Release) -> Iterator[Wish]:
    if before is None or before.stage is after.stage:
        return
    loud = after.stage in (Stage.ROLLING_BACK, Stage.ROLLED_BACK)
    if loud or (after.stage is Stage.DEPLOYING and after.override is not None):
        key = f"alarm:{after.stage.value}:{after.cycle}"
        yield Wish(key, NoticeKind.ALARM, after.channel, after.stage.value)


def notices_due(release: Release, now: datetime) -> tuple[Wish, ...]:
    """What the passing of time makes worth telling at ``now``. Asking twice gives the same keys."""
    if not overdue(release, now):
        return ()
    late = now - release.planned_start
    plan = release.planned_start.isoformat()
    asked = [h for h in release.holders(RELEASE_MANAGER) if late >= OVERDUE_MANAGER]
    asked += [h for h in release.holders(DEPUTY) if late >= OVERDUE_DEPUTY and h not in asked]
    return (
        Wish("card", NoticeKind.CARD, release.channel),
        *(Wish(f"overdue:{plan}:{holder}", NoticeKind.OVERDUE, holder) for holder in asked),
    )
