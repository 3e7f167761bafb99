"""The prompt on a failing criterion: roll back, or keep going because; asked until somebody answers."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from readiness.communication.prompts import LEAD_AFTER, TEAM_AFTER, Round, leads
from readiness.derived import Verdict, verdict
from readiness.model import Measurement, Release, Stage
from readiness.template import ON_CALL, ROLLBACK_TEAM, Template
from readiness.wish import NoticeKind, Wish

FAILING_IN = (Stage.DEPLOYING, Stage.MONITORING)
"""The stages in which a criterion that fails prompts somebody at once."""


def failing(template: Template, release: Release) -> Mapping[str, Measurement]:
    """By criterion: the failing measurements that nobody has answered with *keep going*.

    Only what was measured since the deployment began, and only while it is deployed or watched.
    """
    if release.stage not in FAILING_IN or release.started_at is None:
        return {}
    found = {}
    for item in template.criteria:
        measured = release.measurements.get(item.key)
        if measured is None or measured.at < release.started_at:
            continue
        said = release.kept_going.get(item.key)
        answered = said is not None and said.at >= measured.at
        if verdict(item, release) is Verdict.FAIL and not answered:
            found[item.key] = measured
    return found


def criterion_wishes(template: Template, before: Release, after: Release) -> Iterator[Wish]:
    """Who is asked at once about a failing criterion: on-call, else the rollback team, else the manager.

    What was asked is drawn anew when it is measured again, answered, or over.
    """
    if (before.measurements, before.kept_going, before.stage) == (
        after.measurements,
        after.kept_going,
        after.stage,
    ):
        return
    then, now = failing(template, before), failing(template, after)
    for key, measured in now.items():
        if key not in then:
            whom = after.acting(ON_CALL) or after.acting(ROLLBACK_TEAM) or leads(after)
            for holder in whom:
                wish_key = f"criterion:{key}:{measured.at.isoformat()}:{holder}"
                yield Wish(wish_key, NoticeKind.CRITERION, holder, key)
    for key, measured in then.items():
        if now.get(key) != measured:
            yield Wish(f"criterion:{key}:again", NoticeKind.CRITERION, after.channel, key, redraw_only=True)


def asked_about(measured: Measurement) -> Round:
    """The question what to do about a criterion that fails: when it was asked, and when of whom again."""
    since = measured.failing_since or measured.at
    return Round(since, since + TEAM_AFTER, since + LEAD_AFTER)


def undecided(template: Template, release: Release, now: datetime) -> Mapping[str, datetime]:
    """By criterion that fails: since when nobody says what to do, though somebody was asked twice."""
    rounds_ = {key: asked_about(measured) for key, measured in failing(template, release).items()}
    return {key: one.asked_at for key, one in rounds_.items() if now >= one.team_at}


def criterion_asks(template: Template, release: Release, now: datetime) -> Iterator[Wish]:
    """Who is asked again what to do: on-call and the rollback team, then the release manager.

    On the same rule as the question whether it can be rolled back: after ten minutes, and after twenty.
    """
    for key, since in undecided(template, release, now).items():
        asked = (*release.acting(ON_CALL), *release.acting(ROLLBACK_TEAM)) or leads(release)
        if now >= since + LEAD_AFTER:
            asked += leads(release)
        for holder in dict.fromkeys(asked):
            wish_key = f"criterion:{key}:{since.isoformat()}:again:{holder}"
            yield Wish(wish_key, NoticeKind.CRITERION, holder, key, once=True)


def criterion_moments(template: Template, release: Release) -> Iterator[datetime]:
    """When somebody is asked again what to do about a criterion that fails, as things stand."""
    for measured in failing(template, release).values():
        one = asked_about(measured)
        yield from (one.team_at, one.lead_at)
