"""The message shortcut: a message becomes evidence of a check."""

import json

from readiness.commands import AddEvidence
from readiness.refusal import Refused
from slackapp import answers
from slackapp.actions import Field
from slackapp.answers import Answer, Errors, Open
from slackapp.blocks import check as check_blocks
from slackapp.parts import NO_RELEASE, Parts
from slackapp.payloads import Submitted, Used


async def used(parts: Parts, used: Used) -> Answer:
    """The window that asks for the release and the check."""
    if used.message is None:
        raise Refused("This shortcut works on a message.")
    candidates = tuple(each for each in await parts.meant(used.channel) if each.stage.active)
    if not candidates:
        raise Refused(NO_RELEASE)
    link = await parts.channels.permalink(used.channel, used.message["ts"])
    return Open(check_blocks.evidence_view(candidates, link))


async def submit(parts: Parts, submitted: Submitted) -> Answer:
    """Attach the message's link to the check that was picked."""
    release_id = submitted.text(Field.RELEASE)
    case = await parts.case(release_id)
    check = submitted.text(Field.CHECK)
    if check not in case.template.items:
        return Errors(
            {Field.CHECK: f"This check is not on the checklist of {case.release.name}. Pick it again."}
        )
    command = AddEvidence(check, json.loads(submitted.metadata)["link"])
    await parts.perform(submitted.asker, release_id, command, surface="shortcut")
    return answers.Finish()
