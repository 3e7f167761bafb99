"""The courier: the one way that the app speaks unasked. It claims what waits in the outbox and has it told.

No transaction is open while something is told. One destination that hangs holds no other up.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial

from schedules.budget import Budget
from schedules.clock import Clock
from schedules.delivery import CannotDeliver, CannotTell, Delivery, Gone, TryLater
from schedules.sending import WITHIN, Sending
from storage import claims, outbox
from storage.claims import Claimed
from storage.database import Database

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=90)
"""How long a claim lasts: well over the time-outs of one delivery, so that it ends before another begins."""
MARGIN = timedelta(seconds=30)
"""What must be left of a lease when the bytes leave: the time-out of one call, and twice as much again."""
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


class Courier:
    """Tells what waits in the outbox of one workspace. ``clock`` is the machine's.

    ``monotonic`` gives seconds that no setting of the clock changes.
    """

    def __init__(
        self,
        database: Database,
        workspace: str,
        delivery: Delivery,
        clock: Clock,
        updates: Budget | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._delivery = delivery
        self._clock = clock
        self._updates = updates or Budget(UPDATES_A_MINUTE, burst=UPDATES_A_MINUTE)
        self._monotonic = monotonic
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
        while taken := await self._take():
            told += taken
            await self._finish()
        return told

    async def _look(self) -> float | None:
        """Begin to serve what is ready. Returns in how many seconds to look again; None: whenever nudged."""
        try:
            await self._take()
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

    async def _take(self) -> int:
        """Claim what is ready and begin to serve it. Returns how many notices that are."""
        room = DESTINATIONS - len(self._serving)
        if room <= 0:
            return 0
        until = self._monotonic() + (LEASE - MARGIN).total_seconds()
        now, busy, updates = self._clock.now(), tuple(self._serving), not self._updates.is_spent
        taken = await self._database.writing(
            lambda s: claims.claim(s, self._workspace, now, LEASE, room, busy=busy, updates=updates), WITHIN
        )
        self._serve(taken, until)
        return len(taken)

    def _serve(self, notices: Iterable[Claimed], until: float) -> None:
        by_destination = defaultdict(list)
        for claimed in notices:
            by_destination[claimed.to].append(claimed)
        for destination, claimed_for_it in by_destination.items():
            task = asyncio.create_task(self._serve_one(claimed_for_it, until))
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

    async def _serve_one(self, notices: list[Claimed], until: float) -> None:
        """Tell the notices of one destination one after the other; when it asks to wait, all of them wait."""
        later = None
        for claimed in notices:
            sending = Sending(self._database, self._clock, claimed, until, self._monotonic)
            try:
                later = await self._tell(sending, later)
            except Exception:
                log.exception("A notice could not be settled.", extra=_about("courier_settle", claimed))

    async def _tell(self, sending: Sending, later: TryLater | None) -> TryLater | None:
        """Tell one notice and settle it. Returns why the next for the same destination has to wait."""
        if later is not None:
            await self._not_told(sending, later)
            return later
        claimed = sending.claimed
        if claimed.ts is not None:
            self._updates.spend()
        try:
            delivered = await self._delivery.deliver(claimed, sending.begin)
        except Exception as error:  # noqa: BLE001 - whatever a delivery raises, the notice is settled
            await self._not_told(sending, error)
            return error if isinstance(error, TryLater) else None
        now = self._clock.now()
        await sending.write(lambda s: claims.settle(s, claimed, delivered.channel, delivered.ts, now))
        log.info("Told.", extra=_about("courier_told", claimed))
        return None

    async def _not_told(self, sending: Sending, error: Exception) -> None:
        claimed, now, why = sending.claimed, self._clock.now(), str(error)
        wait = timedelta(seconds=min(LONGEST_WAIT, FIRST_WAIT * 2**claimed.failures))
        match error:
            case TryLater():
                wait = timedelta(seconds=error.seconds)
                await sending.write(lambda s: claims.give_back(s, claimed, now + wait, why))
            case Gone():
                await sending.write(lambda s: claims.forget(s, claimed, now, why))
            case CannotDeliver():
                await sending.write(lambda s: claims.fail(s, claimed, why, now))
            case CannotTell():
                await sending.write(lambda s: claims.uncertain(s, claimed, why, now))
            case _ if claimed.ts is not None:
                # To update a message once more does no harm.
                await sending.write(lambda s: claims.give_back(s, claimed, now + wait, why))
            case _:
                await sending.write(lambda s: claims.doubt(s, claimed, now + wait, why))
        log.warning("Not told: %s", why, extra=_about("courier_not_told", claimed), exc_info=error)


def _about(action: str, claimed: Claimed) -> dict[str, object]:
    return {"action": action, "release": claimed.release_id, "key": claimed.key, "attempt": claimed.attempt}
