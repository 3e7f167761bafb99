"""A story in which time passes as fast as the test winds the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from readiness.model import Release
from schedules.clock import MachineClock, WoundClock
from slackapp.sandbox import LocalSlack
from tests.journeys.story import Story, insists
from tests.served import Served


@dataclass(slots=True)
class Timed(Story):
    """A story with the app and its clock, which goes forward only."""

    served: Served | None = None
    clock: WoundClock | None = None

    @property
    def app(self) -> Served:
        """The app that is served."""
        assert self.served is not None
        return self.served

    @property
    def release(self) -> Release:
        """The only active release, as it is stored."""
        (case,) = self.app.run(self.app.app.parts.active_cases(5))
        return case.release

    def winds_to(self, moment: datetime) -> None:
        """Let it be ``moment``, and let the app look what has come due."""
        assert self.clock is not None
        self.clock.wind(moment - self.clock.now())
        self.app.run(self.app.app.clockwork.tick())

    def lets_read(self, audience: str, *channels: str) -> None:
        """The release manager says where an audience reads."""
        robin = self.person("Robin")
        assert self.types("Robin", "/readiness audiences").modal is not None
        assert robin.presses("Change…", beside=audience).ok
        robin.fills("Channels", list(channels))
        insists(robin)
        robin.closes(everything=True)

    def posts_in(self, channel: str, words: str, who: str = "Robin") -> int:
        """How many messages in the channel hold these words."""
        return sum(words in message.shown for message in self.person(who).messages(channel))


@contextmanager
def timed(slack: LocalSlack, database_url: str) -> Iterator[Timed]:
    """The app on this database, with a clock that the story winds."""
    clock = WoundClock(MachineClock())
    with Served(slack, database_url, clock=clock) as served:
        yield Timed(slack, served=served, clock=clock)
    assert slack.complaints == []
