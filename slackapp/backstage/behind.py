"""Behind the local Slack of ``readiness sandbox``: the app's process, its clock, and the tour."""

import asyncio
import contextlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from schedules.clock import MachineClock, WoundClock
from slackapp.backstage.lines import Said, setting_as_data, setting_from_data
from slackapp.backstage.process import AppProcess
from slackapp.backstage.scripts import Script
from slackapp.backstage.witness import seen
from slackapp.sandbox import LocalSlack
from slackapp.sandbox.backstage import AppState, ClockFace, Jump, Moment, NotNow, Step, Tour

WINDS_TO = {"plan": "next-post", "hour": "hour-before", "answered": "next-post"}
"""Where the button of a step of the tour winds the clock to."""
NOT_RUNNING = "The app is not running, so nobody would see to what comes due. Start it first."
WINDING = "The clock is being wound. Wait until it is there, or stop it."
CONNECTED_WITHIN = 10.0


@dataclass(slots=True)
class _Known:
    """What the app's process told last."""

    goals: tuple[Moment, ...] = ()
    tour: Tour | None = None
    jump: Jump | None = None
    done: set[str] = field(default_factory=set)


class BehindTheApp:
    """The backstage of ``readiness sandbox``. To be made and used on the local Slack's own loop.

    ``settings`` are those of the app's process, in values that JSON knows.
    """

    def __init__(self, slack: LocalSlack, settings: Said, script: Script) -> None:
        self._exchange = slack.exchange
        self._settings = settings
        self._script = script
        self._clock = WoundClock(MachineClock())
        self._rate = 1.0
        self._known = _Known()
        self._process: AppProcess | None = None
        self._state = AppState(running=False, starts=0, note="It is starting.")
        self._turn = asyncio.Lock()
        self._skipped = False
        slack.hand_over(self)

    # What is there.

    def clock(self) -> ClockFace:
        """The app's clock. It goes on while the app is dead, as time does."""
        jump = self._known.jump
        paused = not self._clock.rate
        note = "" if self._state.running else "The app is not running: what comes due now will come late."
        return ClockFace(self._clock.now(), self._rate, paused, self._known.goals, jump, note)

    def app(self) -> AppState:
        """How the app's process is."""
        return self._state

    def tour(self) -> Tour | None:
        """The tour, with what has happened so far."""
        told, done = self._known.tour, self._known.done
        if told is None:
            return None
        done |= set(seen(self._exchange, told.steps, started="start" in done))
        steps = tuple(replace(step, done=step.key in done) for step in told.steps)
        return replace(told, steps=steps, skipped=self._skipped)

    # The clock.

    async def run_at(self, rate: float) -> None:
        """Let the clock run so many times as fast as the machine's."""
        self._rate = rate
        await self._set_rate(rate)

    async def pause(self) -> None:
        """Stop the clock."""
        await self._set_rate(0.0)

    async def resume(self) -> None:
        """Let it go on at its rate."""
        await self._set_rate(self._rate)

    async def _set_rate(self, rate: float) -> None:
        if self._state.running:
            await self._ask("rate", rate=rate)
        elif rate:
            self._clock.run_at(rate)
        else:
            self._clock.pause()
        self._changed()

    async def wind(self, by: timedelta) -> None:
        """Begin to wind the clock forward, through everything that comes due on the way."""
        await self._wind_to("wind", "a later time", self._clock.now() + by)

    async def jump(self, to: str) -> None:
        """Begin to wind the clock to one of the moments that it shows."""
        moment = next((each for each in self._known.goals if each.key == to), None)
        if moment is None or moment.at is None:
            raise NotNow(moment.note if moment else "There is no such moment.")
        await self._wind_to(to, moment.title, moment.at)

    async def _wind_to(self, key: str, title: str, at: datetime) -> None:
        if not self._state.running:
            raise NotNow(NOT_RUNNING)
        if self._known.jump is not None:
            raise NotNow(WINDING)
        self._known.jump = Jump(key, title, at)
        await self._ask("wind", to=key, title=title, at=at.isoformat())
        self._changed()

    async def stop_jump(self) -> None:
        """End the winding where it is."""
        if self._state.running:
            await self._ask("stop")

    # The app's process.

    async def kill(self) -> None:
        """Kill the app's process as a crash would."""
        async with self._turn:
            if self._process is None or not self._state.running:
                raise NotNow("The app is not running.")
            self._state = replace(self._state, note="You killed it. Start it again: nothing is lost.")
            await self._process.kill()

    async def start(self) -> None:
        """Start the app's process. Returns when it is connected; raises ``NotNow`` when it can't be."""
        async with self._turn:
            if self._state.running:
                raise NotNow("The app is running already.")
            process = AppProcess(self._heard, self._ended)
            await process.spawn()
            problem = await process.begin(self._first_words())
            if problem:
                await process.kill()
                self._state = replace(self._state, note=f"It could not start. {problem}")
                self._changed()
                raise NotNow(problem)
            self._process = process
            self._state = AppState(running=True, starts=self._state.starts + 1)
            self._changed()
            await self._connected()

    def _first_words(self) -> Said:
        return {
            "settings": self._settings,
            "clock": setting_as_data(self._clock.setting),
            "script": self._script.as_data(),
            "groups": {key: group.members for key, group in self._exchange.world.groups.items()},
        }

    async def _connected(self) -> None:
        changes = self._exchange.world.changes
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CONNECTED_WITHIN):
                while not self._exchange.socket.connected:
                    await changes.wait_after(changes.version, 1.0)

    def _heard(self, said: Said) -> None:
        if "clock" in said:
            self._clock = WoundClock(MachineClock(), setting=setting_from_data(said["clock"]))
        if "jump" in said:
            told = said["jump"]
            self._known.jump = _jump(told) if told else None
            self._changed()
        if "tour" in said:
            self._known.tour = _tour(said["tour"]) if said["tour"] else None
        if "facts" in said:
            self._learn(said["facts"])
            self._changed()

    def _learn(self, facts: Said) -> None:
        self._known.goals = tuple(
            Moment(each["key"], each["title"], _moment(each["at"]), each["why"]) for each in facts["goals"]
        )
        self._known.done |= set(facts["deeds"])

    def _ended(self, code: int) -> None:
        note = self._state.note or f"It ended by itself, with the code {code}."
        self._state = replace(self._state, running=False, note=note)
        self._known.jump = None
        self._clock.hold_at(None)
        self._changed()

    async def _ask(self, do: str, **more: Any) -> None:  # noqa: ANN401 - any JSON value
        if self._process is None:
            raise NotNow(NOT_RUNNING)
        if problem := await self._process.ask(do, **more):
            raise NotNow(problem)

    async def close(self) -> None:
        """End the app's process, for good."""
        async with self._turn:
            if self._process is not None:
                await self._process.end()

    # The tour.

    async def skip_tour(self, *, skipped: bool) -> None:
        """Put the tour aside, or take it up again."""
        self._skipped = skipped
        self._changed()

    async def help_with(self, step: str) -> None:
        """Do a step of the tour for the person."""
        if step in WINDS_TO:
            await self.jump(WINDS_TO[step])
        elif step == "rest":
            await self._ask("rest")
        else:
            raise NotNow("That step is yours to do.")

    def _changed(self) -> None:
        self._exchange.world.changes.note("backstage")


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def _jump(told: Said) -> Jump:
    return Jump(told["to"], told["title"], datetime.fromisoformat(told["target"]), told["passed"])


def _tour(told: Said) -> Tour:
    return Tour(told["title"], told["text"], tuple(Step(**step) for step in told["steps"]))
