"""What the page is told of the release in the foreground: what people did, in words that the tour knows."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from readiness.model import Release, Stage
from readiness.records import PostState
from readiness.signing.gates import Standing, gate_views
from readiness.signing.go import Obstacle, blockers
from readiness.template import Template
from storage.audit import REFUSED, Entry

BY_HAND = "sandbox"
"""The surface of what the story, and nobody at the page, did."""


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
