"""The clockwork: the jobs that APScheduler runs in memory. What is due is never kept here, only looked for.

It ticks on the machine's clock; a small watchdog outside of it notices when that clock jumps and re-arms it.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.job import Job as ArmedJob
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from schedules.clock import Clock
from schedules.courier import Courier
from schedules.ticker import Ticker

log = logging.getLogger(__name__)
TICK = 10.0
POLL = 2.0
"""Seconds between two looks into the outbox for what another replica wished."""
STOP_WITHIN = 10.0
"""Seconds that what is under way has to end when the clockwork stops."""
WATCH = 1.0
JUMP = 2.0
"""Seconds by which the wall clock may leave the monotonic clock before the jobs are armed anew."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done every so many ``seconds``."""

    seconds: float
    work: Callable[[], Awaitable[object]]


class Clockwork:
    """Runs the tick, the courier and further ``jobs``. A job that fails is logged, and runs again.

    ``clock`` is the business clock, by which the next due moment is waited for; all else goes by ``machine``.
    ``monotonic`` gives seconds that no setting of the clock changes.
    """

    def __init__(
        self,
        ticker: Ticker,
        courier: Courier,
        clock: Clock,
        machine: Clock,
        jobs: Mapping[str, Job] | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ticker = ticker
        self._courier = courier
        self._clock = clock
        self._machine = machine
        self._monotonic = monotonic
        self._jobs = {"tick": Job(TICK, self.tick), "courier": Job(POLL, self._poll), **(jobs or {})}
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._wake_up: ArmedJob | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._running: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Start everything, in the running loop. The first tick comes at once."""
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        for name, job in self._jobs.items():
            self._scheduler.add_job(
                self._run,
                "interval",
                args=(name, job.work),
                id=name,
                seconds=job.seconds,
                next_run_time=self._machine.now(),
                **options,
            )
        self._scheduler.start()
        self._tasks = [asyncio.create_task(self._courier.run()), asyncio.create_task(self._watch())]

    async def stop(self) -> None:
        """Stop everything; jobs under way and what is being told may end first, for a while."""
        self._scheduler.pause()
        for task in self._tasks:
            task.cancel()
        under_way = {*self._tasks, *self._running}
        _, late = await asyncio.wait(under_way, timeout=STOP_WITHIN)
        for task in late:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Look at what is due, now, and arm the wake-up for what is due next."""
        try:
            await self._ticker.tick()
        finally:
            await self._arm_wake_up()

    def look_now(self) -> None:
        """Have a tick come at once: the business clock was wound, say."""
        self._tick_at(self._machine.now())

    async def _run(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        task = asyncio.create_task(_logged(name, work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await task

    async def _poll(self) -> None:
        self._courier.nudge()

    async def _arm_wake_up(self) -> None:
        due = await self._ticker.next_due()
        seconds = self._clock.seconds_until(due) if due is not None else TICK
        if seconds < TICK:
            # What came due while the tick was at work is looked at at once.
            self._tick_at(self._machine.now() + timedelta(seconds=max(0.0, seconds)))

    def _tick_at(self, moment: datetime) -> None:
        """Have a tick come at that moment. One wake-up is armed at most: each tick arms the one after it."""
        armed = self._wake_up and self._scheduler.get_job(self._wake_up.id)
        if armed is not None:
            if armed.next_run_time <= moment:
                return
            armed.remove()
        self._wake_up = self._scheduler.add_job(
            self._run, "date", args=("wake-up", self.tick), run_date=moment, misfire_grace_time=None
        )

    def _drift(self) -> float:
        return self._machine.now().timestamp() - self._monotonic()

    async def _watch(self) -> None:
        """Arm every job anew when the wall clock jumps: a backward jump would stall them for as long."""
        drift = self._drift()
        while True:
            await asyncio.sleep(WATCH)
            jump = self._drift() - drift
            if abs(jump) >= JUMP:
                log.warning("The clock jumped by %.1f seconds.", jump, extra={"action": "clock_jump"})
                for name in self._jobs:
                    self._scheduler.modify_job(name, next_run_time=self._machine.now())
            drift += jump


async def _logged(name: str, work: Callable[[], Awaitable[object]]) -> None:
    try:
        await work()
    except Exception:
        log.exception("The job %s failed.", name, extra={"action": "job", "job": name})
