"""The one place where the clock is read. Everything else is handed a clock, and every rule takes ``now``.

The *business clock* is what rules see; the local Slack's page can wind it. The *machine clock* runs leases,
time-outs and whatever Slack stamps; nothing winds it.
"""

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
class _Setting:
    """It was ``shown`` when the machine's clock said ``machine``, and has run at ``rate`` since."""

    machine: datetime
    shown: datetime
    rate: float


class WoundClock:
    """A clock that can be wound forward and made to run faster. It never goes back: told is told.

    It begins at ``shown``, or else at the machine's time.
    """

    def __init__(self, machine: Clock, shown: datetime | None = None) -> None:
        self._machine = machine
        self._setting = _Setting(machine.now(), shown or machine.now(), 1.0)

    @property
    def rate(self) -> float:
        """How many of its seconds pass in one of the machine's."""
        return self._setting.rate

    def now(self) -> datetime:
        """The present moment by this clock, aware, in UTC."""
        setting = self._setting
        passed = self._machine.now() - setting.machine
        return setting.shown + max(passed, timedelta(0)) * setting.rate

    def seconds_until(self, moment: datetime) -> float:
        """How long the machine has to wait for ``moment``; negative when it has passed."""
        return (moment - self.now()).total_seconds() / self._setting.rate

    def wind(self, by: timedelta) -> datetime:
        """Wind it forward, and return what it shows then."""
        if by < timedelta(0):
            raise ValueError("The clock goes forward only. Wind it by a positive time.")
        self._set(self.now() + by, self._setting.rate)
        return self.now()

    def run_at(self, rate: float) -> None:
        """Have it run ``rate`` times as fast as the machine's, from now on."""
        if rate <= 0:
            raise ValueError("The clock has to run. Give it a rate above zero.")
        self._set(self.now(), rate)

    def _set(self, shown: datetime, rate: float) -> None:
        self._setting = _Setting(self._machine.now(), shown, rate)
