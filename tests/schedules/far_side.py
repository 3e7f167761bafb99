"""A clock that stands until it is set, and a far side that remembers what it was told."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from schedules.delivery import Begin, Delivered
from storage.claims import Claimed

MACHINE = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class StandingClock:
    """Shows what it was set to."""

    def __init__(self, moment: datetime = MACHINE) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def seconds_until(self, moment: datetime) -> float:
        return (moment - self.moment).total_seconds()

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def forward(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class FarSide:
    """Takes what it is told, unless it was told to fail for a destination; some destinations hang.

    It ``balks`` before the sending begins: while it opens a channel, or looks for what is in doubt.
    """

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.told: list[Claimed] = []
        self.balks: dict[str, list[Exception]] = defaultdict(list)
        self.fails: dict[str, list[Exception]] = defaultdict(list)
        self.hangs: dict[str, asyncio.Event] = {}

    async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
        if self.balks[claimed.to]:
            raise self.balks[claimed.to].pop(0)
        await begin()
        self.begun.append(claimed.key)
        if claimed.to in self.hangs:
            await self.hangs[claimed.to].wait()
        if self.fails[claimed.to]:
            raise self.fails[claimed.to].pop(0)
        self.told.append(claimed)
        return Delivered(f"D{claimed.to}", claimed.ts or f"{len(self.told)}.0")

    @property
    def said(self) -> list[str]:
        """The keys of what it was told, in order."""
        return [claimed.key for claimed in self.told]
