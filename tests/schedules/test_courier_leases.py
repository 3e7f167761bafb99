"""Whoever holds the lease of a notice tells it; what two told is drawn once more."""

from datetime import timedelta

from schedules.courier import Courier
from schedules.delivery import Begin, Delivered
from storage.claims import Claimed
from storage.database import Database
from tests.schedules.far_side import FarSide, StandingClock
from tests.schedules.telling import CARD, run_once, to, wish
from tests.storage.sample import CHANNEL, WORKSPACE


def test_a_claim_whose_lease_is_nearly_over_is_given_back_before_the_bytes_leave(
    database: Database, clock: StandingClock
) -> None:
    class SlowToDraw(FarSide):
        async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
            clock.forward(61 if claimed.attempt == 1 else 0)
            return await super().deliver(claimed, begin)

    slow = SlowToDraw()
    wish(database, CARD, to(CHANNEL, "second"))
    assert run_once(Courier(database, WORKSPACE, slow, clock, monotonic=clock.monotonic)) == 4
    assert slow.said == ["card", "second"]
    assert not slow.told[0].in_doubt


def test_a_wall_clock_that_is_set_back_makes_no_lease_longer(
    database: Database, clock: StandingClock
) -> None:
    passed = [0.0]

    class SetBack(FarSide):
        async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
            if claimed.attempt == 1:
                clock.forward(-600)
                passed[0] += 61
            return await super().deliver(claimed, begin)

    far_side = SetBack()
    wish(database, CARD)
    run_once(Courier(database, WORKSPACE, far_side, clock, monotonic=lambda: passed[0]))
    assert [told.attempt for told in far_side.told] == [2]


def test_a_claim_that_was_taken_over_is_not_told(database: Database, clock: StandingClock) -> None:
    far_side, quick = FarSide(), StandingClock(clock.now() + timedelta(seconds=91))

    class TakenOver(FarSide):
        async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
            await Courier(database, WORKSPACE, far_side, quick).run_once()
            return await super().deliver(claimed, begin)

    slow = TakenOver()
    wish(database, CARD, to(CHANNEL, "second"))
    run_once(Courier(database, WORKSPACE, slow, clock))
    assert slow.said == []
    assert far_side.said == ["card", "second"]


def test_an_update_that_came_after_another_couriers_is_drawn_once_more(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    quick = StandingClock(clock.now() + timedelta(seconds=200))

    class Overtaken(FarSide):
        async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
            await Courier(database, WORKSPACE, far_side, quick).run_once()
            return await super().deliver(claimed, begin)

    wish(database, CARD)
    run_once(courier)
    wish(database, CARD)
    clock.forward(60)
    run_once(Courier(database, WORKSPACE, Overtaken(), clock))
    clock.forward(600)
    assert run_once(courier) == 1
    assert far_side.said == ["card"] * 3
