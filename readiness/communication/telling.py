"""Whom the communication plan makes us tell: its updates, a moved date, a stage, and what went wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from readiness.communication.plan import PostKey, anchor_of, occasion_of, readers
from readiness.communication.prompts import leads
from readiness.model import Release, Stage
from readiness.records import Post, PostState, Trouble
from readiness.template import Anchor, Template
from readiness.wish import NoticeKind, Wish

_ANCHOR_OF = {
    Stage.DEPLOYING: Anchor.START,
    Stage.MONITORING: Anchor.FINISH,
    Stage.ROLLING_BACK: Anchor.ROLLBACK,
}
"""The stages whose beginning the plan may have a slot for."""
TOLD_EVERYWHERE = (Stage.ROLLING_BACK, Stage.ROLLED_BACK)
"""The stages that every audience is told of, whatever the plan says."""


def update_wishes(before: Release, after: Release) -> Iterator[Wish]:
    """The posts that became due or were called for, each to be posted once."""
    for text, post in _changed_posts(before, after):
        if post.state.waits:
            key = PostKey.parse(text)
            yield Wish(text, NoticeKind.UPDATE, key.destination, text, once=True)


def _changed_posts(before: Release, after: Release) -> Iterator[tuple[str, Post]]:
    if before.posts is not after.posts:
        for text, post in after.posts.items():
            if before.posts.get(text) is not post:
                yield text, post


def trouble_wishes(before: Release, after: Release) -> Iterator[Wish]:
    """Who is told of a notice that failed or is uncertain: the release manager, else the deputy.

    Once each time that it comes into trouble. What was told of it is redrawn with all that becomes of it.
    """
    changed: Iterable[tuple[str, Post | Trouble]] = chain(
        _changed_posts(before, after), _changed_troubles(before, after)
    )
    for key, found in changed:
        if found.state.troubled:
            for holder in leads(after):
                wish_key = f"trouble:{key}:{found.at.isoformat()}:{holder}"
                yield Wish(wish_key, NoticeKind.TROUBLE, holder, key)
        earlier = before.posts.get(key) or before.troubles.get(key)
        if earlier is not None and (earlier.state.troubled or earlier.state is PostState.CALLED):
            yield Wish(f"trouble:{key}:again", NoticeKind.TROUBLE, after.channel, key, redraw_only=True)


def _changed_troubles(before: Release, after: Release) -> Iterator[tuple[str, Trouble]]:
    if before.troubles is not after.troubles:
        for key, trouble in after.troubles.items():
            if before.troubles.get(key) is not trouble:
                yield key, trouble


def told_places(release: Release) -> tuple[str, ...]:
    """Every place that has read an update of this release, in the order of the first."""
    keys = (PostKey.parse(text) for text, post in release.posts.items() if post.state is PostState.SENT)
    return tuple(dict.fromkeys(key.destination for key in keys))


@dataclass(frozen=True, slots=True)
class Shift:
    """That the planned start was moved: from when to when."""

    old: datetime
    new: datetime

    @classmethod
    def parse(cls, subject: str) -> "Shift":
        """The inverse of ``str``."""
        old, _, new = subject.partition("/")
        return cls(datetime.fromisoformat(old), datetime.fromisoformat(new))

    def __str__(self) -> str:
        return f"{self.old.isoformat()}/{self.new.isoformat()}"


def moved_wishes(template: Template, before: Release, after: Release) -> Iterator[Wish]:
    """Whoever was told of the old date is told of the new one."""
    if before.planned_start != after.planned_start:
        shift = Shift(before.planned_start, after.planned_start)
        told = [(place, shift) for place in told_places(before)]
    else:
        told = list(_told_meanwhile(template, before, after))
    moved_at = (after.planned_at or after.opened_at).isoformat()
    for place, shift in told:
        key = f"moved:{moved_at}:{place}"
        yield Wish(key, NoticeKind.MOVED, place, str(shift), once=True)


def _told_meanwhile(template: Template, before: Release, after: Release) -> Iterator[tuple[str, Shift]]:
    """Where an update arrived that was on its way while the start was moved, and so speaks of the old date.

    Of a slot that repeats before the start nobody can tell from which start the update counted.
    """
    for text, post in _changed_posts(before, after):
        key = PostKey.parse(text)
        slot = template.slot(key.slot)
        if post.state is not PostState.SENT or slot is None or slot.every is not None:
            continue
        if slot.anchor is Anchor.PLANNED_START and occasion_of(template, after, key) is None:
            yield key.destination, Shift(anchor_of(slot, key.due, after.zone), after.planned_start)


def shift_outdated(release: Release, subject: str) -> str:
    """Why a message on a moved date must not be sent any more, as a sentence; empty when it is to be sent."""
    if Shift.parse(subject).new == release.planned_start and release.stage is Stage.PLANNED:
        return ""
    return "The planned start was moved again, or the release has moved on."


def stage_wishes(template: Template, before: Release, after: Release) -> Iterator[Wish]:
    """Says that the release came into another stage, where no update of the plan says so at that moment."""
    if before.stage is after.stage or after.stage is Stage.PLANNED:
        return
    said = _told_by_plan(template, after)
    key = f"stage:{after.stage.value}:{after.cycle}"
    if after.channel not in said:
        yield Wish(key, NoticeKind.STAGE, after.channel, after.stage.value)
    for place in _to_be_told(template, after):
        if place != after.channel and place not in said:
            yield Wish(f"{key}:{place}", NoticeKind.STAGE, place, after.stage.value)


def _to_be_told(template: Template, release: Release) -> tuple[str, ...]:
    if release.stage in TOLD_EVERYWHERE:
        return tuple(reader.destination for reader in readers(template, release))
    return told_places(release) if release.stage is Stage.CANCELLED else ()


def _told_by_plan(template: Template, release: Release) -> tuple[str, ...]:
    """Who reads of the stage by an update of the plan that is due as it begins."""
    anchor = _ANCHOR_OF.get(release.stage)
    has_slot = any(slot.anchor is anchor and slot.offset == timedelta() for slot in template.slots)
    return tuple(reader.destination for reader in readers(template, release)) if has_slot else ()
