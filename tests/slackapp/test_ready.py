"""Whether the app is ready is said in a sentence, whatever is wrong with the database."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from slackapp.app import database_problem
from storage.database import Database, Session


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def said(database: Database) -> str:
    return asyncio.run(database_problem(database))


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Somebody else holds on to what a write needs."""
    holds, released = threading.Event(), threading.Event()

    def hold(session: Session) -> None:
        session.connection().execute(text("DELETE FROM alembic_version WHERE 1 = 0"))
        if session.get_bind().dialect.name == "postgresql":
            session.connection().execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
        holds.set()
        released.wait(30)

    holder = threading.Thread(target=lambda: database.write(hold))
    holder.start()
    assert holds.wait(10)
    try:
        yield
    finally:
        released.set()
        holder.join()


def test_a_database_that_can_be_read_and_written_is_ready(database: Database) -> None:
    assert said(database) == ""


def test_a_database_that_is_busy_for_too_long_is_not_ready(database_url: str, database: Database) -> None:
    other = Database(database_url)
    with locked(other):
        assert said(database) == "The database was busy for too long. Nothing was written."
    assert said(database) == ""
    other.close()


def test_a_database_for_reading_alone_is_not_ready(sqlite_url: str) -> None:
    database = Database(f"{sqlite_url}?mode=ro")
    assert "is read-only" in said(database)
    database.close()


def test_a_database_without_our_tables_is_not_ready(empty_postgres_url: str) -> None:
    database = Database(empty_postgres_url)
    assert said(database).endswith("has no tables. Run `readiness migrate`.")
    database.close()
