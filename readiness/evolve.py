"""How an event changes the state. Pure, so that replaying the audit gives the state."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from readiness.events import (
    ApprovalExpired,
    Cancelled,
    CheckAssigned,
    CheckEvent,
    ChecksMarked,
    ChecksVerified,
    Closed,
    Event,
    EvidenceAdded,
    EvidenceRemoved,
    Finished,
    Moved,
    NoteWritten,
    Opened,
    OverrideConfirmed,
    OverrideGiven,
    PlannedAnew,
    RoleEvent,
    RollbackBegan,
    RollbackEvent,
    RolledBack,
    RolloutSet,
    SignedOff,
    StageEvent,
    Started,
)
from readiness.model import Check, CheckState, Decision, Evidence, Release, SignOff, Stage
from readiness.plan_events import PlanEvent
from readiness.recorded import after_override, after_plan, after_role, after_rollback
from readiness.records import START, Override


def opened(event: Opened, by: str, at: datetime) -> Release:
    """The release that the event made."""
    return Release(
        id=event.id,
        workspace=event.workspace,
        name=event.name,
        summary=event.summary,
        template=event.template,
        channel=event.channel,
        opened_by=by,
        opened_at=at,
        planned_start=event.planned_start,
        planned_at=at,
        zone=event.zone,
        roles={role: tuple(holders) for role, holders in event.roles.items()},
    )


def evolve(release: Release | None, event: Event, by: str, at: datetime) -> Release:
    """The release after ``event``, done by ``by`` at the aware moment ``at``. Only ``Opened`` takes None."""
    if isinstance(event, Opened):
        return opened(event, by, at)
    if release is None:
        raise ValueError("A release's first event opens it.")
    if isinstance(event, CheckEvent):
        return _with_checks(release, _checks_after(release, event, by, at))
    if isinstance(event, RoleEvent):
        return after_role(release, event, by, at)
    if isinstance(event, RollbackEvent):
        return after_rollback(release, event, by, at)
    if isinstance(event, PlanEvent):
        return after_plan(release, event, by, at)
    if isinstance(event, StageEvent):
        return _staged(release, event, by, at)
    return _signed(release, event, by, at)


def _signed(
    release: Release,
    event: SignedOff | ApprovalExpired | OverrideGiven | OverrideConfirmed,
    by: str,
    at: datetime,
) -> Release:
    match event:
        case SignedOff():
            return _with_sign_off(release, event, by, at)
        case ApprovalExpired():
            return _with_expired(release, event, at)
        case OverrideGiven() | OverrideConfirmed():
            return after_override(release, event, by, at)
    assert_never(event)


def _checks_after(release: Release, event: CheckEvent, by: str, at: datetime) -> Mapping[str, Check]:
    match event:
        case ChecksMarked():
            return {key: _marked(release.check(key), event, by, at) for key in event.keys}
        case ChecksVerified():
            return {key: _verified(release.check(key), by, at) for key in event.keys}
        case CheckAssigned():
            return {event.key: replace(release.check(event.key), owner=event.owner)}
        case EvidenceAdded():
            evidence = (*release.check(event.key).evidence, Evidence(event.text, by, at))
            return {event.key: replace(release.check(event.key), evidence=evidence)}
        case EvidenceRemoved():
            return {event.key: _without_evidence(release.check(event.key), event.text, by, at)}
        case NoteWritten():
            return {event.key: replace(release.check(event.key), note=event.note, note_by=by)}
    assert_never(event)


def _marked(check: Check, event: ChecksMarked, by: str, at: datetime) -> Check:
    return replace(
        check, state=event.state, reason=event.reason, by=by, at=at, verified_by=None, verified_at=None
    )


def _verified(check: Check, by: str, at: datetime) -> Check:
    state = CheckState.VERIFIED if check.state is CheckState.DONE else check.state
    return replace(check, state=state, verified_by=by, verified_at=at)


def _without_evidence(check: Check, text: str, by: str, at: datetime) -> Check:
    kept = tuple(evidence for evidence in check.evidence if evidence.text != text)
    return replace(check, evidence=kept, evidence_removed_by=by, evidence_removed_at=at)


def _with_checks(release: Release, changed: Mapping[str, Check]) -> Release:
    return replace(release, checks={**release.checks, **changed})


def _with_sign_off(release: Release, event: SignedOff, by: str, at: datetime) -> Release:
    new = SignOff(
        by,
        at,
        event.role,
        event.decision,
        event.fingerprint,
        event.comment,
        event.attested,
        event.shown,
        event.on_behalf,
        release.planned_start,
        cycle=release.cycle,
    )
    kept = _still_standing(release.sign_offs.get(event.subject, ()), new, event.replaces)
    sign_offs = {**release.sign_offs, event.subject: (*kept, new)}
    overrides = _voided(release.overrides, event.subject, at) if event.completes else release.overrides
    return replace(release, sign_offs=sign_offs, overrides=overrides)


def _voided(overrides: Mapping[str, Override], subject: str, at: datetime) -> Mapping[str, Override]:
    given = overrides.get(subject)
    if given is None or given.voided_at is not None:
        return overrides
    return {**overrides, subject: replace(given, voided_at=at)}


def _with_expired(release: Release, event: ApprovalExpired, at: datetime) -> Release:
    standing = release.sign_offs.get(event.subject, ())
    kept = tuple(replace(s, expired_at=at) if s.by == event.by else s for s in standing)
    return replace(release, sign_offs={**release.sign_offs, event.subject: kept})


def _still_standing(
    standing: Iterable[SignOff], new: SignOff, replaced: tuple[str, ...]
) -> tuple[SignOff, ...]:
    """A rejection clears every approval, an approval what it replaces; nobody clears another's rejection."""
    kept = (s for s in standing if s.by not in (new.by, *replaced))
    if new.decision is Decision.REJECTED:
        return tuple(s for s in kept if s.decision is Decision.REJECTED)
    return tuple(kept)


def _staged(release: Release, event: StageEvent, by: str, at: datetime) -> Release:
    match event:
        case Moved():
            return replace(release, planned_start=event.planned_start, zone=event.zone, planned_at=at)
        case PlannedAnew():
            return _planned_anew(release, event, at)
        case Started():
            # An override stays loud, in a later plan of the release too.
            new = _overridden(release, event, by, at)
            return replace(release, stage=Stage.DEPLOYING, started_at=at, override=new or release.override)
        case RolloutSet():
            return replace(release, rollout=event.percent)
        case Finished():
            return replace(release, stage=Stage.MONITORING, finished_at=at)
        case RollbackBegan():
            return replace(release, stage=Stage.ROLLING_BACK, rollback_began_at=at, stage_reason=event.reason)
        case RolledBack():
            return replace(release, stage=Stage.ROLLED_BACK, rolled_back_at=at)
        case Closed():
            return replace(release, stage=Stage.CLOSED, closed_at=at, stage_reason=event.reason)
        case Cancelled():
            return replace(release, stage=Stage.CANCELLED, closed_at=at, stage_reason=event.reason)
    assert_never(event)


def _overridden(release: Release, event: Started, by: str, at: datetime) -> Override | None:
    """The override by which the release starts; where a second person agreed to it, it is the first one's."""
    if not event.override:
        return None
    new = Override(by, at, event.override, event.blockers, release.cycle, on_behalf=event.on_behalf)
    given = release.overrides.get(START)
    if given is None or given.confirmed_at != at or given.confirmed_by != by:
        return new
    return replace(new, by=given.by, on_behalf=given.on_behalf, confirmed_by=by, confirmed_at=at)


def _planned_anew(release: Release, event: PlannedAnew, at: datetime) -> Release:
    reopened = {key: _open_again(release.check(key)) for key in event.reopened}
    return replace(
        release,
        stage=Stage.PLANNED,
        cycle=release.cycle + 1,
        planned_start=event.planned_start,
        zone=event.zone,
        planned_at=at,
        started_at=None,
        finished_at=None,
        rollback_began_at=None,
        rolled_back_at=None,
        stage_reason="",
        rollout=None,
        rollback_answer=None,
        checks={**release.checks, **reopened},
        sign_offs={key: signed for key, signed in release.sign_offs.items() if key not in event.cleared},
    )


def _open_again(check: Check) -> Check:
    return replace(
        check, state=CheckState.OPEN, by=None, at=None, reason="", verified_by=None, verified_at=None
    )
