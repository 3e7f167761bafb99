"""The courier tells what was wished, once, and no destination holds another up."""

import asyncio
import logging

import pytest
from sqlalchemy import text

from schedules.courier import Courier
from schedules.delivery import Begin, Delivered
from schedules.sending import Pace
from storage import outbox
from storage.claims import Claimed
from storage.database import Database
from tests.schedules.far_side import FarSide, StandingClock
from tests.schedules.telling import CARD, run_once, state, to, until, waiting, while_running, wish
from tests.storage.sample import BOB, CHANNEL, WORKSPACE


def test_what_was_wished_is_told_once(database: Database, courier: Courier, far_side: FarSide) -> None:
    wish(database, CARD, to(BOB.id))
    assert run_once(courier) == 2
    assert run_once(courier) == 0
    assert sorted(far_side.said) == ["card", "gate:UBOB"]
    place = far_side.said.index("card") + 1
    posted = database.read(lambda session: outbox.posted(session, "R1", "card"))
    assert posted == ("DC0001", f"{place}.0")


def test_a_card_that_changed_is_updated_after_its_rest(
    database: Database, courier: Courier, far_side: FarSide, clock: StandingClock
) -> None:
    wish(database, CARD)
    run_once(courier)
    wish(database, CARD)
    assert run_once(courier) == 0
    clock.forward(3)
    assert run_once(courier) == 1
    assert (far_side.told[-1].channel, far_side.told[-1].ts) == ("DC0001", "1.0")


def test_no_transaction_is_open_while_something_is_told(database: Database, clock: StandingClock) -> None:
    written: list[int] = []

    class Writing(FarSide):
        async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
            delivered = await super().deliver(claimed, begin)
            # On SQLite it would wait for any writer, on Postgres for whoever holds the row.
            touch = text("UPDATE notices SET error = 'told' WHERE id = :id")
            change = database.writing(lambda s: s.connection().execute(touch, {"id": claimed.id}).rowcount, 5)
            written.append(await asyncio.wait_for(change, 5))
            return delivered

    wish(database, CARD, to(BOB.id))
    run_once(Courier(database, WORKSPACE, Writing(), clock))
    assert written == [1, 1]


def test_a_destination_that_hangs_holds_no_other_up(
    database: Database, courier: Courier, far_side: FarSide
) -> None:
    async def story() -> None:
        far_side.hangs[CHANNEL] = asyncio.Event()
        wish(database, CARD)
        courier.nudge()
        await asyncio.sleep(0.2)
        wish(database, to(BOB.id))
        courier.nudge()
        await until(lambda: "gate:UBOB" in far_side.said)
        assert "card" not in far_side.said
        far_side.hangs[CHANNEL].set()
        await until(lambda: "card" in far_side.said)

    while_running(courier, story)


def test_one_destination_is_told_one_thing_after_the_other(
    database: Database, courier: Courier, far_side: FarSide
) -> None:
    async def story() -> None:
        far_side.hangs[CHANNEL] = asyncio.Event()
        wish(database, CARD)
        courier.nudge()
        await until(lambda: far_side.begun == ["card"])
        wish(database, to(CHANNEL, "second"))
        courier.nudge()
        await asyncio.sleep(0.3)
        assert far_side.begun == ["card"]
        far_side.hangs[CHANNEL].set()
        await until(lambda: far_side.said == ["card", "second"])

    while_running(courier, story)


def test_more_destinations_than_are_served_at_once_are_all_told(
    database: Database, courier: Courier, far_side: FarSide
) -> None:
    async def story() -> None:
        wish(database, *[to(f"U{number}") for number in range(Pace().destinations * 3)])
        courier.nudge()
        await until(lambda: len(far_side.told) == Pace().destinations * 3)

    while_running(courier, story)
    assert waiting(database) == 0


def test_a_nudge_has_it_look_at_once(database: Database, courier: Courier, far_side: FarSide) -> None:
    async def story() -> None:
        await asyncio.sleep(0.2)
        wish(database, CARD)
        courier.nudge()
        await asyncio.wait_for(until(lambda: far_side.said == ["card"]), 1)

    while_running(courier, story)


def test_what_is_under_way_is_finished_when_the_courier_stops(
    database: Database, courier: Courier, far_side: FarSide
) -> None:
    async def story() -> None:
        far_side.hangs[CHANNEL] = asyncio.Event()
        wish(database, CARD)
        running = asyncio.create_task(courier.run())
        await until(lambda: far_side.begun == ["card"])
        running.cancel()
        await asyncio.sleep(0.05)
        far_side.hangs[CHANNEL].set()
        await asyncio.wait([running])

    asyncio.run(story())
    assert state(database, "card") == ("sent", "")


def test_an_outbox_that_can_not_be_read_is_logged_and_tried_again(
    database_url: str, far_side: FarSide, clock: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(database_url)
    database.write(lambda s: s.connection().execute(text("ALTER TABLE notices RENAME TO away")))
    courier = Courier(database, WORKSPACE, far_side, clock)

    async def story() -> None:
        await until(lambda: "courier_look" in [getattr(r, "action", "") for r in caplog.records])
        database.write(lambda s: s.connection().execute(text("ALTER TABLE away RENAME TO notices")))
        wish(database, CARD)
        courier.nudge()
        await until(lambda: far_side.said == ["card"])

    with caplog.at_level(logging.ERROR):
        while_running(courier, story)
    database.close()
