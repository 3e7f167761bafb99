"""Packs to look at and to tamper with; made once, and never changed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from slackapp.exporting import read_pack
from slackapp.pack.values import Pack
from storage.database import Database
from tests.slackapp.pack import full


def pack_of(carried: full.Carried) -> Pack:
    """The pack of the release as it stands, asked for by Noor."""
    pack = carried.database.read(lambda s: read_pack(s, full.RELEASE, "U0NOOR", carried.now))
    assert pack is not None
    return pack


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    """A database of this test alone."""
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def whole(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The pack of a release of the whole checklist, carried from its plan to its close."""
    file = shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("whole") / "readiness.db")
    database = Database(f"sqlite:///{file}")
    carried = full.carried_through(database)
    pack = pack_of(carried)
    database.close()
    return pack


@pytest.fixture(scope="session")
def small(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The pack of a release of the small template, under way, which is quick to draw again and again."""
    file = shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("small") / "readiness.db")
    database = Database(f"sqlite:///{file}")
    carried = full.opened(database, "small-team")
    full.prepared(carried)
    full.signed(carried)
    full.started(carried)
    pack = pack_of(carried)
    database.close()
    return pack
