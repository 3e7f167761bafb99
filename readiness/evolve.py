"""How an event changes the state. Pure, so that replaying the audit gives the state."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from readiness.events import (
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
    Measured,
    Moved,
    NoteWritten,
    Opened,
    PlannedAnew,
    RoleAssigned,
    RollbackAnswered,
    RollbackBegan,
    RolledBack,
    RolloutSet,
    SignedOff,
    StageEvent,
    Started,
)
from readiness.model import (
    Answer,
    Check,
    CheckState,
    Decision,
    Evidence,
    Measurement,
    Override,
    Release,
    SignOff,
    Stage,
)


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
    match event:
        case (
            ChecksMarked()
            | ChecksVerified()
            | CheckAssigned()
            | EvidenceAdded()
            | EvidenceRemoved()
            | NoteWritten()
        ):
            return _with_checks(release, _checks_after(release, event, by, at))
        case RoleAssigned():
            return replace(release, roles={**release.roles, event.role: event.holders})
        case SignedOff():
            return _with_sign_off(release, event, by, at)
        case RollbackAnswered():
            return replace(release, rollback_answer=Answer(event.ready, by, at, event.reason))
        case Measured():
            measured = Measurement(event.value, by, at)
            return replace(release, measurements={**release.measurements, event.criterion: measured})
        case _:
            return _staged(release, event, by, at)


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
            return {event.key: _without_evidence(release.check(event.key), event.text)}
        case NoteWritten():
            return {event.key: replace(release.check(event.key), note=event.note)}
    assert_never(event)


def _marked(check: Check, event: ChecksMarked, by: str, at: datetime) -> Check:
    return replace(
        check, state=event.state, reason=event.reason, by=by, at=at, verified_by=None, verified_at=None
    )


def _verified(check: Check, by: str, at: datetime) -> Check:
    state = CheckState.VERIFIED if check.state is CheckState.DONE else check.state
    return replace(check, state=state, verified_by=by, verified_at=at)


def _without_evidence(check: Check, text: str) -> Check:
    kept = tuple(evidence for evidence in check.evidence if evidence.text != text)
    return replace(check, evidence=kept, removed_evidence=check.removed_evidence + 1)


def _with_checks(release: Release, changed: Mapping[str, Check]) -> Release:
    return replace(release, checks={**release.checks, **changed})


def _with_sign_off(release: Release, event: SignedOff, by: str, at: datetime) -> Release:
    new = SignOff(by, at, event.role, event.decision, event.fingerprint, event.comment, event.attested)
    kept = _still_standing(release.sign_offs.get(event.subject, ()), new)
    return replace(release, sign_offs={**release.sign_offs, event.subject: (*kept, new)})


def _still_standing(standing: Iterable[SignOff], new: SignOff) -> tuple[SignOff, ...]:
    """A rejection clears every approval; an approval clears a rejection and approvals of another scope."""
    if new.decision is Decision.REJECTED:
        return ()
    return tuple(
        s
        for s in standing
        if s.by != new.by and s.decision is Decision.APPROVED and s.fingerprint == new.fingerprint
    )


def _staged(release: Release, event: StageEvent, by: str, at: datetime) -> Release:
    match event:
        case Moved():
            return replace(release, planned_start=event.planned_start, zone=event.zone, planned_at=at)
        case PlannedAnew():
            return _planned_anew(release, event, at)
        case Started():
            # An override stays loud, in a later plan of the release too.
            new = Override(by, at, event.override, event.blockers) if event.override else None
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
