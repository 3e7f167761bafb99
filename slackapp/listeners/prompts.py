"""Answers to questions about the way back: ready, not ready because, roll back, keep going because."""

from readiness.commands import AnswerRollback, KeepGoing
from readiness.communication.prompts import prompt_subject
from readiness.model import Release
from readiness.refusal import Refused
from readiness.template import Item, Kind
from slackapp import answers
from slackapp.actions import Field, Submission
from slackapp.answers import Answer, Open, Retell
from slackapp.blocks import moves, prompts
from slackapp.parts import Case, Parts
from slackapp.payloads import Pressed, Submitted

OLD = (
    "This question belongs to an earlier stage or date of the release. Answer on its card, "
    "or on the question that stands now."
)


async def ready(parts: Parts, pressed: Pressed) -> Answer:
    """The release can be rolled back."""
    target = pressed.target
    _require_asked((await parts.case(target.release)).release, target.subject)
    case = await parts.perform(pressed.asker, target.release, AnswerRollback(ready=True), surface="button")
    reader = _reader(case, pressed)
    return Retell(
        case.release.id,
        lambda now: prompts.prompt_message(now.template, now.release, target.subject, reader, parts.now()),
    )


def _require_asked(release: Release, subject: str) -> None:
    """An old message may still have its buttons: its question was for another stage or another date."""
    if subject != prompt_subject(release):
        raise Refused(OLD)


def _reader(case: Case, pressed: Pressed) -> str:
    """Who reads the message: the release's channel, or the person who pressed in a direct message."""
    return pressed.channel if pressed.channel == case.release.channel else pressed.asker.user


async def not_ready(parts: Parts, pressed: Pressed) -> Answer:
    """The window that asks why it can't."""
    case = await parts.case(pressed.target.release)
    _require_asked(case.release, pressed.target.subject)
    view = moves.not_ready_view(case.release)
    return Open({**view, "callback_id": Submission.PROMPT_NOT_READY, "private_metadata": str(pressed.target)})


async def submit_not_ready(parts: Parts, submitted: Submitted) -> Answer:
    """It can't be rolled back, and why."""
    target = submitted.target
    _require_asked((await parts.case(target.release)).release, target.subject)
    command = AnswerRollback(ready=False, reason=submitted.text(Field.REASON))
    await parts.perform(submitted.asker, target.release, command, surface="modal")
    return answers.Finish()


async def roll_back(parts: Parts, pressed: Pressed) -> Answer:
    """The window that rolls back, with what fails in it."""
    case = await parts.case(pressed.target.release)
    item = _criterion(case, pressed.target.subject)
    return Open(moves.roll_back_view(case.release, prompts.reason_to_roll_back(item, case.release)))


async def keep_going(parts: Parts, pressed: Pressed) -> Answer:
    """The window that asks why it goes on."""
    case = await parts.case(pressed.target.release)
    return Open(prompts.keep_going_view(case.release, _criterion(case, pressed.target.subject)))


def _criterion(case: Case, key: str) -> Item:
    item = case.template.items.get(key)
    if item is None or item.kind is not Kind.CRITERION:
        raise Refused("This success criterion does not exist in the release's template.")
    return item


async def submit_keep_going(parts: Parts, submitted: Submitted) -> Answer:
    """Keep going, and why."""
    target = submitted.target
    command = KeepGoing(target.subject, submitted.text(Field.REASON))
    await parts.perform(submitted.asker, target.release, command, surface="modal")
    return answers.Finish()
