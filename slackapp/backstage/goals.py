"""Where the page can wind the clock to, and why not where it can't just now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from readiness.communication.plan import live_anchor, occasions
from readiness.model import Release, Stage
from readiness.template import Template
from slackapp.backstage.lines import Said

DEPLOYMENT = timedelta(hours=2)
"""How long the story's team takes for a deployment. A release knows no planned finish: people press it."""
QUARTER = timedelta(days=91)
HOUR = timedelta(hours=1)

SO_FAR: dict[Stage, str] = {
    Stage.PLANNED: "It has not been started yet.",
    Stage.DEPLOYING: "It has been started already.",
    Stage.MONITORING: "It has been finished already.",
    Stage.ROLLING_BACK: "It is being rolled back.",
    Stage.ROLLED_BACK: "It was rolled back, and waits to be planned anew.",
    Stage.CLOSED: "It is closed.",
    Stage.CANCELLED: "It was cancelled.",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A moment that the clock can be wound to; where ``at`` is None, ``why`` says why it can't be now."""

    key: str
    title: str
    at: datetime | None
    why: str = ""

    def as_data(self) -> Said:
        """The goal in values that JSON knows."""
        at = self.at.isoformat() if self.at else None
        return {"key": self.key, "title": self.title, "at": at, "why": self.why}


def goals(template: Template, release: Release, now: datetime) -> tuple[Goal, ...]:
    """Where the clock can be wound to from ``now``, as the page offers it."""
    return (
        next_post(template, release, now),
        _before_start(release, now),
        _start(release, now),
        _finish(release, now),
        _quarter(release, now),
    )


def next_post(template: Template, release: Release, now: datetime) -> Goal:
    """The next update of the communication plan."""
    anchor = live_anchor(release)
    coming = occasions(template, release, anchor, now, now) if anchor else ()
    following = next((one for one in coming if one.planned and one.due > now), None)
    if following is not None:
        return Goal("next-post", f"The next update: {following.slot.title}", following.due)
    if release.stage is Stage.PLANNED:
        why = "All updates before the start are out: the next one comes with the start."
    else:
        why = "No more updates are planned." if anchor else SO_FAR[release.stage]
    return Goal("next-post", "The next update", None, why)


def _before_start(release: Release, now: datetime) -> Goal:
    title, at = "One hour before the start", release.planned_start - HOUR
    if release.stage is not Stage.PLANNED:
        return Goal("hour-before", title, None, SO_FAR[release.stage])
    late = now >= release.planned_start
    why = "The planned start has passed." if late else "It is less than an hour to the planned start."
    return _ahead("hour-before", title, at, now, why)


def _start(release: Release, now: datetime) -> Goal:
    title = "The planned start"
    if release.stage is not Stage.PLANNED:
        return Goal("start", title, None, SO_FAR[release.stage])
    return _ahead("start", title, release.planned_start, now, "It has passed: start, move or cancel it.")


def _finish(release: Release, now: datetime) -> Goal:
    if release.stage is not Stage.DEPLOYING or release.started_at is None:
        return Goal("finish", "The finish", None, SO_FAR[release.stage])
    title = "The finish: two hours into the deployment"
    return _ahead("finish", title, release.started_at + DEPLOYMENT, now, "It is time: /readiness finish.")


def _quarter(release: Release, now: datetime) -> Goal:
    title = "A quarter after the finish"
    if release.finished_at is None or release.stage not in {Stage.MONITORING, Stage.CLOSED}:
        early = release.stage in {Stage.PLANNED, Stage.DEPLOYING}
        why = "It has not been finished yet." if early else SO_FAR[release.stage]
        return Goal("quarter", title, None, why)
    return _ahead("quarter", title, release.finished_at + QUARTER, now, "The quarter is over.")


def _ahead(key: str, title: str, at: datetime, now: datetime, passed: str) -> Goal:
    return Goal(key, title, at) if at > now else Goal(key, title, None, passed)
