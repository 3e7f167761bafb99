"""An update of the communication plan: what it is about, and how its moment reads in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from readiness.communication.coming import NextUpdate, next_update
from readiness.communication.failing import undecided
from readiness.communication.plan import PostKey, anchored
from readiness.communication.prompts import unconfirmed_since
from readiness.communication.words import Silence, fresh_word, silence
from readiness.model import Release, Stage
from readiness.records import Said
from readiness.signing.go import Blocker, Obstacle, blockers
from readiness.template import Anchor, Slot, Template
from slackapp.blocks.text import one_line, span

SOON = timedelta(hours=12)
"""From here to the planned start an update speaks of hours; further away it speaks of days."""


class Tone(StrEnum):
    """What an update is about, by its slot: a week before reads otherwise than an hour after."""

    AHEAD = "ahead"
    SOON = "soon"
    BEGUN = "begun"
    DURING = "during"
    ENDED = "ended"
    AFTER = "after"
    LATER = "later"
    BACK = "back"

    @property
    def before(self) -> bool:
        """Whether the release has not started yet."""
        return self in (Tone.AHEAD, Tone.SOON)

    @property
    def after(self) -> bool:
        """Whether the deployment has ended."""
        return self in (Tone.ENDED, Tone.AFTER, Tone.LATER)


def tone_of(slot: Slot) -> Tone:
    """What the updates of this slot are about."""
    match slot.anchor:
        case Anchor.PLANNED_START:
            return Tone.SOON if slot.offset >= -SOON else Tone.AHEAD
        case Anchor.START:
            return Tone.DURING if slot.offset or slot.every else Tone.BEGUN
        case Anchor.ROLLBACK:
            return Tone.BACK
        case Anchor.FINISH if slot.every or slot.offset > SOON:
            return Tone.LATER
        case Anchor.FINISH:
            return Tone.AFTER if slot.offset else Tone.ENDED


@dataclass(frozen=True, slots=True)
class Update:
    """An update as it is about to be sent: the post that it is, and the release at that moment, ``now``."""

    template: Template
    release: Release
    key: PostKey
    now: datetime

    @property
    def slot(self) -> Slot:
        """The slot that it is for; one that the template lacks speaks of no time."""
        found = self.template.slot(self.key.slot)
        return found or Slot(self.key.slot, self.key.slot, Anchor.PLANNED_START, timedelta())

    @property
    def tone(self) -> Tone:
        """What it is about."""
        return tone_of(self.slot)

    @property
    def missing(self) -> Sequence[Blocker]:
        """What stands in the way of the start; nothing once the release has started."""
        if self.release.stage is not Stage.PLANNED:
            return ()
        found = blockers(self.template, self.release, self.now)
        answer = self.release.rollback_answer
        if self.tone is Tone.AHEAD and answer is not None and answer.ready:
            # It is asked again in the last hour, whatever was said before.
            return tuple(each for each in found if each.kind is not Obstacle.ROLLBACK)
        return found

    @property
    def unconfirmed_since(self) -> datetime | None:
        """Since when nobody confirms that it can be rolled back; None while that is known, or not asked."""
        return unconfirmed_since(self.template, self.release, self.now)

    @property
    def undecided(self) -> Mapping[str, datetime]:
        """By criterion that fails: since when nobody says whether to roll back or to keep going."""
        return undecided(self.template, self.release, self.now)

    @property
    def fresh_word(self) -> Said | None:
        """The team's word, while no update has told it yet."""
        return fresh_word(self.release, self.key)

    @property
    def silence(self) -> Silence | None:
        """What is known of the team's words; None outside a deployment and a rollback."""
        return silence(self.template, self.release)

    @property
    def next(self) -> NextUpdate | None:
        """The next update in the same place."""
        return next_update(self.template, self.release, self.key.destination, self.now)

    @property
    def pauses(self) -> bool:
        """Whether it says that updates pause until the team says something."""
        quiet = self.silence
        return self.slot.every is not None and quiet is not None and (quiet.pauses_now or quiet.paused)


def headline(update: Update) -> str:
    """What the update says before all else, as plain text."""
    name, release = one_line(update.release.name), update.release
    match update.tone:
        case Tone.AHEAD | Tone.SOON:
            verb = "is planned to go live" if update.missing else "goes live"
            return f"{name} {verb} {ahead(update)}"
        case Tone.BEGUN:
            return f"{name} is being deployed"
        case Tone.DURING:
            return f"{name}: {lasting(release.started_at, update)} into the deployment"
        case Tone.ENDED:
            return f"{name} is live"
        case Tone.AFTER | Tone.LATER:
            return f"{name} has been live for {lasting(release.finished_at, update)}"
        case Tone.BACK if goes_on(update):
            return f"{name}: {lasting(release.rollback_began_at, update)} into the rollback"
        case Tone.BACK:
            return f"{name} is being rolled back"


def goes_on(update: Update) -> bool:
    """Whether what the update is about had begun before it came due, so that its beginning is no news."""
    anchor = anchored(update.release, update.slot.anchor)
    return anchor is not None and anchor < update.key.due


def cadence(update: Update) -> timedelta | None:
    """How often updates come while the release is deployed; None where none is repeated."""
    repeated = (s.every for s in update.template.slots if s.anchor is Anchor.START and s.every is not None)
    return min(repeated, default=None)


def ahead(update: Update) -> str:
    """How far the planned start is away: ``in a week``, ``tomorrow``, ``in 1 hour``."""
    release, now = update.release, update.now
    left = release.planned_start - now
    zone = ZoneInfo(release.zone)
    days = (release.planned_start.astimezone(zone).date() - now.astimezone(zone).date()).days
    if left <= timedelta():
        return "any moment now"
    if left <= SOON:
        return f"in {span(rounded(left))}"
    return {0: "today", 1: "tomorrow", 7: "in a week"}.get(days, f"in {days} days")


def lasting(since: datetime | None, update: Update) -> str:
    """How long something has lasted, as people say it: a few seconds more or less are nobody's concern."""
    return span(rounded(update.now - (since or update.now)))


def rounded(length: timedelta) -> timedelta:
    """To the nearest minute, and from two hours on to the nearest five; the smallest is a minute."""
    step = timedelta(minutes=5 if length >= timedelta(hours=2) else 1)
    return max(round(length / step) * step, timedelta(minutes=1))


def imagined(release: Release, slot: Slot, due: datetime) -> Release:
    """The release as it will be when the slot comes due, all else being as it is now: for a preview."""
    match slot.anchor:
        case Anchor.PLANNED_START:
            return release
        case Anchor.START if release.stage is Stage.PLANNED:
            return replace(release, stage=Stage.DEPLOYING, started_at=due - slot.offset)
        case Anchor.FINISH if release.stage in (Stage.PLANNED, Stage.DEPLOYING):
            started = release.started_at or release.planned_start
            return replace(release, stage=Stage.MONITORING, started_at=started, finished_at=due - slot.offset)
        case Anchor.ROLLBACK if release.stage in (Stage.PLANNED, Stage.DEPLOYING, Stage.MONITORING):
            reason = release.stage_reason or "(the reason stands here)"
            return replace(
                release, stage=Stage.ROLLING_BACK, rollback_began_at=due - slot.offset, stage_reason=reason
            )
        case _:
            return release
