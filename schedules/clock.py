"""The one place where the clock is read. Everything else is handed a clock, and every rule takes ``now``.

The *business clock* is what rules see; the local Slack's page can wind it. The *machine clock* runs leases,
time-outs and whatever Slack stamps; nothing winds it.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def seconds_until(self, moment: datetime) -> float:
        """How long the machine has to wait for ``moment``; negative when it has passed."""
        ...


class MachineClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    def seconds_until(self, moment: datetime) -> float:
        """How long the machine has to wait for ``moment``; negative when it has passed."""
        return (moment - self.now()).total_seconds()


@dataclass(frozen=True, slots=True)
class Setting:
    """It was ``shown`` when the machine's clock said ``machine``, and has run at ``rate`` since.

    It stands still at the rate 0, and never goes past ``until``.
    """

    machine: datetime
    shown: datetime
    rate: float = 1.0
    until: datetime | None = None


class WoundClock:
    """A clock that can be wound forward, made to run faster, paused and held. It never goes back.

    Told is told. It begins with ``setting`` or at ``shown``, or else at the machine's time.
    """

    def __init__(
        self, machine: Clock, shown: datetime | None = None, *, setting: Setting | None = None
    ) -> None:
        self._machine = machine
        self._setting = setting or Setting(machine.now(), shown or machine.now())

    @property
    def setting(self) -> Setting:
        """What another process needs to show the same."""
        return self._setting

    @property
    def rate(self) -> float:
        """How many of its seconds pass in one of the machine's; 0 while it is paused."""
        return self._setting.rate

    def now(self) -> datetime:
        """The present moment by this clock, aware, in UTC."""
        setting = self._setting
        passed = self._machine.now() - setting.machine
        running = setting.shown + max(passed, timedelta(0)) * setting.rate
        return running if setting.until is None else max(setting.shown, min(running, setting.until))

    def seconds_until(self, moment: datetime) -> float:
        """How long the machine has to wait for ``moment``; negative when it has passed.

        While it is paused, what has not passed is infinitely far away.
        """
        left = (moment - self.now()).total_seconds()
        if self._setting.rate:
            return left / self._setting.rate
        return math.inf if left > 0 else left

    def wind(self, by: timedelta) -> datetime:
        """Wind it forward, and return what it shows then. Where it is held it does not matter."""
        if by < timedelta(0):
            raise ValueError("The clock goes forward only. Wind it by a positive time.")
        shown, until = self.now() + by, self._setting.until
        self._set(shown, self._setting.rate, None if until is None else max(until, shown))
        return self.now()

    def run_at(self, rate: float) -> None:
        """Have it run ``rate`` times as fast as the machine's, from now on."""
        if rate <= 0:
            raise ValueError("The clock has to run. Give it a rate above zero.")
        self._set(self.now(), rate, self._setting.until)

    def pause(self) -> None:
        """Have it stand still until it is given a rate again."""
        self._set(self.now(), 0.0, self._setting.until)

    def hold_at(self, until: datetime | None) -> None:
        """Have it run no further than ``until``; None lets it run.

        Time for which it was held is not made up.
        """
        self._set(self.now(), self._setting.rate, until)

    def _set(self, shown: datetime, rate: float, until: datetime | None) -> None:
        self._setting = Setting(self._machine.now(), shown, rate, until)
