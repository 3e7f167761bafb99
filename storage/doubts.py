"""Doubts about what was told: what may have been posted twice, and which message stays then.

``now`` is the machine clock throughout.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, literal, select, update
from sqlmodel import Session

from readiness.notices import NoticeKind
from storage.claims import Claimed
from storage.tables import NoticeState, metadata

_NOTICES = metadata.tables["notices"]
_STATE = _NOTICES.c.state.type
_REDRAW = {
    "wanted": _NOTICES.c.wanted + 1,
    "state": case(
        (_NOTICES.c.state == NoticeState.SENT, literal(NoticeState.WISHED, _STATE)), else_=_NOTICES.c.state
    ),
}
_ITSELF = update(_NOTICES).where(_NOTICES.c.id == bindparam("its_id"))
_SUSPECTS = (
    select(_NOTICES)
    .where(
        _NOTICES.c.workspace == bindparam("workspace"),
        _NOTICES.c.doubted_at.is_not(None),
        _NOTICES.c.doubted_at > bindparam("since"),
        _NOTICES.c.ts.is_not(None),
    )
    .order_by(_NOTICES.c.id)
)


@dataclass(frozen=True, slots=True)
class Posted:
    """A post that was in doubt at ``doubted_at``: the message ``ts`` in ``channel``, and perhaps another too.

    ``redrawn`` says whether its message follows changes, and some came since it was wished.
    """

    id: int
    workspace: str
    release_id: str
    key: str
    kind: NoticeKind
    to: str
    channel: str
    ts: str
    posting: int
    doubted_at: datetime
    redrawn: bool


def told_by_another_too(session: Session, claimed: Claimed, now: datetime) -> None:
    """Note that it was told although the claim was over: so perhaps twice, or as things stood before."""
    posted_before = claimed.ts is not None
    changed = _ITSELF.values(**_REDRAW) if posted_before else _ITSELF.values(doubted_at=now)
    session.connection().execute(changed, {"its_id": claimed.id})


def suspects(session: Session, workspace: str, since: datetime) -> tuple[Posted, ...]:
    """What was posted and has been in doubt ``since`` then, the oldest wish first."""
    rows = session.connection().execute(_SUSPECTS, {"workspace": workspace, "since": since})
    return tuple(
        Posted(
            id=row.id,
            workspace=row.workspace,
            release_id=row.release_id,
            key=row.key,
            kind=NoticeKind(row.kind),
            to=row.destination,
            channel=row.channel,
            ts=row.ts,
            posting=row.posting,
            doubted_at=row.doubted_at,
            redrawn=row.wanted > 1,
        )
        for row in rows
    )


def keep(session: Session, posted: Posted, ts: str) -> bool:
    """Record that the message ``ts`` is the one that stays. False when it is another one meanwhile.

    A message that follows changes is drawn once more, for this one may have missed some.
    """
    itself = _ITSELF.where(_NOTICES.c.ts == posted.ts).values(ts=ts)
    changed = itself.values(**_REDRAW) if posted.redrawn else itself
    return session.connection().execute(changed, {"its_id": posted.id}).rowcount == 1
