"""The courier tells what was wished, once, and no destination holds another up."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from readiness.notices import NoticeKind, Wish
from schedules.clock import MachineClock
from schedules.courier import Courier
from schedules.delivery import Begin, CannotDeliver, CannotTell, Delivered, InDoubt, Outdated, TryLater
from schedules.sending import Pace
from storage import outbox
from storage.claims import Claimed
from storage.database import Database, DatabaseProblem, Session
from storage.settlements import Expired, Failed, Sent, Settlement, Uncertain
from tests.schedules.far_side import FarSide, StandingClock
from tests.storage.sample import BOB, CHANNEL, CHARLIE, NOW, WORKSPACE

CARD = Wish("card", NoticeKind.CARD, CHANNEL)


def to(person: str, key: str = "") -> Wish:
    return Wish(key or f"gate:{person}", NoticeKind.GATE, person, "ready")


def wish(database: Database, *wishes: Wish, release_id: str = "R1") -> None:
    database.write(lambda session: outbox.wish(session, WORKSPACE, release_id, wishes, NOW))


def waiting(database: Database) -> int:
    return database.read(lambda session: outbox.waiting(session, WORKSPACE))


def state(database: Database, key: str) -> tuple[str, str]:
    select = text("SELECT state, error FROM notices WHERE key = :key")
    row = database.read(lambda session: session.connection().execute(select, {"key": key}).one())
    return row.state, row.error


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def far_side() -> FarSide:
    return FarSide()


@pytest.fixture
def courier(database: Database, far_side: FarSide, clock: StandingClock) -> Courier:
    return Courier(database, WORKSPACE, far_side, clock, monotonic=clock.monotonic)


def run_once(courier: Courier) -> int:
    return asyncio.run(courier.run_once())


def while_running(courier: Courier, story: Callable[[], Awaitable[None]]) -> None:
    """Run the courier while the story is told, and end both."""

    async def both() -> None:
        running = asyncio.create_task(courier.run())
        try:
            await asyncio.wait_for(story(), 10)
        finally:
            running.cancel()
            await asyncio.wait([running])

    asyncio.run(both())


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - of what other threads and the database do there is no event
        await asyncio.sleep(0.01)


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


class Record:
    """What was recorded of posts, in a table that the transaction shares with the outbox."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.said: list[tuple[str, Settlement]] = []
        database.write(lambda s: s.connection().execute(text("CREATE TABLE told (key TEXT)")))

    def __call__(self, session: Session, claimed: Claimed, settlement: Settlement) -> None:
        session.connection().execute(text("INSERT INTO told VALUES (:key)"), {"key": claimed.key})
        self.said.append((claimed.key, settlement))

    @property
    def written(self) -> list[str]:
        select = text("SELECT key FROM told")
        return list(self.database.read(lambda s: s.connection().execute(select).scalars()))


@pytest.fixture
def record(database: Database) -> Record:
    return Record(database)


@pytest.fixture
def recording(database: Database, far_side: FarSide, clock: StandingClock, record: Record) -> Courier:
    return Courier(database, WORKSPACE, far_side, clock, settled=record, monotonic=clock.monotonic)


def test_what_became_of_a_post_is_recorded_where_it_is_settled(
    database: Database, recording: Courier, far_side: FarSide, clock: StandingClock, record: Record
) -> None:
    far_side.fails["C1"].append(CannotDeliver("archived"))
    far_side.fails["C2"].append(CannotTell("history not readable"))
    far_side.balks["C3"].append(Outdated("the release has started"))
    wish(database, CARD, *(to(f"C{number}") for number in (1, 2, 3)))
    run_once(recording)
    now = clock.now()
    assert dict(record.said) == {
        "card": Sent(f"D{CHANNEL}", "1.0", now),
        "gate:C1": Failed("archived", now),
        "gate:C2": Uncertain("history not readable", now),
        "gate:C3": Expired("the release has started", now),
    }
    assert state(database, "gate:C3") == ("failed", "the release has started")
    assert len(record.written) == 4


def test_what_is_tried_again_and_what_is_redrawn_is_not_recorded(
    database: Database, recording: Courier, far_side: FarSide, clock: StandingClock, record: Record
) -> None:
    far_side.fails[CHANNEL] += [TryLater(5, "ratelimited"), InDoubt("no reply")]
    wish(database, CARD)
    for _ in range(3):
        run_once(recording)
        clock.forward(60)
    far_side.fails[CHANNEL].append(CannotDeliver("archived"))
    wish(database, CARD)
    run_once(recording)
    assert state(database, "card") == ("failed", "archived")
    assert [(key, type(settlement)) for key, settlement in record.said] == [("card", Sent)]


def test_what_can_not_be_recorded_is_not_settled_either(
    database: Database, far_side: FarSide, clock: StandingClock
) -> None:
    def fail(session: Session, claimed: Claimed, settlement: Settlement) -> None:
        raise RuntimeError("out of order")

    wish(database, CARD)
    run_once(Courier(database, WORKSPACE, far_side, clock, settled=fail))
    assert state(database, "card") == ("wished", "")
    clock.forward(90)
    run_once(Courier(database, WORKSPACE, far_side, clock))
    assert [told.in_doubt for told in far_side.told] == [False, True]


def test_whoever_was_overtaken_records_nothing(
    database: Database, far_side: FarSide, clock: StandingClock, record: Record
) -> None:
    quick = StandingClock(clock.now() + timedelta(seconds=91))

    class Overtaken(FarSide):
        async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
            delivered = await super().deliver(claimed, begin)
            await Courier(database, WORKSPACE, far_side, quick).run_once()
            return delivered

    wish(database, CARD)
    run_once(Courier(database, WORKSPACE, Overtaken(), clock, settled=record))
    assert far_side.said == ["card"]
    assert record.said == []


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
