"""Work is committed as a whole, in time, or not at all; and what is wrong is said in a sentence."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session

from storage import homes
from storage.database import Database, DatabaseProblem, TooLate, migrate
from storage.problems import Superseded, explaining, parsed_url, place_of
from storage.schema import SchemaState
from tests.storage.sample import NOW, WORKSPACE


def open_home(session: Session, user_id: str = "UALICE") -> None:
    homes.opened(session, WORKSPACE, user_id, NOW)


def homes_open(database: Database) -> int:
    count = database.read(
        lambda session: session.connection().execute(text("SELECT count(*) FROM homes")).scalar()
    )
    return int(count or 0)


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


def test_a_deadline_that_passes_during_the_work_stops_the_commit(database: Database) -> None:
    deadline = time.monotonic() + 0.1

    def work(session: Session) -> None:
        open_home(session)
        time.sleep(0.15)

    with pytest.raises(TooLate):
        database.write(work, deadline)
    assert homes_open(database) == 0


def test_work_in_time_is_written(database: Database) -> None:
    database.write(open_home, time.monotonic() + 20)
    assert homes_open(database) == 1


def test_waiting_for_a_thread_counts_against_the_deadline(sqlite_url: str) -> None:
    database = Database(sqlite_url)

    async def queue() -> tuple[object, float]:
        first = asyncio.ensure_future(database.writing(lambda session: time.sleep(0.6), within=20))
        await asyncio.sleep(0.05)
        began = time.monotonic()
        try:
            await database.writing(open_home, within=0.2)
        except TooLate as error:
            waited = time.monotonic() - began
            await first
            return error, waited
        return None, 0.0

    error, waited = asyncio.run(queue())
    assert isinstance(error, TooLate)
    assert waited < 0.5
    assert homes_open(database) == 0
    database.close()


def test_work_that_began_in_time_is_waited_for(sqlite_url: str) -> None:
    database = Database(sqlite_url)

    def slow(session: Session) -> None:
        open_home(session)
        time.sleep(0.4)

    with pytest.raises(TooLate):
        asyncio.run(database.writing(slow, within=0.1))
    assert homes_open(database) == 0
    database.close()


def test_reading_from_the_loop_returns_what_the_work_returns(database: Database) -> None:
    assert (
        asyncio.run(database.reading(lambda session: session.connection().execute(text("SELECT 7")).scalar()))
        == 7
    )


def test_a_lock_that_another_holds_is_not_waited_for_long(database_url: str, database: Database) -> None:
    other = Database(database_url)
    database.write(open_home)
    held, done = threading.Event(), threading.Event()

    def hold(session: Session) -> None:
        open_home(session)
        held.set()
        done.wait(10)

    holder = threading.Thread(target=lambda: other.write(hold))
    holder.start()
    held.wait(10)
    began = time.monotonic()
    with pytest.raises(TooLate):
        database.write(open_home, began + 0.5)
    assert time.monotonic() - began < 2
    done.set()
    holder.join()
    other.close()


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


def test_a_reader_can_not_write(database: Database) -> None:
    with pytest.raises(DatabaseProblem, match="read-only"):
        database.read(open_home)


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


def test_a_healthy_database_passes_the_check(database: Database) -> None:
    database.check()
    assert database.schema().problem(database.place) is None


def test_a_file_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(DatabaseProblem, match="can't be opened"):
        database.check()
    assert list(tmp_path.iterdir()) == []


def test_migrating_makes_the_folders_of_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a folder/of%20mine/readiness.db"
    migrate(url)
    database = Database(url)
    database.check()
    database.close()


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseProblem, match="file/data can't be made"):
        migrate(f"sqlite:///{tmp_path}/file/data/readiness.db")


def test_a_read_only_database_says_so(sqlite_url: str) -> None:
    Database(sqlite_url).check()
    database = Database(f"{sqlite_url}?mode=ro")
    with pytest.raises(DatabaseProblem, match=r"is read-only\. Let the user"):
        database.check()
    with pytest.raises(DatabaseProblem, match="is read-only"):
        database.write(open_home)


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("These are my notes." * 100)
    with pytest.raises(DatabaseProblem, match="is not a SQLite database"):
        Database(f"sqlite:///{tmp_path}/notes.db").check()
    with pytest.raises(DatabaseProblem, match="is not a SQLite database"):
        migrate(f"sqlite:///{tmp_path}/notes.db")


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://someone:very-secret@/nothing?host={tmp_path}"
    attempts: list[Callable[[], None]] = [Database(url).check, lambda: migrate(url)]
    for attempt in attempts:
        with pytest.raises(DatabaseProblem) as caught:
            attempt()
        assert "nothing" in str(caught.value)
        assert "very-secret" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_a_database_that_the_server_does_not_have_is_named(postgres_url: str) -> None:
    with pytest.raises(DatabaseProblem, match="exist"):
        Database(postgres_url.replace("readiness_test", "no_such")).check()


def test_a_database_without_tables_is_to_be_migrated(empty_postgres_url: str, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    for url in (empty_postgres_url, f"sqlite:///{tmp_path}/empty.db"):
        database = Database(url)
        with pytest.raises(DatabaseProblem, match=r"has no tables\. Run `readiness migrate`\."):
            database.check()
        with pytest.raises(DatabaseProblem, match=r"has no tables\. Run `readiness migrate`\."):
            database.write(open_home)
        database.close()


@pytest.mark.parametrize(
    ("number", "advice"),
    [("0000", "Run `readiness migrate`."), ("0099", "Run the newer version that made it.")],
)
def test_another_schema_is_said_with_what_to_do(database_url: str, number: str, advice: str) -> None:
    database = Database(database_url)
    rename = text(f"UPDATE alembic_version SET version_num = '{number}'")
    database.write(lambda session: session.connection().execute(rename))
    present = database.schema()
    assert present.present == int(number)
    if present.present:
        with pytest.raises(DatabaseProblem, match="schema 99, this version needs 1") as caught:
            database.check()
        assert str(caught.value).endswith(advice)
        with pytest.raises(DatabaseProblem, match="Run the newer version"):
            migrate(database_url)
    database.close()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "is no URL"),
        ("mysql://root:very-secret@host/db", "leads to mysql"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_a_url_that_leads_nowhere_is_refused_with_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(DatabaseProblem, match=sentence) as caught:
        Database(url)
    assert "very-secret" not in str(caught.value)


@pytest.mark.parametrize("kind", ["postgres", "postgresql", "postgresql+psycopg2", "postgresql+psycopg"])
def test_every_spelling_of_postgres_means_the_same_driver(kind: str) -> None:
    assert parsed_url(f"{kind}://user@host/name").drivername == "postgresql+psycopg"


def test_a_place_is_named_without_secrets() -> None:
    url = parsed_url("postgresql://user:very-secret@db.example.org:5433/readiness")
    assert place_of(url) == "The database readiness at db.example.org:5433"


def test_options_in_the_url_are_kept(postgres_url: str) -> None:
    joint = "&" if "?" in postgres_url else "?"
    database = Database(f"{postgres_url}{joint}options=-c%20work_mem%3D5MB")

    def shown(name: str) -> object:
        return database.read(lambda session: session.connection().execute(text(f"SHOW {name}")).scalar())

    assert shown("work_mem") == "5MB"
    assert (shown("lock_timeout"), shown("statement_timeout")) == ("900ms", "900ms")
    database.close()


def test_sqlite_is_as_durable_as_the_outbox_needs(sqlite_url: str) -> None:
    database = Database(sqlite_url)

    def pragma(session: Session, name: str) -> object:
        return session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()

    assert database.write(lambda session: pragma(session, "journal_mode")) == "wal"
    assert database.write(lambda session: pragma(session, "synchronous")) == 2
    assert database.write(lambda session: pragma(session, "foreign_keys")) == 1
    database.close()


def test_a_lock_that_becomes_free_in_time_is_waited_for(database_url: str, database: Database) -> None:
    other = Database(database_url)
    database.write(open_home)
    held = threading.Event()

    def hold(session: Session) -> None:
        open_home(session)
        held.set()
        time.sleep(1.5)

    holder = threading.Thread(target=lambda: other.write(hold))
    holder.start()
    held.wait(10)
    database.write(open_home, time.monotonic() + 20)
    holder.join()
    other.close()


@pytest.mark.parametrize("numbers", [["ae10b1"], ["1", "2"]])
def test_a_database_of_another_program_is_left_alone_with_a_sentence(
    database_url: str, numbers: list[str]
) -> None:
    database = Database(database_url)

    def take_over(session: Session) -> None:
        session.connection().execute(text("DELETE FROM alembic_version"))
        for number in numbers:
            session.connection().execute(
                text("INSERT INTO alembic_version VALUES (:number)"), {"number": number}
            )

    database.write(take_over)
    for attempt in (database.check, lambda: migrate(database_url)):
        with pytest.raises(DatabaseProblem, match="belongs to another program") as caught:
            attempt()
        assert str(caught.value).endswith("Name another database in DATABASE_URL.")
    database.close()


def test_an_older_schema_is_to_be_migrated() -> None:
    problem = SchemaState(present=3, needed=4).problem("The database")
    assert problem == "The database has schema 3, this version needs 4. Run `readiness migrate`."


def test_a_migration_that_would_leave_rows_pointing_nowhere_is_undone(sqlite_url: str) -> None:
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    connection.execute("INSERT INTO release_roles VALUES ('R9', 'deputy', '[]')")
    connection.commit()
    connection.close()
    with pytest.raises(DatabaseProblem, match="rows that point to nothing"):
        migrate(sqlite_url)


def test_a_failure_that_says_nothing_of_the_database_is_not_explained_away() -> None:
    with (
        pytest.raises(SQLAlchemyError, match="a mistake of ours"),
        explaining(parsed_url("sqlite:///file.db")),
    ):
        raise SQLAlchemyError("a mistake of ours")


def test_a_statement_that_is_wrong_stays_what_it_is(postgres_url: str) -> None:
    database = Database(postgres_url)
    with pytest.raises(SQLAlchemyError, match="syntax"):
        database.read(lambda session: session.connection().execute(text("SELECT FROM WHERE")))
    database.close()
