"""How events of roles, the communication plan, the rollback and overrides change a release."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar, assert_never

from readiness.events import (
    DelegationEnded,
    FitnessChanged,
    KeptGoing,
    Measured,
    OverrideConfirmed,
    OverrideGiven,
    RoleAssigned,
    RoleDelegated,
    RoleEvent,
    RollbackAnswered,
    RollbackEvent,
    RollbackPlanWritten,
)
from readiness.model import Answer, Measurement, Release
from readiness.plan_events import AudienceSet, NoticeChanged, PlanEvent, PostsChanged, WordSaid
from readiness.records import Delegation, Override, Post, PostState, RollbackPlan, Said, Trouble

T = TypeVar("T")


def after_role(release: Release, event: RoleEvent, by: str, at: datetime) -> Release:
    """The release after somebody was given a role, for good or for a time."""
    match event:
        case RoleAssigned():
            return replace(release, roles={**release.roles, event.role: event.holders})
        case RoleDelegated():
            new = Delegation(event.of, event.to, at, event.until, event.reason, by)
            return _delegated(release, event.role, (*_without(release, event.role, event.to), new))
        case DelegationEnded():
            return _delegated(release, event.role, _without(release, event.role, event.to))
        case FitnessChanged():
            return replace(release, unfit=event.unfit)
    assert_never(event)


def _without(release: Release, role: str, to: str) -> tuple[Delegation, ...]:
    return tuple(handed for handed in release.delegations.get(role, ()) if handed.to != to)


def _delegated(release: Release, role: str, delegations: tuple[Delegation, ...]) -> Release:
    kept = {key: handed for key, handed in release.delegations.items() if key != role}
    return replace(release, delegations={**kept, role: delegations} if delegations else kept)


def after_plan(release: Release, event: PlanEvent, by: str, at: datetime) -> Release:
    """The release after something became of its communication plan."""
    match event:
        case AudienceSet():
            return replace(release, audiences={**release.audiences, event.audience: event.to})
        case WordSaid():
            return replace(release, word=Said(event.text, by, at))
        case PostsChanged():
            changed = {key: _post(release.posts.get(key), event, by, at) for key in event.keys}
            return replace(release, posts={**release.posts, **changed})
        case NoticeChanged():
            trouble = Trouble(event.kind, event.to, event.subject, event.state, at, by, event.reason)
            return replace(release, troubles=_with(release.troubles, event.key, trouble))
    assert_never(event)


def _post(before: Post | None, event: PostsChanged, by: str, at: datetime) -> Post:
    """The post as it is then. One that was sent keeps its moment: only where it stands can change."""
    if before is not None and before.state is PostState.SENT is event.state:
        return replace(before, channel=event.channel, ts=event.ts)
    return Post(event.state, at, by, event.reason, event.channel, event.ts)


def after_rollback(release: Release, event: RollbackEvent, by: str, at: datetime) -> Release:
    """The release after an answer, a measurement or a line of the rollback plan."""
    match event:
        case RollbackAnswered():
            return replace(release, rollback_answer=Answer(event.ready, by, at, event.reason))
        case RollbackPlanWritten():
            plan = RollbackPlan(
                event.automatic,
                event.manual,
                event.recovery,
                event.owner,
                event.rehearsed_on,
                event.minutes,
                event.point_of_no_return,
            )
            return replace(release, rollback_plan=plan)
        case Measured():
            measured = Measurement(event.value, by, at, event.note, event.failing_since)
            return replace(release, measurements=_with(release.measurements, event.criterion, measured))
        case KeptGoing():
            said = Said(event.reason, by, at)
            return replace(release, kept_going=_with(release.kept_going, event.criterion, said))
    assert_never(event)


def after_override(
    release: Release, event: OverrideGiven | OverrideConfirmed, by: str, at: datetime
) -> Release:
    """The release after an override was given, or a second person agreed to it."""
    if isinstance(event, OverrideGiven):
        given = Override(
            by,
            at,
            event.reason,
            event.blockers,
            release.cycle,
            on_behalf=event.on_behalf,
            passes_over=event.passes_over,
            through=event.through,
        )
        return replace(release, overrides=_with(release.overrides, event.subject, given))
    agreed = replace(release.overrides[event.subject], confirmed_by=by, confirmed_at=at)
    return replace(release, overrides=_with(release.overrides, event.subject, agreed))


def _with(held: Mapping[str, T], key: str, value: T) -> dict[str, T]:
    return {**held, key: value}
