"""Checklists and reviews that come due at a moment of the release, each a message of its own."""

from collections.abc import Iterator
from datetime import datetime

from readiness.communication.plan import LIVE, anchored
from readiness.model import Release, Stage
from readiness.template import Due, Group, Phase, Template
from readiness.wish import NoticeKind, Wish

REVIEWED_IN = (Stage.MONITORING, Stage.CLOSED)


def is_review(group: Group) -> bool:
    """Whether the group is part of a review, which comes due after closing too."""
    return group.items[0].phase is Phase.REVIEW


def due_groups(template: Template, release: Release) -> Iterator[tuple[Group, datetime]]:
    """The groups of checks that come due in the release's present stage, each with its moment."""
    for group, due in template.timely_groups:
        moment = anchored(release, due.anchor)
        if moment is not None and _is_live(group, due, release):
            yield group, moment + due.offset


def _is_live(group: Group, due: Due, release: Release) -> bool:
    if is_review(group):
        return release.stage in REVIEWED_IN
    return LIVE.get(release.stage) is due.anchor


def timely_wishes(template: Template, release: Release, now: datetime) -> Iterator[Wish]:
    """The checklists and reviews that have come due by ``now``, each posted once in the release's channel."""
    for group, moment in due_groups(template, release):
        if moment <= now:
            kind = NoticeKind.REVIEW if is_review(group) else NoticeKind.CHECKLIST
            key = f"{kind.value}:{group.key}:{moment.isoformat()}"
            yield Wish(key, kind, release.channel, group.key, once=True)


def timely_moments(template: Template, release: Release) -> Iterator[datetime]:
    """When the groups of the present stage come due."""
    return (moment for _, moment in due_groups(template, release))


def timely_redraws(template: Template, before: Release, after: Release) -> Iterator[Wish]:
    """The messages of groups with a check that changed are drawn anew."""
    if before.checks is after.checks:
        return
    for group, _ in template.timely_groups:
        if any(before.check(item.key) != after.check(item.key) for item in group.items):
            kind = NoticeKind.REVIEW if is_review(group) else NoticeKind.CHECKLIST
            yield Wish(f"{kind.value}:{group.key}:again", kind, after.channel, group.key, redraw_only=True)
