"""What the plan costs and how late its posts are: ticks, posts due in one second, memory."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median

from sqlalchemy import text

from benchmarks.load import Burst
from benchmarks.report import Line
from benchmarks.scene import Scene
from benchmarks.seeding import Field, plant
from benchmarks.servers import APP, serving
from benchmarks.shapes import TEMPLATE
from benchmarks.size import Size
from benchmarks.slack import LATENCY
from readiness.commands import OpenRelease
from readiness.model import Person
from readiness.templates import shipped_template
from schedules.ticker import Ticker
from slackapp.manifest import manifest
from slackapp.sandbox import Channel, LocalSlack
from slackapp.sandbox.cast import small_company
from storage import outbox, releases, templates
from storage.database import Database, migrate
from storage.ledger import Ledger

TICK_GROWTH = 1.5
TICKS = 60
LATEST = 5.0
GIVES_UP = timedelta(minutes=1)
_ARRIVED = text("SELECT ts FROM notices WHERE kind = 'update' AND ts IS NOT NULL")
MEMORY = 200
MEGABYTE = 1_000_000
LEAD = timedelta(hours=1)
"""How long before the planned start the measured posts are due: the template's T-1h."""
AHEAD = 0.25
"""Seconds that opening a release and posting its card take at most, of which there are many first."""


class SteppingClock:
    """A business clock that shows what it is set to."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment that it was set to."""
        return self.moment

    def seconds_until(self, moment: datetime) -> float:
        """How far away the moment is."""
        return (moment - self.moment).total_seconds()


def ticks(scene: Scene, kind: str, size: Size) -> Iterator[Line]:
    """A tick at which one release is due, with many future slots held and with few, in turn."""
    with _ticking(scene, kind, size.few_slots) as few, _ticking(scene, kind, size.many_slots) as many:
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(TICKS):
            for taken, ticking in zip(times, (few, many), strict=True):
                taken.append(ticking.tick())
        few_ms, many_ms = (median(taken) * 1000 for taken in times)
        said = f"{many_ms:.1f} ms of {few_ms:.1f} ms, {many.held} releases beside {few.held}"
    what = f"a tick, {size.many_slots:,} slots held beside {size.few_slots:,}"
    yield Line("ticks", what, kind, many_ms / few_ms, TICK_GROWTH, "{:.2f}", most=True, told=said)


class Ticking:
    """A ticker over a field, whose clock goes from one due moment to the next."""

    def __init__(self, field: Field, workspace: str) -> None:
        self.held = len(field.planted) + len(field.shapes)
        self._database = Database(field.url)
        self._workspace = workspace
        self._clock = SteppingClock(datetime.now(UTC))
        self._ticker = Ticker(self._database, workspace, self._clock)

    def tick(self) -> float:
        """The seconds that a tick takes at the next moment at which something is due."""
        due = self._database.read(lambda s: releases.next_due(s, self._workspace))
        if due is None:
            raise LookupError("Nothing is due any more.")
        self._clock.moment = due
        began = time.perf_counter()
        seen_to = asyncio.run(self._ticker.tick())
        taken = time.perf_counter() - began
        if not seen_to:
            raise LookupError("Nothing was seen to.")
        return taken / seen_to

    def close(self) -> None:
        """Close the database."""
        self._database.close()


@contextmanager
def _ticking(scene: Scene, kind: str, slots: int) -> Iterator[Ticking]:
    each = len(shipped_template(TEMPLATE).slots)
    field = plant(scene.empty(kind), scene.slack, -(-slots // each))
    ticking = Ticking(field, scene.slack.workspace.team_id)
    try:
        yield ticking
    finally:
        ticking.close()


def lateness(scene: Scene, kind: str, size: Size) -> Iterator[Line]:
    """Posts of the plan that are due in one second, each in a channel of its own, from a whole server."""
    company = small_company(manifest())
    rooms = tuple(Channel(f"room-{number:04}") for number in range(size.punctual))
    workspace = replace(company, channels=(*company.channels, *rooms))
    url = scene.empty(kind)
    migrate(url)
    with LocalSlack(workspace) as local:
        local.timing.latency = LATENCY
        database = Database(url)
        try:
            environment = {
                "SLACK_BOT_TOKEN": local.bot_token,
                "SLACK_SIGNING_SECRET": local.signing_secret,
                "SLACK_API_URL": local.api_url,
                "DATABASE_URL": url,
            }
            with serving(APP, environment, scene.folder):
                due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=10 + AHEAD * len(rooms))
                _open(database, workspace.team_id, local.person("Robin").member.id, rooms, due)
                while database.read(lambda s: outbox.waiting(s, workspace.team_id)):
                    time.sleep(0.1)
                if datetime.now(UTC) > due - timedelta(seconds=1):
                    raise RuntimeError("The releases were not laid out in time: this machine is too slow.")
                arrived = _arrivals(database, len(rooms), due)
        finally:
            database.close()
    latest, soonest = (at - due.timestamp() for at in (max(arrived), min(arrived)))
    what = f"the last of {len(rooms)} posts due in one second"
    said = f"the first {soonest:.2f} s after its time; Slack takes {LATENCY * 1000:.0f} ms a call"
    figure = latest if soonest >= 0 else float("inf")
    yield Line("lateness", what, kind, figure, LATEST, "{:.2f} s", most=True, told=said)


def _open(database: Database, workspace: str, manager: str, rooms: Sequence[Channel], due: datetime) -> None:
    now = datetime.now(UTC)
    database.write(lambda s: templates.add_shipped(s, now))
    ledger = Ledger(database, workspace)
    for number, room in enumerate(rooms):
        opening = OpenRelease(
            id=f"R{number}",
            workspace=workspace,
            name=f"Checkout {number}",
            summary="A checkout in one step instead of three.",
            template=TEMPLATE,
            channel=room.id,
            planned_start=due + LEAD,
            zone="Europe/Berlin",
            roles={"release-manager": (manager,)},
        )
        outcome = ledger.perform_now(None, opening, Person(manager), now)
        if outcome.release is None:
            raise RuntimeError(outcome.refusal)


def _arrivals(database: Database, posts: int, due: datetime) -> list[float]:
    """When Slack got each of the plan's updates, in the machine's seconds."""
    while True:
        found = database.read(lambda s: s.connection().execute(_ARRIVED).scalars().all())
        if len(found) == posts:
            return [float(ts) for ts in found]
        if datetime.now(UTC) > due + GIVES_UP:
            raise RuntimeError(f"Only {len(found)} of {posts} posts came within a minute.")
        time.sleep(0.25)


def memory(scene: Scene, kind: str, size: Size) -> Iterator[Line]:
    """The server's memory once everybody has looked at every one of many active releases."""
    with scene.planted_app(kind, size.many) as (server, acts):
        before = server.resident / MEGABYTE
        presses = acts.tour()
        scene.load.send(Burst(server.port, scene.secret, [press.body for press in presses]))
        resident = server.resident / MEGABYTE
    what = f"memory with {size.many:,} active releases"
    said = f"{before:.0f} MB before anybody looked at one"
    yield Line("memory", what, kind, resident, MEMORY, "{:.0f} MB", most=True, told=said)
