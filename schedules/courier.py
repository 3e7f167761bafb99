"""The courier: the one way that the app speaks unasked. It claims what waits in the outbox and has it told.

No transaction is open while something is told. One destination that hangs holds no other up.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import TypeVar

from schedules.budget import Budget
from schedules.clock import Clock
from schedules.delivery import CannotDeliver, CannotTell, Delivery, TryLater
from storage import claims, outbox
from storage.claims import Claimed
from storage.database import Database, Session

log = logging.getLogger(__name__)
T = TypeVar("T")
LEASE = timedelta(seconds=90)
"""How long a claim lasts: well over the time-outs of one delivery, so that it ends before another begins."""
MARGIN = timedelta(seconds=30)
"""What must be left of a lease when a delivery begins."""
DESTINATIONS = 8
"""How many destinations are served at once."""
UPDATES_A_MINUTE = 45
"""Slack's ``chat.update`` takes about 50 a minute for a workspace; the rest is for what people press."""
PAUSE = 0.05
"""Seconds between two looks into the outbox, so that many changes at once cost few looks."""
PAUSE_WHEN_SPENT = 0.5
"""The same while updates wait for their budget: each look has to pass them by."""
FIRST_WAIT = 20.0
"""Seconds before the next attempt, doubled with each; what is in doubt has arrived by then, if ever."""
LONGEST_WAIT = 300.0
UNREADABLE_WAIT = 5.0
BUSY_WAIT = 1.0
WITHIN = 30.0
"""Seconds that the courier's own transactions may take: nobody waits for them."""


class Courier:
    """Tells what waits in the outbox of one workspace. ``clock`` is the machine's."""

    def __init__(
        self,
        database: Database,
        workspace: str,
        delivery: Delivery,
        clock: Clock,
        updates: Budget | None = None,
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._delivery = delivery
        self._clock = clock
        self._updates = updates or Budget(UPDATES_A_MINUTE, burst=UPDATES_A_MINUTE)
        self._nudged = asyncio.Event()
        self._serving: dict[str, asyncio.Task[None]] = {}

    def nudge(self) -> None:
        """Have it look into the outbox at once: something was wished. To be called in the loop's thread."""
        self._nudged.set()

    async def run(self) -> None:
        """Tell what is wished, until cancelled. What is under way then is finished first."""
        try:
            while True:
                self._nudged.clear()
                wait = await self._look()
                await self._rest(wait)
        finally:
            await self._finish()

    async def run_once(self) -> int:
        """Tell everything that may be told now, and return how many notices that were."""
        told = 0
        while claimed := await self._claim():
            told += len(claimed)
            self._serve(claimed)
            await self._finish()
        return told

    async def _look(self) -> float | None:
        """Begin to serve what is ready. Returns in how many seconds to look again; None: whenever nudged."""
        try:
            self._serve(await self._claim())
            ready = await self._database.reading(lambda s: outbox.next_ready(s, self._workspace))
        except Exception:
            log.exception("The outbox could not be read.", extra={"action": "courier_look"})
            return UNREADABLE_WAIT
        if ready is None or len(self._serving) >= DESTINATIONS:
            return None
        # What is ready and was not claimed waits for its destination, which nudges, or for the budget.
        at_least = self._updates.seconds_until_next if not self._serving else BUSY_WAIT
        return max(self._clock.seconds_until(ready), at_least)

    async def _rest(self, seconds: float | None) -> None:
        await asyncio.sleep(PAUSE_WHEN_SPENT if self._updates.is_spent else PAUSE)
        try:
            await asyncio.wait_for(self._nudged.wait(), seconds)
        except TimeoutError:
            return

    async def _claim(self) -> tuple[Claimed, ...]:
        room = DESTINATIONS - len(self._serving)
        if room <= 0:
            return ()
        now, busy, updates = self._clock.now(), tuple(self._serving), not self._updates.is_spent
        return await self._database.writing(
            lambda s: claims.claim(s, self._workspace, now, LEASE, room, busy=busy, updates=updates), WITHIN
        )

    def _serve(self, notices: Iterable[Claimed]) -> None:
        by_destination = defaultdict(list)
        for claimed in notices:
            by_destination[claimed.to].append(claimed)
        for destination, claimed_for_it in by_destination.items():
            task = asyncio.create_task(self._serve_one(claimed_for_it))
            self._serving[destination] = task
            task.add_done_callback(partial(self._served, destination))

    def _served(self, destination: str, _: asyncio.Task[None]) -> None:
        del self._serving[destination]
        self.nudge()

    async def _finish(self) -> None:
        try:
            while self._serving:
                await asyncio.wait(list(self._serving.values()))
        except asyncio.CancelledError:
            for task in self._serving.values():
                task.cancel()
            raise

    async def _serve_one(self, notices: list[Claimed]) -> None:
        """Tell the notices of one destination one after the other; when it asks to wait, all of them wait."""
        lease_ends = self._clock.now() + LEASE - MARGIN
        later = None
        for claimed in notices:
            if self._clock.now() > lease_ends:
                return
            try:
                later = await self._tell(claimed, later)
            except Exception:
                log.exception("A notice could not be settled.", extra=_about("courier_settle", claimed))

    async def _tell(self, claimed: Claimed, later: TryLater | None) -> TryLater | None:
        """Tell one notice and settle it. Returns why the next for the same destination has to wait."""
        if later is not None:
            await self._not_told(claimed, later)
            return later
        if claimed.ts is not None:
            self._updates.spend()
        elif not await self._write(lambda s: claims.mark_started(s, claimed, self._clock.now())):
            return None
        try:
            delivered = await self._delivery.deliver(claimed)
        except Exception as error:  # noqa: BLE001 - whatever a delivery raises, the notice is settled
            await self._not_told(claimed, error)
            return error if isinstance(error, TryLater) else None
        now = self._clock.now()
        await self._write(lambda s: claims.settle(s, claimed, delivered.channel, delivered.ts, now))
        log.info("Told.", extra=_about("courier_told", claimed))
        return None

    async def _not_told(self, claimed: Claimed, error: Exception) -> None:
        now, why = self._clock.now(), str(error)
        wait = timedelta(seconds=min(LONGEST_WAIT, FIRST_WAIT * 2**claimed.failures))
        match error:
            case TryLater():
                wait = timedelta(seconds=error.seconds)
                await self._write(lambda s: claims.give_back(s, claimed, now + wait, why))
            case CannotDeliver():
                await self._write(lambda s: claims.fail(s, claimed, why, now))
            case CannotTell():
                await self._write(lambda s: claims.uncertain(s, claimed, why, now))
            case _ if claimed.ts is not None:
                # To update a message once more does no harm.
                await self._write(lambda s: claims.give_back(s, claimed, now + wait, why))
            case _:
                await self._write(lambda s: claims.doubt(s, claimed, now + wait, why))
        log.warning("Not told: %s", why, extra=_about("courier_not_told", claimed), exc_info=error)

    async def _write(self, work: Callable[[Session], T]) -> T:
        return await self._database.writing(work, WITHIN)


def _about(action: str, claimed: Claimed) -> dict[str, object]:
    return {"action": action, "release": claimed.release_id, "key": claimed.key, "attempt": claimed.attempt}
