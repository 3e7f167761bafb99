"""What became of the plan's posts, between the outbox and the release: sent, in trouble, sent again."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import bindparam, case, null, update
from sqlmodel import Session

from readiness.communication.telling import Trouble, trouble_wishes
from readiness.events import Event, PostsChanged
from readiness.notices import NoticeKind
from readiness.records import APP, PostState
from storage import outbox, releases
from storage.audit import Stamp
from storage.changes import Change
from storage.claims import Claimed
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
_STATES = {Failed: PostState.FAILED, Expired: PostState.EXPIRED, Uncertain: PostState.UNCERTAIN}


def follow(session: Session, release_id: str, events: Iterable[Event]) -> None:
    """Let the outbox follow what people said of posts: one called for waits again, one seen is settled."""
    changed = [event for event in events if isinstance(event, PostsChanged)]
    for state, statement in ((PostState.CALLED, _AGAIN), (PostState.SENT, _SEEN)):
        keys = [key for event in changed if event.state is state for key in event.keys]
        if keys:
            rows = [{"of_release": release_id, "of_key": key} for key in keys]
            session.connection().execute(statement, rows)


def became(session: Session, claimed: Claimed, settlement: Settlement, at: datetime) -> None:
    """Record in the release what became of a post, in the transaction that settles it in the outbox.

    ``at`` is the business moment. What is known already is not recorded again; a post that was given up
    meanwhile and was sent all the same is sent, and one that may have been is uncertain. Of another notice
    that can't be told whoever leads is told.
    """
    if claimed.kind is NoticeKind.UPDATE:
        _post_became(session, claimed, settlement, at)
    elif isinstance(settlement, Failed | Uncertain) and _is_said_aloud(claimed):
        release = releases.get(session, claimed.workspace, claimed.release_id)
        if release is not None:
            subject = str(Trouble(claimed.kind, claimed.to, settlement.sentence))
            outbox.wish(session, release.workspace, release.id, trouble_wishes(release, subject), at)


def _is_said_aloud(claimed: Claimed) -> bool:
    """Whether it goes to a channel: one person who can't be reached is no trouble of the release."""
    return not claimed.to.startswith(("U", "W", "S"))


def _post_became(session: Session, claimed: Claimed, settlement: Settlement, at: datetime) -> None:
    held = releases.hold(session, claimed.workspace, claimed.release_id)
    post = None if held is None else held.release.posts.get(claimed.key)
    if held is None or post is None or post.state is PostState.SENT:
        return
    if isinstance(settlement, Sent):
        keys = (claimed.key,)
        event = PostsChanged(keys, PostState.SENT, "", settlement.channel, settlement.ts)
    elif post.state.waits or isinstance(settlement, Uncertain):
        event = PostsChanged((claimed.key,), _STATES[type(settlement)], settlement.sentence)
    else:
        return
    change = Change(session, held, at)
    change.let_time_pass()
    change.happen([event], Stamp(claimed.workspace, APP, at, "courier", None))
    change.write()
