"""Faults on a switch: what a person can turn on and off from the page, by name."""

from __future__ import annotations

from dataclasses import dataclass, field

from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.faults import Fault, FaultKind

SLOW = 2.0
"""Seconds that a slow Slack takes for each call: inside the three that an app has for an answer, just."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch: what it says, and the fault that it lays on a share of all calls of the Web API."""

    key: str
    title: str
    text: str
    kind: FaultKind
    share: float = 1.0


SWITCHES = (
    Switch("slow", "Slow", f"Slack answers every call {SLOW:g} seconds late.", {"hang": SLOW}),
    Switch(
        "rate-limiting",
        "Rate limits",
        "Every second call is refused with 429, to be tried again in 3 seconds.",
        {"rate_limited": 3},
        0.5,
    ),
    Switch(
        "failing", "Failing", "Every call is answered with 503, and nothing takes effect.", {"status": 503}
    ),
    Switch(
        "losing-replies",
        "Losing replies",
        "Half of all calls take effect, and the answer never comes.",
        {"lose_reply": True},
        0.5,
    ),
    Switch(
        "losing-requests",
        "Losing requests",
        "Half of all calls never arrive: the connection ends without an answer.",
        {"drop_request": True},
        0.5,
    ),
)
"""What the page offers. More is possible from a test, by method and by argument: see `faults`."""


@dataclass(slots=True, eq=False)
class Switchboard:
    """Which switches are on. To be used on the server's loop."""

    exchange: Exchange
    _on: dict[str, Fault] = field(default_factory=dict)
    _seeds: int = 0

    def is_on(self, switch: Switch) -> bool:
        """Whether this switch is on."""
        return switch.key in self._on

    def struck(self, switch: Switch) -> int:
        """How many calls it has spoiled since it was turned on."""
        return self._on[switch.key].struck if self.is_on(switch) else 0

    def turn(self, key: str, *, on: bool) -> None:
        """Turn a switch on or off; turning it where it is does nothing. Raises KeyError."""
        switch = next((each for each in SWITCHES if each.key == key), None)
        if switch is None:
            raise KeyError(key)
        if on == self.is_on(switch):
            return
        if on:
            self._seeds += 1
            faults = self.exchange.faults
            self._on[key] = faults.add("*", share=switch.share, seed=self._seeds, **switch.kind)
        else:
            self.exchange.faults.remove(self._on.pop(key))
        self.exchange.world.changes.note("backstage")
