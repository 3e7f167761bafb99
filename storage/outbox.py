"""The outbox: wishes to tell something. What they say is drawn when they are told.

A message that is updated in place is one row for its whole life: wishing for its key again has it redrawn.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Boolean, and_, bindparam, case, func, literal, or_, select, update
from sqlmodel import Session

from readiness.model import is_group
from readiness.notices import NoticeKind, Wish
from storage import people
from storage.tables import NoticeState, metadata
from storage.upserts import Insert, dialect_of, insert_into

Row = dict[str, Any]
_NOTICES = metadata.tables["notices"]
# What was promised for a minute is claimed before all else: when hundreds come due together, cards can wait.
_FIRST_OF_ALL = datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = datetime(1970, 1, 2, tzinfo=UTC)


_WAITS = _NOTICES.c.state == NoticeState.WISHED


_NEXT_READY = (
    select(_NOTICES.c.not_before)
    .where(
        _NOTICES.c.workspace == bindparam("workspace"),
        _WAITS,
        _NOTICES.c.destination.not_in(bindparam("busy", expanding=True)),
        or_(_NOTICES.c.ts.is_(None), bindparam("updates", type_=Boolean()).is_(True)),
    )
    .order_by(_NOTICES.c.not_before)
    .limit(1)
)
# Of a post that somebody said to have seen nobody knows which message it is: there is nothing to redraw.
_IS_SHOWN = and_(
    or_(_NOTICES.c.state == NoticeState.SENT, _NOTICES.c.state == NoticeState.FAILED),
    _NOTICES.c.ts.is_not(None),
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
        state=case((_IS_SHOWN, literal(NoticeState.WISHED, _NOTICES.c.state.type)), else_=_NOTICES.c.state),
    )
)


def wish(session: Session, workspace: str, release_id: str, wishes: Iterable[Wish], at: datetime) -> None:
    """Put wishes into the outbox: for a key that is there a redraw, for a user group one to each member.

    One that is wished ``once`` stays as it is when it is there. Three statements at most, and one more where
    user groups are told.
    """
    new, once, again = list[Row](), list[Row](), list[Row]()
    for wished in dict.fromkeys(_one_by_one(session, workspace, list(wishes))):
        if wished.redraw_only:
            again.append({"of_release": release_id, "of_kind": wished.kind, "of_subject": wished.subject})
        else:
            (once if wished.once else new).append(_row(workspace, release_id, wished, at))
    connection = session.connection()
    if again:
        connection.execute(_REDRAW, again)
    if new:
        connection.execute(_wish(dialect_of(session)), new)
    if once:
        connection.execute(_wish_once(dialect_of(session)), once)


@cache
def _wish(dialect: str) -> Insert:
    insert = insert_into(dialect, _NOTICES)
    # What was uncertain keeps the moment of its sending: it is looked for once more before it is posted.
    wished_anew = {
        "wanted": _NOTICES.c.wanted + 1,
        "wished_at": insert.excluded.wished_at,
        "state": insert.excluded.state,
    }
    return insert.on_conflict_do_update(
        index_elements=[_NOTICES.c.release_id, _NOTICES.c.key], set_=wished_anew
    )


@cache
def _wish_once(dialect: str) -> Insert:
    insert = insert_into(dialect, _NOTICES)
    return insert.on_conflict_do_nothing(index_elements=[_NOTICES.c.release_id, _NOTICES.c.key])


def _one_by_one(session: Session, workspace: str, wishes: Sequence[Wish]) -> Iterable[Wish]:
    """The wishes, with the members of a known user group in its place."""
    ids = {wished.to for wished in wishes if is_group(wished.to)}
    known = people.groups(session, workspace, ids) if ids else {}
    for wished in wishes:
        if wished.to in known:
            yield from to_each(wished, known[wished.to].members)
        else:
            yield wished


def to_each(wished: Wish, members: Iterable[str]) -> Iterator[Wish]:
    """A wish to a user group as wishes to its members.

    The keys are those of wishes to the members themselves: who holds a role twice over is told once.
    """
    stem = wished.key.removesuffix(f":{wished.to}")
    for member in members:
        yield replace(wished, key=f"{stem}:{member}", to=member)


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
        "not_before": _FIRST_OF_ALL if wished.kind is NoticeKind.UPDATE else _AT_ONCE,
        "attempt": 0,
        "failures": 0,
        "wished_at": at,
        "posting": 0,
        "error": "",
    }


def next_ready(
    session: Session, workspace: str, *, busy: Collection[str] = (), updates: bool = True
) -> datetime | None:
    """When the first notice may be claimed, which can lie in the past; None when nothing waits.

    Those for destinations that are ``busy`` don't count, nor without ``updates`` those that were posted.
    """
    parameters = {"workspace": workspace, "busy": list(busy), "updates": updates}
    return session.connection().execute(_NEXT_READY, parameters).scalar()


def waiting(session: Session, workspace: str) -> int:
    """How many notices wait to be told."""
    statement = select(func.count()).where(_NOTICES.c.workspace == workspace, _WAITS)
    return session.connection().execute(statement).scalar_one()


def untried(session: Session, workspace: str) -> int:
    """How many posts wait of which no attempt has ended yet: no courier has told them, or failed to."""
    fresh = _NOTICES.c.ts.is_(None), _NOTICES.c.failures == 0
    statement = select(func.count()).where(_NOTICES.c.workspace == workspace, _WAITS, *fresh)
    return session.connection().execute(statement).scalar_one()


def posted(session: Session, release_id: str, key: str) -> tuple[str, str] | None:
    """The channel and ``ts`` of the message with this key, or None while there is none."""
    statement = select(_NOTICES.c.channel, _NOTICES.c.ts).where(
        _NOTICES.c.release_id == release_id, _NOTICES.c.key == key
    )
    row = session.connection().execute(statement).first()
    return (row.channel, row.ts) if row is not None and row.ts is not None else None
