"""Work is committed as a whole or not at all, and a mistake in it stays the mistake that it is."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session

from storage.database import Database, DatabaseProblem, TooLate
from storage.problems import Superseded, explaining, parsed_url
from tests.storage.open_homes import homes_open, open_home


def insert_twice(session: Session) -> None:
    insert = text(
        "INSERT INTO templates (key, version, digest, title, data, added_at, added_by)"
        " VALUES ('twice', 1, '', :title, '{}', '2026-01-01 00:00:00+00', '')"
    )
    session.connection().execute(insert, {"title": "very-secret"})
    session.connection().execute(insert, {"title": "very-secret"})


def test_what_raises_is_not_written(database: Database) -> None:
    def work(session: Session) -> None:
        open_home(session)
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        database.write(work)
    assert homes_open(database) == 0


def test_reading_from_the_loop_returns_what_the_work_returns(database: Database) -> None:
    assert (
        asyncio.run(database.reading(lambda session: session.connection().execute(text("SELECT 7")).scalar()))
        == 7
    )


def test_a_reader_can_not_write(database: Database) -> None:
    with pytest.raises(DatabaseProblem, match="read-only"):
        database.read(open_home)


def test_work_that_lost_a_race_is_done_afresh(database: Database) -> None:
    tries = []

    def work(session: Session) -> str:
        open_home(session)
        tries.append(1)
        if len(tries) < 3:
            raise Superseded
        return "done"

    assert database.write(work) == "done"
    assert homes_open(database) == 1


def test_a_race_that_is_lost_again_and_again_ends_as_too_late(database: Database) -> None:
    def work(session: Session) -> None:
        raise Superseded("Others were faster.")

    with pytest.raises(TooLate, match="Others were faster"):
        database.write(work)


def test_what_the_data_forbids_is_no_problem_of_the_database(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        database.write(insert_twice)
    assert "very-secret" not in str(caught.value)


def test_a_mistake_in_a_statement_stays_what_it_is(database: Database) -> None:
    with pytest.raises(SQLAlchemyError):
        database.write(lambda session: session.connection().execute(text("SELECT :missing")))


def test_a_statement_that_is_wrong_stays_what_it_is(postgres_url: str) -> None:
    database = Database(postgres_url)
    with pytest.raises(SQLAlchemyError, match="syntax"):
        database.read(lambda session: session.connection().execute(text("SELECT FROM WHERE")))
    database.close()


def test_a_failure_that_says_nothing_of_the_database_is_not_explained_away() -> None:
    with (
        pytest.raises(SQLAlchemyError, match="a mistake of ours"),
        explaining(parsed_url("sqlite:///file.db")),
    ):
        raise SQLAlchemyError("a mistake of ours")


def test_a_connection_that_the_server_ended_is_replaced(postgres_url: str) -> None:
    database, other = Database(postgres_url), Database(postgres_url)
    mine = database.read(
        lambda session: session.connection().execute(text("SELECT pg_backend_pid()")).scalar()
    )
    end = text("SELECT pg_terminate_backend(:pid)")
    other.write(lambda session: session.connection().execute(end, {"pid": mine}))
    database.write(open_home)
    assert homes_open(database) == 1
    database.close()
    other.close()


def test_sqlite_is_as_durable_as_the_outbox_needs(sqlite_url: str) -> None:
    database = Database(sqlite_url)

    def pragma(session: Session, name: str) -> object:
        return session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()

    assert database.write(lambda session: pragma(session, "journal_mode")) == "wal"
    assert database.write(lambda session: pragma(session, "synchronous")) == 2
    assert database.write(lambda session: pragma(session, "foreign_keys")) == 1
    database.close()
