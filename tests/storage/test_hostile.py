"""Whatever a hostile cast tries, no gate stands open that the right people did not sign as it is now."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from storage.database import Database
from tests.storage.hostile import Hostile

PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def besieged(database_url: str) -> Iterator[Database]:
    """A migrated database with nothing in it."""
    database = Database(database_url)
    yield database
    database.close()


def besieging(besieged: Database) -> type[Hostile]:
    """The machine, on this database."""

    class Besieging(Hostile):
        database = besieged

    return Besieging


def test_a_hostile_cast_opens_no_gate(besieged: Database) -> None:
    short = settings(PATIENT, max_examples=4, stateful_step_count=10)

    run_state_machine_as_test(besieging(besieged), settings=short)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_hostile_cast_opens_no_gate_for_long(besieged: Database) -> None:
    long = settings(PATIENT, max_examples=20, stateful_step_count=30)

    run_state_machine_as_test(besieging(besieged), settings=long)
