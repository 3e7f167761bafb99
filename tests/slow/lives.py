"""A server that runs for one life and ends, or stands still, exactly where a test wants it to.

It is the app as ``readiness serve`` runs it, in a process of its own, forked off one that has imported
everything, so that hundreds of lives take seconds each and not minutes. Only its pace is quicker, and around
the seams of the courier stand breakpoints: subclasses and wrappers of this module, none of them in the app.
"""

import asyncio
import logging
import multiprocessing
import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial, wraps
from itertools import count
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from readiness.templates import shipped, shipped_template
from schedules.courier import Courier
from schedules.delivery import Begin, Delivered
from schedules.sending import Pace
from slackapp import app
from slackapp.delivery import SlackDelivery
from slackapp.settings import Settings
from storage import claims
from storage.claims import Claimed
from storage.database import Session

# Read once where lives are forked off, instead of in each life.
for _each in shipped():
    shipped_template(_each)

TIMEOUT = 1.0
"""Seconds that a call to Slack may take here; what is left of a lease when the bytes leave is more."""
QUICK = Pace(
    lease=4.0,
    margin=2.0,
    first_wait=0.5,
    longest_wait=2.0,
    destinations=4,
    updates_a_minute=6000,
    updates_at_once=1000,
)
SWEEPS_EVERY = 0.5


class Step(StrEnum):
    """Where a life comes to its end."""

    BEFORE_THE_CLAIM = "before the claim"
    AFTER_THE_CLAIM = "after the claim"
    BEFORE_THE_BYTES = "before the bytes leave"
    AFTER_SLACK_TOOK_IT = "after Slack took the post"
    BEFORE_THE_SETTLE = "before the settle"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Orders:
    """How a life goes: with these settings, until ``signal`` comes over it at its ``number``-th ``step``."""

    settings: Mapping[str, Any]
    step: Step = Step.NOWHERE
    number: int = 1
    signal: int = signal.SIGKILL
    pace: Pace = QUICK


def context() -> ForkServerContext:
    """Where lives are forked off."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload([__name__])
    return forking


def is_stopped(process: ForkServerProcess) -> bool:
    """Whether the process stands still."""
    asked = ["ps", "-o", "stat=", "-p", str(process.pid)]
    said = subprocess.run(asked, check=False, capture_output=True, text=True)
    return said.stdout.startswith("T")


def begin(orders: Orders) -> ForkServerProcess:
    """Begin a life."""
    process = context().Process(target=_live, args=(orders,), daemon=True)
    process.start()
    return process


def _live(orders: Orders) -> None:
    logging.disable(logging.CRITICAL)
    breakpoint_ = _Breakpoint(orders)
    quickly = {
        "HTTP_TIMEOUT": TIMEOUT,
        "SWEEP_EVERY": SWEEPS_EVERY,
        "Courier": partial(Courier, pace=orders.pace),
    }
    watched = {
        "AsyncWebClient": partial(_Client, breakpoint_),
        "SlackDelivery": partial(_Delivery, breakpoint_),
    }
    for name, instead in (quickly | watched).items():
        setattr(app, name, instead)
    claims.claim = _before(breakpoint_, Step.BEFORE_THE_CLAIM, claims.claim)
    claims.settle = _before(breakpoint_, Step.BEFORE_THE_SETTLE, claims.settle)
    with suppress(KeyboardInterrupt):
        asyncio.run(app.serve_forever(Settings.model_validate(orders.settings)))


class _Breakpoint:
    """Sends this process its signal when it comes by the ordered step often enough."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._numbers = count(1)

    def reached(self, step: Step) -> None:
        if step is self._orders.step and next(self._numbers) == self._orders.number:
            os.kill(os.getpid(), self._orders.signal)


def _before(breakpoint_: _Breakpoint, step: Step, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def wrapped(session: Session, *arguments: Any, **named: Any) -> Any:
        breakpoint_.reached(step)
        return function(session, *arguments, **named)

    return wrapped


class _Client(AsyncWebClient):
    """Slack's client, with a breakpoint on each side of a post."""

    def __init__(self, breakpoint_: _Breakpoint, **named: Any) -> None:
        super().__init__(**named)
        self._breakpoint = breakpoint_

    async def chat_postMessage(self, **named: Any) -> AsyncSlackResponse:  # noqa: N802
        self._breakpoint.reached(Step.BEFORE_THE_BYTES)
        answer = await super().chat_postMessage(**named)
        self._breakpoint.reached(Step.AFTER_SLACK_TOOK_IT)
        return answer


class _Delivery(SlackDelivery):
    """The delivery to Slack, with a breakpoint before it begins."""

    def __init__(self, breakpoint_: _Breakpoint, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._breakpoint = breakpoint_

    async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
        self._breakpoint.reached(Step.AFTER_THE_CLAIM)
        return await super().deliver(claimed, begin)
