"""What goes on behind the local Slack, without an app to do it: a clock, a process, a tour that obey."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from slackapp.sandbox import LocalSlack
from slackapp.sandbox.backstage import AppState, ClockFace, Jump, Moment, NotNow, Step, Tour

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MOMENTS = (
    Moment("next-post", "One day before", NOON + timedelta(days=1)),
    Moment("hour-before", "One hour before", NOON + timedelta(days=2)),
    Moment("finish", "Finish", NOON + timedelta(days=2, hours=3)),
    Moment("quarter", "Quarterly review", note="It has not been finished yet."),
)


@dataclass
class Scenery:
    """A backstage in which a test says what has happened."""

    slack: LocalSlack
    face: ClockFace = field(default_factory=lambda: ClockFace(NOON, 1.0, paused=True, moments=MOMENTS))
    state: AppState = field(default_factory=lambda: AppState(running=True))
    walk: Tour = field(default_factory=lambda: Tour("A tour", "", ()))

    def clock(self) -> ClockFace:
        return self.face

    def app(self) -> AppState:
        return self.state

    def tour(self) -> Tour:
        return self.walk

    async def run_at(self, rate: float) -> None:
        self.face = replace(self.face, rate=rate)

    async def pause(self) -> None:
        self.face = replace(self.face, paused=True)

    async def resume(self) -> None:
        self.face = replace(self.face, paused=False)

    async def wind(self, by: timedelta) -> None:
        self.face = replace(self.face, shown=self.face.shown + by)

    async def jump(self, to: str) -> None:
        moment = next((each for each in self.face.moments if each.key == to), None)
        if moment is None or moment.at is None:
            raise NotNow("Nothing is planned for then.")
        self.face = replace(self.face, jump=Jump(to, moment.title, moment.at, passed=3))

    async def stop_jump(self) -> None:
        self.face = replace(self.face, jump=None)

    async def kill(self) -> None:
        self.state = replace(self.state, running=False, note="It was killed.")

    async def start(self) -> None:
        self.state = AppState(running=True, starts=self.state.starts + 1)

    async def skip_tour(self, *, skipped: bool) -> None:
        self.walk = replace(self.walk, skipped=skipped)

    async def help_with(self, step: str) -> None:
        self.does(step)

    def does(self, step: str) -> None:
        """Let a step of the tour have happened."""
        steps = tuple(replace(each, done=each.done or each.key == step) for each in self.walk.steps)
        self.walk = replace(self.walk, steps=steps)

    def tells(self) -> None:
        """Tell every page that something has changed."""
        self.slack.look(lambda world: world.changes.note("backstage"))


def guided(slack: LocalSlack) -> Tour:
    """Three steps, by two people."""
    noor, alice = slack.person("Noor").id, slack.person("Alice").id
    support = slack.look(lambda w: next(c.id for c in w.conversations.values() if c.name == "support"))
    return Tour(
        "The first minute",
        "",
        (
            Step("look", "Look around", "Type `/tour` in the channel.", noor, support, "/tour alone"),
            Step("home", "Open the Home tab", "It is *yours*.", alice, "home"),
            Step("rest", "Rest", "Nothing is to be done.", help="Let them rest"),
        ),
    )
