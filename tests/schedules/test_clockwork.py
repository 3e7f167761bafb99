"""The clockwork runs everything, survives what fails, and is set right when the clock jumps."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from readiness.model import Release
from schedules.clock import MachineClock, WoundClock
from schedules.clockwork import Clockwork, Job
from schedules.courier import Courier
from schedules.ticker import Ticker
from storage import outbox
from storage.database import Database
from tests.schedules.far_side import FarSide
from tests.schedules.telling import CARD, until
from tests.storage.sample import NOW, START, WORKSPACE


class Works:
    """A clockwork with all its parts around a database."""

    def __init__(self, database: Database, jobs: dict[str, Job] | None = None) -> None:
        machine = MachineClock()
        self.leap = 0.0
        self.far_side = FarSide()
        self.clock = WoundClock(machine, NOW)
        self.courier = Courier(database, WORKSPACE, self.far_side, machine)
        self.ticker = Ticker(database, WORKSPACE, self.clock, self.courier.nudge)
        self.clockwork = Clockwork(
            self.ticker,
            self.courier,
            self.clock,
            machine,
            jobs,
            monotonic=lambda: time.monotonic() - self.leap,
        )

    def tell(self, story: Callable[[], Awaitable[None]]) -> None:
        """Let the story happen while the clockwork runs."""

        async def run() -> None:
            self.clockwork.start()
            try:
                await asyncio.wait_for(story(), 15)
            finally:
                await self.clockwork.stop()

        asyncio.run(run())


@pytest.fixture
def works(database: Database) -> Works:
    return Works(database)


def wind_to(works: Works, moment_after_start: timedelta) -> None:
    works.clock.wind(START + moment_after_start - works.clock.now())


def test_what_was_wished_before_the_start_is_told(database: Database, release: Release, works: Works) -> None:
    async def story() -> None:
        await until(lambda: "card" in works.far_side.said)

    works.tell(story)


def test_another_replicas_wish_is_found_without_a_nudge(database: Database, works: Works) -> None:
    async def story() -> None:
        await asyncio.sleep(0.2)
        database.write(lambda session: outbox.wish(session, WORKSPACE, "R1", [CARD], NOW))
        await until(lambda: works.far_side.said == ["card"])

    works.tell(story)


def test_a_clock_that_was_wound_is_looked_at_at_once(
    database: Database, release: Release, works: Works
) -> None:
    async def story() -> None:
        await until(lambda: "card" in works.far_side.said)
        wind_to(works, timedelta(minutes=16))
        works.clockwork.look_now()
        await asyncio.wait_for(until(lambda: any("overdue" in key for key in works.far_side.said)), 3)

    works.tell(story)


def test_the_next_due_moment_wakes_it_up_on_time(database: Database, release: Release, works: Works) -> None:
    async def story() -> None:
        wind_to(works, timedelta(minutes=15, seconds=-1))
        works.clockwork.look_now()
        await asyncio.wait_for(until(lambda: any("overdue" in key for key in works.far_side.said)), 4)

    works.tell(story)


def test_what_comes_due_while_a_tick_is_at_work_is_looked_at_right_after_it(
    database: Database, release: Release, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick = Ticker.tick

    async def slow(ticker: Ticker) -> int:
        seen_to = await tick(ticker)
        if not wound:
            wound.append(True)
            wind_to(works, timedelta(minutes=16))
        return seen_to

    async def story() -> None:
        await asyncio.wait_for(until(lambda: any("overdue" in key for key in works.far_side.said)), 4)

    wound: list[bool] = []
    monkeypatch.setattr(Ticker, "tick", slow)
    works.tell(story)


def test_however_often_it_ticks_before_a_moment_it_wakes_up_for_it_once(
    database: Database, release: Release, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks: list[float] = []
    tick = Ticker.tick

    async def counted(ticker: Ticker) -> int:
        ticks.append(time.monotonic())
        return await tick(ticker)

    monkeypatch.setattr(Ticker, "tick", counted)

    async def story() -> None:
        wind_to(works, timedelta(minutes=15, seconds=-3))
        for _ in range(50):
            await works.clockwork.tick()
        before = len(ticks)
        await until(lambda: any("overdue" in key for key in works.far_side.said))
        assert len(ticks) - before <= 5

    works.tell(story)


def test_a_job_that_fails_is_logged_and_runs_again(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    runs: list[int] = []

    async def failing() -> None:
        runs.append(1)
        raise RuntimeError("out of order")

    works = Works(database, {"failing": Job(0.1, failing)})

    async def story() -> None:
        await until(lambda: len(runs) >= 3)

    with caplog.at_level(logging.ERROR):
        works.tell(story)
    assert {getattr(record, "job", None) for record in caplog.records} == {"failing"}


def test_a_jump_of_the_clock_arms_every_job_anew(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    runs: list[int] = []

    async def hourly() -> None:
        runs.append(1)

    works = Works(database, {"hourly": Job(3600, hourly)})

    async def story() -> None:
        await until(lambda: len(runs) == 1)
        works.leap = -3600
        await until(lambda: len(runs) == 2)
        await asyncio.sleep(1.5)

    with caplog.at_level(logging.WARNING, logger="schedules"):
        works.tell(story)
    assert len(runs) == 2
    assert [record.getMessage() for record in caplog.records] == ["The clock jumped by -3600.0 seconds."]


def test_stopping_ends_everything_and_lets_what_is_under_way_end(
    database: Database, release: Release, works: Works
) -> None:
    async def story() -> None:
        works.far_side.hangs[CARD.to] = asyncio.Event()
        await until(lambda: works.far_side.begun != [])
        asyncio.get_running_loop().call_later(0.3, works.far_side.hangs[CARD.to].set)

    works.tell(story)
    assert "card" in works.far_side.said


def test_stopping_does_not_wait_for_ever(
    database: Database, release: Release, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.clockwork.STOP_WITHIN", 0.2)

    async def story() -> None:
        works.far_side.hangs[CARD.to] = asyncio.Event()
        await until(lambda: works.far_side.begun != [])

    began = time.monotonic()
    works.tell(story)
    assert time.monotonic() - began < 5
    assert works.far_side.said == []
