"""The tick looks at what is due, and at nothing else."""

import asyncio
import logging
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from readiness.communication.prompts import BEFORE_START
from readiness.model import Release
from readiness.schedule import next_due_at
from schedules import ticker as ticking
from schedules.ticker import AT_ONCE, Ticker
from storage import releases
from storage.database import Database
from storage.ledger import Ledger
from tests.schedules.far_side import StandingClock
from tests.storage import sample
from tests.storage.sample import ALICE, NOW, START, WORKSPACE

OVERDUE = START + timedelta(minutes=15)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOW)


def tick(database: Database, clock: StandingClock) -> int:
    return asyncio.run(Ticker(database, WORKSPACE, clock).tick())


def keys(database: Database, release_id: str = "R1") -> set[str]:
    select = text("SELECT key FROM notices WHERE release_id = :release_id")
    rows = database.read(
        lambda session: session.connection().execute(select, {"release_id": release_id}).scalars().all()
    )
    return set(rows)


def next_due(database: Database) -> datetime | None:
    return database.read(lambda session: releases.next_due(session, WORKSPACE))


def test_before_its_hour_nothing_happens(database: Database, release: Release, clock: StandingClock) -> None:
    before = keys(database)
    clock.moment = START - BEFORE_START - timedelta(seconds=1)
    assert tick(database, clock) == 0
    assert keys(database) == before


def test_what_is_due_is_wished_and_the_next_hour_is_set(
    database: Database, release: Release, clock: StandingClock
) -> None:
    before = keys(database)
    clock.moment = OVERDUE
    assert tick(database, clock) == 1
    assert keys(database) > before
    assert next_due(database) == next_due_at(sample.template(), release, OVERDUE)


def test_a_second_tick_in_the_same_hour_changes_nothing(
    database: Database, release: Release, clock: StandingClock
) -> None:
    clock.moment = OVERDUE
    tick(database, clock)
    wished = keys(database)
    assert tick(database, clock) == 0
    assert keys(database) == wished


def test_two_replicas_that_tick_at_once_wish_once(
    database_url: str, database: Database, release: Release, clock: StandingClock
) -> None:
    replica = Database(database_url)
    clock.moment = OVERDUE

    async def both() -> list[int]:
        tickers = [Ticker(database, WORKSPACE, clock), Ticker(replica, WORKSPACE, clock)]
        return await asyncio.gather(*(ticker.tick() for ticker in tickers))

    assert sum(asyncio.run(both())) == 1
    replica.close()


def test_the_courier_is_told_only_when_something_was_wished(
    database: Database, release: Release, clock: StandingClock
) -> None:
    nudges: list[int] = []
    ticker = Ticker(database, WORKSPACE, clock, wished=lambda: nudges.append(1))
    asyncio.run(ticker.tick())
    assert nudges == []
    clock.moment = OVERDUE
    asyncio.run(ticker.tick())
    assert nudges == [1]


def test_the_courier_begins_while_the_rest_is_still_looked_at(
    database: Database, ledger: Ledger, clock: StandingClock
) -> None:
    for number in range(2 * AT_ONCE):
        ledger.perform_now(None, sample.opening(f"R{number}"), ALICE, NOW)
    waited: list[int] = []
    ticker = Ticker(database, WORKSPACE, clock, wished=lambda: waited.append(len(due(database, clock))))
    clock.moment = START
    asyncio.run(ticker.tick())
    assert len(waited) == 2 * AT_ONCE
    assert waited[0] >= AT_ONCE


def due(database: Database, clock: StandingClock) -> tuple[str, ...]:
    return database.read(lambda session: releases.due(session, WORKSPACE, clock.now(), 100))


def test_the_ticker_knows_the_next_due_moment(
    database: Database, release: Release, clock: StandingClock
) -> None:
    assert asyncio.run(Ticker(database, WORKSPACE, clock).next_due()) == START - BEFORE_START


def test_a_release_that_fails_holds_no_other_up(
    database: Database,
    ledger: Ledger,
    release: Release,
    clock: StandingClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ledger.perform_now(None, sample.opening("R2"), ALICE, NOW)
    broken = text(
        "UPDATE release_roles SET holders = '7', key = 'broken' WHERE release_id = 'R1' AND key = 'deputy'"
    )
    database.write(lambda session: session.connection().execute(broken))
    fresh = text("UPDATE releases SET version = version + 1 WHERE id = 'R1'")
    database.write(lambda session: session.connection().execute(fresh))
    clock.moment = OVERDUE
    with caplog.at_level(logging.ERROR):
        assert tick(database, clock) == 1
    assert [getattr(record, "release", None) for record in caplog.records] == ["R1"]
    assert tick(database, clock) == 0


def test_a_whole_batch_that_fails_holds_no_other_up(
    database: Database, ledger: Ledger, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "BATCH", 2)
    for number in range(6):
        ledger.perform_now(None, sample.opening(f"R{number}"), ALICE, NOW)
    broken = text("UPDATE releases SET template = 'lost@1', version = version + 1 WHERE id < 'R3'")
    database.write(lambda session: session.connection().execute(broken))
    clock.moment = OVERDUE
    assert tick(database, clock) == 3

    ticker = Ticker(database, WORKSPACE, clock)
    asyncio.run(ticker.tick())
    after = asyncio.run(ticker.next_due())
    assert after is None or after > OVERDUE, "A release that fails keeps no other from being woken up for."


def test_more_than_a_batch_is_seen_to_in_one_tick(
    database: Database, ledger: Ledger, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "BATCH", 3)
    for number in range(7):
        ledger.perform_now(None, sample.opening(f"R{number}"), ALICE, NOW)
    clock.moment = START
    assert tick(database, clock) == 7


def test_a_tick_costs_the_same_however_many_releases_are_held(
    database: Database, ledger: Ledger, release: Release, clock: StandingClock, statements: list[str]
) -> None:
    counts = []
    for number in range(2, 32, 10):
        for other in range(number, number + 10):
            later = START + timedelta(days=other)
            ledger.perform_now(None, sample.opening(f"R{other}", planned_start=later), ALICE, NOW)
        statements.clear()
        assert tick(database, clock) == 0
        counts.append(len([s for s in statements if "BEGIN" not in s]))
    assert counts == [1, 1, 1]
