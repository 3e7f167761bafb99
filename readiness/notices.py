"""Whom to tell what: the wishes that a change, or the passing of time, puts into the outbox.

What they say is drawn when they are sent.
"""

from collections.abc import Iterator
from datetime import datetime

from readiness.authority import bars
from readiness.gates import GateView, Standing, gate_views
from readiness.go import answer_holds
from readiness.model import Release, Stage
from readiness.schedule import OVERDUE_DEPUTY, OVERDUE_MANAGER, overdue
from readiness.sheet import LineView, sheet_views
from readiness.template import DEPUTY, RELEASE_MANAGER, Template
from readiness.wish import NoticeKind, Wish

__all__ = ["NoticeKind", "Wish", "notices_due", "wishes"]

Signable = GateView | LineView
"""What people sign, as it stands."""


def wishes(template: Template, before: Release | None, after: Release) -> tuple[Wish, ...]:
    """What the change from ``before`` to ``after`` makes worth telling; ``before`` is None for a new one."""
    wished = (
        Wish("card", NoticeKind.CARD, after.channel),
        *_signing_wishes(template, before, after),
        *_role_wishes(template, before, after),
        *_moves(before, after),
        *_settled(before, after),
    )
    return tuple(dict.fromkeys(wished))


def _signing_wishes(template: Template, before: Release | None, after: Release) -> Iterator[Wish]:
    then = _to_sign(template, before) if before is not None else {}
    for subject, view in _to_sign(template, after).items():
        yield from _asks(template, before, after, then.get(subject), view)
        if before is not None and _looks_different(template, before, after, then[subject], view):
            yield from _redraws(after, view)


def _to_sign(template: Template, release: Release) -> dict[str, Signable]:
    """The gates and the lines of the sheet by key."""
    gates = {view.gate.key: view for view in gate_views(template, release)}
    lines = {view.line.key: view for view in sheet_views(template, release)}
    return {**gates, **lines}


def _asks(
    template: Template,
    before: Release | None,
    after: Release,
    earlier: Signable | None,
    view: Signable,
) -> Iterator[Wish]:
    """What asks for a signature, of those who were not asked for this one yet."""
    told = None
    if before is not None and earlier is not None:
        if before.cycle == after.cycle and _has_just_gone_stale(earlier, view):
            return
        told = _whom_to_ask(template, before, earlier)
    whom = _whom_to_ask(template, after, view)
    if whom is not None and told is None:
        yield _aloud(after, view)
    for holder in whom or ():
        if holder not in (told or ()):
            kind = NoticeKind.LINE if isinstance(view, LineView) else NoticeKind.GATE
            yield Wish(f"{_occasion(after, view)}:{holder}", kind, holder, _subject(view))


def _whom_to_ask(template: Template, release: Release, view: Signable) -> tuple[str, ...] | None:
    """Who is asked for this signature; None while it is nobody's turn."""
    if release.stage is not Stage.PLANNED or not view.awaits_signature:
        return None
    if isinstance(view, LineView):
        return release.holders(view.role)
    held = release.holders(view.gate.role)
    return tuple(holder for holder in held if not bars(template, release, view.gate, holder))


def _has_just_gone_stale(earlier: Signable, view: Signable) -> bool:
    """Whether this change made a signature stale. Nobody is asked at once: it may be undone as a mis-tap."""
    return earlier.standing is Standing.APPROVED and view.standing is Standing.STALE


def _subject(view: Signable) -> str:
    return view.line.key if isinstance(view, LineView) else view.gate.key


def _occasion(release: Release, view: Signable) -> str:
    """A key for what is asked: to sign this, in this plan, in place of a sign-off that counts no longer."""
    key = f"{'line' if isinstance(view, LineView) else 'gate'}:{_subject(view)}:{release.cycle}"
    if view.standing is Standing.READY:
        return key
    replaced = release.sign_offs[_subject(view)][-1]
    return f"{key}:{replaced.at.isoformat()}"


def _aloud(release: Release, view: Signable) -> Wish:
    """What is said in the channel: of a gate by itself, of the lines of the sheet together."""
    if isinstance(view, LineView):
        return Wish(f"sheet:{release.cycle}", NoticeKind.SHEET, release.channel, "sheet")
    return Wish(_occasion(release, view), NoticeKind.GATE, release.channel, view.gate.key)


def _looks_different(
    template: Template,
    before: Release,
    after: Release,
    earlier: Signable,
    view: Signable,
) -> bool:
    """Whether the messages about it say something else now: whose turn it is, and who checked what."""
    role = view.role if isinstance(view, LineView) else view.gate.role
    if before.stage is not after.stage or earlier != view or before.holders(role) != after.holders(role):
        return True
    scope = template.scope(view.gate.key) if isinstance(view, GateView) else ()
    return any(before.check(item.key) != after.check(item.key) for item in scope)


def _redraws(release: Release, view: Signable) -> Iterator[Wish]:
    to, subject = release.channel, _subject(view)
    if isinstance(view, GateView):
        yield Wish(f"gate:{subject}:again", NoticeKind.GATE, to, subject, redraw_only=True)
        return
    yield Wish("sheet:again", NoticeKind.SHEET, to, "sheet", redraw_only=True)
    yield Wish(f"line:{subject}:again", NoticeKind.LINE, to, subject, redraw_only=True)


def _role_wishes(template: Template, before: Release | None, after: Release) -> Iterator[Wish]:
    if before is None or before.roles == after.roles:
        return
    for role in template.roles:
        held, holds = before.holders(role.key), after.holders(role.key)
        if held != holds:
            # From whom to whom, so that a role that goes back to somebody is said aloud again.
            key = f"role:{role.key}:{'+'.join(held)}>{'+'.join(holds)}"
            yield Wish(key, NoticeKind.ROLE, after.channel, role.key)


def _moves(before: Release | None, after: Release) -> Iterator[Wish]:
    """That the release came into another stage: the card alone says it too quietly."""
    if before is not None and before.stage is not after.stage and after.stage is not Stage.PLANNED:
        key = f"stage:{after.stage.value}:{after.cycle}"
        yield Wish(key, NoticeKind.STAGE, after.channel, after.stage.value)


def _settled(before: Release | None, after: Release) -> Iterator[Wish]:
    """Whoever was asked about an overdue start reads that it is settled, and finds no button any more."""
    if before is None or before.stage is not Stage.PLANNED:
        return
    if after.stage is not Stage.PLANNED or after.planned_start != before.planned_start:
        yield Wish("overdue:again", NoticeKind.OVERDUE, after.channel, redraw_only=True)


def notices_due(template: Template, release: Release, now: datetime) -> tuple[Wish, ...]:
    """What the passing of time makes worth telling at ``now``. Asking twice gives the same keys."""
    if not (overdue(release, now) or _has_lapsed(release, now)):
        return ()
    return (Wish("card", NoticeKind.CARD, release.channel), *_overdue_asks(release, now))


def _overdue_asks(release: Release, now: datetime) -> Iterator[Wish]:
    late = now - release.planned_start
    asked = [h for h in release.holders(RELEASE_MANAGER) if late >= OVERDUE_MANAGER]
    asked += [h for h in release.holders(DEPUTY) if late >= OVERDUE_DEPUTY and h not in asked]
    for holder in asked:
        yield Wish(f"overdue:{release.planned_start.isoformat()}:{holder}", NoticeKind.OVERDUE, holder)


def _has_lapsed(release: Release, now: datetime) -> bool:
    """Whether the last *ready to roll back* is too old for a start, so that the card's go is over."""
    ready = release.rollback_answer is not None and release.rollback_answer.ready
    return release.stage is Stage.PLANNED and ready and not answer_holds(release, now)
