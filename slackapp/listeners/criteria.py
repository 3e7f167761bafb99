"""Success criteria: what was measured, and recording a value."""

import math

from readiness.commands import Measure
from readiness.refusal import Refused
from readiness.template import Item, Kind
from slackapp import answers
from slackapp.actions import Field
from slackapp.answers import Answer, Errors, Open
from slackapp.blocks import criteria
from slackapp.parts import Case, Parts
from slackapp.payloads import Pressed, Submitted, Typed


async def typed(parts: Parts, typed: Typed, case: Case) -> Answer:
    """Every criterion, and a button to record a value."""
    return Open(criteria.criteria_view(case.template, case.release))


async def open_(parts: Parts, pressed: Pressed) -> Answer:
    """The same, asked for by a button."""
    case = await parts.case(pressed.target.release)
    return Open(criteria.criteria_view(case.template, case.release))


async def measure(parts: Parts, pressed: Pressed) -> Answer:
    """The window for one criterion."""
    case = await parts.case(pressed.target.release)
    return Open(criteria.measure_view(case.release, _criterion(case, pressed.target.subject)))


def _criterion(case: Case, key: str) -> Item:
    item = case.template.items.get(key)
    if item is None or item.kind is not Kind.CRITERION:
        raise Refused("This success criterion does not exist in the release's template.")
    return item


async def submit(parts: Parts, submitted: Submitted) -> Answer:
    """Record the value, or that nothing can be said either way."""
    target = submitted.target
    note = submitted.text(Field.NOTE)
    if submitted.text(Field.STATE) == criteria.INCONCLUSIVE:
        value = None
        wrong = _wrong_when_inconclusive(submitted)
    else:
        value, wrong = _number(submitted.text(Field.VALUE))
    if wrong:
        return Errors(wrong)
    command = Measure(target.subject, value, note)
    case = await parts.perform(submitted.asker, target.release, command, surface="modal")
    beneath = criteria.criteria_view(case.template, case.release)
    return answers.Finish(beneath, submitted.view.get("previous_view_id") or "")


def _wrong_when_inconclusive(submitted: Submitted) -> dict[str, str]:
    if submitted.text(Field.VALUE):
        return {Field.VALUE: "Leave the value empty where the outcome is inconclusive, or choose “A value”."}
    if not submitted.text(Field.NOTE).strip():
        return {Field.NOTE: "Say why nothing can be said either way."}
    return {}


def _number(text: str) -> tuple[float, dict[str, str]]:
    """The number that was typed; or a sentence under its input, and no number."""
    if not text.strip():
        return math.nan, {Field.VALUE: "Write the value that you measured, or choose “Inconclusive”."}
    try:
        return float(text.replace(",", ".")), {}
    except ValueError:
        return math.nan, {Field.VALUE: f"“{text}” is no number. Write it alone, such as 99.95."}
