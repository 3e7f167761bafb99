"""A glance finds what is remembered of a release with one statement, and only while that is how it stands."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from readiness.commands import Cancel, MarkChecks
from readiness.model import CheckState, Release
from storage import releases
from storage.database import Database, DatabaseProblem, Session
from storage.ledger import Ledger
from tests.storage import sample
from tests.storage.sample import ALICE, CHANNEL, NOW, WORKSPACE


@pytest.fixture
def replica(database_url: str) -> Iterator[Database]:
    """Another process's way to the same database."""
    replica = Database(database_url)
    yield replica
    replica.close()


def known(database: Database) -> Release | None:
    """What a glance at the release finds."""
    return database.glance(releases.known(WORKSPACE, "R1"))


def known_here(database: Database) -> Release | None:
    """What a glance at the release's channel finds."""
    return database.glance(releases.known_in(WORKSPACE, CHANNEL))


def read(database: Database) -> Release | None:
    """The release, read whole and remembered from then on."""
    return database.read(lambda session: releases.get(session, WORKSPACE, "R1"))


def test_a_release_is_known_once_it_was_written_or_read(
    database: Database, release: Release, replica: Database
) -> None:
    assert known(database) is known_here(database) is not None
    assert known(replica) is known_here(replica) is None
    assert read(replica) == release
    assert known(replica) == known_here(replica) == release


def test_a_release_that_another_process_changed_is_not_known(
    database: Database, release: Release, replica: Database
) -> None:
    Ledger(replica, WORKSPACE).perform_now(
        "R1", MarkChecks(("testing.check-0",), CheckState.DONE), ALICE, NOW
    )
    assert known(database) is known_here(database) is None
    assert read(database) == known(replica) == known(database)


def test_where_a_channel_has_several_releases_or_none_a_glance_names_none(
    database: Database, release: Release, ledger: Ledger
) -> None:
    ledger.perform_now(None, replace(sample.opening("R2"), channel=CHANNEL), ALICE, NOW)
    assert known_here(database) is None
    for each in ("R1", "R2"):
        ledger.perform_now(each, Cancel("A mistake."), ALICE, NOW)
    assert known_here(database) is None


def test_nothing_of_another_workspace_is_known(database: Database, release: Release) -> None:
    assert database.glance(releases.known("T0OTHER", "R1")) is None
    assert database.glance(releases.known_in("T0OTHER", CHANNEL)) is None


def test_a_glance_is_one_statement_and_begins_no_transaction(
    database: Database, release: Release, statements: list[str]
) -> None:
    statements.clear()
    assert known(database) == known_here(database) == release
    assert [statement.partition(" ")[0] for statement in statements] == ["SELECT", "SELECT"]


def test_a_glance_can_not_write(database: Database, release: Release) -> None:
    with pytest.raises(DatabaseProblem, match="read-only"):
        database.glance(lambda connection, _: connection.execute(text("DELETE FROM audit")))


def test_a_read_sees_one_state_of_the_database_after_a_glance_on_the_same_connection(
    database: Database, release: Release, replica: Database
) -> None:
    known(database)

    def acts(session: Session) -> int:
        return int(session.connection().execute(text("SELECT count(*) FROM audit")).scalar_one())

    def twice(session: Session) -> tuple[int, int]:
        before = acts(session)
        Ledger(replica, WORKSPACE).perform_now("R1", Cancel("A mistake."), ALICE, NOW)
        return before, acts(session)

    first, second = database.read(twice)
    assert first == second < database.read(acts)
