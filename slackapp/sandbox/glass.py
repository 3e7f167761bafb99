"""Under the glass: each payload that went either way, what came back, how fast, and which rules it breaks.

Kept within bounds: the oldest go first. Rules are checked when somebody looks, so that nobody waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from slackapp.sandbox import validation
from slackapp.sandbox.limits import LIMITS
from slackapp.sandbox.validation import Problem
from slackapp.sandbox.values import Json

MOST_ENTRIES = 500
MOST_BYTES = 4_000_000
"""What is kept at most: so many entries, and so much JSON in them together."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange.

    `direction` is `to_app` (a delivery, with the app's acknowledgement as `answer`) or `from_app` (a call,
    with Slack's answer). `kind` is `command`, `interaction`, `event`, `method` or `response_url`. `at` is
    when it began, in seconds since 1970 by the machine's clock; `seconds` how long the answer took. `status`
    is of HTTP, 0 when no answer came; `failure` says in a word what went wrong on the way, `fault` which
    fault was asked for.
    """

    number: int
    at: float
    direction: str
    kind: str
    name: str
    user: str
    body: Json
    answer: Json | None
    status: int
    ok: bool
    seconds: float
    failure: str = ""
    fault: str = ""
    size: int = 0

    def as_json(self) -> Json:
        """The entry as the page gets it, with the rules of Slack's that it breaks."""
        return {
            "n": self.number,
            "at": self.at,
            "direction": self.direction,
            "kind": self.kind,
            "name": self.name,
            "user": self.user or None,
            "body": self.body,
            "answer": self.answer,
            "status": self.status,
            "ok": self.ok,
            "ms": round(self.seconds * 1000, 1),
            "failure": self.failure,
            "fault": self.fault,
            "problems": [_told(problem, part) for part, problem in self._problems()],
        }

    def _problems(self) -> Iterator[tuple[str, Problem]]:
        if self.failure == "timeout":
            yield "answer", Problem("", "ack", "was not acknowledged in the time that Slack waits")
        # Who made the payload is held to the rules: the app, in its calls and in its acknowledgements.
        part = "body" if self.direction == "from_app" else "answer"
        for problem in broken_rules(getattr(self, part) or {}):
            yield part, problem


def broken_rules(payload: Json) -> list[Problem]:
    """What Slack would refuse in the blocks, the view or the options of a payload."""
    found: list[Problem] = []
    view, blocks = _parsed(payload.get("view")), _parsed(payload.get("blocks"))
    if view is not None:
        found += validation.view_problems(view)
    if blocks is not None:
        found += validation.problems(blocks)
    if "options" in payload or "option_groups" in payload:
        found += validation.options_problems(payload)
    return found


def _parsed(value: object) -> object:
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            return json.loads(value)
    return value


def _told(problem: Problem, part: str) -> Json:
    limit = LIMITS.get(problem.rule)
    return {
        "part": part,
        "place": problem.place,
        "rule": problem.rule,
        "sentence": problem.sentence,
        "limit": problem.limit,
        "source": limit.source if limit else None,
    }


@dataclass(slots=True, eq=False)
class Glass:
    """The last entries, numbered from 1, and those who wait for the next. Used on the server's loop."""

    _entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=MOST_ENTRIES))
    _bytes: int = 0
    _last: int = 0
    _waiting: set[asyncio.Event] = field(default_factory=set)

    @property
    def last(self) -> int:
        """The number of the newest entry; 0 while there is none."""
        return self._last

    def add(self, **told: object) -> None:
        """Put a new entry under the glass; takes what `Entry` has, but its number and its size."""
        self._last += 1
        size = len(json.dumps([told.get("body"), told.get("answer")], default=str))
        if len(self._entries) == MOST_ENTRIES:
            self._bytes -= self._entries.popleft().size
        self._entries.append(Entry(number=self._last, size=size, **told))  # type: ignore[arg-type]
        self._bytes += size
        while self._bytes > MOST_BYTES and len(self._entries) > 1:
            self._bytes -= self._entries.popleft().size
        for event in self._waiting:
            event.set()

    def since(self, number: int) -> list[Entry]:
        """What came after this number, as far back as it is kept, oldest first."""
        return [entry for entry in self._entries if entry.number > number]

    async def wait_after(self, number: int, seconds: float) -> bool:
        """Wait for something newer, at most so long; False when nothing came."""
        if self._last > number:
            return True
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), seconds)
        finally:
            self._waiting.discard(event)
        return self._last > number

    def wake(self) -> None:
        """Let everybody who waits look again: the end has come."""
        for event in self._waiting:
            event.set()
