"""A database that can't be reached, opened or written says so in a sentence, without its password."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import Database, DatabaseProblem, migrate
from storage.problems import parsed_url, place_of
from tests.storage.open_homes import open_home


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


def test_a_healthy_database_passes_the_check(database: Database) -> None:
    database.check()
    assert database.schema().problem(database.place) is None


def test_a_file_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(DatabaseProblem, match="can't be opened"):
        database.check()
    assert list(tmp_path.iterdir()) == []


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
