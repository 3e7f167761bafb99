"""Opening a release: the form, who holds which role, and what to know about the new release."""

import asyncio
import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from readiness.authority import bars, require_member
from readiness.commands import OpenRelease
from readiness.model import is_group
from readiness.opening import NAME_LIMIT, SUMMARY_LIMIT
from readiness.signing.go import empty_roles, nobody_holds
from readiness.template import RELEASE_MANAGER
from slackapp.actions import Field
from slackapp.answers import Answer, Errors, Open, Replace, View
from slackapp.blocks import opening
from slackapp.fitness import note_fitness
from slackapp.listeners.planning import planned_start
from slackapp.parts import Case, Parts
from slackapp.payloads import Asker, Pressed, Submitted, Typed, Used
from storage import releases, templates

FIRST_CHOICE = "production-readiness"
ASKING = 0.7
"""Seconds in which Slack may say who is in the user groups; they are carried over all the same."""
ROLE_BLOCK = "role:"
"""How the ids of the blocks begin in which people are given a role."""


async def typed(parts: Parts, typed: Typed) -> Answer:
    """The form, with the name that was typed and the channel that it was typed in."""
    return Open(await _form(parts, typed.asker, typed.words[:NAME_LIMIT], typed.channel))


async def pressed(parts: Parts, pressed: Pressed) -> Answer:
    """The form, asked for by a button."""
    return Open(await _form(parts, pressed.asker, "", pressed.channel))


async def used(parts: Parts, used: Used) -> Answer:
    """The form, asked for by the global shortcut, which knows no channel."""
    return Open(await _form(parts, used.asker, "", ""))


async def _form(parts: Parts, asker: Asker, name: str, channel: str) -> View:
    # At once: nobody is to fill in two windows to read then that they may not.
    require_member(await parts.people.person(asker.user), "open a release")
    stored = await parts.database.reading(templates.listing)
    choices = tuple((template.reference, template.title) for template in stored)
    chosen = next((t.reference for t in stored if t.key == FIRST_CHOICE), choices[0][0])
    zone = await parts.people.zone(asker.user)
    return opening.new_release_view(choices, chosen, name=name, zone=zone, channel=channel, now=parts.now())


async def submit_form(parts: Parts, submitted: Submitted) -> Answer:
    """The first window: a sentence under whatever is wrong, else the second window, who holds which role."""
    planned = planned_start(submitted)
    if isinstance(planned, Errors):
        return planned
    if wrong := await _wrong(parts, submitted, planned):
        return Errors(wrong)
    reference = submitted.text(Field.TEMPLATE)
    template = await parts.template(reference)
    last = await parts.database.reading(lambda s: releases.last_of_template(s, parts.workspace, template.key))
    holders = {role: last.holders(role) for role in last.roles} if last is not None else {}
    holders = {RELEASE_MANAGER: (submitted.asker.user,)} | holders
    groups = await parts.people.handles(holder for held in holders.values() for holder in held)
    metadata = json.dumps(
        {
            "id": secrets.token_hex(5),
            "template": reference,
            "name": submitted.text(Field.NAME),
            "summary": submitted.text(Field.SUMMARY),
            "channel": submitted.text(Field.CHANNEL),
            "planned": planned.isoformat(),
            "zone": submitted.text(Field.ZONE),
            # Not the groups themselves: with many of them they would not fit.
            "like": last.id if last is not None else "",
        },
        ensure_ascii=False,  # escaped, a summary in Cyrillic would not fit in the window's metadata
    )
    return Replace(opening.new_release_roles_view(template, metadata, holders, groups))


async def _wrong(parts: Parts, submitted: Submitted, planned: datetime) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if planned <= parts.now():
        wrong[Field.DAY] = "The planned start lies in the past. Choose a time that is still to come."
    if not submitted.text(Field.NAME).strip():
        wrong[Field.NAME] = "Give the release a name, such as “Checkout 2.4”."
    if len(submitted.text(Field.NAME).strip()) > NAME_LIMIT:
        wrong[Field.NAME] = f"The name is longer than {NAME_LIMIT} characters. Put the rest into the summary."
    if len(submitted.text(Field.SUMMARY)) > SUMMARY_LIMIT:
        wrong[Field.SUMMARY] = f"The summary is longer than {SUMMARY_LIMIT} characters. Link to the rest."
    if sentence := await parts.channels.absence(submitted.text(Field.CHANNEL)):
        wrong[Field.CHANNEL] = sentence
    return wrong


async def submit_roles(parts: Parts, submitted: Submitted) -> Answer:
    """The second window: open the release with whoever was picked."""
    form = json.loads(submitted.metadata)
    groups = await _groups_of(parts, form.get("like", ""))
    roles: dict[str, tuple[str, ...]] = {}
    blocks = [block for block in submitted.filled if block.startswith(ROLE_BLOCK)]
    # All at once: one after the other, a dozen strangers would take longer than Slack waits.
    await parts.people.meet(person for block in blocks for person in submitted.many(block))
    for block in blocks:
        people = submitted.many(block)
        if sentence := await parts.people.unfit(people):
            return Errors({block: sentence})
        role = block.removeprefix(ROLE_BLOCK)
        roles[role] = (*people, *groups.get(role, ()))
    command = OpenRelease(
        id=form["id"],
        workspace=parts.workspace,
        name=form["name"],
        summary=form["summary"],
        template=form["template"],
        channel=form["channel"],
        planned_start=datetime.fromisoformat(form["planned"]),
        zone=form["zone"],
        roles=roles,
    )
    doubts = await _doubts(parts, groups)
    case = await note_fitness(parts, await parts.perform(submitted.asker, None, command, surface="modal"))
    return Replace(opening.opened_view(case.template, case.release, (*doubts, *_warnings(case))))


async def _groups_of(parts: Parts, release_id: str) -> dict[str, tuple[str, ...]]:
    """The user groups that hold roles in the release which the form was filled in from."""
    if not release_id:
        return {}
    roles = (await parts.case(release_id)).release.roles
    groups = {role: tuple(holder for holder in held if is_group(holder)) for role, held in roles.items()}
    return {role: held for role, held in groups.items() if held}


async def _doubts(parts: Parts, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Which of the user groups nobody could sign for, as far as Slack says so in time."""
    carried = dict.fromkeys(group for held in groups.values() for group in held)
    handles = await parts.people.handles(carried)
    try:
        async with asyncio.timeout(ASKING):
            members = await asyncio.gather(*(parts.people.members(group) for group in carried))
    except TimeoutError:
        return ()
    empty = (handles[group] for group, within in zip(carried, members, strict=True) if not within)
    return tuple(
        f"The user group @{handle} has nobody in it, or Slack does not show who: see /readiness roles."
        for handle in empty
    )


def _warnings(case: Case) -> tuple[str, ...]:
    """What will stand in the way later, said while it is easy to mend."""
    release = case.release
    alone = tuple(
        f"You alone hold the role {case.template.role(gate.role).title}, and whoever opens a release can't "
        f"approve its gates: name somebody else for “{gate.title}” in /readiness roles."
        for gate in case.template.gates
        if release.holders(gate.role) == (release.opened_by,)
        and bars(case.template, release, gate, release.opened_by)
    )
    empty = empty_roles(case.template, release)
    return (*alone, f"{nobody_holds(empty)}. /readiness roles fills them.") if empty else alone
