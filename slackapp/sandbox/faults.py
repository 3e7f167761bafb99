"""Faults on demand: what a Web API method does instead of answering well."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from slackapp.sandbox.values import Json


class FaultKind(TypedDict, total=False):
    """What happens; exactly one of these is given.

    error: the name of an error that is answered, and nothing takes effect.
    status: an HTTP status (500, 503 …) with a body that is no JSON; nothing takes effect.
    rate_limited: 429 with this many seconds as `Retry-After`; nothing takes effect.
    hang: the call takes effect, and the answer comes so many seconds late.
    lose_reply: the call takes effect, and the connection ends without an answer.
    drop_request: the connection ends without an answer, and nothing takes effect.
    """

    error: str
    status: int
    rate_limited: int
    hang: float
    lose_reply: bool
    drop_request: bool


@dataclass(slots=True, eq=False)
class Fault:
    """One fault that was asked for; `struck` counts how often it came to pass."""

    method: str
    kind: FaultKind
    times: int | None = None
    share: float = 1.0
    when: Callable[[Json], bool] | None = None
    struck: int = 0
    chance: random.Random = field(default_factory=random.Random)

    def strikes(self, method: str, arguments: Json) -> bool:
        """Whether it comes to pass on this call; counts it if so."""
        if self.method not in {method, "*"} or (self.times is not None and self.struck >= self.times):
            return False
        if self.when is not None and not self.when(arguments):
            return False
        if self.share < 1.0 and self.chance.random() >= self.share:
            return False
        self.struck += 1
        return True


@dataclass(slots=True, eq=False)
class Faults:
    """The faults in force. The first that strikes a call decides."""

    _asked: list[Fault] = field(default_factory=list)

    def add(
        self,
        method: str,
        *,
        times: int | None = None,
        share: float = 1.0,
        seed: int = 0,
        when: Callable[[Json], bool] | None = None,
        **kind: Unpack[FaultKind],
    ) -> Fault:
        """Ask for a fault on a method (`*`: all), so many times, or on a share of calls drawn from a seed.

        `when` gets the merged arguments of a call and says whether it is meant.
        """
        if len(kind) != 1:
            raise ValueError(
                "Name exactly one of error, status, rate_limited, hang, lose_reply and drop_request."
            )
        fault = Fault(method, kind, times, share, when, chance=random.Random(seed))  # noqa: S311 (repeatable, no secret)
        self._asked.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Take a fault back."""
        self._asked.remove(fault)

    def clear(self) -> None:
        """Take all faults back."""
        self._asked.clear()

    def striking(self, method: str, arguments: Json) -> FaultKind:
        """What happens on this call: empty when nothing does."""
        for fault in self._asked:
            if fault.strikes(method, arguments):
                return fault.kind
        return {}
