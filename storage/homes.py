"""Home tabs that people may have open: Slack says when one is opened, and never when it is closed."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlmodel import Session

from storage.tables import metadata
from storage.upserts import upsert

_HOMES = metadata.tables["homes"]
KEPT_FRESH = timedelta(minutes=10)
"""How long after it was opened a Home tab follows every change; later, opening it again draws it."""
REST = timedelta(seconds=10)
"""How long a Home tab rests after it was drawn."""


def opened(session: Session, workspace: str, user_id: str, now: datetime) -> None:
    """Note that somebody opened their Home tab and is shown it as things stand."""
    row = {"workspace": workspace, "user_id": user_id, "opened_at": now, "drawn_at": now, "stale": False}
    session.connection().execute(upsert(session, _HOMES), row)


def mark_stale(session: Session, workspace: str) -> None:
    """Note that something changed since the Home tabs were drawn."""
    fresh = _HOMES.c.workspace == workspace, _HOMES.c.stale.is_(False)
    session.connection().execute(update(_HOMES).where(*fresh).values(stale=True))


def take_stale(session: Session, workspace: str, now: datetime) -> tuple[str, ...]:
    """Whose Home tabs are to be drawn again ``now`` (machine clock). They count as drawn from here on."""
    wanted = (
        _HOMES.c.workspace == workspace,
        _HOMES.c.stale.is_(True),
        _HOMES.c.opened_at > now - KEPT_FRESH,
        _HOMES.c.drawn_at <= now - REST,
    )
    users = select(_HOMES.c.user_id).where(*wanted).with_for_update(skip_locked=True)
    taken = update(_HOMES).where(_HOMES.c.user_id.in_(users), *wanted).values(stale=False, drawn_at=now)
    return tuple(sorted(session.connection().execute(taken.returning(_HOMES.c.user_id)).scalars()))


def still_stale(session: Session, workspace: str, user_id: str) -> None:
    """Note that somebody's Home tab could not be drawn after all."""
    theirs = _HOMES.c.workspace == workspace, _HOMES.c.user_id == user_id
    session.connection().execute(update(_HOMES).where(*theirs).values(stale=True))
