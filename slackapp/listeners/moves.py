"""Moving a release from stage to stage: start, rollout, finish, rollback, close, cancel, another plan."""

import re

from readiness.commands import (
    AnswerRollback,
    Cancel,
    Close,
    Finish,
    FinishRollback,
    Move,
    RollBack,
    SetRollout,
    Start,
)
from readiness.refusal import Refused, only_naming
from readiness.stages import open_at_finish, out_of_turn
from slackapp import answers
from slackapp.actions import Field
from slackapp.answers import Answer, Errors, Open, Replace, Say, View
from slackapp.blocks import moves
from slackapp.blocks.card import card
from slackapp.blocks.parts import sentence_message
from slackapp.listeners.planning import planned_start
from slackapp.parts import Case, Parts
from slackapp.payloads import Pressed, Submitted, Typed

_ROLLOUT = re.compile(r"(?P<percent>[0-9]{1,3})(\s*%)?(\s+(?P<reason>.*))?", re.DOTALL)
"""What may follow ``/readiness rollout``: ``25``, ``25%``, ``10 % because of the error rate``."""


def _window(move: str, case: Case, view: View) -> Answer:
    """The window of a move; refused at once where it is not the turn of the move."""
    if sentence := out_of_turn(move, case.release):
        raise Refused(sentence)
    return Open(view)


async def start(parts: Parts, typed: Typed, case: Case) -> Answer:
    """The window that asks for the release's name before it goes live."""
    return _window("start", case, moves.start_view(case.template, case.release, parts.now()))


async def open_start(parts: Parts, pressed: Pressed) -> Answer:
    """The same, asked for by a button."""
    case = await parts.case(pressed.target.release)
    return _window("start", case, moves.start_view(case.template, case.release, parts.now()))


async def submit_start(parts: Parts, submitted: Submitted) -> Answer:
    """Go live, when the name is right: a mis-tap on a phone must not release to production."""
    case = await parts.case(submitted.target.release)
    if " ".join(submitted.text(Field.NAME).split()).casefold() != case.release.name.casefold():
        return Errors({Field.NAME: f"Type the release's name to confirm: {case.release.name}"})
    command = Start(override=submitted.text(Field.OVERRIDE))
    await parts.perform(submitted.asker, case.release.id, command, surface="modal")
    return answers.Finish()


async def rollout(parts: Parts, typed: Typed, case: Case) -> Answer:
    """Another share of users has the release."""
    said = _ROLLOUT.fullmatch(typed.words)
    if said is None:
        raise Refused("Say the rollout as a whole number of percent: /readiness rollout 25.")
    command = SetRollout(int(said["percent"]), said["reason"] or "")
    case = await parts.perform(typed.asker, case.release.id, command, surface="command")
    told = f"The rollout of {case.release.name} is at {case.release.rollout} %."
    return Say(sentence_message(only_naming(told)))


async def finish(parts: Parts, typed: Typed, case: Case) -> Answer:
    """The window that lists what is open before the deployment ends."""
    return _window("finish", case, moves.finish_view(case.template, case.release))


async def open_finish(parts: Parts, pressed: Pressed) -> Answer:
    """The same, asked for by a button."""
    case = await parts.case(pressed.target.release)
    return _window("finish", case, moves.finish_view(case.template, case.release))


async def submit_finish(parts: Parts, submitted: Submitted) -> Answer:
    """End the deployment, when all that is open was listed in the window; else the window lists it."""
    case = await parts.case(submitted.target.release)
    still_open = open_at_finish(case.template, case.release)
    if not moves.all_listed(case.template, still_open, submitted.target.seen):
        return Replace(moves.finish_view(case.template, case.release))
    command = Finish(anyway=bool(still_open))
    await parts.perform(submitted.asker, case.release.id, command, surface="modal")
    return answers.Finish()


async def rollback(parts: Parts, typed: Typed, case: Case) -> Answer:
    """The window that asks why; what was typed after the command stands in it."""
    return _window("roll back", case, moves.roll_back_view(case.release, typed.words))


async def open_roll_back(parts: Parts, pressed: Pressed) -> Answer:
    """The same, asked for by a button."""
    case = await parts.case(pressed.target.release)
    return _window("roll back", case, moves.roll_back_view(case.release, ""))


async def submit_roll_back(parts: Parts, submitted: Submitted) -> Answer:
    """Begin to roll back."""
    command = RollBack(submitted.text(Field.REASON))
    await parts.perform(submitted.asker, submitted.target.release, command, surface="modal")
    return answers.Finish()


async def rolled_back(parts: Parts, typed: Typed, case: Case) -> Answer:
    """The rollback is done."""
    case = await parts.perform(typed.asker, case.release.id, FinishRollback(), surface="command")
    told = f"{case.release.name} is rolled back. Plan it anew, or cancel it."
    return Say(sentence_message(only_naming(told)))


async def press_rolled_back(parts: Parts, pressed: Pressed) -> Answer:
    """The same, by the button on the card."""
    case = await parts.perform(pressed.asker, pressed.target.release, FinishRollback(), surface="button")
    return _card_again(parts, case)


def _card_again(parts: Parts, case: Case) -> Answer:
    """The card that was pressed, drawn at once: its other updates rest for a while after each."""
    return answers.Retell(case.release.id, lambda now: card(now.template, now.release, parts.now()))


async def close(parts: Parts, typed: Typed, case: Case) -> Answer:
    """The window that lists what is open before the release is closed."""
    return _window("close", case, moves.close_view(case.template, case.release))


async def open_close(parts: Parts, pressed: Pressed) -> Answer:
    """The same, asked for by a button."""
    case = await parts.case(pressed.target.release)
    return _window("close", case, moves.close_view(case.template, case.release))


async def submit_close(parts: Parts, submitted: Submitted) -> Answer:
    """Close the release."""
    command = Close(submitted.text(Field.REASON))
    await parts.perform(submitted.asker, submitted.target.release, command, surface="modal")
    return answers.Finish()


async def cancel(parts: Parts, typed: Typed, case: Case) -> Answer:
    """The window that asks why the release is given up."""
    return _window("cancel", case, moves.cancel_view(case.release))


async def open_cancel(parts: Parts, pressed: Pressed) -> Answer:
    """The same, asked for by a button."""
    case = await parts.case(pressed.target.release)
    return _window("cancel", case, moves.cancel_view(case.release))


async def submit_cancel(parts: Parts, submitted: Submitted) -> Answer:
    """Give the release up."""
    command = Cancel(submitted.text(Field.REASON))
    await parts.perform(submitted.asker, submitted.target.release, command, surface="modal")
    return answers.Finish()


async def open_move(parts: Parts, pressed: Pressed) -> Answer:
    """The window for another planned start."""
    case = await parts.case(pressed.target.release)
    return _window("move", case, moves.move_view(case.release, parts.now()))


async def submit_move(parts: Parts, submitted: Submitted) -> Answer:
    """Move the planned start, or plan a release anew that was rolled back."""
    planned = planned_start(submitted)
    if isinstance(planned, Errors):
        return planned
    command = Move(planned, submitted.text(Field.ZONE))
    await parts.perform(submitted.asker, submitted.target.release, command, surface="modal")
    return answers.Finish()


async def ready(parts: Parts, pressed: Pressed) -> Answer:
    """The release can be rolled back."""
    case = await parts.perform(
        pressed.asker, pressed.target.release, AnswerRollback(ready=True), surface="button"
    )
    if pressed.view is None:
        return _card_again(parts, case)
    return answers.Redraw(moves.start_view(case.template, case.release, parts.now()))


async def not_ready(parts: Parts, pressed: Pressed) -> Answer:
    """The window that asks why the release can't be rolled back."""
    case = await parts.case(pressed.target.release)
    return Open(moves.not_ready_view(case.release))


async def submit_not_ready(parts: Parts, submitted: Submitted) -> Answer:
    """The release can't be rolled back, and why."""
    command = AnswerRollback(ready=False, reason=submitted.text(Field.REASON))
    await parts.perform(submitted.asker, submitted.target.release, command, surface="modal")
    return answers.Finish()
