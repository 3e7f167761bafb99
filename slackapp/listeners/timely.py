"""Presses on checklists and reviews that came due: a check done, opened again, verified, looked at."""

from readiness.commands import MarkChecks, VerifyChecks
from readiness.model import CheckState
from readiness.refusal import Refused
from readiness.template import Group, Phase
from slackapp.answers import Answer, Open, Retell
from slackapp.blocks import check as check_blocks
from slackapp.blocks import timely
from slackapp.blocks.parts import Message
from slackapp.listeners import check
from slackapp.listeners.approvals import undone
from slackapp.listeners.checklist import page_with
from slackapp.parts import Case, Parts
from slackapp.payloads import Pressed


async def mark(parts: Parts, pressed: Pressed) -> Answer:
    """Bring the check into the state that the press names, and draw the message as it is then."""
    target = pressed.target
    if target.wanted == timely.OPEN_DETAILS:
        return await check.open_(parts, pressed)
    case = await parts.case(target.release)
    item = case.template.items.get(target.subject)
    if item is None or target.wanted not in list(CheckState):
        raise Refused("This check does not exist in the release's template.")
    wanted = CheckState(target.wanted)
    keys = (item.key,)
    command = VerifyChecks(keys) if wanted is CheckState.VERIFIED else MarkChecks(keys, wanted)
    person = await parts.people.person(pressed.asker.user)
    if wanted is CheckState.OPEN and (gate := undone(parts, case, command, person)):
        return Open(check_blocks.untick_view(case.template, case.release, item.key, gate))
    case = await parts.perform(pressed.asker, target.release, command, surface="message")
    group = case.template.groups[item.group]
    return Retell(case.release.id, lambda now: message_of(now, group))


def message_of(case: Case, group: Group) -> Message:
    """The message of the group, as things stand."""
    is_review = group.items[0].phase is Phase.REVIEW
    draw = timely.review_message if is_review else timely.checklist_message
    return draw(case.template, case.release, group.key)


async def open_group(parts: Parts, pressed: Pressed) -> Answer:
    """The checklist at the page of the group."""
    case = await parts.case(pressed.target.release)
    group = case.template.groups.get(pressed.target.subject)
    if group is None:
        raise Refused("This part of the checklist does not exist in the release's template.")
    return Open(page_with(parts, case, pressed.asker.user, group.items[0]))
