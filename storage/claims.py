"""Claims on the outbox, the seam between wishing and telling: claim, mark started, settle, give back.

What is claimed stays wished, and may be claimed anew when the lease ends. Its attempt fences off whoever had
it before: what they still report changes nothing. ``now`` is the machine clock throughout; no wound clock
touches a lease.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Row, Update, and_, bindparam, case, literal, or_, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from readiness.notices import NoticeKind
from storage.tables import NoticeState, metadata

_NOTICES = metadata.tables["notices"]
REST = timedelta(seconds=3)
"""How long a message rests after it was shown: a first change is shown at once, the next ones together."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that one courier may tell until its lease ends. ``attempt`` fences off whoever had it before.

    ``ts`` is set once it was posted, in ``channel``: it is to be updated then. ``in_doubt``: a sending began
    and nobody knows how it ended, so it has to be looked for before it is posted. ``posting`` counts how
    often its message was gone.
    """

    id: int
    workspace: str
    release_id: str
    key: str
    kind: NoticeKind
    to: str
    subject: str
    attempt: int
    wanted: int
    failures: int
    wished_at: datetime
    in_doubt: bool
    send_started_at: datetime | None
    channel: str | None
    ts: str | None
    posting: int = 0


def _state(state: NoticeState) -> ColumnElement[NoticeState]:
    return literal(state, _NOTICES.c.state.type)


# In a subquery Postgres would pick anew for each row, and pass the limit: a common table is picked once.
_FIRST = (
    select(_NOTICES.c.id)
    .where(
        _NOTICES.c.workspace == bindparam("of_workspace"),
        _NOTICES.c.state == NoticeState.WISHED,
        _NOTICES.c.not_before <= bindparam("now"),
        _NOTICES.c.destination.not_in(bindparam("busy", expanding=True)),
        or_(_NOTICES.c.ts.is_(None), bindparam("updates", type_=Boolean()).is_(True)),
    )
    .order_by(_NOTICES.c.not_before, _NOTICES.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("first")
)
_IN_DOUBT = and_(_NOTICES.c.send_started_at.is_not(None), _NOTICES.c.ts.is_(None))
_CLAIM = (
    update(_NOTICES)
    .where(_NOTICES.c.id.in_(select(_FIRST.c.id)))
    .values(
        attempt=_NOTICES.c.attempt + 1,
        not_before=bindparam("until"),
        doubted_at=case((_IN_DOUBT, bindparam("now")), else_=_NOTICES.c.doubted_at),
    )
    .returning(_NOTICES)
)
_OURS = update(_NOTICES).where(
    _NOTICES.c.id == bindparam("its_id"),
    _NOTICES.c.attempt == bindparam("its_attempt"),
    _NOTICES.c.state == NoticeState.WISHED,
)
_SETTLE = _OURS.values(
    shown=bindparam("told"),
    state=case(
        (_NOTICES.c.wanted > bindparam("told"), _state(NoticeState.WISHED)), else_=_state(NoticeState.SENT)
    ),
)


def claim(
    session: Session,
    workspace: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    *,
    busy: Collection[str] = (),
    updates: bool = True,
) -> tuple[Claimed, ...]:
    """Take up to ``limit`` notices that may be told ``now``; nobody else gets them until the lease ends.

    None for a destination that is ``busy``, and without ``updates`` none that was posted before.
    """
    parameters = {"of_workspace": workspace, "now": now, "until": now + lease, "limit": limit}
    rows = session.connection().execute(_CLAIM, parameters | {"busy": list(busy), "updates": updates}).all()
    return tuple(_claimed(row) for row in sorted(rows, key=_order))


def _order(row: Row[Any]) -> tuple[bool, int]:
    """The plan's updates before what goes to the same place with them, and the longest wished first."""
    return row.kind != NoticeKind.UPDATE, row.id


def _claimed(row: Row[Any]) -> Claimed:
    return Claimed(
        id=row.id,
        workspace=row.workspace,
        release_id=row.release_id,
        key=row.key,
        kind=NoticeKind(row.kind),
        to=row.destination,
        subject=row.subject,
        attempt=row.attempt,
        wanted=row.wanted,
        failures=row.failures,
        wished_at=row.wished_at,
        in_doubt=row.send_started_at is not None and row.ts is None,
        send_started_at=row.send_started_at,
        channel=row.channel,
        ts=row.ts,
        posting=row.posting,
    )


def mark_started(session: Session, claimed: Claimed, now: datetime) -> bool:
    """Record that the sending begins, to be committed before it does. False: the claim is no longer ours.

    What was in doubt must have been looked for by then: the doubt before this sending is forgotten.
    """
    return _change(session, claimed, send_started_at=now)


def settle(
    session: Session, claimed: Claimed, channel: str, ts: str, now: datetime, rest: timedelta = REST
) -> bool:
    """Record that it was told as the message ``ts`` in ``channel``. Wished meanwhile, it waits again.

    Of a message that was updated both stay as they are: the sweeper may know better by now where it stands.
    """
    values = {"told": claimed.wanted, "settled_at": now, "not_before": now + rest}
    values |= {"send_started_at": None, "failures": 0, "error": ""}
    if claimed.ts is None:
        values |= {"channel": channel, "ts": ts}
    return _executed(session, _SETTLE, claimed, values)


def give_back(session: Session, claimed: Claimed, not_before: datetime, error: str) -> bool:
    """Record that this attempt did not tell it, and that it may be tried again from ``not_before`` on.

    A doubt that was there before stays.
    """
    failures = claimed.failures + 1
    return _change(
        session,
        claimed,
        state=NoticeState.WISHED,
        not_before=not_before,
        send_started_at=_still_in_doubt(claimed),
        failures=failures,
        error=error,
    )


def doubt(session: Session, claimed: Claimed, not_before: datetime, error: str) -> bool:
    """Record that nobody knows whether it was told: from ``not_before`` on it is claimed in doubt."""
    return _change(session, claimed, not_before=not_before, failures=claimed.failures + 1, error=error)


def forget(session: Session, claimed: Claimed, now: datetime, error: str) -> bool:
    """Record that the message is gone: from ``now`` on it is claimed as what was never posted.

    Where another message is known by now, because the sweeper left that one, it is claimed to be updated.
    """
    gone = {"channel": None, "ts": None, "send_started_at": None, "doubted_at": None}
    values = {**gone, "posting": claimed.posting + 1, "not_before": now, "error": error}
    if _executed(session, _OURS.where(_NOTICES.c.ts == claimed.ts), claimed, values):
        return True
    return _change(session, claimed, not_before=now, error=error)


def fail(session: Session, claimed: Claimed, error: str, now: datetime) -> bool:
    """Record that it can't be told; it is tried again only when it is wished again."""
    return _change(
        session,
        claimed,
        state=NoticeState.FAILED,
        not_before=now,
        send_started_at=_still_in_doubt(claimed),
        settled_at=now,
        error=error,
    )


def uncertain(session: Session, claimed: Claimed, error: str, now: datetime) -> bool:
    """Record that it may have been told and can't be looked for. Wished again, it is claimed in doubt."""
    return _change(session, claimed, state=NoticeState.UNCERTAIN, settled_at=now, error=error)


def _still_in_doubt(claimed: Claimed) -> datetime | None:
    return claimed.send_started_at if claimed.in_doubt else None


def _change(session: Session, claimed: Claimed, **values: Any) -> bool:  # noqa: ANN401 - of any column
    return _executed(session, _OURS, claimed, values)


def _executed(session: Session, statement: Update, claimed: Claimed, values: dict[str, Any]) -> bool:
    which = {"its_id": claimed.id, "its_attempt": claimed.attempt}
    return session.connection().execute(statement, which | values).rowcount == 1
