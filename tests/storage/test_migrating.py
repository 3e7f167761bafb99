"""Migrating makes what is missing, and leaves alone what another version or another program made."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from storage.database import Database, DatabaseProblem, migrate
from storage.schema import SchemaState
from tests.storage.open_homes import open_home


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


def test_a_database_without_tables_is_to_be_migrated(empty_postgres_url: str, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    for url in (empty_postgres_url, f"sqlite:///{tmp_path}/empty.db"):
        database = Database(url)
        with pytest.raises(DatabaseProblem, match=r"has no tables\. Run `readiness migrate`\."):
            database.check()
        with pytest.raises(DatabaseProblem, match=r"has no tables\. Run `readiness migrate`\."):
            database.write(open_home)
        database.close()


def test_an_older_schema_is_to_be_migrated() -> None:
    problem = SchemaState(present=3, needed=4).problem("The database")
    assert problem == "The database has schema 3, this version needs 4. Run `readiness migrate`."


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


def test_a_migration_that_would_leave_rows_pointing_nowhere_is_undone(sqlite_url: str) -> None:
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    connection.execute("INSERT INTO release_roles VALUES ('R9', 'deputy', '[]')")
    connection.commit()
    connection.close()
    with pytest.raises(DatabaseProblem, match="rows that point to nothing"):
        migrate(sqlite_url)
