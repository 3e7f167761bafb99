"""What the page asks about what goes on behind: the clock, the app's process, faults, the tour, the glass."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from slackapp.sandbox.acts.outcome import DONE, NotPossible, Outcome
from slackapp.sandbox.backstage import RATES, Backstage, ClockFace, Moment, NotNow, Step, Tour
from slackapp.sandbox.exchange import Exchange
from slackapp.sandbox.switches import SWITCHES, Switchboard
from slackapp.sandbox.values import Json

NOBODY = "This local Slack was started without that."
LONGEST_WIND = timedelta(days=400)


@dataclass(slots=True, eq=False)
class Wings:
    """Everything that the page's panel behind the scenes is drawn from, and that it acts on."""

    exchange: Exchange
    switches: Switchboard
    behind: Backstage | None = None

    def as_json(self) -> Json:
        """The answer to `GET /client/backstage`."""
        clock = self.behind.clock() if self.behind else None
        tour = self.behind.tour() if self.behind else None
        return {
            "version": self.exchange.world.changes.version,
            "clock": _clock(clock) if clock else None,
            "app": self._app(),
            "switches": [
                {
                    "key": each.key,
                    "title": each.title,
                    "text": each.text,
                    "on": self.switches.is_on(each),
                    "struck": self.switches.struck(each),
                }
                for each in SWITCHES
            ],
            "tour": _tour(tour) if tour else None,
        }

    def _app(self) -> Json:
        connections = self.exchange.socket.connected
        state = self.behind.app() if self.behind else None
        return {
            "connected": self.exchange.http is not None or connections > 0,
            "connections": connections,
            "can_restart": state is not None,
            "running": state.running if state else None,
            "starts": state.starts if state else None,
            "note": state.note if state else "",
        }

    async def do(self, body: object) -> Outcome:
        """Do what the page asks behind the scenes. Raises NotPossible."""
        if not isinstance(body, dict):
            raise NotPossible("The body is to be an object.", "bad_request")
        deed = DEEDS.get(str(body.get("do")))
        if deed is None:
            raise NotPossible(f"There is nothing to do called {body.get('do')}.", "bad_request")
        try:
            await deed(Wish(self, body))
        except NotNow as reason:
            raise NotPossible(str(reason), "not_now") from reason
        return DONE


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that the page wants done behind the scenes, and with what."""

    wings: Wings
    body: Json

    @property
    def behind(self) -> Backstage:
        """Who does it. Raises NotPossible when nobody was handed in."""
        if self.wings.behind is None:
            raise NotPossible(NOBODY, "not_there")
        return self.wings.behind

    def text(self, name: str) -> str:
        """A string that must be given."""
        value = self.body.get(name)
        if not isinstance(value, str):
            raise NotPossible(f"{name} is missing.", "bad_request")
        return value

    def number(self, name: str) -> float:
        """A number above zero that must be given."""
        value = self.body.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 10**9:
            raise NotPossible(f"{name} is to be a number above zero.", "bad_request")
        return float(value)


Deed = Callable[[Wish], Awaitable[None]]


async def _rate(wish: Wish) -> None:
    rate = wish.number("rate")
    if rate > max(RATES):
        raise NotPossible(f"The clock runs at {max(RATES):,.0f}x at most.", "bad_request")
    await wish.behind.run_at(rate)


async def _pause(wish: Wish) -> None:
    await wish.behind.pause()


async def _resume(wish: Wish) -> None:
    await wish.behind.resume()


async def _wind(wish: Wish) -> None:
    by = timedelta(seconds=wish.number("seconds"))
    if by > LONGEST_WIND:
        raise NotPossible(f"Wind it by {LONGEST_WIND.days} days at most.", "bad_request")
    await wish.behind.wind(by)


async def _jump(wish: Wish) -> None:
    await wish.behind.jump(wish.text("to"))


async def _stop_jump(wish: Wish) -> None:
    await wish.behind.stop_jump()


async def _kill(wish: Wish) -> None:
    await wish.behind.kill()


async def _start(wish: Wish) -> None:
    await wish.behind.start()


async def _skip_tour(wish: Wish) -> None:
    await wish.behind.skip_tour(skipped=True)


async def _resume_tour(wish: Wish) -> None:
    await wish.behind.skip_tour(skipped=False)


async def _help(wish: Wish) -> None:
    await wish.behind.help_with(wish.text("step"))


async def _switch(wish: Wish) -> None:
    try:
        wish.wings.switches.turn(wish.text("key"), on=wish.body.get("on") is True)
    except KeyError as key:
        raise NotPossible(f"There is no switch called {key.args[0]}.", "bad_request") from None


async def _drop_sockets(wish: Wish) -> None:
    wish.wings.exchange.socket.drop()


async def _refresh_sockets(wish: Wish) -> None:
    await wish.wings.exchange.socket.announce_disconnect("refresh_requested")


DEEDS: dict[str, Deed] = {
    "rate": _rate,
    "pause": _pause,
    "resume": _resume,
    "wind": _wind,
    "jump": _jump,
    "stop_jump": _stop_jump,
    "kill": _kill,
    "start": _start,
    "switch": _switch,
    "drop_sockets": _drop_sockets,
    "refresh_sockets": _refresh_sockets,
    "skip_tour": _skip_tour,
    "resume_tour": _resume_tour,
    "help": _help,
}
"""What `do` may be; the README says what each needs."""


def _clock(face: ClockFace) -> Json:
    jump = face.jump
    return {
        "shown": face.shown.isoformat(),
        "rate": face.rate,
        "paused": face.paused,
        "rates": list(RATES),
        "note": face.note,
        "moments": [_moment(each) for each in face.moments],
        "jump": {"to": jump.to, "title": jump.title, "target": jump.target.isoformat(), "passed": jump.passed}
        if jump
        else None,
    }


def _moment(moment: Moment) -> Json:
    at = moment.at.isoformat() if moment.at else None
    return {"key": moment.key, "title": moment.title, "at": at, "note": moment.note}


def _tour(tour: Tour) -> Json:
    following = tour.next_step
    return {
        "title": tour.title,
        "text": tour.text,
        "skipped": tour.skipped,
        "next": following.key if following else None,
        "steps": [_step(step) for step in tour.steps],
    }


def _step(step: Step) -> Json:
    return {
        "key": step.key,
        "title": step.title,
        "text": step.text,
        "as": step.person or None,
        "in": step.place or None,
        "types": step.types or None,
        "help": step.help or None,
        "done": step.done,
    }
