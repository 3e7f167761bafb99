"""The outbox: wishes to tell something, each claimed by one courier at a time and settled once it was told.

A message that is updated in place is one row for its whole life: wishing for its key again has it redrawn.
``now`` is the machine clock here; no wound clock touches a lease.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Update, and_, bindparam, case, func, literal, or_, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from readiness.notices import NoticeKind, Wish
from storage import people
from storage.tables import NoticeState, metadata
from storage.upserts import Insert, dialect_of, insert_into

_NOTICES = metadata.tables["notices"]
_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
REST = timedelta(seconds=3)
"""How long a message rests after it was shown: a first change is shown at once, the next ones together."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that one courier may tell until its lease ends. ``attempt`` fences off whoever had it before.

    ``ts`` is set once it was posted, in ``channel``: it is to be updated then. ``in_doubt``: a sending began
    and nobody knows how it ended, so it has to be looked for before it is posted.
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


def _state(state: NoticeState) -> ColumnElement[NoticeState]:
    return literal(state, _NOTICES.c.state.type)


_WAITS = _NOTICES.c.state.in_([NoticeState.WISHED, NoticeState.CLAIMED])
# In a subquery Postgres would pick anew for each row, and pass the limit: a common table is picked once.
_FIRST = (
    select(_NOTICES.c.id)
    .where(
        _NOTICES.c.workspace == bindparam("of_workspace"), _WAITS, _NOTICES.c.not_before <= bindparam("now")
    )
    .order_by(_NOTICES.c.not_before, _NOTICES.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("first")
)
_CLAIM = (
    update(_NOTICES)
    .where(_NOTICES.c.id.in_(select(_FIRST.c.id)))
    .values(state=_state(NoticeState.CLAIMED), attempt=_NOTICES.c.attempt + 1, not_before=bindparam("until"))
    .returning(_NOTICES)
)
_OURS = update(_NOTICES).where(
    _NOTICES.c.id == bindparam("its_id"),
    _NOTICES.c.attempt == bindparam("its_attempt"),
    _NOTICES.c.state == NoticeState.CLAIMED,
)
_SETTLE = _OURS.values(
    shown=bindparam("told"),
    state=case(
        (_NOTICES.c.wanted > bindparam("told"), _state(NoticeState.WISHED)), else_=_state(NoticeState.SENT)
    ),
)
_IS_SHOWN = or_(
    _NOTICES.c.state == NoticeState.SENT,
    and_(_NOTICES.c.state == NoticeState.FAILED, _NOTICES.c.ts.is_not(None)),
)
_REDRAW = (
    update(_NOTICES)
    .where(
        _NOTICES.c.release_id == bindparam("of_release"),
        _NOTICES.c.kind == bindparam("of_kind"),
        _NOTICES.c.subject == bindparam("of_subject"),
    )
    .values(
        wanted=_NOTICES.c.wanted + 1,
        state=case((_IS_SHOWN, _state(NoticeState.WISHED)), else_=_NOTICES.c.state),
    )
)


def wish(session: Session, workspace: str, release_id: str, wishes: Iterable[Wish], at: datetime) -> None:
    """Put wishes into the outbox: for a key that is there a redraw, for a user group one to each member.

    Two statements at most, and one more where user groups are told.
    """
    new, again = [], []
    for wished in _one_by_one(session, workspace, list(wishes)):
        if wished.redraw_only:
            again.append({"of_release": release_id, "of_kind": wished.kind, "of_subject": wished.subject})
        else:
            new.append(_row(workspace, release_id, wished, at))
    connection = session.connection()
    if again:
        connection.execute(_REDRAW, again)
    if new:
        connection.execute(_wish(dialect_of(session)), new)


@cache
def _wish(dialect: str) -> Insert:
    insert = insert_into(dialect, _NOTICES)
    is_over = or_(_NOTICES.c.state == NoticeState.SENT, _NOTICES.c.state == NoticeState.FAILED)
    wished_anew = {
        "wanted": _NOTICES.c.wanted + 1,
        "wished_at": insert.excluded.wished_at,
        "state": case((is_over, insert.excluded.state), else_=_NOTICES.c.state),
    }
    return insert.on_conflict_do_update(
        index_elements=[_NOTICES.c.release_id, _NOTICES.c.key], set_=wished_anew
    )


def _one_by_one(session: Session, workspace: str, wishes: Sequence[Wish]) -> Iterable[Wish]:
    """The wishes, with the members of a known user group in its place."""
    ids = {wished.to for wished in wishes if people.is_group(wished.to)}
    known = people.groups(session, workspace, ids) if ids else {}
    for wished in wishes:
        if wished.to in known:
            for member in known[wished.to].members:
                yield replace(wished, key=f"{wished.key}:{member}", to=member)
        else:
            yield wished


def _row(workspace: str, release_id: str, wished: Wish, at: datetime) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "release_id": release_id,
        "key": wished.key,
        "kind": wished.kind,
        "destination": wished.to,
        "subject": wished.subject,
        "state": NoticeState.WISHED,
        "wanted": 1,
        "shown": 0,
        "not_before": _AT_ONCE,
        "attempt": 0,
        "failures": 0,
        "wished_at": at,
        "error": "",
    }


def claim(
    session: Session, workspace: str, now: datetime, lease: timedelta, limit: int
) -> tuple[Claimed, ...]:
    """Take up to ``limit`` notices that may be told ``now``; nobody else gets them until the lease ends."""
    parameters = {"of_workspace": workspace, "now": now, "until": now + lease, "limit": limit}
    rows = session.connection().execute(_CLAIM, parameters).all()
    return tuple(_claimed(row) for row in sorted(rows, key=lambda row: row.id))


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
    )


def mark_started(session: Session, claimed: Claimed, now: datetime) -> bool:
    """Record that the sending begins, to be committed before it does. False: the claim is no longer ours."""
    return _change(session, claimed, send_started_at=now)


def settle(
    session: Session, claimed: Claimed, channel: str, ts: str, now: datetime, rest: timedelta = REST
) -> bool:
    """Record that it was told as the message ``ts`` in ``channel``. Wished meanwhile, it waits again."""
    values = {"channel": channel, "ts": ts, "settled_at": now, "not_before": now + rest}
    values |= {"told": claimed.wanted, "send_started_at": None, "failures": 0, "error": ""}
    return _executed(session, _SETTLE, claimed, values)


def give_back(session: Session, claimed: Claimed, not_before: datetime, error: str) -> bool:
    """Record that it was certainly not told, and may be tried again from ``not_before`` on."""
    failures = claimed.failures + 1
    return _change(
        session,
        claimed,
        state=NoticeState.WISHED,
        not_before=not_before,
        send_started_at=None,
        failures=failures,
        error=error,
    )


def doubt(session: Session, claimed: Claimed, not_before: datetime, error: str) -> bool:
    """Record that nobody knows whether it was told: from ``not_before`` on it is claimed in doubt."""
    return _change(session, claimed, not_before=not_before, failures=claimed.failures + 1, error=error)


def fail(session: Session, claimed: Claimed, error: str, now: datetime) -> bool:
    """Record that it can't be told; it is tried again only when it is wished again."""
    return _change(
        session,
        claimed,
        state=NoticeState.FAILED,
        not_before=now,
        send_started_at=None,
        settled_at=now,
        error=error,
    )


def uncertain(session: Session, claimed: Claimed, error: str, now: datetime) -> bool:
    """Record that it may have been told and can't be looked for: a person has to say."""
    return _change(session, claimed, state=NoticeState.UNCERTAIN, settled_at=now, error=error)


def _change(session: Session, claimed: Claimed, **values: Any) -> bool:  # noqa: ANN401 - of any column
    return _executed(session, _OURS, claimed, values)


def _executed(session: Session, statement: Update, claimed: Claimed, values: dict[str, Any]) -> bool:
    which = {"its_id": claimed.id, "its_attempt": claimed.attempt}
    return session.connection().execute(statement, which | values).rowcount == 1


def next_ready(session: Session, workspace: str) -> datetime | None:
    """When the first notice may be claimed, which can lie in the past; None when nothing waits."""
    statement = select(func.min(_NOTICES.c.not_before)).where(_NOTICES.c.workspace == workspace, _WAITS)
    return session.connection().execute(statement).scalar()


def waiting(session: Session, workspace: str) -> int:
    """How many notices wait to be told."""
    statement = select(func.count()).where(_NOTICES.c.workspace == workspace, _WAITS)
    return session.connection().execute(statement).scalar_one()


def posted(session: Session, release_id: str, key: str) -> tuple[str, str] | None:
    """The channel and ``ts`` of the message with this key, or None while there is none."""
    statement = select(_NOTICES.c.channel, _NOTICES.c.ts).where(
        _NOTICES.c.release_id == release_id, _NOTICES.c.key == key
    )
    row = session.connection().execute(statement).first()
    return (row.channel, row.ts) if row is not None and row.ts is not None else None


def known_keys(session: Session, release_id: str) -> Sequence[str]:
    """The keys of everything that was ever wished for a release."""
    statement = select(_NOTICES.c.key).where(_NOTICES.c.release_id == release_id).order_by(_NOTICES.c.id)
    return session.connection().execute(statement).scalars().all()
