"""The smallest thing to write: that somebody opened the Home tab; and how many have."""

from sqlalchemy import text
from sqlmodel import Session

from storage import homes
from storage.database import Database
from tests.storage.sample import NOW, WORKSPACE


def open_home(session: Session, user_id: str = "UALICE") -> None:
    homes.opened(session, WORKSPACE, user_id, NOW)


def homes_open(database: Database) -> int:
    count = database.read(
        lambda session: session.connection().execute(text("SELECT count(*) FROM homes")).scalar()
    )
    return int(count or 0)
