"""The courier: the one way that the app speaks unasked. It claims what waits in the outbox and has it told.

No transaction is open while something is told. One destination that hangs or asks to wait holds no other up.
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
from schedules.delivery import Delivery, TryLater
from schedules.sending import WITHIN, Pace, Sending, Settled, Terms, unrecorded
from storage import claims, outbox
from storage.claims import Claimed
from storage.database import Database

log = logging.getLogger(__name__)
UPDATES = "updates"
"""What has to wait when an update was asked to: that limit is the workspace's, and no channel's."""
PAUSE = 0.05
"""Seconds between two looks into the outbox, so that many changes at once cost few looks."""
PAUSE_WHEN_SPENT = 0.5
"""The same while updates wait for their budget: each look has to pass them by."""
UNREADABLE_WAIT = 5.0


class Courier:
    """Tells what waits in the outbox of one workspace. ``clock`` is the machine's.

    ``settled`` records what became of each post in the transaction that settles it. ``monotonic`` gives
    seconds that no setting of the clock changes.
    """

    def __init__(
        self,
        database: Database,
        workspace: str,
        delivery: Delivery,
        clock: Clock,
        *,
        settled: Settled = unrecorded,
        pace: Pace = Pace(),  # noqa: B008 - a value that never changes
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._delivery = delivery
        self._clock = clock
        self._updates = Budget(pace.updates_a_minute, burst=pace.updates_at_once, seconds=monotonic)
        self._pace = pace
        self._terms = Terms(database, clock, pace, settled, monotonic)
        self._monotonic = monotonic
        self._nudged = asyncio.Event()
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._asked_to_wait: dict[str, tuple[float, str]] = {}

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
            if len(self._serving) >= self._pace.destinations:
                return None
            return await self._until_next()
        except Exception:
            log.exception("The outbox could not be read.", extra={"action": "courier_look"})
            return UNREADABLE_WAIT

    async def _until_next(self) -> float | None:
        """Seconds until something can be claimed by what is known now. Whatever ends sooner nudges."""
        busy, updates = self._busy(), self._may_update
        ready = await self._database.reading(
            lambda s: outbox.next_ready(s, self._workspace, busy=busy, updates=updates)
        )
        waits = [end - self._monotonic() for end, _ in self._asked_to_wait.values()]
        if ready is not None:
            waits.append(self._clock.seconds_until(ready))
        if self._updates.is_spent:
            waits.append(self._updates.seconds_until_next)
        return max(0.0, min(waits)) if waits else None

    async def _rest(self, seconds: float | None) -> None:
        await asyncio.sleep(PAUSE_WHEN_SPENT if self._updates.is_spent else PAUSE)
        try:
            await asyncio.wait_for(self._nudged.wait(), seconds)
        except TimeoutError:
            return

    async def _take(self) -> int:
        """Claim what is ready and begin to serve it. Returns how many notices that are."""
        room = self._pace.destinations - len(self._serving)
        if room <= 0:
            return 0
        until = self._monotonic() + self._pace.lease - self._pace.margin
        now, lease = self._clock.now(), timedelta(seconds=self._pace.lease)
        busy, updates = self._busy(), self._may_update
        taken = await self._database.writing(
            lambda s: claims.claim(s, self._workspace, now, lease, room, busy=busy, updates=updates), WITHIN
        )
        self._serve(taken, until)
        return len(taken)

    def _busy(self) -> tuple[str, ...]:
        """The destinations that are being served, and those that asked to wait."""
        return (*self._serving, *(each for each in tuple(self._asked_to_wait) if self._waits(each)))

    @property
    def _may_update(self) -> bool:
        return not (self._updates.is_spent or self._waits(UPDATES))

    def _waits(self, line: str) -> TryLater | None:
        """Why nothing may be told there yet, or None."""
        end, why = self._asked_to_wait.get(line, (0.0, ""))
        seconds = end - self._monotonic()
        if seconds > 0:
            return TryLater(seconds, why)
        self._asked_to_wait.pop(line, None)
        return None

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
        for claimed in notices:
            try:
                await self._tell(Sending(self._terms, claimed, until))
            except Exception:
                log.exception(
                    "A notice could not be settled.",
                    extra={"action": "courier_settle", "release": claimed.release_id, "key": claimed.key},
                )

    async def _tell(self, sending: Sending) -> None:
        claimed = sending.claimed
        line = claimed.to if claimed.ts is None else UPDATES
        if later := self._waits(line):
            await sending.not_told(later)
            return
        if claimed.ts is not None:
            self._updates.spend()
        try:
            delivered = await self._delivery.deliver(claimed, sending.begin)
        except Exception as error:  # noqa: BLE001 - whatever a delivery raises, the notice is settled
            if isinstance(error, TryLater) and error.seconds > 0:
                self._asked_to_wait[line] = self._monotonic() + error.seconds, str(error)
            await sending.not_told(error)
            return
        await sending.told(delivered)
