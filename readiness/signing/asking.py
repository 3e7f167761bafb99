"""Whom a signature is asked of, when, and what is said aloud about gates and the sheet.

When an approval goes stale nobody is asked at once: it may be a mis-tap, which heals when it is undone.
"""

from collections.abc import Iterator
from datetime import datetime

from readiness.authority import bars, eligible
from readiness.model import Release, Stage, is_group
from readiness.signing.freshness import (
    ASKED_AGAIN_AFTER,
    Change,
    Difference,
    gate_differences,
    sheet_differences,
    stale_since,
)
from readiness.signing.gates import GateView, Standing, adds_to, gate_views
from readiness.signing.rejecting import is_outvoting
from readiness.signing.sheet import LineView, sheet_views
from readiness.template import Template
from readiness.wish import NoticeKind, Wish

Signable = GateView | LineView
"""What people sign, as it stands."""


def signing_wishes(template: Template, before: Release | None, after: Release) -> Iterator[Wish]:
    """What a change makes worth telling about gates and the lines of the sheet."""
    then = _to_sign(template, before) if before is not None else {}
    for subject, view in _to_sign(template, after).items():
        yield from _asks(template, before, after, then.get(subject), view)
        if before is not None and _looks_different(template, before, after, then[subject], view):
            yield from _redraws(after, view)


def asked_again(template: Template, release: Release, now: datetime) -> Iterator[Wish]:
    """What asks for stale signatures once nobody has undone the change in time; the same whenever asked."""
    for view, moment in _asked_again_at(template, release):
        if moment <= now:
            for wish in _ask_all(template, release, view):
                yield Wish(wish.key, wish.kind, wish.to, wish.subject, once=True)


def asking_moments(template: Template, release: Release) -> Iterator[datetime]:
    """When stale signatures are asked for again."""
    return (moment for _, moment in _asked_again_at(template, release))


def differences(template: Template, release: Release, view: Signable) -> tuple[Difference, ...]:
    """What became different since it was signed, of everybody whose signature counts no longer."""
    if view.standing is not Standing.STALE:
        return ()
    if isinstance(view, LineView):
        return () if view.sign_off is None else sheet_differences(template, release, view.sign_off)
    found = (gate_differences(template, release, view.gate, sign_off) for sign_off in view.stale)
    return tuple(dict.fromkeys(difference for each in found for difference in each))


def _asked_again_at(template: Template, release: Release) -> Iterator[tuple[Signable, datetime]]:
    for view in _to_sign(template, release).values():
        if view.standing is Standing.STALE and _whom_to_ask(template, release, view):
            since = _second_thoughts(template, release, view)
            if since is not None:
                yield view, since + ASKED_AGAIN_AFTER


def _second_thoughts(template: Template, release: Release, view: Signable) -> datetime | None:
    """When the change was made that may be undone as a mis-tap; None where nothing could undo it."""
    found = differences(template, release, view)
    return None if all(each.change is Change.EXPIRED for each in found) else stale_since(found)


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
        if before.cycle == after.cycle and _may_be_undone(template, before, after, earlier, view):
            return
        told = _whom_to_ask(template, before, earlier)
    for wish in _ask_all(template, after, view):
        if wish.to == after.channel:
            if told is None:
                yield wish
        elif wish.to not in (told or ()):
            yield wish


def _may_be_undone(
    template: Template, before: Release, after: Release, earlier: Signable, view: Signable
) -> bool:
    """Whether this very change made the signature stale, or differently so: it may be a mis-tap."""
    if view.standing is not Standing.STALE:
        return False
    since = _second_thoughts(template, after, view)
    return since is not None and since != _second_thoughts(template, before, earlier)


def _ask_all(template: Template, release: Release, view: Signable) -> Iterator[Wish]:
    whom = _whom_to_ask(template, release, view)
    if whom is None:
        return
    occasion = _occasion(template, release, view)
    yield _aloud(release, view, occasion)
    for holder in whom:
        kind = NoticeKind.LINE if isinstance(view, LineView) else NoticeKind.GATE
        yield Wish(f"{occasion}:{holder}", kind, holder, _subject(view))


def _whom_to_ask(template: Template, release: Release, view: Signable) -> tuple[str, ...] | None:
    """Who is asked for this signature; None while it is nobody's turn."""
    if release.stage is not Stage.PLANNED or not view.awaits_signature:
        return None
    if isinstance(view, LineView):
        acting = release.acting(view.role)
        return tuple(one for one in acting if not is_outvoting(release, view.rejections, view.role, one))
    # It counts by its override; whoever wants to approve it in that one's stead still can.
    return None if view.override is not None else who_can(template, release, view)


def who_can(template: Template, release: Release, view: GateView) -> tuple[str, ...]:
    """Who acts in the gate's role, can approve it and has not yet: the ids of people and user groups."""
    return tuple(one for one in release.acting(view.gate.role) if _can(template, release, view, one))


def nobody_left(template: Template, release: Release, view: GateView) -> str:
    """Why nobody of those who act in the gate's role is left to approve it, in words.

    Empty while somebody is, or where nobody acts in it.
    """
    if not release.acting(view.gate.role) or who_can(template, release, view):
        return ""
    may = eligible(template, release, view.gate)
    return "all who may approve it have" if may else "duties are separated"


def _can(template: Template, release: Release, view: GateView, some_id: str) -> bool:
    on_behalf = release.handed_by(some_id, view.gate.role)
    return not why_not(template, release, view, some_id) and adds_to(view, some_id, on_behalf)


def why_not(template: Template, release: Release, view: GateView, some_id: str) -> str:
    """Why somebody who acts in the gate's role can't approve it, as a sentence; empty when they can."""
    role = view.gate.role
    if is_outvoting(release, view.rejections, role, some_id):
        return "Somebody else rejected this gate, and only they can take that back."
    return bars(template, release, view.gate, some_id, release.handed_by(some_id, role))


def asked_no_more(template: Template, release: Release, subject: str, to: str) -> str:
    """Why a question for a signature that waits to be posted to ``to`` must not be, as a sentence.

    Empty while they are to be asked. What the channel is told of a gate or the sheet says how things stand.
    """
    view = _to_sign(template, release).get(subject)
    if view is None or to == release.channel or _is_asked(template, release, view, to):
        return ""
    return "This signature is asked for no more, or not of them."


def _is_asked(template: Template, release: Release, view: Signable, some_id: str) -> bool:
    whom = _whom_to_ask(template, release, view) or ()
    if some_id in whom:
        return True
    # The rules don't know who is in a user group, so that each member is looked at as they are asked.
    may_be_member = any(map(is_group, whom))
    return may_be_member and (isinstance(view, LineView) or _can(template, release, view, some_id))


def _subject(view: Signable) -> str:
    return view.line.key if isinstance(view, LineView) else view.gate.key


def _occasion(template: Template, release: Release, view: Signable) -> str:
    """A key for what is asked: to sign this, in this plan, in place of a sign-off that counts no longer."""
    key = f"{'line' if isinstance(view, LineView) else 'gate'}:{_subject(view)}:{release.cycle}"
    if view.standing is Standing.READY:
        return key
    replaced = release.sign_offs[_subject(view)][-1]
    since = stale_since(differences(template, release, view))
    return f"{key}:{replaced.at.isoformat()}" + (f":{since.isoformat()}" if since is not None else "")


def _aloud(release: Release, view: Signable, occasion: str) -> Wish:
    """What is said in the channel: of a gate by itself, of the lines of the sheet together."""
    if isinstance(view, LineView):
        return Wish(f"sheet:{release.cycle}", NoticeKind.SHEET, release.channel, "sheet")
    return Wish(occasion, NoticeKind.GATE, release.channel, view.gate.key)


def _looks_different(
    template: Template,
    before: Release,
    after: Release,
    earlier: Signable,
    view: Signable,
) -> bool:
    """Whether the messages about it say something else now: whose turn it is, and who checked what."""
    role = view.role if isinstance(view, LineView) else view.gate.role
    if before.stage is not after.stage or earlier != view or before.acting(role) != after.acting(role):
        return True
    if before.overrides.get(_subject(view)) != after.overrides.get(_subject(view)):
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
