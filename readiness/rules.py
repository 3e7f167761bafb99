"""The rules: what a person asks of a release, answered with what happens, or refused with a sentence."""

from datetime import datetime
from typing import assert_never

from readiness import checks, opening, reverting, stages
from readiness.commands import (
    AddEvidence,
    AnswerRollback,
    AssignCheck,
    AssignRole,
    Cancel,
    Close,
    Command,
    ConfirmOverride,
    Delegate,
    EndDelegation,
    Finish,
    FinishRollback,
    KeepGoing,
    MarkChecks,
    Measure,
    Move,
    NoteFitness,
    OpenRelease,
    OverrideGate,
    RemoveEvidence,
    RollBack,
    SayWord,
    SendPosts,
    SetAudience,
    SetRollout,
    SettleNotice,
    Sign,
    SkipPosts,
    Start,
    Together,
    VerifyChecks,
    WriteNote,
    WriteRollbackPlan,
)
from readiness.communication import planning, settling
from readiness.events import Event
from readiness.evolve import evolve
from readiness.model import Person, Release
from readiness.refusal import Refused
from readiness.signing import delegating, fitness, gates, overriding, sheet
from readiness.template import Template

__all__ = ["Refused", "decide", "evolve"]


def decide(
    template: Template, release: Release | None, command: Command, by: Person, now: datetime
) -> tuple[Event, ...]:
    """What happens when ``by`` asks for ``command`` at the aware moment ``now``.

    ``release`` is None only for ``OpenRelease``. No events means that what was asked for is so already.
    Raises ``Refused``.
    """
    if isinstance(command, OpenRelease):
        return opening.open_release(template, command, by, now) if release is None else ()
    if release is None:
        raise Refused("This release does not exist. /readiness list shows those that do.")
    match command:
        case MarkChecks():
            return checks.mark(template, release, command, by)
        case VerifyChecks():
            return checks.verify(template, release, command, by)
        case AssignCheck():
            return checks.assign(template, release, command, by)
        case AddEvidence():
            return checks.add_evidence(template, release, command, by)
        case RemoveEvidence():
            return checks.remove_evidence(template, release, command, by)
        case WriteNote():
            return checks.write_note(template, release, command, by)
        case AssignRole() | Delegate() | EndDelegation() | NoteFitness():
            return _entrust(template, release, command, by, now)
        case Sign():
            return _sign(template, release, command, by)
        case OverrideGate():
            return overriding.override_gate(template, release, command, by)
        case ConfirmOverride():
            return overriding.confirm_override(template, release, command, by, now)
        case AnswerRollback() | Measure() | KeepGoing() | WriteRollbackPlan():
            return _revert(template, release, command, by, now)
        case SetAudience() | SayWord() | SkipPosts() | SendPosts() | SettleNotice():
            return _plan(template, release, command, by, now)
        case Together():
            return _together(template, release, command, by, now)
        case Move() | Start() | SetRollout() | Finish() | RollBack() | FinishRollback() | Close() | Cancel():
            return _move(template, release, command, by, now)
    assert_never(command)


def _together(
    template: Template, release: Release, command: Together, by: Person, now: datetime
) -> tuple[Event, ...]:
    events: list[Event] = []
    for part in command.commands:
        for event in decide(template, release, part, by, now):
            events.append(event)
            release = evolve(release, event, by.id, now)
    return tuple(events)


def _entrust(
    template: Template,
    release: Release,
    command: AssignRole | Delegate | EndDelegation | NoteFitness,
    by: Person,
    now: datetime,
) -> tuple[Event, ...]:
    match command:
        case AssignRole():
            return opening.assign_role(template, release, command, by)
        case Delegate():
            return delegating.delegate(template, release, command, by, now)
        case EndDelegation():
            return delegating.end_delegation(template, release, command, by)
        case NoteFitness():
            return fitness.note_fitness(release, command, by)
    assert_never(command)


def _sign(template: Template, release: Release, command: Sign, by: Person) -> tuple[Event, ...]:
    if template.has_gate(command.subject):
        return gates.sign_gate(template, release, command, by)
    if sheet.is_line(template, command.subject):
        return sheet.sign_line(template, release, command, by)
    raise Refused(f"There is no gate or sign-off line “{command.subject}” in this release's template.")


def _move(
    template: Template,
    release: Release,
    command: Move | Start | SetRollout | Finish | RollBack | FinishRollback | Close | Cancel,
    by: Person,
    now: datetime,
) -> tuple[Event, ...]:
    match command:
        case Move():
            return stages.move(template, release, command, by, now)
        case Start():
            return stages.start(template, release, command, by, now)
        case SetRollout():
            return stages.set_rollout(release, command, by)
        case Finish():
            return stages.finish(template, release, command, by)
        case RollBack():
            return stages.roll_back(release, command, by)
        case FinishRollback():
            return stages.finish_rollback(release, by)
        case Close():
            return stages.close(template, release, command, by)
        case Cancel():
            return stages.cancel(release, command, by)
    assert_never(command)


def _revert(
    template: Template,
    release: Release,
    command: AnswerRollback | Measure | KeepGoing | WriteRollbackPlan,
    by: Person,
    now: datetime,
) -> tuple[Event, ...]:
    match command:
        case AnswerRollback():
            return reverting.answer_rollback(release, command, by, now)
        case Measure():
            return reverting.measure(template, release, command, by, now)
        case KeepGoing():
            return reverting.keep_going(template, release, command, by, now)
        case WriteRollbackPlan():
            return reverting.write_plan(release, command, by, now)
    assert_never(command)


def _plan(
    template: Template,
    release: Release,
    command: SetAudience | SayWord | SkipPosts | SendPosts | SettleNotice,
    by: Person,
    now: datetime,
) -> tuple[Event, ...]:
    match command:
        case SetAudience():
            return planning.set_audience(template, release, command, by)
        case SayWord():
            return planning.say_word(template, release, command, by, now)
        case SkipPosts():
            return planning.skip_posts(template, release, command, by, now)
        case SendPosts():
            return planning.send_posts(template, release, command, by, now)
        case SettleNotice():
            return settling.settle_notice(template, release, command, by, now)
    assert_never(command)
