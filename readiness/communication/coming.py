"""What comes next in the communication plan: for the clock, and in each place that reads."""

from dataclasses import dataclass
from datetime import datetime

from readiness.communication.plan import live_anchor, occasions
from readiness.communication.posting import known
from readiness.communication.words import silence
from readiness.model import Release, Stage
from readiness.template import Anchor, Template


def next_occasion(template: Template, release: Release, now: datetime) -> datetime | None:
    """When the next occasion of the plan comes due after ``now``, as far as its anchor has come."""
    anchor = live_anchor(release)
    if anchor is None:
        return None
    quiet = silence(template, release)
    left_out = quiet is not None and quiet.left_out_from is not None
    return min(
        (
            one.due
            for one in occasions(template, release, anchor, now, now)
            if one.due > now and one.planned and not (left_out and one.slot.every)
        ),
        default=None,
    )


@dataclass(frozen=True, slots=True)
class NextUpdate:
    """The next update: its slot's key, and when. ``expected``: if the deployment begins as planned."""

    slot: str
    at: datetime
    expected: bool = False


def next_update(template: Template, release: Release, destination: str, now: datetime) -> NextUpdate | None:
    """The next update that is read in this place after ``now``.

    None while nobody can say: updates pause, or the next thing that happens is up to people.
    """
    anchor = live_anchor(release)
    if anchor is None:
        return None
    quiet = silence(template, release)
    pausing = quiet is not None and (quiet.paused or quiet.pauses_now)
    taken = known(template, release).taken
    for one in occasions(template, release, anchor, now, now):
        is_free = (one.slot.key, one.due, destination) not in taken
        if one.due > now and one.planned and is_free and not (pausing and one.slot.every):
            return NextUpdate(one.slot.key, one.due)
    return _at_start(template, release, now) if release.stage is Stage.PLANNED else None


def _at_start(template: Template, release: Release, now: datetime) -> NextUpdate | None:
    first = min((s for s in template.slots if s.anchor is Anchor.START), key=lambda s: s.offset, default=None)
    if first is None or release.planned_start + first.offset <= now:
        return None
    return NextUpdate(first.key, release.planned_start + first.offset, expected=True)
