"""Whom to tell what: the wishes that a change, or the passing of time, puts into the outbox.

What they say is drawn when they are sent.
"""

from collections.abc import Iterator
from datetime import datetime

from readiness.communication.failing import criterion_asks, criterion_wishes
from readiness.communication.prompts import prompt_redraws, prompt_wishes
from readiness.communication.telling import moved_wishes, stage_wishes, trouble_wishes, update_wishes
from readiness.communication.timely import timely_redraws, timely_wishes
from readiness.communication.words import word_redraws, word_wishes
from readiness.model import Release, Stage
from readiness.schedule import OVERDUE_DEPUTY, OVERDUE_MANAGER, overdue
from readiness.signing.asking import asked_again, signing_wishes
from readiness.signing.authorising import expiry_settled, expiry_warnings, override_wishes, role_wishes
from readiness.signing.go import answer_holds
from readiness.template import DEPUTY, RELEASE_MANAGER, Template
from readiness.wish import NoticeKind, Wish

__all__ = ["NoticeKind", "Wish", "notices_due", "wishes"]


def wishes(template: Template, before: Release | None, after: Release) -> tuple[Wish, ...]:
    """What the change from ``before`` to ``after`` makes worth telling; ``before`` is None for a new one."""
    wished = (
        Wish("card", NoticeKind.CARD, after.channel),
        *signing_wishes(template, before, after),
        *role_wishes(template, before, after),
        *override_wishes(template, before, after),
        *expiry_settled(before, after),
        *(_plan_wishes(template, before, after) if before is not None else ()),
        *_settled(before, after),
    )
    return tuple(dict.fromkeys(wished))


def _plan_wishes(template: Template, before: Release, after: Release) -> Iterator[Wish]:
    yield from update_wishes(before, after)
    yield from trouble_wishes(before, after)
    yield from moved_wishes(template, before, after)
    yield from stage_wishes(template, before, after)
    yield from timely_redraws(template, before, after)
    yield from criterion_wishes(template, before, after)
    yield from prompt_redraws(before, after)
    yield from word_redraws(before, after)


def _settled(before: Release | None, after: Release) -> Iterator[Wish]:
    """Whoever was asked about an overdue start reads that it is settled, and finds no button any more."""
    if before is None or before.stage is not Stage.PLANNED:
        return
    if after.stage is not Stage.PLANNED or after.planned_start != before.planned_start:
        yield Wish("overdue:again", NoticeKind.OVERDUE, after.channel, redraw_only=True)


def notices_due(template: Template, release: Release, now: datetime) -> tuple[Wish, ...]:
    """What the passing of time makes worth telling at ``now``. Asking twice gives the same keys."""
    return (
        *_start_asks(release, now),
        *asked_again(template, release, now),
        *expiry_warnings(template, release, now),
        *prompt_wishes(template, release, now),
        *criterion_asks(template, release, now),
        *word_wishes(template, release, now),
        *timely_wishes(template, release, now),
    )


def _start_asks(release: Release, now: datetime) -> Iterator[Wish]:
    if overdue(release, now) or _has_lapsed(release, now):
        yield Wish("card", NoticeKind.CARD, release.channel)
        yield from _overdue_asks(release, now)


def _overdue_asks(release: Release, now: datetime) -> Iterator[Wish]:
    late = now - release.planned_start
    asked = [h for h in release.acting(RELEASE_MANAGER) if late >= OVERDUE_MANAGER]
    asked += [h for h in release.acting(DEPUTY) if late >= OVERDUE_DEPUTY and h not in asked]
    for holder in asked:
        yield Wish(f"overdue:{release.planned_start.isoformat()}:{holder}", NoticeKind.OVERDUE, holder)


def _has_lapsed(release: Release, now: datetime) -> bool:
    """Whether the last *ready to roll back* is too old for a start, so that the card's go is over."""
    ready = release.rollback_answer is not None and release.rollback_answer.ready
    return release.stage is Stage.PLANNED and ready and not answer_holds(release, now)
