"""The sweeper: should a post ever stand in its channel twice, the younger one is deleted.

Twice is what can be left when a process was paused between its last look at its claim and the moment that the
bytes left, and another one took over meanwhile. Only what was in doubt within the last hour is looked at.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from schedules.budget import Budget
from schedules.clock import Clock
from schedules.delivery import Traceable
from schedules.routing import SLACK, kind_of
from schedules.sending import WITHIN
from storage import doubts
from storage.database import Database, Session
from storage.doubts import Posted

log = logging.getLogger(__name__)
KEPT = timedelta(hours=1)
"""How long something that was in doubt is looked after."""
Stands = Callable[[Session, Posted, str], None]
"""Records which message of a post stays, in the transaction that makes it the one that is known."""
LOOKS_A_MINUTE = 10
"""Slack's ``conversations.history`` takes about 50 a minute; the courier may need them, and people wait."""


def unrecorded(session: Session, posted: Posted, ts: str) -> None:
    """Record nothing beyond the outbox."""


class Sweeper:
    """Looks after the posts of one workspace that were in doubt. ``clock`` is the machine's.

    ``stands`` records which of two messages stays.

    A channel is looked at when a doubt in it is new, and then each time that the doubt has become twice as
    old: seven times within the hour.
    """

    def __init__(
        self,
        database: Database,
        workspace: str,
        way: Traceable,
        clock: Clock,
        *,
        kind: str = SLACK,
        looks: Budget | None = None,
        stands: Stands = unrecorded,
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._way = way
        self._clock = clock
        self._kind = kind
        self._stands = stands
        self._looks = looks or Budget(LOOKS_A_MINUTE, burst=LOOKS_A_MINUTE)
        self._seen: dict[int, tuple[datetime, datetime]] = {}

    async def sweep(self) -> int:
        """Look where it is time to, as far as the budget goes, and return how many messages were deleted."""
        now = self._clock.now()
        found = await self._database.reading(lambda s: doubts.suspects(s, self._workspace, now - KEPT))
        of_ours = [each for each in found if kind_of(each.to) == self._kind]
        self._seen = {each.id: self._seen[each.id] for each in of_ours if each.id in self._seen}
        by_channel = defaultdict(list)
        for posted in of_ours:
            by_channel[posted.channel].append(posted)
        deleted = 0
        for channel, posts in by_channel.items():
            if self._looks.is_spent:
                break
            if any(self._is_time(posted, now) for posted in posts):
                deleted += await self._swept(channel, posts, now)
        return deleted

    def _is_time(self, posted: Posted, now: datetime) -> bool:
        doubted_at, looked_at = self._seen.get(posted.id, (None, now))
        return doubted_at != posted.doubted_at or now - posted.doubted_at >= 2 * (
            looked_at - posted.doubted_at
        )

    async def _swept(self, channel: str, posts: Sequence[Posted], now: datetime) -> int:
        self._looks.spend()
        deleted = 0
        try:
            copies = await self._way.copies(channel, posts)
            for posted in posts:
                deleted += await self._leave_one(posted, copies[posted.id])
                self._seen[posted.id] = posted.doubted_at, now
        except Exception:
            # Looked at again with the next sweep; other channels go on.
            log.exception("A channel could not be swept.", extra={"action": "sweep", "channel": channel})
        return deleted

    async def _leave_one(self, posted: Posted, copies: Sequence[str]) -> int:
        if len(copies) < 2:
            return 0
        kept, *others = copies

        def keep(session: Session) -> bool:
            if not doubts.keep(session, posted, kept):
                return False
            self._stands(session, posted, kept)
            return True

        # What is known is set right first: a message that is known and gone would be posted anew.
        if not await self._database.writing(keep, WITHIN):
            return 0
        await self._way.leave(posted, kept, others)
        log.warning(
            "Posted %d times, of which the first stays.",
            len(copies),
            extra={"action": "swept", "release": posted.release_id, "notice": posted.id},
        )
        return len(others)
