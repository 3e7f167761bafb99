"""What became of notices, between the outbox and the release: posts sent, and all that came into trouble."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import bindparam, case, null, update
from sqlmodel import Session

from readiness.communication.plan import PostKey
from readiness.communication.posting import outdated
from readiness.communication.settling import is_missed
from readiness.events import Event
from readiness.model import Release
from readiness.notices import NoticeKind
from readiness.plan_events import NoticeChanged, PostsChanged
from readiness.records import APP, PostState
from storage import releases
from storage.audit import Stamp
from storage.changes import Change, template_of
from storage.claims import Claimed
from storage.doubts import Posted
from storage.releases import Held
from storage.settlements import Expired, Failed, Sent, Settlement, Uncertain
from storage.tables import NoticeState, metadata

_NOTICES = metadata.tables["notices"]
_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
_UNSENT = update(_NOTICES).where(
    _NOTICES.c.release_id == bindparam("of_release"),
    _NOTICES.c.key == bindparam("of_key"),
    _NOTICES.c.ts.is_(None),
)
_NOT_SEEN = case((_NOTICES.c.state == NoticeState.UNCERTAIN, null()), else_=_NOTICES.c.send_started_at)
# An uncertain one is called for by somebody who has looked for it: it is posted without another look.
_AGAIN = _UNSENT.where(_NOTICES.c.state.in_([NoticeState.FAILED, NoticeState.UNCERTAIN])).values(
    state=NoticeState.WISHED, not_before=_AT_ONCE, send_started_at=_NOT_SEEN, failures=0, error=""
)
_SEEN = _UNSENT.where(_NOTICES.c.state == NoticeState.UNCERTAIN).values(state=NoticeState.SENT, error="")
_STATES = {
    Sent: PostState.SENT,
    Failed: PostState.FAILED,
    Expired: PostState.EXPIRED,
    Uncertain: PostState.UNCERTAIN,
}
STOOD_TWICE = "It stood there twice, so the later message was deleted."


def follow(session: Session, release_id: str, events: Iterable[Event]) -> None:
    """Let the outbox follow what people said of notices: one called for waits again, one seen is settled."""
    changed = [event for event in events if isinstance(event, PostsChanged | NoticeChanged)]
    for state, statement in ((PostState.CALLED, _AGAIN), (PostState.SENT, _SEEN)):
        keys = [key for event in changed if event.state is state for key in _keys(event)]
        rows = [{"of_release": release_id, "of_key": key} for key in keys]
        if rows:
            session.connection().execute(statement, rows)


def became(session: Session, claimed: Claimed, settlement: Settlement, at: datetime) -> None:
    """Record in the release what became of a notice, in the transaction that settles it in the outbox.

    ``at`` is the business moment. Of each post of the plan; of another notice only that it came into trouble,
    and what became of that. What is known already is not recorded again.
    """
    if claimed.kind is not NoticeKind.UPDATE and not _came_into_trouble(session, claimed, settlement):
        return
    held = releases.hold(session, claimed.workspace, claimed.release_id)
    if held is not None and isinstance(settlement, Expired):
        settlement = replace(settlement, sentence=_why(session, held.release, claimed, settlement, at))
        if not settlement.sentence:
            again = {"of_release": held.release.id, "of_key": claimed.key}
            session.connection().execute(_AGAIN, again)
            return
    event = None if held is None else _event(held.release, claimed, settlement)
    if held is not None and event is not None:
        _happen(session, held, event, at)


def _why(session: Session, release: Release, claimed: Claimed, gave_up: Expired, at: datetime) -> str:
    """Why the courier's giving up holds; empty where somebody called for the post meanwhile.

    It had been skipped, say, when the courier looked: whoever had it sent after that has won.
    """
    post = release.posts.get(claimed.key)
    if post is None or post.state is not PostState.CALLED:
        return gave_up.sentence
    return outdated(template_of(session, release), release, PostKey.parse(claimed.key), at)


def stands(session: Session, posted: Posted, ts: str, at: datetime) -> None:
    """Record in the release that of two messages of one post the message ``ts`` is the one that stays."""
    held = releases.hold(session, posted.workspace, posted.release_id)
    post = None if held is None else held.release.posts.get(posted.key)
    if held is not None and post is not None and post.ts not in ("", ts):
        event = PostsChanged((posted.key,), PostState.SENT, STOOD_TWICE, post.channel, ts)
        _happen(session, held, event, at)


def _happen(session: Session, held: Held, event: Event, at: datetime) -> None:
    change = Change(session, held, at)
    change.let_time_pass()
    change.happen([event], Stamp(held.release.workspace, APP, at, "courier", None))
    change.write()


def _came_into_trouble(session: Session, claimed: Claimed, settlement: Settlement) -> bool:
    """Whether there is anything to record: nearly every notice arrives, and nothing is locked for those."""
    if isinstance(settlement, Failed | Uncertain):
        return is_missed(claimed.kind, claimed.to)
    known = releases.get(session, claimed.workspace, claimed.release_id)
    return known is not None and claimed.key in known.troubles


def _event(release: Release, claimed: Claimed, settlement: Settlement) -> Event | None:
    """What happens to the release; None for what is known already."""
    if claimed.kind is NoticeKind.UPDATE:
        return _post_event(release, claimed, settlement)
    sentence = "" if isinstance(settlement, Sent) else settlement.sentence
    state = _STATES[type(settlement)]
    known = release.troubles.get(claimed.key)
    if known is not None and (known.state, known.reason) == (state, sentence):
        return None
    return NoticeChanged(claimed.key, claimed.kind, claimed.to, claimed.subject, state, sentence)


def _post_event(release: Release, claimed: Claimed, settlement: Settlement) -> Event | None:
    """One that was given up meanwhile is sent if it was all the same, and uncertain if it may have been."""
    post = release.posts.get(claimed.key)
    if post is None or post.state is PostState.SENT:
        return None
    if isinstance(settlement, Sent):
        return PostsChanged((claimed.key,), PostState.SENT, "", settlement.channel, settlement.ts)
    if post.state.waits or isinstance(settlement, Uncertain):
        return PostsChanged((claimed.key,), _STATES[type(settlement)], settlement.sentence)
    return None


def _keys(event: PostsChanged | NoticeChanged) -> tuple[str, ...]:
    return event.keys if isinstance(event, PostsChanged) else (event.key,)
