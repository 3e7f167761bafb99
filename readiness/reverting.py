"""What people ask about the rollback: whether it can be done, how it is done, what speaks for it."""

import math
from dataclasses import replace
from datetime import datetime, timedelta

from readiness.authority import require_lead, require_member, require_rollback_caller
from readiness.checks import cleaned
from readiness.commands import AnswerRollback, KeepGoing, Measure, WriteRollbackPlan
from readiness.communication.failing import FAILING_IN, asked_about, failing
from readiness.derived import Verdict, says, verdict
from readiness.events import Event, KeptGoing, Measured, RollbackAnswered, RollbackPlanWritten
from readiness.model import Answer, Measurement, Person, Release, Stage
from readiness.records import RollbackPlan, Said
from readiness.refusal import Refused
from readiness.signing.gates import stage_words
from readiness.template import Item, Kind, Template

ONE_PRESS = timedelta(seconds=10)
"""How long the same word of the same person is one press, where saying it later again means something."""
LONGEST_ROLLBACK = 7 * 24 * 60
"""Minutes."""


def answer_rollback(
    release: Release, command: AnswerRollback, by: Person, now: datetime
) -> tuple[Event, ...]:
    """Say whether the release can be rolled back."""
    require_rollback_caller(release, by, "say whether the release can be rolled back")
    if release.stage not in (Stage.PLANNED, Stage.DEPLOYING, Stage.MONITORING):
        raise Refused(f"Rollback readiness is not asked while a release is {stage_words(release.stage)}.")
    reason = cleaned(command.reason, "The reason")
    if not command.ready and not reason:
        raise Refused("Say why the release can't be rolled back, so that somebody can mend it.")
    said = Answer(command.ready, by.id, now, "" if command.ready else reason)
    if _is_one_press(release.rollback_answer, said):
        return ()
    return (RollbackAnswered(said.ready, said.reason),)


def _is_one_press(last: Answer | Measurement | Said | None, said: Answer | Measurement | Said) -> bool:
    """Whether ``said`` is no more than the second half of a double click."""
    return last is not None and said.at - last.at < ONE_PRESS and replace(last, at=said.at) == said


def measure(
    template: Template, release: Release, command: Measure, by: Person, now: datetime
) -> tuple[Event, ...]:
    """Record a value of a success criterion."""
    require_member(by, "record measurements")
    item = _criterion(template, command.criterion)
    if release.stage is Stage.CANCELLED:
        raise Refused("This release was cancelled. Its criteria can be read, but no longer measured.")
    if command.value is not None and not math.isfinite(command.value):
        raise Refused(f"“{command.value}” is no measured value. Write a number, such as 99.95.")
    said = Measurement(command.value, by.id, now, cleaned(command.note, "The note"))
    said = replace(said, failing_since=_failing_since(template, release, item, said))
    if _is_one_press(release.measurements.get(item.key), said):
        return ()
    return (Measured(item.key, said.value, said.note, said.failing_since),)


def _failing_since(template: Template, release: Release, item: Item, said: Measurement) -> datetime | None:
    """Since when people are asked what to do, if the criterion fails by this measurement and they are."""
    if release.stage not in FAILING_IN or says(item, said) is not Verdict.FAIL:
        return None
    open_ = failing(template, release).get(item.key)
    return said.at if open_ is None else asked_about(open_).asked_at


def _criterion(template: Template, key: str) -> Item:
    item = template.items.get(key)
    if item is None or item.kind is not Kind.CRITERION:
        raise Refused(f"There is no success criterion “{key}” in this release's template.")
    return item


def keep_going(
    template: Template, release: Release, command: KeepGoing, by: Person, now: datetime
) -> tuple[Event, ...]:
    """Go on although a criterion fails, until it is measured failing anew."""
    require_rollback_caller(release, by, "decide to keep going")
    item = _criterion(template, command.criterion)
    if release.stage not in FAILING_IN:
        raise Refused(
            "Whether to keep going is decided while deploying or monitoring; "
            f"this release is {stage_words(release.stage)}."
        )
    reason = cleaned(command.reason, "The reason")
    if not reason:
        raise Refused("Say why the release goes on although the criterion fails: everybody will ask.")
    said = Said(reason, by.id, now)
    if _is_one_press(release.kept_going.get(item.key), said):
        return ()
    if verdict(item, release) is not Verdict.FAIL:
        raise Refused(f"“{item.title}” does not fail any more, so there is nothing to decide.")
    return (KeptGoing(item.key, reason),)


def write_plan(release: Release, command: WriteRollbackPlan, by: Person, now: datetime) -> tuple[Event, ...]:
    """Write down how the release is rolled back."""
    require_lead(release, by, "write the rollback plan")
    if not release.stage.active:
        raise Refused(f"This release is {stage_words(release.stage)}. Its rollback plan stays as it is.")
    if command.minutes is not None and not 1 <= command.minutes <= LONGEST_ROLLBACK:
        raise Refused(f"A rollback takes from 1 to {LONGEST_ROLLBACK:,} minutes, not {command.minutes:,}.")
    # Somewhere on earth the date is a day further than in UTC.
    if command.rehearsed_on is not None and command.rehearsed_on > (now + timedelta(days=1)).date():
        raise Refused("The last rehearsal lies in the future. Give the day on which it was done.")
    plan = RollbackPlan(
        cleaned(command.automatic, "The automatic rollback"),
        cleaned(command.manual, "The manual procedure"),
        cleaned(command.recovery, "The recovery"),
        command.owner,
        command.rehearsed_on,
        command.minutes,
        cleaned(command.point_of_no_return, "The point of no return"),
    )
    if plan == (release.rollback_plan or RollbackPlan()):
        return ()
    return (
        RollbackPlanWritten(
            plan.automatic,
            plan.manual,
            plan.recovery,
            plan.owner,
            plan.rehearsed_on,
            plan.minutes,
            plan.point_of_no_return,
        ),
    )
