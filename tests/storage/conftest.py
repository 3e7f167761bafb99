"""A database, a stored template and a ledger for the tests of storage."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from readiness.model import Release
from storage import templates
from storage.database import Database
from storage.ledger import Ledger
from tests.readiness.planned import TEMPLATE
from tests.readiness.world import MARA
from tests.storage import sample
from tests.storage.planned_release import OPENED, opening
from tests.storage.sample import ALICE, NOW, WORKSPACE


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database that holds the sample template."""
    database = Database(database_url)
    database.write(lambda session: templates.add(session, sample.template(), NOW))
    yield database
    database.close()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    """The ledger of the one workspace."""
    return Ledger(database, WORKSPACE)


@pytest.fixture
def release(ledger: Ledger) -> Release:
    """A planned release that Alice opened."""
    opened = ledger.perform_now(None, sample.opening(), ALICE, NOW).release
    assert opened is not None
    return opened


@pytest.fixture
def planned(database: Database, ledger: Ledger) -> Release:
    """A release with a whole plan, eight days before its start."""
    database.write(lambda session: templates.add(session, TEMPLATE, OPENED))
    opened = ledger.perform_now(None, opening(), MARA, OPENED).release
    assert opened is not None
    return opened


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every SQL statement that is executed while the test runs; clear it before what is to be counted."""
    executed: list[str] = []

    def note(*arguments: object) -> None:
        executed.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", note)
    yield executed
    event.remove(Engine, "before_cursor_execute", note)
