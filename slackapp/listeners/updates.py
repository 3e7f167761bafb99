"""The team's word for the next update."""

from readiness.commands import SayWord
from readiness.refusal import only_naming
from slackapp import answers
from slackapp.actions import Field
from slackapp.answers import Answer, Open, Say
from slackapp.blocks.parts import sentence_message
from slackapp.blocks.word import word_view
from slackapp.parts import Case, Parts
from slackapp.payloads import Pressed, Submitted, Typed


async def typed(parts: Parts, typed: Typed, case: Case) -> Answer:
    """What was typed after the command is the word; without any, the window asks for it."""
    if not typed.words:
        return Open(word_view(case.release))
    case = await parts.perform(typed.asker, case.release.id, SayWord(typed.words), surface="command")
    return Say(sentence_message(only_naming(f"Your word goes into the next update of {case.release.name}.")))


async def open_(parts: Parts, pressed: Pressed) -> Answer:
    """The window that asks for it."""
    case = await parts.case(pressed.target.release)
    return Open(word_view(case.release))


async def submit(parts: Parts, submitted: Submitted) -> Answer:
    """Say it."""
    command = SayWord(submitted.text(Field.WORD))
    await parts.perform(submitted.asker, submitted.target.release, command, surface="modal")
    return answers.Finish()
