"""What becomes of the plan's posts as time passes: they come due, wait, inform no longer, go out late."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from readiness.communication.plan import (
    Occasion,
    PostKey,
    Reader,
    live_anchor,
    occasion_of,
    occasions,
    places,
    readers,
    set_at,
)
from readiness.communication.words import PAUSED, silence
from readiness.events import Event
from readiness.model import Release, Stage
from readiness.once import once
from readiness.plan_events import PostsChanged
from readiness.records import PostState
from readiness.template import Anchor, Template

GRACE = timedelta(minutes=1)
"""How long after its moment a post is still on time."""

MOVED = "The planned start was moved."
NEXT_CAME = "The next update took its place."
START_CAME = "The planned start came first."
NOBODY_READ = "No audience had anywhere to read."
READS_ELSEWHERE = "Nobody reads this update here any more."
SETTLED_BEFORE = "It was sent, or left out, before its time."
OVER: Mapping[Stage, str] = {
    Stage.PLANNED: "The release was planned anew.",
    Stage.DEPLOYING: "The deployment began first.",
    Stage.MONITORING: "The deployment ended first.",
    Stage.ROLLING_BACK: "The release was being rolled back by then.",
    Stage.ROLLED_BACK: "The release was rolled back.",
    Stage.CLOSED: "The release was closed first.",
    Stage.CANCELLED: "The release was cancelled first.",
}
"""By the stage that came first: why a post no longer informs."""


class Cause(StrEnum):
    """Why a post is late."""

    APP = "app"
    """The app was not running, or its clock jumped, when it came due."""
    SLACK = "slack"
    """It was on its way, but Slack could not be reached, or asked to wait."""
    PEOPLE = "people"
    """Somebody had it sent later."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """By how much a post is late, and why. ``who`` called for it, where a person did."""

    by: timedelta
    cause: Cause
    who: str = ""


def lateness(release: Release, key: PostKey, now: datetime) -> Lateness | None:
    """How late the post is at ``now``; None for one that is on time."""
    if now - key.due <= GRACE:
        return None
    post = release.posts.get(str(key))
    if post is not None and post.state is PostState.CALLED and post.at - key.due > GRACE:
        return Lateness(now - key.due, Cause.PEOPLE, post.by)
    noticed_late = post is None or (post.state is PostState.DUE and post.at - key.due > GRACE)
    return Lateness(now - key.due, Cause.APP if noticed_late else Cause.SLACK)


def ended_by(template: Template, release: Release, key: PostKey, now: datetime) -> str:
    """Why the post no longer informs at ``now``, as a sentence; empty while it does."""
    slot = template.slot(key.slot)
    if slot is None or slot.anchor is not live_anchor(release):
        return OVER[release.stage]
    occasion = occasion_of(template, release, key)
    if occasion is None or not occasion.planned:
        return MOVED if slot.anchor is Anchor.PLANNED_START else OVER[release.stage]
    if why := _overtaken(template, release, occasion, now):
        return why
    audience = template.items.get(key.audience)
    if audience is None or key.destination not in places(release, audience):
        return READS_ELSEWHERE
    return ""


def _overtaken(template: Template, release: Release, occasion: Occasion, now: datetime) -> str:
    """What took the place of the occasion's posts by ``now``, as a sentence; empty while they inform."""
    until = _until(template, release, occasion, now)
    if until is None or now < until:
        return ""
    before_start = occasion.slot.anchor is Anchor.PLANNED_START and until == release.planned_start
    return START_CAME if before_start else NEXT_CAME


def _until(template: Template, release: Release, occasion: Occasion, now: datetime) -> datetime | None:
    """From when on a post of this occasion no longer informs. What a pause leaves out takes no place."""
    quiet = silence(template, release)
    paused_at = None if quiet is None else quiet.paused_at
    if occasion.until is None or paused_at is None or paused_at >= occasion.until:
        return occasion.until
    later = occasions(template, release, occasion.slot.anchor, now, now)
    return min((one.due for one in later if one.due > occasion.due and one.slot.every is None), default=None)


def outdated(template: Template, release: Release, key: PostKey, now: datetime) -> str:
    """Why the post must not be sent at ``now``, as a sentence; empty when it is to be sent.

    To be asked at the moment of sending, of the release as it is then.
    """
    post = release.posts.get(str(key))
    if post is not None and not post.state.waits:
        return post.reason or f"It is {post.state.value} already."
    return ended_by(template, release, key, now)


@dataclass(frozen=True, slots=True)
class Known:
    """Of which occasions something is known, by slot and moment, and since when the last of them is.

    ``passed`` are those that time has passed over; ``taken`` the places that have a post for an occasion.
    """

    passed: frozenset[tuple[str, datetime]]
    taken: frozenset[tuple[str, datetime, str]]
    since: datetime | None
    waiting: tuple[PostKey, ...]


@once
def known(template: Template, release: Release) -> Known:
    """What is known of the plan's occasions."""
    anchor = live_anchor(release)
    began = None if anchor is None else set_at(release, anchor)
    live = {slot.key for slot in template.slots if slot.anchor is anchor}
    passed, taken, waiting, of_stage = set(), set(), [], []
    for text, post in release.posts.items():
        key = PostKey.parse(text)
        taken.add((key.slot, key.due, key.destination))
        if post.state.waits:
            waiting.append(key)
        if post.at >= key.due:
            passed.add((key.slot, key.due))
            if key.slot in live and began is not None and key.due >= began:
                of_stage.append(key)
    # After a clock that jumped ahead and back, an earlier plan has moments that lie ahead of this one's.
    of_stage.sort(key=lambda key: key.due, reverse=True)
    since = next((key.due for key in of_stage if occasion_of(template, release, key) is not None), None)
    return Known(frozenset(passed), frozenset(taken), since, tuple(waiting))


def is_passed(template: Template, release: Release, one: Occasion, now: datetime) -> bool:
    """Whether time has passed over the occasion, so that nothing comes of it any more.

    Something is known of it, or it lies within a pause: of what repeats all are passed that are due no later
    than the last of which something is known, and while a pause is written down all that are due by ``now``.
    """
    so_far, quiet = known(template, release), silence(template, release)
    if (one.slot.key, one.due) in so_far.passed:
        return True
    if one.slot.every is None or not one.planned:
        return False
    left_out = quiet is not None and quiet.left_out_from is not None and one.due <= now
    return left_out or (so_far.since is not None and one.due <= so_far.since)


def plan_passed(template: Template, release: Release, now: datetime) -> tuple[Event, ...]:
    """The posts that have come due by ``now``, and those that no longer inform, in that they expired."""
    return (*_expired(template, release, now), *_come_due(template, release, now))


def _expired(template: Template, release: Release, now: datetime) -> Iterator[Event]:
    ended: dict[str, list[str]] = {}
    for key in known(template, release).waiting:
        if why := ended_by(template, release, key, now):
            ended.setdefault(why, []).append(str(key))
    for why, keys in ended.items():
        yield PostsChanged(tuple(keys), PostState.EXPIRED, why)


def _come_due(template: Template, release: Release, now: datetime) -> Iterator[Event]:
    anchor = live_anchor(release)
    if anchor is None:
        return
    quiet = silence(template, release)
    paused, pausing = quiet is not None and quiet.paused, False
    # A pause that is written down needs no look at all that it has left out so far.
    since = now if quiet is not None and quiet.left_out_from is not None else known(template, release).since
    reading = readers(template, release)
    for occasion in occasions(template, release, anchor, now, since):
        if occasion.due > now:
            return
        if not occasion.planned or is_passed(template, release, occasion, now):
            continue
        if occasion.slot.every is None or not paused:
            yield _became(template, release, occasion, reading, now)
        elif not pausing:
            pausing = True
            yield PostsChanged((_of_nobody(occasion),), PostState.SKIPPED, PAUSED)


def _of_nobody(occasion: Occasion) -> str:
    """The key of what is known of an occasion as a whole, and of no place that reads."""
    return str(PostKey(occasion.slot.key, occasion.due))


def _became(
    template: Template, release: Release, occasion: Occasion, reading: tuple[Reader, ...], now: datetime
) -> Event:
    slot, due = occasion.slot.key, occasion.due
    if not reading:
        return PostsChanged((_of_nobody(occasion),), PostState.EXPIRED, NOBODY_READ)
    taken = known(template, release).taken
    keys = tuple(
        str(PostKey(slot, due, reader.audience.key, reader.destination))
        for reader in reading
        if (slot, due, reader.destination) not in taken
    )
    if not keys:
        return PostsChanged((_of_nobody(occasion),), PostState.SKIPPED, SETTLED_BEFORE)
    if why := _overtaken(template, release, occasion, now):
        return PostsChanged(keys, PostState.EXPIRED, why)
    return PostsChanged(keys, PostState.DUE)
