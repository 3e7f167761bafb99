"""Roles: who holds them, and changing that."""

from readiness.commands import AssignRole
from readiness.refusal import Refused
from slackapp import answers
from slackapp.actions import Field
from slackapp.answers import Answer, Errors, Open
from slackapp.blocks import roles
from slackapp.parts import Case, Parts
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
    beneath = roles.roles_view(case.template, case.release)
    return answers.Finish(beneath, submitted.view.get("previous_view_id") or "")
