"""What the page is told of the release in the foreground: where to wind the clock to, what people did."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from readiness.communication.plan import live_anchor, occasions
from readiness.model import Release, Stage
from readiness.records import PostState
from readiness.signing.gates import Standing, gate_views
from readiness.signing.go import Obstacle, blockers
from readiness.template import Template
from slackapp.backstage.lines import Said
from storage.audit import REFUSED, Entry

BY_HAND = "sandbox"
"""The surface of what the story, and nobody at the page, did."""
DEPLOYMENT = timedelta(hours=2)
"""How long the story's team takes for a deployment."""
QUARTER = timedelta(days=91)


@dataclass(frozen=True, slots=True)
class Goal:
    """A moment that the clock can be wound to; ``at`` is None while nobody can say when it will be."""

    key: str
    title: str
    at: datetime | None

    def as_data(self) -> Said:
        """The goal in values that JSON knows."""
        return {"key": self.key, "title": self.title, "at": self.at.isoformat() if self.at else None}


def goals(template: Template, release: Release, now: datetime) -> tuple[Goal, ...]:
    """Where the clock can be wound to from ``now``, as the page offers it."""
    planned = release.stage is Stage.PLANNED
    start, finish = release.planned_start, release.finished_at
    under_way = release.started_at if release.stage is Stage.DEPLOYING else None
    found = (
        next_post(template, release, now),
        Goal("hour-before", "One hour before the start", start - timedelta(hours=1) if planned else None),
        Goal("start", "The planned start", start if planned else None),
        Goal("finish", "Two hours into the deployment", under_way + DEPLOYMENT if under_way else None),
        Goal("quarter", "A quarter after the finish", finish + QUARTER if finish else None),
    )
    return tuple(Goal(g.key, g.title, g.at if g.at and g.at > now else None) for g in found)


def next_post(template: Template, release: Release, now: datetime) -> Goal:
    """The next update of the communication plan."""
    anchor = live_anchor(release)
    coming = occasions(template, release, anchor, now, now) if anchor else ()
    following = next((one for one in coming if one.planned and one.due > now), None)
    if following is None:
        return Goal("next-post", "The next update", None)
    return Goal("next-post", f"The next update: {following.slot.title}", following.due)


def deeds(template: Template, release: Release, entries: Iterable[Entry], now: datetime) -> Iterator[str]:
    """What people at the page have brought about, in words that the tour knows. ``entries``: oldest first."""
    by_people = [entry for entry in entries if entry.surface != BY_HAND]
    yield from _told(release)
    if any(view.standing is Standing.STALE for view in gate_views(template, release)):
        yield "stale"
    if release.stage is not Stage.PLANNED or now >= release.planned_start - timedelta(hours=1):
        yield "hour"
    if release.stage is not Stage.PLANNED or _only_the_way_back(template, release, now):
        yield "rest"
    started = False
    for entry in by_people:
        started = started or entry.kind == "Started"
        yield from _done(entry, started=started)


def _told(release: Release) -> Iterator[str]:
    if any(post.state is PostState.SENT for post in release.posts.values()):
        yield "plan"


def _only_the_way_back(template: Template, release: Release, now: datetime) -> bool:
    return all(blocker.kind is Obstacle.ROLLBACK for blocker in blockers(template, release, now))


def _done(entry: Entry, *, started: bool) -> Iterator[str]:
    match entry.kind:
        case "ChecksMarked":
            yield "tick"
        case "SignedOff":
            yield "sign"
            if entry.data.get("replaces"):
                yield "stale"
                yield "reaffirm"
        case "RollbackAnswered":
            yield "answered" if started else "ready"
        case "Started":
            yield "start"
        case "Finished":
            yield "finish"
        case _ if entry.kind == REFUSED and entry.data.get("command") in REFUSED_SIGNATURES:
            yield "refused"


REFUSED_SIGNATURES = frozenset({"Sign", "sign"})
"""How the audit calls what was asked for when a signature was refused."""
