"""The communication plan of a release: its moments, its readers, and the keys of its posts.

A *post* is one update in one place. What became of it is in ``release.posts``, by its key, from the moment
that it came due or that somebody sent or skipped it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from readiness.model import Release, Stage
from readiness.once import once
from readiness.template import Anchor, Item, Slot, Template

LIVE = {
    Stage.PLANNED: Anchor.PLANNED_START,
    Stage.DEPLOYING: Anchor.START,
    Stage.MONITORING: Anchor.FINISH,
    Stage.ROLLING_BACK: Anchor.ROLLBACK,
}
"""In each stage, the anchor whose slots come due. In the other stages none does."""


@dataclass(frozen=True, slots=True)
class PostKey:
    """What a post is known by: the key of its slot, when it is due, the audience's item, the destination.

    Without audience and destination it stands for an occasion that came due while nobody read anywhere.
    """

    slot: str
    due: datetime
    audience: str = ""
    destination: str = ""

    @classmethod
    def parse(cls, text: str) -> "PostKey":
        """The inverse of ``str``. Raises ``ValueError`` for what is no key."""
        return _parsed(text)

    def __str__(self) -> str:
        return f"{self.slot}/{self.due.isoformat()}/{self.audience}/{self.destination}"


@lru_cache(maxsize=20_000)
def _parsed(text: str) -> PostKey:
    slot, due, audience, destination = text.split("/", 3)
    return PostKey(slot, datetime.fromisoformat(due), audience, destination)


@dataclass(frozen=True, slots=True)
class Reader:
    """One place that reads, and the audience for whom the text there is written: who is told most of them.

    ``sharing`` are the other audiences that read in the same place.
    """

    destination: str
    audience: Item
    sharing: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time of a slot.

    ``until`` is from when on it no longer informs; None while nothing ends it but a stage. ``planned``:
    whether it lies after the moment at which the anchor was set; else it is *not planned*.
    """

    slot: Slot
    due: datetime
    until: datetime | None
    planned: bool = True


def places(release: Release, audience: Item) -> tuple[str, ...]:
    """Where the audience reads; nowhere when nobody said so."""
    if audience.key in release.audiences:
        return release.audiences[audience.key]
    return (release.channel,) if audience.release_channel and release.channel else ()


@once
def readers(template: Template, release: Release) -> tuple[Reader, ...]:
    """Every place that reads, once, with the audience that is told most there; the most detailed first."""
    sharing: dict[str, list[Item]] = {}
    for audience in template.audiences:
        for place in places(release, audience):
            sharing.setdefault(place, []).append(audience)
    return tuple(Reader(place, first, tuple(rest)) for place, (first, *rest) in sharing.items())


def without_place(template: Template, release: Release) -> tuple[Item, ...]:
    """The audiences that have nowhere to read, so that no update reaches them."""
    return tuple(audience for audience in template.audiences if not places(release, audience))


def anchored(release: Release, anchor: Anchor) -> datetime | None:
    """The moment that the offsets of this anchor count from, or None while it has not come.

    That of a stage that is over in this plan stays; planning anew clears it.
    """
    moments = {
        Anchor.PLANNED_START: release.planned_start,
        Anchor.START: release.started_at,
        Anchor.FINISH: release.finished_at,
        Anchor.ROLLBACK: release.rollback_began_at,
    }
    return moments[anchor]


def set_at(release: Release, anchor: Anchor) -> datetime | None:
    """When the anchor's moment came to be known: what would have been due before that was never planned."""
    if anchor is Anchor.PLANNED_START:
        return release.planned_at or release.opened_at
    return anchored(release, anchor)


def live_anchor(release: Release) -> Anchor | None:
    """The anchor whose slots come due in the release's present stage."""
    return LIVE.get(release.stage)


def due_at(slot: Slot, release: Release, number: int = 0) -> datetime | None:
    """When the slot is due for the ``number``-th time after its first; None while its anchor has not come.

    With ``wall_clock`` the hour stays the same on the clocks of the release's zone; an hour that the clocks
    skip then is an hour later, one that comes twice is the first.
    """
    anchor = anchored(release, slot.anchor)
    return None if anchor is None else _from(anchor, slot, release.zone, number)


def _from(anchor: datetime, slot: Slot, zone_name: str, number: int) -> datetime:
    distance = slot.offset + number * (slot.every or timedelta())
    if not slot.wall_clock or not distance:
        return anchor + distance
    zone = ZoneInfo(zone_name)
    there = anchor.astimezone(zone).replace(tzinfo=None, fold=0) + distance
    return there.replace(tzinfo=zone).astimezone(UTC)


def anchor_of(slot: Slot, due: datetime, zone_name: str) -> datetime:
    """The moment that the first ``due`` of a slot was counted from: the inverse of ``due_at``."""
    return _from(due, replace(slot, offset=-slot.offset), zone_name, 0)


def occasions(
    template: Template, release: Release, anchor: Anchor, now: datetime, since: datetime | None = None
) -> tuple[Occasion, ...]:
    """The occasions of an anchor's slots, in order: of repeating ones those by ``now`` and the next.

    With ``since``, those of repeating slots that were due well before it are left out.
    """
    moment, known = anchored(release, anchor), set_at(release, anchor)
    if moment is None or known is None:
        return ()
    order = {slot.key: place for place, slot in enumerate(template.slots)}
    moments = sorted(
        (
            (due, order[slot.key], slot)
            for slot in template.slots
            if slot.anchor is anchor
            for due in _moments(moment, slot, release, now, since)
        ),
        key=lambda moment: moment[:2],
    )
    ends = [*(due for due, _, _ in moments), None][1:]
    return tuple(
        Occasion(slot, due, _end(release, anchor, due, end), due >= known)
        for (due, _, slot), end in zip(moments, ends, strict=True)
    )


def _moments(
    anchor: datetime, slot: Slot, release: Release, now: datetime, since: datetime | None
) -> Iterator[datetime]:
    due = _from(anchor, slot, release.zone, 0)
    if slot.every is None:
        yield due
        return
    # A day of slack: on the clocks of a zone, days have 23 to 25 hours.
    number = 0 if since is None else max(0, (since - due - timedelta(days=1)) // slot.every)
    due = _from(anchor, slot, release.zone, number)
    while not _ends_before(slot, release, due):
        yield due
        if due > now:
            return
        number += 1
        due = _from(anchor, slot, release.zone, number)


def _ends_before(slot: Slot, release: Release, due: datetime) -> bool:
    """Whether what repeats before the planned start has come to it."""
    before = slot.anchor is Anchor.PLANNED_START and slot.offset < timedelta()
    return before and due >= release.planned_start


def _end(release: Release, anchor: Anchor, due: datetime, following: datetime | None) -> datetime | None:
    """The next occasion; before the planned start, that start at the latest."""
    if anchor is not Anchor.PLANNED_START or due >= release.planned_start:
        return following
    return release.planned_start if following is None else min(following, release.planned_start)


def occasion_of(template: Template, release: Release, key: PostKey) -> Occasion | None:
    """The occasion that the post is for, while the plan still has it: a moved start takes it away."""
    slot = template.slot(key.slot)
    if slot is None:
        return None
    found = occasions(template, release, slot.anchor, key.due, key.due)
    return next((one for one in found if one.slot.key == slot.key and one.due == key.due), None)
