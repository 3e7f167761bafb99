"""How the courier hands over what is to be told. Ways of delivering are adapters behind this one protocol."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from storage.claims import Claimed
from storage.doubts import Posted

Begin = Callable[[], Awaitable[None]]
"""Writes down that the sending begins. Raises ``TryLater`` when it must not, which is to be let through."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where what was told can be found again: the channel, and the message's ``ts`` in it."""

    channel: str
    ts: str


class TryLater(Exception):
    """It was certainly not told, and may be tried again in so many ``seconds``."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds


class Gone(Exception):
    """The message that was to be updated is there no more: it has to be posted anew."""


class CannotDeliver(Exception):
    """It was certainly not told, and trying again would not help: the channel is gone, say.

    The message is a sentence for people: why, and how to mend it.
    """


class Outdated(Exception):
    """It was certainly not told, and is not to be any more: what it says would misinform by now."""


class InDoubt(Exception):
    """It was handed over, and nobody knows whether it arrived: the reply was lost, say."""


class CannotTell(Exception):
    """It was in doubt, and can't be looked for either: only a person can say."""


class Delivery(Protocol):
    """Draws a notice from the state at that moment, and tells it."""

    async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
        """Tell it: post it, or update the message ``claimed.ts``.

        When ``claimed.in_doubt``, look for it first, by its key, from ``claimed.send_started_at`` on. Await
        ``begin`` last thing before the bytes leave, when all is drawn, and found to be nowhere. Raises
        ``TryLater``, ``Gone``, ``CannotDeliver``, ``Outdated``, ``InDoubt`` or ``CannotTell``; anything else
        counts as in doubt.
        """
        ...


class Traceable(Protocol):
    """A way of delivering whose posts can be found and taken back."""

    async def copies(self, channel: str, posted: Sequence[Posted]) -> Mapping[int, Sequence[str]]:
        """The messages with the key of each of these posts in their channel, by id, the oldest first."""
        ...

    async def leave(self, posted: Posted, kept: str, others: Sequence[str]) -> None:
        """Delete the ``others``, and let the message ``kept`` stand where they stood."""
        ...
