"""The feed of changes: what is drawn for somebody is waited for, never polled."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    `what` is a conversation's id, `modals`, `home`, `app`, `people` or `troubles`; `who` sees it (None:
    everybody).
    """

    version: int
    what: str
    who: str | None = None


@dataclass(slots=True, eq=False)
class Changes:
    """The last changes, numbered from 1, and those who wait for the next."""

    version: int = 0
    recent: deque[Change] = field(default_factory=lambda: deque(maxlen=2000))
    _waiting: set[asyncio.Event] = field(default_factory=set)

    def note(self, what: str, who: str | None = None) -> None:
        """Add a change and wake whoever waits."""
        self.version += 1
        self.recent.append(Change(self.version, what, who))
        for event in self._waiting:
            event.set()

    def since(self, version: int) -> list[Change]:
        """The changes after this version, as far back as they are kept."""
        return [change for change in self.recent if change.version > version]

    def places_since(self, version: int | None, user: str) -> set[str] | None:
        """What changed for this person after this version; None when that isn't known any more."""
        oldest = self.recent[0].version if self.recent else self.version + 1
        if version is None or not oldest - 1 <= version <= self.version:
            return None
        return {change.what for change in self.since(version) if change.who in {None, user}}

    async def wait_after(self, version: int, seconds: float) -> bool:
        """Wait until something newer than this version is there, at most so long; False when nothing came."""
        if self.version > version:
            return True
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), seconds)
        finally:
            self._waiting.discard(event)
        return self.version > version
