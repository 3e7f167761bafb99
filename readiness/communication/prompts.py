"""The prompt on rollback readiness: whether the release can still be rolled back, asked until it is answered.

Times are moments and distances of the business clock; who is asked is told by ids of people and user groups.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from readiness.communication.plan import anchored, live_anchor, occasions
from readiness.communication.words import silence
from readiness.model import Release, Stage
from readiness.template import (
    DEPUTY,
    RELEASE_MANAGER,
    ROLLBACK_TEAM,
    Anchor,
    Template,
)
from readiness.wish import NoticeKind, Wish

BEFORE_START = timedelta(hours=1)
"""How long before the planned start the question is asked first."""
TEAM_AFTER = timedelta(minutes=10)
"""How long it stands unanswered before the rollback team is asked by direct message."""
LEAD_AFTER = timedelta(minutes=20)
"""How long before the release manager is."""
ASKED_IN = (Stage.PLANNED, Stage.DEPLOYING)


@dataclass(frozen=True, slots=True)
class Round:
    """One time that the question is asked: when, and when the team and the manager get it by themselves."""

    asked_at: datetime
    team_at: datetime
    lead_at: datetime


def rounds(template: Template, release: Release, now: datetime) -> tuple[Round, ...]:
    """The questions on rollback readiness of this stage that were asked by ``now``, and the next.

    One goes with each update, so while updates pause there is no new one.
    """
    if release.stage is Stage.PLANNED:
        return tuple(_before_start(release))
    if release.stage is not Stage.DEPLOYING:
        return ()
    answered = release.rollback_answer
    since = None if answered is None else answered.at
    quiet = silence(template, release)
    paused_at = None if quiet is None else quiet.paused_at
    until = now if paused_at is None else min(now, paused_at)
    return tuple(
        _round(one.due, one.slot.every)
        for one in occasions(template, release, Anchor.START, until, since)
        if one.slot.every is not None and (paused_at is None or one.due <= paused_at)
    )


def _before_start(release: Release) -> Iterator[Round]:
    asked_at = release.planned_start - BEFORE_START
    if asked_at >= (release.planned_at or release.opened_at):
        yield _round(asked_at, BEFORE_START)


def _round(asked_at: datetime, every: timedelta) -> Round:
    """Where the question comes often, the escalation is faster: it is over before the next one."""
    return Round(asked_at, asked_at + min(TEAM_AFTER, every / 3), asked_at + min(LEAD_AFTER, every * 2 / 3))


def open_rounds(template: Template, release: Release, now: datetime) -> tuple[Round, ...]:
    """The questions that were asked by ``now`` and that nobody has answered since, in order."""
    answer = release.rollback_answer
    return tuple(
        one
        for one in rounds(template, release, now)
        if one.asked_at <= now and (answer is None or answer.at < one.asked_at)
    )


def unconfirmed_since(template: Template, release: Release, now: datetime) -> datetime | None:
    """Since when rollback readiness is unconfirmed; None while the question is answered, or fresh."""
    first = next(iter(open_rounds(template, release, now)), None)
    return first.asked_at if first is not None and now >= first.team_at else None


def prompt_subject(release: Release) -> str:
    """The subject of the questions of this stage of this plan; empty in a stage that asks none."""
    anchor = live_anchor(release)
    moment = anchored(release, anchor) if anchor is not None and release.stage in ASKED_IN else None
    return "" if moment is None else moment.isoformat()


def prompt_wishes(template: Template, release: Release, now: datetime) -> Iterator[Wish]:
    """Who is asked at ``now`` whether the release can be rolled back."""
    open_ = open_rounds(template, release, now)
    if not open_:
        return
    subject, last = prompt_subject(release), open_[-1]
    yield Wish(f"prompt:{subject}", NoticeKind.PROMPT, release.channel, subject)
    asked = list[str]()
    if now >= last.team_at:
        asked += release.acting(ROLLBACK_TEAM) or leads(release)
    if now >= last.lead_at:
        asked += leads(release)
    for holder in dict.fromkeys(asked):
        key = f"prompt:{last.asked_at.isoformat()}:{holder}"
        yield Wish(key, NoticeKind.PROMPT, holder, subject, once=True)


def leads(release: Release) -> tuple[str, ...]:
    """Who is asked when it is the release manager's to answer: the deputy where there is none."""
    return release.acting(RELEASE_MANAGER) or release.acting(DEPUTY)


def prompt_moments(template: Template, release: Release, now: datetime) -> Iterator[datetime]:
    """The moments after ``now`` at which somebody is asked, as things stand."""
    answer = release.rollback_answer
    for one in rounds(template, release, now):
        if answer is None or answer.at < one.asked_at:
            yield from (one.asked_at, one.team_at, one.lead_at)


def prompt_redraws(before: Release, after: Release) -> Iterator[Wish]:
    """What was asked is drawn anew when it is answered, and when the stage or the date is another."""
    subject = prompt_subject(before)
    answered = before.rollback_answer != after.rollback_answer
    if subject and (answered or prompt_subject(after) != subject):
        yield Wish("prompt:again", NoticeKind.PROMPT, after.channel, subject, redraw_only=True)
