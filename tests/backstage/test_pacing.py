"""The pacer keeps the clock and the work in step: what comes due is seen to at its moment, in order."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from schedules.clock import MachineClock, WoundClock
from slackapp.backstage.lines import Said
from slackapp.backstage.pacing import Pacer, Target, Work

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class Bells:
    """Moments that come due, and when each was seen to by the clock. Those that are ``broken`` stay due."""

    clock: WoundClock
    due: list[datetime]
    broken: frozenset[datetime] = frozenset()
    rung: list[tuple[datetime, datetime]] = field(default_factory=list)
    failures: int = 0
    told: list[Said] = field(default_factory=list)

    async def next_due(self) -> datetime | None:
        if self.failures:
            self.failures -= 1
            raise OSError("The database is away.")
        return min(self.due, default=None)

    async def tick(self) -> None:
        now = self.clock.now()
        for moment in sorted(each for each in self.due if each <= now and each not in self.broken):
            self.due.remove(moment)
            self.rung.append((moment, now))

    async def untold(self) -> int:
        return 0

    def pacer(self) -> Pacer:
        return Pacer(self.clock, Work(self.next_due, self.tick, self.untold), self.told.append)


def bells(*hours: float, **more: object) -> Bells:
    clock = WoundClock(MachineClock(), NOON)
    return Bells(clock, [NOON + timedelta(hours=hour) for hour in hours], **more)  # type: ignore[arg-type]


def paced(it: Bells, until: Callable[[Pacer], bool], begin: Callable[[Pacer], None]) -> None:
    async def run() -> None:
        pacer = it.pacer()
        begin(pacer)
        pacing = asyncio.create_task(pacer.run())
        async with asyncio.timeout(30):
            while not until(pacer):  # noqa: ASYNC110 - any condition of the test
                await asyncio.sleep(0.01)
        pacing.cancel()
        await asyncio.gather(pacing, return_exceptions=True)

    asyncio.run(run())


def test_a_winding_sees_to_everything_between_at_its_moment_and_in_order() -> None:
    it = bells(1, 3, 2, 30)
    target = Target("later", "Later", NOON + timedelta(hours=10))
    paced(it, lambda pacer: pacer.target is None, lambda pacer: pacer.wind_to(target))
    assert [moment for moment, _ in it.rung] == [NOON + timedelta(hours=hour) for hour in (1, 2, 3)]
    assert all(now - moment < timedelta(seconds=1) for moment, now in it.rung)
    assert it.clock.now() - target.at < timedelta(seconds=30)
    passed = [said["jump"]["passed"] for said in it.told if said.get("jump")]
    assert passed == [0, 1, 2, 3]


@pytest.mark.parametrize("rate", [3_600.0, 50_000.0])
def test_a_fast_clock_passes_nothing_over(rate: float) -> None:
    it = bells(*(half / 2 for half in range(1, 49)))
    paced(it, lambda _: not it.due, lambda pacer: pacer.run_at(rate * 3))
    assert [moment for moment, _ in it.rung] == sorted(moment for moment, _ in it.rung)
    assert len(it.rung) == 48
    assert all(now == moment for moment, now in it.rung)


def test_what_stays_due_does_not_stop_time() -> None:
    stuck = NOON + timedelta(hours=1)
    it = bells(1, broken=frozenset({stuck}))
    target = Target("later", "Later", NOON + timedelta(hours=2))
    paced(it, lambda pacer: pacer.target is None or it.clock.now() >= target.at, lambda p: p.wind_to(target))
    assert it.clock.now() >= target.at


def test_what_stays_due_is_tried_again_while_the_clock_runs() -> None:
    stuck = NOON + timedelta(minutes=1)
    it = bells(1 / 60, broken=frozenset({stuck}))
    paced(it, lambda _: it.clock.now() > stuck, lambda pacer: pacer.run_at(3_600))


def test_a_failure_is_tried_again() -> None:
    it = bells(0.01, failures=1)
    paced(it, lambda _: bool(it.rung), lambda pacer: pacer.run_at(3_600))


def test_a_paused_clock_stands_and_a_winding_can_be_stopped() -> None:
    it = bells()

    def begin(pacer: Pacer) -> None:
        pacer.run_at(0)
        pacer.wind_to(Target("never", "Never", NOON + timedelta(days=1)))
        pacer.stop()

    paced(it, lambda pacer: pacer.target is None, begin)
    assert it.clock.now() - NOON < timedelta(seconds=5)
    assert it.clock.rate == 0
