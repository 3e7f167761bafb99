"""Between Bolt and our listeners: let a listener answer, ack, and carry the answer out.

A listener is ``async (parts, act) -> Answer``. It returns once everything is committed, so that the ack
means *it is written*. What an answer says beyond the ack is told beside it. Nothing is raised into Bolt.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from readiness.refusal import Refused
from slackapp.actions import Target
from slackapp.answers import Answer, Errors, Finish, HandOver, Nothing, Open, Options, Replace, Say, View
from slackapp.blocks.parts import sentence_message, sentence_view
from slackapp.blocks.text import readable
from slackapp.deadline import end_of_act, last_call, until
from slackapp.failures import FAILURES, word
from slackapp.parts import Parts, Recorded
from slackapp.payloads import Act, Asked, Happened, Pressed, Submitted, Typed, Used
from slackapp.telling import Telling
from storage import audit
from storage.database import DatabaseProblem, TooLate

A = TypeVar("A", Typed, Pressed, Submitted, Used, Asked, Happened)
Listener = Callable[[Parts, A], Awaitable[Answer]]

log = logging.getLogger(__name__)

BUSY = (
    "The database was too busy to write this down within two seconds. Nothing has changed; please try again."
)
SLOW = "Slack or the database took too long to answer. Nothing has changed; please try again."
MISSED = "Slack did not open the window. Nothing has changed; please try again."
LATE = "Slack's time to open a window had run out. Nothing has changed; please try again."
FULL = "No more windows fit on each other. Close one, then try again."
FOREIGN = "This comes from another workspace than the one that the app works for, so nothing was done."
UNREADABLE = (
    "This is not what the app has shown to anybody, so nothing was done. Type /readiness status and go on "
    "from there. If it happens again, tell your administrator the reference {reference}."
)
_NOT_OPENED = {
    "expired_trigger_id": LATE,
    "exchanged_trigger_id": LATE,
    "push_limit_reached": FULL,
}
"""What the person is told by Slack's word for why a window did not open."""


class Listening:
    """Answers every act of a person with what its listener says, and keeps every failure to itself."""

    def __init__(self, parts: Parts, client: AsyncWebClient) -> None:
        self._parts = parts
        self._client = client
        self._telling = Telling(parts, client)

    async def answer(self, listener: Listener[A], act: A, ack: AsyncAck) -> None:
        """Let the listener answer the act, then ack. Never raises."""
        try:
            ends = end_of_act()
            answer = await self._answer_of(listener, act, ends)
            await self._carry_out(act, answer, ack, ends)
        except Exception:
            sentence, extra = _unexpected("answer_lost")
            log.exception("The answer %s was lost", extra["reference"], extra=extra)
            await self._last_word(act, ack, sentence)

    async def finish(self) -> None:
        """Wait for what is still being sent."""
        await self._telling.finish()

    async def _answer_of(self, listener: Listener[A], act: A, ends: float) -> Answer:
        try:
            async with until(ends):
                return await self._recorded(listener, act)
        except Refused as refused:
            return told(act, refused.sentence)
        except TooLate:
            return told(act, BUSY)
        except TimeoutError:
            log.warning("An act took too long", extra={"action": "act_too_slow"})
            return told(act, SLOW)
        except DatabaseProblem as problem:
            log.error("%s", problem, extra={"action": "database_problem"})  # noqa: TRY400 - it is a sentence
            return told(act, f"Nothing was written, because the database can't be used: {problem}")
        except Exception:
            sentence, extra = _unexpected("unexpected")
            log.exception("Unexpected failure %s", extra["reference"], extra=extra)
            return told(act, sentence)

    async def _recorded(self, listener: Listener[A], act: A) -> Answer:
        """The listener's answer. A refusal that did not come as far as the ledger goes into the audit too."""
        try:
            answer = await self._heard(listener, act)
        except Recorded:
            _log_refusal(act)
            raise
        except Refused as refused:
            _log_refusal(act)
            await self._record(act, refused.sentence)
            raise
        if isinstance(answer, Errors) and not answer.recorded:
            await self._record(act, " ".join(answer.sentences.values()))
        return answer

    async def _heard(self, listener: Listener[A], act: A) -> Answer:
        """The listener's answer to an act of our workspace that can be read."""
        if act.asker.workspace != self._parts.workspace:
            raise Refused(FOREIGN)
        try:
            return await listener(self._parts, act)
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            # A field that comes back from Slack otherwise than we sent it, or a mistake of ours.
            reference = secrets.token_hex(4)
            extra = {"action": "unreadable_act", "reference": reference}
            log.warning("An act can't be read %s", reference, extra=extra, exc_info=error)
            raise Refused(UNREADABLE.format(reference=reference)) from error

    async def _record(self, act: Act, sentence: str) -> None:
        match act:
            case Typed():
                asked = audit.Asked(act.subcommand, {"words": act.words, "channel": act.channel})
                await self._parts.record(act.asker, "", asked, sentence, surface="command")
            case Pressed():
                asked = audit.Asked(act.action, spoken_of(act.target, act.selected))
                await self._parts.record(act.asker, act.release, asked, sentence, surface="button")
            case Submitted():
                asked = audit.Asked(act.modal, spoken_of(act.target))
                await self._parts.record(act.asker, act.release, asked, sentence, surface="modal")
            case Used():
                asked = audit.Asked(act.shortcut, {"channel": act.channel})
                await self._parts.record(act.asker, "", asked, sentence, surface="shortcut")

    async def _carry_out(self, act: Act, answer: Answer, ack: AsyncAck, ends: float) -> None:
        match answer, act:
            case (Open(view, beneath), _):
                await self._carry_out(act, await self._opened(act, view, beneath, ends), ack, ends)
            case (Say(message), Typed()):
                await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
            case (HandOver(message), Typed()):
                await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
                self._telling.tell(act, answer)
            case (Errors(sentences=sentences), _):
                in_words = self._parts.people.in_words
                errors = {block: await in_words(sentence) for block, sentence in sentences.items()}
                await ack(response_action="errors", errors=errors)
            case (Replace(view), _):
                await ack(response_action="update", view=dict(view))
            case (Options(options), _):
                await ack(options=[_option(text, value) for text, value in options])
            case (Finish(beneath, beneath_id), _):
                await ack()
                if beneath is not None and beneath_id:
                    self._telling.draw(beneath, beneath_id)
            case _:
                await ack()
                self._telling.tell(act, answer)

    async def _last_word(self, act: Act, ack: AsyncAck, sentence: str) -> None:
        """Own up to a failure with nothing but an ack: an empty one would say that a window was saved."""
        match told(act, sentence):
            case Say(message) if isinstance(act, Typed):
                await ack(text=message.text, response_type="ephemeral")
            case Errors(sentences=sentences):
                await ack(response_action="errors", errors=dict(sentences))
            case Replace(view):
                await ack(response_action="update", view=dict(view))
            case _:
                await ack()
                self._telling.tell(act, Say(sentence_message(sentence)))

    async def _opened(self, act: Act, view: View, beneath: View | None, ends: float) -> Answer:
        """Open the window; what is left to answer then."""
        in_modal = isinstance(act, Pressed) and act.view is not None and act.view["type"] == "modal"
        opens = self._client.views_push if in_modal else self._client.views_open
        try:
            async with last_call(ends):
                await opens(trigger_id=act.asker.trigger, view=dict(view))
        except FAILURES as error:
            log.warning("A window did not open: %s", word(error), extra={"action": "view_not_opened"})
            return Say(sentence_message(_NOT_OPENED.get(word(error), MISSED)))
        if beneath is not None and isinstance(act, Pressed) and act.view is not None:
            return Finish(beneath, act.view["id"])
        return Nothing()


def _log_refusal(act: Act) -> None:
    """One line; what was asked and why it was refused stands in the audit."""
    log.info("%s was refused something", act.asker.user or "Somebody", extra={"action": "refused"})


def spoken_of(target: Target, selected: tuple[str, ...] = ()) -> dict[str, object]:
    """What a press or a window speaks of, as the audit keeps it of a refusal."""
    about = {"release": target.release, "subject": target.subject, "wanted": target.wanted}
    return {**about, "selected": list(selected)} if selected else dict(about)


def told(act: Act, sentence: str) -> Answer:
    """The answer that tells the person a sentence, where they will see it."""
    match act:
        case Typed():
            return Say(sentence_message(sentence))
        case Pressed(view=None):
            return Say(sentence_message(sentence))
        case Submitted():
            block = _first_input(act.view)
            return Errors({block: sentence}) if block else Replace(sentence_view(sentence))
        case Asked():
            return Options(())
        case Happened():
            return Nothing()
        case _:
            return Open(sentence_view(sentence))


def _first_input(view: View) -> str:
    return next((block["block_id"] for block in view["blocks"] if block["type"] == "input"), "")


def _option(text: str, value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": readable(text) or " "}, "value": value}


def _unexpected(action: str) -> tuple[str, dict[str, str]]:
    """What the person is told of a failure, and what the log says beside it, with the same reference."""
    reference = secrets.token_hex(4)
    sentence = (
        "Something went wrong on our side. If trying again does not help, "
        f"tell your administrator the reference {reference}."
    )
    return sentence, {"action": action, "reference": reference}
