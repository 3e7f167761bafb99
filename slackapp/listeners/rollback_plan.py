"""The rollback plan: read whole, and written down."""

from datetime import date

from readiness.commands import WriteRollbackPlan
from slackapp import answers
from slackapp.actions import Field
from slackapp.answers import Answer, Errors, Open
from slackapp.blocks import rollback_plan
from slackapp.parts import Case, Parts
from slackapp.payloads import Pressed, Submitted, Typed

MOST_MINUTES = 100_000
"""Longer than two months no rollback takes; a number with more digits was typed by mistake."""


async def typed(parts: Parts, typed: Typed, case: Case) -> Answer:
    """The whole record."""
    return Open(rollback_plan.plan_view(case.template, case.release))


async def open_(parts: Parts, pressed: Pressed) -> Answer:
    """The same, asked for by a button."""
    case = await parts.case(pressed.target.release)
    return Open(rollback_plan.plan_view(case.template, case.release))


async def edit(parts: Parts, pressed: Pressed) -> Answer:
    """The window to write it."""
    case = await parts.case(pressed.target.release)
    return Open(rollback_plan.edit_view(case.release))


async def submit(parts: Parts, submitted: Submitted) -> Answer:
    """Write it down as it was filled in."""
    owner = submitted.text(Field.OWNER)
    if owner and (sentence := await parts.people.unfit([owner])):
        return Errors({Field.OWNER: sentence})
    minutes = submitted.text(Field.MINUTES)
    if minutes and not (minutes.isdecimal() and int(minutes) <= MOST_MINUTES):
        return Errors({Field.MINUTES: "Write the minutes as a whole number, such as 25."})
    rehearsed = submitted.text(Field.DAY)
    command = WriteRollbackPlan(
        automatic=submitted.text(Field.AUTOMATIC).strip(),
        manual=submitted.text(Field.MANUAL).strip(),
        recovery=submitted.text(Field.RECOVERY).strip(),
        owner=owner or None,
        rehearsed_on=date.fromisoformat(rehearsed) if rehearsed else None,
        minutes=int(minutes) if minutes else None,
        point_of_no_return=submitted.text(Field.POINT_OF_NO_RETURN).strip(),
    )
    case = await parts.perform(submitted.asker, submitted.target.release, command, surface="modal")
    beneath = rollback_plan.plan_view(case.template, case.release)
    return answers.Finish(beneath, submitted.view.get("previous_view_id") or "")
