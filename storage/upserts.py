"""Insert or update in one statement, which the two databases spell alike and SQLAlchemy spells twice."""

from functools import cache

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

Insert = sqlite.Insert | postgresql.Insert


def dialect_of(session: Session) -> str:
    """Which database the session speaks to: ``sqlite`` or ``postgresql``."""
    return session.get_bind().dialect.name


def insert_into(dialect: str, table: Table) -> Insert:
    """An insert that can say what to do on a conflict."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def upsert(session: Session, table: Table) -> Insert:
    """Insert a row, or give all other columns of the row with the same primary key the new values."""
    return _upsert(dialect_of(session), table)


@cache
def _upsert(dialect: str, table: Table) -> Insert:
    insert = insert_into(dialect, table)
    keys = list(table.primary_key.columns)
    others = {column.name: insert.excluded[column.name] for column in table.columns if column not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=others)
