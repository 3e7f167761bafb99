"""The emergency path: a gate is overridden with a reason, and confirmed by a second person."""

from readiness.authority import require_release_manager
from readiness.commands import ConfirmOverride, OverrideGate
from readiness.refusal import Refused
from readiness.template import RELEASE_MANAGER
from slackapp import answers
from slackapp.actions import Field
from slackapp.answers import Answer, Open, Retell
from slackapp.blocks import overrides
from slackapp.listeners.signing import signer_of
from slackapp.parts import Parts
from slackapp.payloads import Pressed, Submitted


async def open_override(parts: Parts, pressed: Pressed) -> Answer:
    """The window that says what the gate lacks and asks why it has to be; for the release manager alone."""
    case = await parts.case(pressed.target.release)
    gate = pressed.target.subject
    if not case.template.has_gate(gate):
        raise Refused("This gate does not exist in the release's template.")
    person = await signer_of(parts, pressed.asker, case.release.id)
    require_release_manager(case.release, person, f"override the gate “{case.template.gate(gate).title}”")
    return Open(overrides.override_view(case.template, case.release, gate))


async def submit(parts: Parts, submitted: Submitted) -> Answer:
    """Override the gate, when all that it lacks was listed in the window; else the window lists it."""
    release, gate = submitted.target.release, submitted.target.subject
    signer = await signer_of(parts, submitted.asker, release)
    case = await parts.case(release)
    is_theirs = case.template.has_gate(gate) and case.release.holds(signer, RELEASE_MANAGER)
    if is_theirs and not overrides.shows_all(case.template, case.release, gate, submitted.target):
        return answers.Replace(overrides.override_view(case.template, case.release, gate))
    command = OverrideGate(gate, submitted.text(Field.REASON))
    await parts.perform(submitted.asker, release, command, surface="modal", by=signer)
    return answers.Finish()


async def confirm(parts: Parts, pressed: Pressed) -> Answer:
    """Agree as a second person; agreeing to an override of the start starts the deployment."""
    release, subject = pressed.target.release, pressed.target.subject
    if not pressed.target.seen:
        raise Refused("This message does not say which override you would confirm. Look for a newer one.")
    signer = await signer_of(parts, pressed.asker, release)
    command = ConfirmOverride(subject, pressed.target.seen)
    await parts.perform(pressed.asker, release, command, surface="button", by=signer)
    return Retell(release, lambda case: overrides.override_message(case.template, case.release, subject))
