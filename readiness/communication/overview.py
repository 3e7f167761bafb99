"""The whole communication plan of a release as it stands: what was sent, what comes, what was left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from readiness.communication.plan import (
    Occasion,
    PostKey,
    anchored,
    live_anchor,
    occasions,
    readers,
)
from readiness.communication.posting import GRACE, OVER, is_passed, known
from readiness.communication.words import silence
from readiness.model import Release, Stage
from readiness.once import once
from readiness.records import Post, PostState
from readiness.template import Anchor, Slot, Template

PAUSING = "Updates pause until there is news."
_STILL_COMES: Mapping[Anchor, tuple[Stage, ...]] = {
    Anchor.PLANNED_START: (),
    Anchor.START: (Stage.PLANNED,),
    Anchor.FINISH: (Stage.PLANNED, Stage.DEPLOYING),
    Anchor.ROLLBACK: (),
}
"""The stages in which an anchor is still expected to come."""


class PostStanding(StrEnum):
    """Where one post of the plan stands, as people read it."""

    SENT = "sent"
    NEXT = "next"
    PLANNED = "planned"
    LATE = "late"
    EXPIRED = "expired"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    NOT_PLANNED = "not planned"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One post of the plan as it stands.

    ``due`` is None while its anchor has not come; ``expected`` then says when it comes if the deployment
    begins as planned, where that can be said. ``audience`` is the item's key, and empty, as ``destination``
    is, where nobody reads or the anchor has not come. ``post`` is what became of it; ``reason`` why it was
    left out or failed. ``late`` is by how much it was, or is, behind its time. ``key`` names it in commands,
    while a command can be given for it.
    """

    slot: Slot
    standing: PostStanding
    due: datetime | None = None
    expected: datetime | None = None
    audience: str = ""
    destination: str = ""
    post: Post | None = None
    reason: str = ""
    late: timedelta = timedelta()
    key: PostKey | None = None


_STANDINGS = {
    PostState.SENT: PostStanding.SENT,
    PostState.SKIPPED: PostStanding.SKIPPED,
    PostState.EXPIRED: PostStanding.EXPIRED,
    PostState.FAILED: PostStanding.FAILED,
    PostState.UNCERTAIN: PostStanding.UNCERTAIN,
}


def plan_rows(template: Template, release: Release, now: datetime) -> tuple[PlanRow, ...]:
    """Every post of the plan, in the order of time; those whose time nobody knows yet come last.

    Of what repeats, what was and the next. At one time those come first who are told most: in whichever
    order posts went out, and a record of them was read back, the rows are the same.
    """
    rows = [*_recorded(template, release, now), *_unrecorded(template, release, now)]
    slots = {slot.key: number for number, slot in enumerate(template.slots)}
    ranks = {audience.key: number for number, audience in enumerate(template.audiences)}
    rows.sort(
        key=lambda row: (
            row.due or row.expected or now,
            slots[row.slot.key],
            ranks.get(row.audience, -1),
            row.destination,
        )
    )
    return (*_with_next(rows, now), *_to_come(template, release))


def _recorded(template: Template, release: Release, now: datetime) -> Iterator[PlanRow]:
    keys = {text: PostKey.parse(text) for text in release.posts}
    placed = {(key.slot, key.due) for key in keys.values() if key.destination}
    for text, post in release.posts.items():
        key = keys[text]
        slot = template.slot(key.slot)
        if slot is None or (not key.destination and (key.slot, key.due) in placed):
            continue
        yield _row_of(slot, key, post, now)


def _row_of(slot: Slot, key: PostKey, post: Post, now: datetime) -> PlanRow:
    behind = (now if post.state.waits else post.at) - key.due
    is_late = behind > GRACE and (post.state.waits or post.state is PostState.SENT)
    waiting = PostStanding.LATE if is_late else PostStanding.NEXT
    return PlanRow(
        slot,
        _STANDINGS.get(post.state, waiting),
        key.due,
        None,
        key.audience,
        key.destination,
        post,
        post.reason,
        behind if is_late else timedelta(),
        key if key.destination else None,
    )


def _unrecorded(template: Template, release: Release, now: datetime) -> Iterator[PlanRow]:
    """What is still ahead, what lay before the plan was made, and what the end of a stage left out."""
    for anchor in Anchor:
        for one in occasions(template, release, anchor, now, now):
            if is_passed(template, release, one, now):
                continue
            if not one.planned:
                yield PlanRow(one.slot, PostStanding.NOT_PLANNED, one.due)
            elif anchor is live_anchor(release):
                yield from _ahead(template, release, one, now)
            elif one.slot.every is None:
                reason = _left_out_by(release, anchor)
                yield PlanRow(one.slot, PostStanding.EXPIRED, one.due, reason=reason)


def _ahead(template: Template, release: Release, one: Occasion, now: datetime) -> Iterator[PlanRow]:
    late = now - one.due if now - one.due > GRACE else timedelta()
    quiet = silence(template, release)
    waits = PAUSING if one.slot.every is not None and quiet is not None and quiet.paused else ""
    for reader in readers(template, release):
        if (one.slot.key, one.due, reader.destination) not in known(template, release).taken:
            yield PlanRow(
                one.slot,
                PostStanding.LATE if late else PostStanding.PLANNED,
                one.due,
                audience=reader.audience.key,
                destination=reader.destination,
                reason=waits,
                late=late,
                key=PostKey(one.slot.key, one.due, reader.audience.key, reader.destination),
            )


def _left_out_by(release: Release, anchor: Anchor) -> str:
    came = {
        Anchor.PLANNED_START: (release.started_at, Stage.DEPLOYING),
        Anchor.START: (release.finished_at, Stage.MONITORING),
        Anchor.FINISH: (release.rollback_began_at, Stage.ROLLING_BACK),
        Anchor.ROLLBACK: (release.rolled_back_at, Stage.ROLLED_BACK),
    }
    moment, stage = came[anchor]
    return OVER[release.stage if moment is None else stage]


def _with_next(rows: list[PlanRow], now: datetime) -> Iterator[PlanRow]:
    """The rows, with the soonest of those ahead as the next: what pauses only where nothing else is."""
    ahead = [row for row in rows if row.standing is PostStanding.PLANNED]
    sure = [row for row in ahead if row.reason != PAUSING] or ahead
    soonest = min((row.due for row in sure if row.due is not None), default=now)
    # By identity: comparing each row with every other takes minutes where a plan is read in many places.
    nexts = {id(row) for row in sure if row.due == soonest}
    for row in rows:
        yield replace(row, standing=PostStanding.NEXT) if id(row) in nexts else row


@once
def _to_come(template: Template, release: Release) -> tuple[PlanRow, ...]:
    """The slots whose anchor has not come, once each."""
    return tuple(
        PlanRow(slot, PostStanding.PLANNED, expected=_expected(release, slot))
        for slot in template.slots
        if release.stage in _STILL_COMES[slot.anchor] and anchored(release, slot.anchor) is None
    )


def _expected(release: Release, slot: Slot) -> datetime | None:
    return release.planned_start + slot.offset if slot.anchor is Anchor.START else None
