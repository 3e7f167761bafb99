"""Roles: who holds them, and changing that."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from readiness import moments
from readiness.commands import AssignRole, Delegate, EndDelegation
from readiness.refusal import Refused
from readiness.signing import delegating
from slackapp import answers
from slackapp.actions import Field
from slackapp.answers import Answer, Errors, Open, Redraw, View
from slackapp.blocks import delegations, roles
from slackapp.fitness import note_fitness
from slackapp.parts import Case, Parts, Recorded
from slackapp.payloads import Pressed, Submitted, Typed


async def typed(parts: Parts, typed: Typed, case: Case) -> Answer:
    """Who holds which role."""
    return Open(roles.roles_view(case.template, case.release))


async def change(parts: Parts, pressed: Pressed) -> Answer:
    """The window in which one role is given to people and user groups."""
    case = await parts.case(pressed.target.release)
    if not case.template.has_role(pressed.target.subject):
        raise Refused("This role does not exist in the release's template.")
    groups = await parts.people.handles(case.release.holders(pressed.target.subject))
    return Open(roles.role_view(case.template, case.release, pressed.target.subject, groups))


async def submit(parts: Parts, submitted: Submitted) -> Answer:
    """Give the role to whoever was picked."""
    people, groups = submitted.many(Field.PEOPLE), submitted.many(Field.GROUPS)
    if sentence := await parts.people.unfit(people):
        return Errors({Field.PEOPLE: sentence})
    if sentence := await parts.people.unfit_groups(groups):
        return Errors({Field.GROUPS: sentence})
    command = AssignRole(submitted.target.subject, (*people, *groups))
    case = await parts.perform(submitted.asker, submitted.target.release, command, surface="modal")
    case = await note_fitness(parts, case, {*people, *groups})
    return _drawn_beneath(submitted, case)


def _drawn_beneath(submitted: Submitted, case: Case) -> Answer:
    beneath = roles.roles_view(case.template, case.release)
    return answers.Finish(beneath, submitted.view.get("previous_view_id") or "")


async def typed_delegate(parts: Parts, typed: Typed, case: Case) -> Answer:
    """The window in which somebody hands over a role of theirs for a time."""
    return Open(_delegate_view(case, typed.asker.user))


async def hand_over(parts: Parts, pressed: Pressed) -> Answer:
    """The same, asked for by a button."""
    return Open(_delegate_view(await parts.case(pressed.target.release), pressed.asker.user))


def _delegate_view(case: Case, user: str) -> View:
    own = [role for role in case.template.roles if user in case.release.holders(role.key)]
    if not own:
        raise Refused("No role of this release is yours by name, so there is none to hand over.")
    return delegations.delegate_view(case.release, own)


async def submit_delegation(parts: Parts, submitted: Submitted) -> Answer:
    """Hand the role over."""
    to = submitted.text(Field.PERSON)
    if not to:
        return Errors({Field.PERSON: "Choose the person to hand the role to."})
    if sentence := await parts.people.unfit([to]):
        return Errors({Field.PERSON: sentence})
    case = await parts.case(submitted.target.release)
    until = _until(submitted, case)
    if isinstance(until, Errors):
        return until
    user, reason = submitted.asker.user, submitted.text(Field.REASON)
    command = Delegate(submitted.text(Field.ROLE), user, to, until, reason)
    try:
        case = await parts.perform(submitted.asker, case.release.id, command, surface="modal")
    except Recorded as refused:
        place = _place(case, command, parts.now(), refused.sentence)
        return Errors({place: refused.sentence}, recorded=True)
    return _drawn_beneath(submitted, await note_fitness(parts, case, {to}))


def _until(submitted: Submitted, case: Case) -> datetime | Errors:
    day, hour = submitted.text(Field.DAY), submitted.text(Field.HOUR)
    if not day:
        return Errors({Field.DAY: "Choose the day on which the role is yours alone again."})
    try:
        return moments.moment(day, hour, case.release.zone)
    except Refused as refused:
        return Errors({Field.HOUR: refused.sentence})


def _place(case: Case, command: Delegate, now: datetime, sentence: str) -> Field:
    """The input that the refusal speaks of; the role's, where it speaks of none of the others."""
    rules: dict[Field, Callable[[], object]] = {
        Field.PERSON: partial(delegating.require_another, case.template, case.release, command),
        Field.REASON: partial(delegating.required_reason, command),
        Field.DAY: partial(delegating.require_term, command, now),
    }
    return next((field for field, rule in rules.items() if _refusal(rule) == sentence), Field.ROLE)


def _refusal(rule: Callable[[], object]) -> str:
    try:
        rule()
    except Refused as refused:
        return refused.sentence
    return ""


async def take_back(parts: Parts, pressed: Pressed) -> Answer:
    """The role is its holder's alone again."""
    command = EndDelegation(pressed.target.subject, pressed.target.wanted)
    case = await parts.perform(pressed.asker, pressed.target.release, command, surface="button")
    return Redraw(roles.roles_view(case.template, case.release))
