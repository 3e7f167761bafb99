"""Keeps the wound clock and the app in step: however fast time passes, nothing that comes due is passed over.

The clock is never let run further than to the next due moment. There it is held until the tick has seen to
it and the courier has told what is new. A jump winds from one due moment to the next in the same way.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from schedules.clock import WoundClock
from slackapp.backstage.lines import Said, setting_as_data

log = logging.getLogger(__name__)
AHEAD = timedelta(minutes=5)
"""How far the clock may run before the next look for what is due: a press may have added something nearer."""
LOOK = 0.25
"""Seconds between two looks at most, however slowly the clock runs."""
SHORTEST = 0.002
TOLD_WITHIN = 15.0
"""Seconds that the courier has to tell what came due, before the clock goes on without it."""
STUCK = timedelta(minutes=1)
"""How far the clock goes on where something stays due: it failed, and the next tick tries it again."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the clock is being wound to, and how many due moments were seen to on the way."""

    key: str
    title: str
    at: datetime
    passed: int = 0

    def as_data(self) -> Said:
        """The target in values that JSON knows."""
        return {"to": self.key, "title": self.title, "target": self.at.isoformat(), "passed": self.passed}


@dataclass(frozen=True, slots=True)
class Work:
    """What the app does when time passes.

    ``next_due`` gives the next due moment, ``tick`` sees to what is due, and ``untold`` counts the posts that
    the courier has yet to try.
    """

    next_due: Callable[[], Awaitable[datetime | None]]
    tick: Callable[[], Awaitable[object]]
    untold: Callable[[], Awaitable[int]]


class Pacer:
    """Lets the clock run, holds it and winds it. ``tell`` hears each change of its setting and its target."""

    def __init__(self, clock: WoundClock, work: Work, tell: Callable[[Said], None]) -> None:
        self._clock = clock
        self._work = work
        self._tell = tell
        self._target: Target | None = None
        self._due: datetime | None = None
        self._woken = asyncio.Event()
        clock.hold_at(clock.now())

    @property
    def target(self) -> Target | None:
        """Where the clock is being wound to just now."""
        return self._target

    def run_at(self, rate: float) -> None:
        """Let the clock run so many times as fast as the machine's; 0 stops it."""
        if rate:
            self._clock.run_at(rate)
        else:
            self._clock.pause()
        self._tell_clock()
        self._woken.set()

    def wind_to(self, target: Target) -> None:
        """Begin to wind the clock to a moment."""
        self._aim(target)

    def stop(self) -> None:
        """End the winding where it is."""
        self._aim(None)

    async def told(self, within: float = TOLD_WITHIN) -> bool:
        """Wait until the courier has tried to tell all that is new; False after so many seconds."""
        deadline = asyncio.get_running_loop().time() + within
        while await self._work.untold():
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(0.02)
        return True

    async def run(self) -> None:
        """Keep step until cancelled. What fails is logged, and tried again."""
        while True:
            self._woken.clear()
            try:
                rest = await self._step()
            except Exception:
                log.exception("The clock could not go on.", extra={"action": "pace"})
                rest = 1.0
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), rest)

    async def _step(self) -> float:
        """Go on to what comes next, and return how many seconds to wait until the following step."""
        if self._hurries and await self._work.untold():
            # What a press made worth telling is told before the clock hurries on to what would outdate it.
            self._hold_at(self._clock.now())
            await self._told()
        due, now = await self._work.next_due(), self._clock.now()
        if due is not None and due <= now:
            return await self._see_to(due)
        if self._target is not None:
            return await self._wind(self._target, due, now)
        self._let_run(due, now)
        return self._rest(due)

    @property
    def _hurries(self) -> bool:
        return self._target is not None or self._clock.rate > 1

    async def _see_to(self, due: datetime) -> float:
        self._hold_at(self._clock.now())
        await self._work.tick()
        await self._told()
        stuck, self._due = self._due == due, due
        if self._target is None:
            if stuck:
                # It is due still: the next tick may mend it, and time does not stop for it.
                self._hold_at(self._clock.now() + STUCK)
            return 1.0 if stuck else SHORTEST
        if stuck:
            self._go_to(self._clock.now() + STUCK)
        else:
            self._aim(replace(self._target, passed=self._target.passed + 1))
        return 0.0

    async def _told(self) -> None:
        if not await self.told():
            log.warning("The clock goes on, though not all was told.", extra={"action": "pace"})

    async def _wind(self, target: Target, due: datetime | None, now: datetime) -> float:
        if due is not None and due <= target.at:
            self._go_to(due)
            return 0.0
        if target.at > now:
            self._go_to(target.at)
        await self._work.tick()
        await self._told()
        if self._target is target:
            self._aim(None)
        return 0.0

    def _go_to(self, moment: datetime) -> None:
        self._clock.hold_at(self._clock.now())
        self._clock.wind(max(moment - self._clock.now(), timedelta(0)))
        self._tell_clock()

    def _let_run(self, due: datetime | None, now: datetime) -> None:
        until = now + AHEAD if due is None else min(due, now + AHEAD)
        held = self._clock.setting.until
        if held is None or until < held or held - now < AHEAD / 2:
            self._hold_at(until)

    def _rest(self, due: datetime | None) -> float:
        held = self._clock.setting.until
        if held is None:
            return SHORTEST
        left = self._clock.seconds_until(held)
        wait = left if held == due else left / 2
        return min(LOOK, max(SHORTEST, wait))

    def _hold_at(self, until: datetime) -> None:
        self._clock.hold_at(until)
        self._tell_clock()

    def _aim(self, target: Target | None) -> None:
        self._target = target
        self._tell({"jump": target.as_data() if target else None})
        self._woken.set()

    def _tell_clock(self) -> None:
        self._tell({"clock": setting_as_data(self._clock.setting)})
