"""What may go on behind a local Slack: a clock to wind, an app to kill and start again, a tour.

Whoever starts a local Slack can hand in a `Backstage`; without one there is no clock, no tour, and the app is
somebody else's to start. Its methods run on the local Slack's own event loop, and none of them blocks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

RATES = (1.0, 60.0, 3_600.0, 50_000.0)
"""How fast the page offers to let the clock run; 1 is the machine's own pace."""


class NotNow(Exception):
    """What was asked for can't be done as things stand; the text is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment to wind the clock to: `at` is aware, or None while it can't be, and `note` says why."""

    key: str
    title: str
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Jump:
    """The winding that is under way: where to, and how many due moments were seen to on the way so far."""

    to: str
    title: str
    target: datetime
    passed: int = 0


@dataclass(frozen=True, slots=True)
class ClockFace:
    """The app's clock as it stands: what it shows (aware), how fast it runs, and where it can be wound to.

    `note` is a sentence about what the clock does just now, such as waiting for the app; empty otherwise.
    """

    shown: datetime
    rate: float
    paused: bool = False
    moments: tuple[Moment, ...] = ()
    jump: Jump | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class AppState:
    """The app's process: whether it runs, how often it was started, and a sentence if it ended."""

    running: bool
    starts: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the tour.

    `person` is the id of whom to act as, `place` the id of the channel to look at (or `home` or `messages`),
    `types` what to type there, `help` the label of a button that does the step for the person. Each may be
    empty.
    """

    key: str
    title: str
    text: str
    person: str = ""
    place: str = ""
    types: str = ""
    help: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Tour:
    """A guided tour: its steps in order. A skipped tour can be resumed where it was left."""

    title: str
    text: str
    steps: tuple[Step, ...]
    skipped: bool = False

    @property
    def next_step(self) -> Step | None:
        """The first step that is not done; None at the end."""
        return next((step for step in self.steps if not step.done), None)


class Backstage(Protocol):
    """What the page can see and do behind the scenes. Every method that acts may raise `NotNow`."""

    def clock(self) -> ClockFace | None:
        """The app's clock, if it has one that can be wound."""
        ...

    def app(self) -> AppState:
        """How the app's process is."""
        ...

    def tour(self) -> Tour | None:
        """The tour, if there is one."""
        ...

    async def run_at(self, rate: float) -> None:
        """Let the clock run so many times as fast as the machine's."""
        ...

    async def pause(self) -> None:
        """Stop the clock."""
        ...

    async def resume(self) -> None:
        """Let it go on at its rate."""
        ...

    async def wind(self, by: timedelta) -> None:
        """Begin to wind the clock forward, through everything that comes due on the way."""
        ...

    async def jump(self, to: str) -> None:
        """Begin to wind the clock to the moment of this key, in the same way."""
        ...

    async def stop_jump(self) -> None:
        """End the winding where it is."""
        ...

    async def kill(self) -> None:
        """Kill the app's process as a crash would: nothing is closed, nothing is said."""
        ...

    async def start(self) -> None:
        """Start the app's process again."""
        ...

    async def skip_tour(self, *, skipped: bool) -> None:
        """Put the tour aside, or take it up again."""
        ...

    async def help_with(self, step: str) -> None:
        """Do a step of the tour for the person."""
        ...
