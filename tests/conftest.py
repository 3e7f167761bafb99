"""Fixtures that every test can ask for: a database of each kind, empty or migrated."""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests import postgres

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)]
"""The kinds of database. The fast tier runs on SQLite alone; starting Postgres takes half its time."""
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A Postgres of this test process; started when the first test asks for it."""
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that was migrated once, to be copied and never opened."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: postgres.Server) -> Iterator[str]:
    """The name of a database that was migrated once, to be copied and never opened."""
    name = f"readiness_template_{os.getpid()}"
    _migrate(postgres_server.create(name))
    yield name
    postgres_server.drop(name)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database of this test alone; the test runs once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database of this test alone that holds nothing, not even tables; once on each kind."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The URL of a migrated SQLite file of this test alone."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'readiness.db')}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'readiness.db'}"


@pytest.fixture
def postgres_url(postgres_server: postgres.Server, migrated_postgres: str) -> Iterator[str]:
    """The URL of a migrated Postgres database of this test alone."""
    yield from _postgres_database(postgres_server, migrated_postgres)


@pytest.fixture
def empty_postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """The URL of a Postgres database without tables."""
    yield from _postgres_database(postgres_server, None)


def _postgres_database(server: postgres.Server, template: str | None) -> Iterator[str]:
    name = f"readiness_test_{os.getpid()}_{next(_numbers)}"
    yield server.create(name, template)
    server.drop(name)


def _migrate(url: str) -> None:
    from storage.database import migrate  # noqa: PLC0415 - so that tests of the rules need no database

    migrate(url)
