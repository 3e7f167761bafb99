"""What the passing of time changes for a release, and when a release next needs a look."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from readiness.communication.coming import next_occasion
from readiness.communication.failing import criterion_moments
from readiness.communication.prompts import prompt_moments
from readiness.communication.timely import timely_moments
from readiness.communication.words import word_moments
from readiness.model import Release, Stage
from readiness.signing.asking import asking_moments
from readiness.signing.go import ANSWER_HOLDS
from readiness.signing.lapsing import lapsing_moments
from readiness.template import Template

OVERDUE_MANAGER = timedelta(minutes=15)
"""How long after a planned start that nobody pressed the release manager is asked."""
OVERDUE_DEPUTY = timedelta(minutes=30)
"""How long after it the deputy is asked."""


def overdue(release: Release, now: datetime) -> bool:
    """Whether the planned start has passed and nobody pressed."""
    return release.stage is Stage.PLANNED and now >= release.planned_start


def next_due_at(template: Template, release: Release, now: datetime) -> datetime | None:
    """The next moment after ``now`` at which the passing of time changes something, or None."""
    return min((moment for moment in _moments(template, release, now) if moment > now), default=None)


def _moments(template: Template, release: Release, now: datetime) -> Iterator[datetime]:
    yield from _moments_of_start(release)
    yield from asking_moments(template, release)
    yield from lapsing_moments(template, release)
    due = next_occasion(template, release, now)
    if due is not None:
        yield due
    yield from prompt_moments(template, release, now)
    yield from criterion_moments(template, release)
    yield from word_moments(template, release, now)
    yield from timely_moments(template, release)


def _moments_of_start(release: Release) -> Iterator[datetime]:
    if release.stage is Stage.PLANNED:
        yield release.planned_start
        yield release.planned_start + OVERDUE_MANAGER
        yield release.planned_start + OVERDUE_DEPUTY
        if release.rollback_answer is not None and release.rollback_answer.ready:
            yield release.rollback_answer.at + ANSWER_HOLDS + datetime.resolution
