"""One sending of one notice: what has to hold, and to be written down, right before the bytes leave."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from schedules.clock import Clock
from schedules.delivery import TryLater
from storage import claims
from storage.claims import Claimed
from storage.database import Database, Session

T = TypeVar("T")
WITHIN = 30.0
"""Seconds that the courier's own transactions may take: nobody waits for them."""


class Sending:
    """The sending of what was ``claimed``.

    ``until`` is the last moment of ``monotonic`` (seconds that no setting of the clock changes) at which it
    may begin: later the claim may be somebody else's before Slack has answered.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        claimed: Claimed,
        until: float,
        monotonic: Callable[[], float],
    ) -> None:
        self.claimed = claimed
        self._database = database
        self._clock = clock
        self._until = until
        self._monotonic = monotonic

    async def begin(self) -> None:
        """Write down that the sending begins; to be awaited right before the bytes leave.

        Whatever was in doubt before is settled then: it was looked for and not found. Raises ``TryLater``
        when the claim is over, or nearly. An update is not written down, since repeating it does no harm.
        """
        if self.claimed.ts is None:
            now = self._clock.now()
            if not await self.write(lambda s: claims.mark_started(s, self.claimed, now)):
                raise TryLater(0, "Another courier has it.")
            self.claimed = replace(self.claimed, in_doubt=False, send_started_at=now)
        if self._monotonic() > self._until:
            raise TryLater(0, "Too little was left of the claim to send it.")

    async def write(self, work: Callable[[Session], T]) -> T:
        """What ``work`` returns, once its changes are committed."""
        return await self._database.writing(work, WITHIN)
