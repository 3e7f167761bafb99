"""The app as a child process: as in production, but that its clock is wound from its standard input.

The first line that comes in has the settings, the clock's setting, and what to plant in an empty database.
What goes out are the clock's setting, how far a winding has got, what people did, and answers. When the input
ends, whoever started it is gone, and it ends too.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from readiness.reading.problems import MalformedTemplate
from schedules.clock import MachineClock, WoundClock
from slackapp.app import Running, listen, running
from slackapp.backstage import facts
from slackapp.backstage.goals import goals
from slackapp.backstage.lines import Said, heard, line, setting_from_data
from slackapp.backstage.opening import Opening, opening
from slackapp.backstage.pacing import Pacer, Target, Work
from slackapp.backstage.scripts import from_data
from slackapp.backstage.seeds import Groups, Unplantable, foreground, plant
from slackapp.backstage.team import do_the_rest
from slackapp.backstage.tour import tour
from slackapp.failures import SlackProblem
from slackapp.parts import Parts
from slackapp.settings import Settings
from storage import audit, outbox, releases, templates
from storage.database import DatabaseProblem

FACTS_EVERY = 0.4
"""Seconds between two looks at what people did."""
ASKED_WITHIN = 10.0
"""Seconds that the team waits to be asked, before it answers all the same: Slack may be failing."""
LONGEST_LINE = 4 * 1024 * 1024

log = logging.getLogger(__name__)


async def run() -> int:
    """Be the app until the input ends. Returns the process's exit code."""
    lines = await _input()
    first = heard(await lines.readline())
    if not first:
        return 0
    settings = Settings.model_validate(first["settings"])
    clock = WoundClock(MachineClock(), setting=setting_from_data(first["clock"]))
    clock.hold_at(clock.now())
    try:
        opens_on = opening(from_data(first["script"]))
        groups: Groups = {key: tuple(members) for key, members in first["groups"].items()}
        async with running(settings, clock, first=partial(planted, opens_on, groups)) as app:
            child = Child(app, clock, opens_on, groups)
            await child.begin()
            serving = asyncio.create_task(listen(app, settings))
            work = [serving, *(asyncio.create_task(each) for each in (child.pacer.run(), child.watch()))]
            obeying = asyncio.create_task(child.obey(lines))
            await asyncio.wait({serving, obeying}, return_when=asyncio.FIRST_COMPLETED)
            for task in (*work, obeying):
                task.cancel()
            await asyncio.gather(*work, obeying, return_exceptions=True)
    except (MalformedTemplate, SlackProblem, DatabaseProblem, Unplantable) as problem:
        say({"failed": str(problem)})
        return 1
    return 0


async def planted(opens_on: Opening, groups: Groups, parts: Parts) -> None:
    """Store the template, and plant the releases whole: nobody is told of one that is half planted."""
    await parts.database.writing(lambda s: templates.add(s, opens_on.template, parts.now()))
    await plant(parts, opens_on.releases, groups)


async def _input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


def say(said: Said) -> None:
    """Tell whoever started this process; nobody hears it when they are gone."""
    try:
        sys.stdout.buffer.write(line(said))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        log.debug("Nobody listens any more.")


class Child:
    """The running app, and what the one who started it may ask of it."""

    def __init__(self, app: Running, clock: WoundClock, opens_on: Opening, groups: Groups) -> None:
        parts = app.parts
        self._parts = parts
        self._now = clock.now
        self._opening = opens_on
        self._groups = groups
        work = Work(
            next_due=lambda: parts.database.reading(lambda s: releases.next_due(s, parts.workspace)),
            tick=app.clockwork.tick,
            untold=lambda: parts.database.reading(lambda s: outbox.untried(s, parts.workspace)),
        )
        self.pacer = Pacer(clock, work, say)
        self._told: dict[str, Any] = {}

    async def begin(self) -> None:
        """Tell what the page shows at first, and that all is ready."""
        places = self._opening.places
        say({"tour": asdict(tour(places)) if places else None})
        await self._tell_facts()
        say({"ready": True})

    async def obey(self, lines: asyncio.StreamReader) -> None:
        """Do what comes in, line by line, and answer each; returns when the input ends."""
        while text := await lines.readline():
            asked = heard(text)
            if asked:
                say({"answer": asked.get("id"), "error": await self._done(asked)})

    async def _done(self, asked: Said) -> str:
        deeds: dict[str, Callable[[], Awaitable[None] | None]] = {
            "rate": lambda: self.pacer.run_at(float(asked["rate"])),
            "wind": lambda: self.pacer.wind_to(
                Target(asked["to"], asked["title"], datetime.fromisoformat(asked["at"]))
            ),
            "stop": self.pacer.stop,
            "rest": self._do_the_rest,
        }
        try:
            waiting = deeds[asked["do"]]()
            if waiting is not None:
                await waiting
        except Unplantable as problem:
            return str(problem)
        except Exception:
            log.exception("Could not do what was asked backstage.", extra={"action": "backstage"})
            return "That did not work; the log says why."
        return ""

    async def _do_the_rest(self) -> None:
        case = await foreground(self._parts, self._wanted)
        if case is None:
            raise Unplantable("There is no release to work on.")
        await do_the_rest(self._parts, case.release.id, self._groups, self._told_so_far)

    async def _told_so_far(self) -> None:
        self._parts.nudge()
        await self.pacer.told(ASKED_WITHIN)

    @property
    def _wanted(self) -> str:
        return next((seed.id for seed in self._opening.releases if not seed.cancelled), "")

    async def watch(self) -> None:
        """Tell what people did and where the clock can be wound to, whenever that has changed."""
        while True:
            await asyncio.sleep(FACTS_EVERY)
            try:
                await self._tell_facts()
            except DatabaseProblem:
                log.warning("The database could not be asked what people did.", extra={"action": "backstage"})

    async def _tell_facts(self) -> None:
        found = await self._facts()
        if found != self._told:
            self._told = found
            say({"facts": found})

    async def _facts(self) -> dict[str, Any]:
        case = await foreground(self._parts, self._wanted)
        if case is None:
            return {"goals": [], "deeds": [], "release": ""}
        now = self._now()
        entries = await self._parts.database.reading(partial(audit.history, chain=case.release.id, limit=400))
        done = facts.deeds(case.template, case.release, reversed(entries), now)
        return {
            "release": case.release.name,
            "goals": [goal.as_data() for goal in goals(case.template, case.release, now)],
            "deeds": sorted(set(done)),
        }
