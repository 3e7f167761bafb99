"""The tick: what the passing of time does to releases. It reads what is due, not what exists."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from schedules.clock import Clock
from storage import releases
from storage.database import Database
from storage.ledger import Ledger

log = logging.getLogger(__name__)
BATCH = 100
AT_ONCE = 4
"""How many releases are looked at side by side: half of Postgres' threads, for people press meanwhile."""


class Ticker:
    """Looks at the releases of one workspace that are due by the business clock.

    ``wished`` is called when there is something new in the outbox.
    """

    def __init__(
        self, database: Database, workspace: str, clock: Clock, wished: Callable[[], None] = lambda: None
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._clock = clock
        self._wished = wished
        self._ledger = Ledger(database, workspace)
        self._ticked_at: datetime | None = None

    async def tick(self) -> int:
        """Look at what is due now, and return how many releases were seen to.

        A release that fails is logged and holds no other up; it is tried again with the next tick.
        """
        now = self._ticked_at = self._clock.now()
        looked = 0
        failed = 0
        while True:
            due = await self._due(now, failed)
            looks = [look for few in _by_few(due) for look in await self._looks(few, now)]
            looked += looks.count(True)
            failed += looks.count(None)
            if len(due) < BATCH or not any(look is not False for look in looks):
                return looked

    async def _due(self, now: datetime, failed: int) -> tuple[str, ...]:
        """The next of those that are due; the ones that ``failed`` still are, and stand before all others."""
        return await self._database.reading(lambda s: releases.due(s, self._workspace, now, BATCH, failed))

    async def _looks(self, few: Sequence[str], now: datetime) -> list[bool | None]:
        return await asyncio.gather(*(self._look(release_id, now) for release_id in few))

    async def _look(self, release_id: str, now: datetime) -> bool | None:
        """Whether it needed a look; None when that failed."""
        try:
            seen_to = await self._ledger.look(release_id, now)
        except Exception:
            log.exception(
                "A release could not be looked at.", extra={"action": "tick", "release": release_id}
            )
            return None
        if seen_to:
            # At once: hundreds that are due in one second are told while the rest is still looked at.
            self._wished()
        return seen_to

    async def next_due(self) -> datetime | None:
        """The business moment at which a release next needs a look, or None.

        It lies after the last tick, and may have come while that was at work. What failed then is left out.
        """
        after = self._ticked_at
        return await self._database.reading(lambda s: releases.next_due(s, self._workspace, after))


def _by_few(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))
