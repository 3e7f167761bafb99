"""The rules: what a person asks of a release, answered with what happens, or refused with a sentence."""

import math
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from readiness import checks, gates, opening, sheet, stages
from readiness.authority import require_member, require_rollback_caller
from readiness.commands import (
    AddEvidence,
    AnswerRollback,
    AssignCheck,
    AssignRole,
    Cancel,
    Close,
    Command,
    Finish,
    FinishRollback,
    MarkChecks,
    Measure,
    Move,
    OpenRelease,
    RemoveEvidence,
    RollBack,
    SetRollout,
    Sign,
    Start,
    Together,
    VerifyChecks,
    WriteNote,
)
from readiness.events import Event, Measured, RollbackAnswered
from readiness.evolve import evolve
from readiness.model import Answer, Measurement, Person, Release, Stage
from readiness.refusal import Refused
from readiness.template import Kind, Template

__all__ = ["Refused", "decide", "evolve"]

ONE_PRESS = timedelta(seconds=10)
"""How long the same word of the same person is one press, where saying it later again means something."""


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
        case AssignRole():
            return opening.assign_role(template, release, command, by)
        case Sign():
            return _sign(template, release, command, by)
        case AnswerRollback():
            return _answer_rollback(release, command, by, now)
        case Measure():
            return _measure(template, release, command, by, now)
        case Together():
            return _together(template, release, command, by, now)
        case Move() | Start() | SetRollout() | Finish() | RollBack() | FinishRollback() | Close() | Cancel():
            return _move(template, release, command, by, now)
        case _:
            raise Refused("This can't be asked for yet.")
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


def _answer_rollback(
    release: Release, command: AnswerRollback, by: Person, now: datetime
) -> tuple[Event, ...]:
    require_rollback_caller(release, by, "say whether the release can be rolled back")
    if release.stage not in (Stage.PLANNED, Stage.DEPLOYING, Stage.MONITORING):
        raise Refused(
            f"Rollback readiness is not asked while a release is {gates.stage_words(release.stage)}."
        )
    reason = checks.cleaned(command.reason, "The reason")
    if not command.ready and not reason:
        raise Refused("Say why the release can't be rolled back, so that somebody can mend it.")
    said = Answer(command.ready, by.id, now, "" if command.ready else reason)
    if _is_one_press(release.rollback_answer, said):
        return ()
    return (RollbackAnswered(said.ready, said.reason),)


def _is_one_press(last: Answer | Measurement | None, said: Answer | Measurement) -> bool:
    """Whether ``said`` is no more than the second half of a double click."""
    return last is not None and said.at - last.at < ONE_PRESS and replace(last, at=said.at) == said


def _measure(
    template: Template, release: Release, command: Measure, by: Person, now: datetime
) -> tuple[Event, ...]:
    require_member(by, "record measurements")
    item = template.items.get(command.criterion)
    if item is None or item.kind is not Kind.CRITERION:
        raise Refused(f"There is no success criterion “{command.criterion}” in this release's template.")
    if release.stage is Stage.CANCELLED:
        raise Refused("This release was cancelled. Its criteria can be read, but no longer measured.")
    if command.value is not None and not math.isfinite(command.value):
        raise Refused(f"“{command.value}” is no measured value. Write a number, such as 99.95.")
    said = Measurement(command.value, by.id, now, checks.cleaned(command.note, "The note"))
    if _is_one_press(release.measurements.get(item.key), said):
        return ()
    return (Measured(item.key, said.value, said.note),)
