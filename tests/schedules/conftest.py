"""What the tests of schedules stand on: the database of storage, a clock, a far side, and a courier."""

import pytest

from schedules.courier import Courier
from storage.database import Database
from tests.schedules.far_side import FarSide, StandingClock
from tests.storage.conftest import database, ledger, release, statements
from tests.storage.sample import WORKSPACE

__all__ = ["clock", "courier", "database", "far_side", "ledger", "release", "statements"]


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def far_side() -> FarSide:
    return FarSide()


@pytest.fixture
def courier(database: Database, far_side: FarSide, clock: StandingClock) -> Courier:
    return Courier(database, WORKSPACE, far_side, clock, monotonic=clock.monotonic)
