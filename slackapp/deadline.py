"""The time that one act has: Slack waits three seconds for an answer, and what comes later is lost on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from storage.database import WITHIN

LAST_CALL = 0.4
"""Seconds that a last call to Slack gets when the time is up: to open the window that says so."""


@dataclass(frozen=True, slots=True)
class _Act:
    ends: float
    limit: asyncio.Timeout


_act: ContextVar[_Act | None] = ContextVar("act", default=None)


def end_of_act() -> float:
    """The moment of the loop's clock by which an act that begins now has to be decided."""
    return asyncio.get_running_loop().time() + WITHIN


@asynccontextmanager
async def until(ends: float) -> AsyncIterator[None]:
    """Give up what is awaited inside, reads and calls to Slack, at this moment: ``TimeoutError``.

    A write is not given up, as it may have taken effect: it keeps to ``time_to_write`` itself.
    """
    async with asyncio.timeout_at(ends) as limit:
        before = _act.set(_Act(ends, limit))
        try:
            yield
        finally:
            _act.reset(before)


def time_to_write() -> float:
    """The seconds that are left to the act for a write. From here on it is not given up any more."""
    act = _act.get()
    if act is None:
        return WITHIN
    act.limit.reschedule(None)
    return max(0.0, act.ends - asyncio.get_running_loop().time())


def last_call(ends: float) -> asyncio.Timeout:
    """The limit of a call to Slack that answers the act."""
    return asyncio.timeout_at(max(ends, asyncio.get_running_loop().time() + LAST_CALL))
