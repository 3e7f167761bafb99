"""Sign-offs: approve or reject a gate or a line of the sheet, with user groups looked up afresh."""

from readiness.commands import Sign
from readiness.model import Decision, Person, is_group
from readiness.refusal import Refused
from slackapp import answers
from slackapp.actions import Field
from slackapp.answers import Answer, Open, Retell
from slackapp.blocks import signing
from slackapp.blocks.parts import Message
from slackapp.blocks.sheet import line_message
from slackapp.blocks.witness import witnessed
from slackapp.parts import Case, Parts
from slackapp.payloads import Asker, Pressed, Submitted
from storage import audit

OLDER = (
    "This message is from an older version of the app, and does not say what you would sign. "
    "Type /readiness gates for one that does."
)


async def approve(parts: Parts, pressed: Pressed) -> Answer:
    """Approve or re-affirm a gate, or a line of the sheet, with one press."""
    release, subject = pressed.target.release, pressed.target.subject
    await _sign(
        parts, pressed.asker, release, Sign(subject, Decision.APPROVED, seen=pressed.target.seen), "button"
    )

    heads = await parts.database.reading(lambda s: audit.signatures(s, release))

    def draw(case: Case) -> Message:
        if pressed.private:
            return signing.gates_message(case.template, case.release, parts.now())
        reader = pressed.channel if pressed.channel == case.release.channel else pressed.asker.user
        message = signing.gate_message if case.template.has_gate(subject) else line_message
        drawn = message(case.template, case.release, subject, reader)
        return witnessed(drawn, case.release, heads, subject)

    return Retell(release, draw)


async def open_approve(parts: Parts, pressed: Pressed) -> Answer:
    """The window that shows what is signed, with room for a comment."""
    return await _window(parts, pressed, Decision.APPROVED)


async def open_reject(parts: Parts, pressed: Pressed) -> Answer:
    """The window that asks why it is rejected."""
    return await _window(parts, pressed, Decision.REJECTED)


async def submit(parts: Parts, submitted: Submitted) -> Answer:
    """Approve or reject with a comment."""
    target = submitted.target
    command = Sign(target.subject, Decision(target.wanted), submitted.text(Field.COMMENT), target.seen)
    await _sign(parts, submitted.asker, target.release, command, "modal")
    return answers.Finish()


async def _window(parts: Parts, pressed: Pressed, decision: Decision) -> Answer:
    case = await parts.case(pressed.target.release)
    return Open(signing.sign_view(case.template, case.release, pressed.target.subject, decision))


async def _sign(parts: Parts, asker: Asker, release_id: str, command: Sign, surface: str) -> None:
    if not command.seen:
        raise Refused(OLDER)
    signer = await signer_of(parts, asker, release_id)
    await parts.perform(asker, release_id, command, surface=surface, by=signer)


async def signer_of(parts: Parts, asker: Asker, release_id: str) -> Person:
    """Who it is, with the user groups that hold roles of the release looked up afresh: a signature weighs."""
    case = await parts.case(release_id)
    groups = {holder for holders in case.release.roles.values() for holder in holders if is_group(holder)}
    return await parts.people.signer(asker.user, groups)
