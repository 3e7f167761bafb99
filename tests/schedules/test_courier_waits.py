"""The courier waits as long as it was asked to, as long as a card rests, and until its budget allows more."""

import time

from schedules.clock import MachineClock
from schedules.courier import Courier
from schedules.delivery import InDoubt, TryLater
from schedules.sending import Pace
from storage import outbox
from storage.database import Database
from tests.schedules.far_side import FarSide, StandingClock
from tests.schedules.telling import CARD, run_once, state, to, until, while_running, wish
from tests.storage.sample import BOB, CHANNEL, CHARLIE, WORKSPACE


def test_who_asks_to_wait_gets_nothing_until_then(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    far_side.fails[CHANNEL].append(TryLater(30, "ratelimited"))
    wish(database, CARD, to(CHANNEL, "second"), to(BOB.id))
    run_once(courier)
    assert far_side.said == ["gate:UBOB"]
    assert state(database, "second") == ("wished", "ratelimited")
    clock.forward(29)
    assert run_once(courier) == 0
    clock.forward(1)
    run_once(courier)
    assert far_side.said == ["gate:UBOB", "card", "second"]
    assert not far_side.told[-1].in_doubt


def test_who_asked_to_wait_is_left_alone_and_nobody_else(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    far_side.fails[CHANNEL].append(TryLater(30, "ratelimited"))
    wish(database, CARD)
    run_once(courier)
    wish(database, to(CHANNEL, "second"), to(BOB.id))
    assert run_once(courier) == 1
    assert far_side.said == ["gate:UBOB"]
    clock.forward(30)
    run_once(courier)
    assert far_side.said == ["gate:UBOB", "card", "second"]


def test_updates_that_are_asked_to_wait_all_wait_and_new_messages_go_on(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    wish(database, to("C1"), to("C2"))
    run_once(courier)
    clock.forward(10)
    far_side.fails["C1"].append(TryLater(30, "ratelimited"))
    wish(database, to("C1"))
    run_once(courier)
    wish(database, to("C2"), to("C1", "new"))
    assert run_once(courier) == 1
    assert far_side.said == ["gate:C1", "gate:C2", "new"]
    clock.forward(30)
    assert run_once(courier) == 2


def test_a_courier_wakes_up_when_the_wait_is_over(database: Database, far_side: FarSide) -> None:
    courier = Courier(database, WORKSPACE, far_side, MachineClock())

    async def story() -> None:
        far_side.fails[CHANNEL].append(TryLater(1, "ratelimited"))
        wish(database, CARD, to(BOB.id))
        courier.nudge()
        await until(lambda: far_side.said == ["gate:UBOB"])
        began = time.monotonic()
        wish(database, to(CHANNEL, "second"))
        courier.nudge()
        await until(lambda: sorted(far_side.said[1:]) == ["card", "second"])
        assert 0.5 < time.monotonic() - began < 5

    while_running(courier, story)


def test_a_card_that_rests_is_updated_when_its_rest_is_over(database: Database, far_side: FarSide) -> None:
    courier = Courier(database, WORKSPACE, far_side, MachineClock())

    async def story() -> None:
        wish(database, CARD)
        courier.nudge()
        await until(lambda: far_side.said == ["card"])
        began = time.monotonic()
        wish(database, CARD)
        courier.nudge()
        await until(lambda: far_side.said == ["card", "card"])
        assert 2.5 < time.monotonic() - began < 6

    while_running(courier, story)


def test_the_waits_between_failures_grow(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    far_side.fails[CHANNEL] += [InDoubt("no reply")] * 6
    wish(database, CARD)
    waits = []
    for _ in range(6):
        run_once(courier)
        ready = database.read(lambda session: outbox.next_ready(session, WORKSPACE))
        assert ready is not None
        waits.append(clock.seconds_until(ready))
        clock.forward(waits[-1])
    assert waits == [20, 40, 80, 160, 300, 300]


def test_updates_stay_within_their_budget_and_new_messages_go_on(
    database: Database, far_side: FarSide, clock: StandingClock
) -> None:
    pace = Pace(updates_a_minute=60, updates_at_once=2)
    courier = Courier(database, WORKSPACE, far_side, clock, pace=pace, monotonic=clock.monotonic)
    for number in range(5):
        wish(database, to(f"C{number}", "card"), release_id=f"R{number}")
    assert run_once(courier) == 5
    clock.forward(10)
    for number in range(5):
        wish(database, to(f"C{number}", "card"), release_id=f"R{number}")
    wish(database, to(BOB.id))
    assert run_once(courier) == 6, "a batch may overdraw"
    for number in range(5):
        wish(database, to(f"C{number}", "card"), release_id=f"R{number}")
    wish(database, to(CHARLIE.id))
    clock.forward(3)
    assert run_once(courier) == 1, "only the new message"
    clock.forward(3)
    assert run_once(courier) == 5
