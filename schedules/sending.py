"""One sending of one notice: what is written down right before the bytes leave, and what came of it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from schedules.clock import Clock
from schedules.delivery import CannotDeliver, CannotTell, Delivered, Gone, Outdated, TryLater
from storage import claims, doubts
from storage.claims import Claimed
from storage.database import Database, Session
from storage.settlements import Expired, Failed, Sent, Settlement, Uncertain

T = TypeVar("T")
Settled = Callable[[Session, Claimed, Settlement], None]
"""Records what became of a post, in the transaction that settles it: both are committed, or neither is.

It is called once for each post that is settled, never for the redrawing of one. When the transaction lost a
race it is called afresh, so it must change nothing but the database. While it raises, the post stays
unsettled; it is found in its channel later, and not sent twice.
"""

log = logging.getLogger(__name__)
EXPECTED = (TryLater, Gone, CannotDeliver, Outdated, CannotTell)
"""What a delivery says on purpose of why a notice was not told: no traceback would say more."""
LONGEST_ANSWER = 1_000
"""Characters of the far side's own answer that the log keeps."""
WITHIN = 30.0
"""Seconds that the courier's own transactions may take: nobody waits for them."""


def unrecorded(session: Session, claimed: Claimed, settlement: Settlement) -> None:
    """Record nothing beyond the outbox."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a courier waits for what, in seconds, and how many destinations it serves at once.

    A ``lease`` is well over the time-outs of one delivery, so that it ends before another begins. ``margin``
    is what must be left of it when the bytes leave: the time-out of one call, and twice as much again.
    ``first_wait`` comes before the next attempt, is doubled with each, and ends at ``longest_wait``; what is
    in doubt has arrived after the first, if ever. Slack's ``chat.update`` takes about 50 a minute for a
    workspace: what ``updates_a_minute`` leaves is for what people press.
    """

    lease: float = 90.0
    margin: float = 30.0
    first_wait: float = 20.0
    longest_wait: float = 300.0
    destinations: int = 32
    updates_a_minute: float = 45.0
    updates_at_once: float = 45.0

    def wait(self, failures: int) -> float:
        """How long to wait after so many failures in a row before this one."""
        return min(self.longest_wait, self.first_wait * 2.0 ** min(failures, 30))


@dataclass(frozen=True, slots=True)
class Terms:
    """What all sendings of a courier share. ``clock`` is the machine's.

    ``monotonic`` gives seconds that no setting of the clock changes.
    """

    database: Database
    clock: Clock
    pace: Pace = Pace()
    settled: Settled = unrecorded
    monotonic: Callable[[], float] = time.monotonic


class Sending:
    """The sending of what was ``claimed``.

    ``until`` is the last moment of the monotonic clock at which it may begin: later the claim may be somebody
    else's before the far side has answered.
    """

    def __init__(self, terms: Terms, claimed: Claimed, until: float) -> None:
        self.claimed = claimed
        self._terms = terms
        self._until = until

    async def begin(self) -> None:
        """Write down that the sending begins; to be awaited right before the bytes leave.

        Whatever was in doubt before is settled then: it was looked for and not found. Raises ``TryLater``
        when the claim is over, or nearly. An update is not written down, since repeating it does no harm.
        """
        if self.claimed.ts is None:
            now = self._terms.clock.now()
            if not await self._write(lambda s: claims.mark_started(s, self.claimed, now)):
                raise TryLater(0, "Another courier has it.")
            self.claimed = replace(self.claimed, in_doubt=False, send_started_at=now)
        if self._terms.monotonic() > self._until:
            raise TryLater(0, "Too little was left of the claim to send it.")

    async def told(self, delivered: Delivered) -> None:
        """Settle it as told."""
        claimed, now = self.claimed, self._terms.clock.now()
        channel, ts = delivered.channel, delivered.ts

        def settle(session: Session) -> bool:
            if not claims.settle(session, claimed, channel, ts, now):
                doubts.told_by_another_too(session, claimed, now)
                return False
            self._record(session, Sent(channel, ts, now))
            return True

        if await self._write(settle):
            log.info("Told.", extra=_about("courier_told", claimed))
        else:
            log.warning("Told after its claim was over.", extra=_about("courier_overtaken", claimed))

    async def not_told(self, error: Exception) -> None:
        """Settle it by what the delivery raised: to be tried again, looked for, or left."""
        now, why = self._terms.clock.now(), str(error)
        await self._write(lambda s: self._settle_by(s, error, now, why))
        about = _about("courier_not_told", self.claimed)
        if isinstance(error, EXPECTED):
            log.warning("Not told, %s: %s", self.claimed.key, f"{why}{_answer(error)}", extra=about)
        else:
            log.warning("Not told, %s: %s", self.claimed.key, why, extra=about, exc_info=error)

    def _settle_by(self, session: Session, error: Exception, now: datetime, why: str) -> None:
        claimed = self.claimed
        again = now + timedelta(seconds=self._terms.pace.wait(claimed.failures))
        match error:
            case TryLater():
                claims.give_back(session, claimed, now + timedelta(seconds=error.seconds), why)
            case Gone():
                claims.forget(session, claimed, now, why)
            case CannotDeliver():
                if claims.fail(session, claimed, why, now):
                    self._record(session, Failed(why, now))
            case Outdated():
                if claims.fail(session, claimed, why, now):
                    self._record(session, Expired(why, now))
            case CannotTell():
                if claims.uncertain(session, claimed, why, now):
                    self._record(session, Uncertain(why, now))
            case _ if claimed.ts is not None:
                # To update a message once more does no harm.
                claims.give_back(session, claimed, again, why)
            case _:
                claims.doubt(session, claimed, again, why)

    def _record(self, session: Session, settlement: Settlement) -> None:
        if self.claimed.ts is None:
            self._terms.settled(session, self.claimed, settlement)

    async def _write(self, work: Callable[[Session], T]) -> T:
        return await self._terms.database.writing(work, WITHIN)


def _answer(error: Exception) -> str:
    """What the far side answered, on one line: of what is a mistake of the app it alone says which."""
    answer = " ".join(str(error.__cause__ or "").split())[:LONGEST_ANSWER]
    return f" [{answer}]" if answer else ""


def _about(action: str, claimed: Claimed) -> dict[str, object]:
    return {"action": action, "release": claimed.release_id, "key": claimed.key, "attempt": claimed.attempt}
