"""What may have been told is looked for first; what can't be told is tried no more."""

import asyncio

import pytest
from sqlalchemy import text

from schedules.courier import Courier
from schedules.delivery import Begin, CannotDeliver, CannotTell, Delivered, InDoubt, TryLater
from storage.claims import Claimed
from storage.database import Database, DatabaseProblem
from tests.schedules.far_side import FarSide, StandingClock
from tests.schedules.telling import CARD, run_once, state, until, wish
from tests.storage.sample import CHANNEL, WORKSPACE


def test_what_can_not_be_delivered_is_not_tried_again(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    far_side.fails[CHANNEL].append(CannotDeliver("channel_not_found"))
    wish(database, CARD)
    run_once(courier)
    clock.forward(3600)
    assert run_once(courier) == 0
    assert state(database, "card") == ("failed", "channel_not_found")


def test_what_can_not_be_found_out_is_left_to_a_person(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    far_side.fails[CHANNEL].append(CannotTell("history not readable"))
    wish(database, CARD)
    run_once(courier)
    clock.forward(3600)
    assert run_once(courier) == 0
    assert state(database, "card") == ("uncertain", "history not readable")


def test_the_moment_of_sending_is_committed_before_the_call(database: Database, clock: StandingClock) -> None:
    seen: list[object] = []

    class Looking(FarSide):
        async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
            delivered = await super().deliver(claimed, begin)
            select = text("SELECT send_started_at FROM notices")
            seen.append(database.read(lambda s: s.connection().execute(select).scalar()))
            return delivered

    wish(database, CARD)
    run_once(Courier(database, WORKSPACE, Looking(), clock))
    assert seen
    assert seen[0] is not None


@pytest.mark.parametrize("error", [InDoubt("no reply"), KeyError("a mistake of ours")])
def test_after_a_doubt_the_delivery_is_asked_to_look_first(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock, error: Exception
) -> None:
    far_side.fails[CHANNEL].append(error)
    wish(database, CARD)
    began = clock.now()
    run_once(courier)
    clock.forward(19)
    assert run_once(courier) == 0
    clock.forward(1)
    assert run_once(courier) == 1
    assert far_side.told[0].in_doubt
    assert far_side.told[0].send_started_at == began


def test_a_doubt_outlives_a_look_that_could_not_be_finished(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    began = clock.now()
    far_side.fails[CHANNEL].append(InDoubt("no reply"))
    wish(database, CARD)
    run_once(courier)
    far_side.balks[CHANNEL] += [TryLater(30, "ratelimited"), InDoubt("no reply"), CannotDeliver("archived")]
    for _ in range(3):
        clock.forward(300)
        run_once(courier)
    wish(database, CARD)
    run_once(courier)
    assert [(told.in_doubt, told.send_started_at) for told in far_side.told] == [(True, began)]


def test_a_sending_after_a_look_that_found_nothing_is_a_new_one(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    far_side.fails[CHANNEL] += [InDoubt("no reply"), TryLater(30, "ratelimited")]
    wish(database, CARD)
    for _ in range(2):
        run_once(courier)
        clock.forward(60)
    run_once(courier)
    assert [told.in_doubt for told in far_side.told] == [False]


def test_what_fails_before_the_sending_begins_is_not_in_doubt(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    far_side.balks[CHANNEL].append(InDoubt("no reply"))
    wish(database, CARD)
    run_once(courier)
    clock.forward(60)
    run_once(courier)
    assert [told.in_doubt for told in far_side.told] == [False]


def test_who_insists_on_stopping_leaves_it_in_doubt(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    async def story() -> None:
        far_side.hangs[CHANNEL] = asyncio.Event()
        wish(database, CARD)
        running = asyncio.create_task(courier.run())
        await until(lambda: far_side.begun == ["card"])
        for _ in range(2):
            running.cancel()
            await asyncio.sleep(0.05)
        assert running.done()

    asyncio.run(story())
    far_side.hangs.clear()
    clock.forward(3600)
    run_once(Courier(database, WORKSPACE, far_side, clock))
    assert far_side.told[0].in_doubt


def test_a_notice_that_can_not_be_settled_is_in_doubt_later(
    database: Database, far_side: FarSide, clock: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    class Breaking(FarSide):
        async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
            delivered = await super().deliver(claimed, begin)
            database.write(lambda s: s.connection().execute(text("ALTER TABLE notices RENAME TO away")))
            return delivered

    wish(database, CARD)
    with pytest.raises(DatabaseProblem):
        run_once(Courier(database, WORKSPACE, Breaking(), clock))
    assert "courier_settle" in [getattr(record, "action", "") for record in caplog.records]
    database.write(lambda s: s.connection().execute(text("ALTER TABLE away RENAME TO notices")))
    clock.forward(90)
    run_once(Courier(database, WORKSPACE, far_side, clock))
    assert far_side.told[0].in_doubt


def test_an_update_needs_no_mark_for_it_can_be_repeated(
    database: Database, courier: Courier, clock: StandingClock, statements: list[str]
) -> None:
    wish(database, CARD)
    run_once(courier)
    wish(database, CARD)
    clock.forward(10)
    statements.clear()
    run_once(courier)
    writes = [s for s in statements if s.startswith(("UPDATE", "WITH"))]
    assert len(writes) == 3, writes


def test_an_update_whose_reply_was_lost_is_repeated_without_a_look(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    wish(database, CARD)
    run_once(courier)
    far_side.fails[CHANNEL].append(InDoubt("no reply"))
    wish(database, CARD)
    clock.forward(3)
    run_once(courier)
    clock.forward(20)
    run_once(courier)
    assert [(told.in_doubt, told.ts) for told in far_side.told] == [(False, None), (False, "1.0")]
