"""Between Bolt and our listeners: let a listener answer, ack, and carry the answer out.

A listener is ``async (parts, act) -> Answer``. It returns once everything is committed, so that the ack
means *it is written*. What an
answer says beyond the ack (an ephemeral, a redrawn modal) is sent beside it. Nothing is raised into Bolt.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from readiness.refusal import Refused
from slackapp.answers import (
    Answer,
    Errors,
    Finish,
    Nothing,
    Open,
    Options,
    Publish,
    Redraw,
    Replace,
    Retell,
    Say,
    Share,
    View,
)
from slackapp.blocks.parts import Message, sentence_message, sentence_view
from slackapp.failures import FAILURES, word
from slackapp.parts import Case, Parts
from slackapp.payloads import Asked, Asker, Happened, Pressed, Submitted, Typed, Used
from storage.database import DatabaseProblem, TooLate

Act = Typed | Pressed | Submitted | Used | Asked | Happened
A = TypeVar("A", Typed, Pressed, Submitted, Used, Asked, Happened)
Listener = Callable[[Parts, A], Awaitable[Answer]]

log = logging.getLogger("slackapp.listening")
MOST_RESPONSES = 5
"""How often Slack takes an answer to one press."""

BUSY = (
    "The database was too busy to write this down within two seconds. Nothing has changed; please try again."
)
MISSED = "Slack did not open the window. Nothing has changed; please try again."
LATE = "Slack's time to open a window had run out. Nothing has changed; please try again."
FULL = "No more windows fit on each other. Close one, then try again."
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
        self._later: set[asyncio.Task[None]] = set()
        self._drawing: dict[str, View | None] = {}

    async def answer(self, listener: Listener[A], act: A, ack: AsyncAck) -> None:
        """Let the listener answer the act, then ack. Never raises."""
        try:
            answer = await self._answer_of(listener, act)
            await self._carry_out(act, answer, ack)
        except Exception:
            log.exception("The answer was lost", extra={"action": "answer_lost"})
            await ack()

    async def finish(self) -> None:
        """Wait for what is still being sent."""
        await asyncio.gather(*self._later, return_exceptions=True)

    async def _answer_of(self, listener: Listener[A], act: A) -> Answer:
        try:
            return await listener(self._parts, act)
        except Refused as refused:
            return told(act, refused.sentence)
        except TooLate:
            return told(act, BUSY)
        except DatabaseProblem as problem:
            log.error("%s", problem, extra={"action": "database_problem"})  # noqa: TRY400 - it is a sentence
            return told(act, f"Nothing was written, because the database can't be used: {problem}")
        except Exception:
            reference = secrets.token_hex(4)
            log.exception(
                "Unexpected failure %s", reference, extra={"action": "unexpected", "reference": reference}
            )
            return told(act, _unexpected(reference))

    async def _carry_out(self, act: Act, answer: Answer, ack: AsyncAck) -> None:
        match answer, act:
            case (Open(view, beneath), _):
                await self._open(act, view, beneath, ack)
            case (Say(message), Typed()):
                await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
            case (Errors(sentences), _):
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
                    self._beside(self._draw(beneath, beneath_id))
            case _:
                await ack()
                self._beside(self._tell(act, answer))

    async def _tell(self, act: Act, answer: Answer) -> None:
        match answer:
            case Say(message, replace):
                await self._respond(act.asker, message.text, message.blocks, "ephemeral", replace=replace)
            case Retell(release, draw):
                await self._retell(act.asker, release, draw)
            case Share(message):
                await self._respond(act.asker, message.text, message.blocks, "in_channel", replace=False)
            case Redraw(view, beneath) if isinstance(act, Pressed) and act.view is not None:
                await self._draw(view, act.view["id"])
                if beneath is not None and act.view.get("previous_view_id"):
                    await self._draw(beneath, act.view["previous_view_id"])
            case Publish(view):
                await self._client.views_publish(user_id=act.asker.user, view=dict(view))
            case _:
                return

    async def _retell(self, asker: Asker, release: str, draw: Callable[[Case], Message]) -> None:
        """Drawn again when the release changed meanwhile: the courier's update may have gone before."""
        for _ in range(MOST_RESPONSES):
            case = await self._parts.case(release)
            message = draw(case)
            await self._respond(asker, message.text, message.blocks, "ephemeral", replace=True)
            if (await self._parts.case(release)).release == case.release:
                return

    async def _open(self, act: Act, view: View, beneath: View | None, ack: AsyncAck) -> None:
        in_modal = isinstance(act, Pressed) and act.view is not None and act.view["type"] == "modal"
        opens = self._client.views_push if in_modal else self._client.views_open
        try:
            await opens(trigger_id=act.asker.trigger, view=dict(view))
        except FAILURES as error:
            log.warning("A window did not open: %s", word(error), extra={"action": "view_not_opened"})
            told_why = Say(sentence_message(_NOT_OPENED.get(word(error), MISSED)))
            await self._carry_out(act, told_why, ack)
        else:
            await ack()
            if beneath is not None and isinstance(act, Pressed) and act.view is not None:
                self._beside(self._draw(beneath, act.view["id"]))

    async def _draw(self, view: View, view_id: str) -> None:
        """Draw a window anew. Of what is to be drawn while it is at that, only the last is."""
        if view_id in self._drawing:
            self._drawing[view_id] = view
            return
        try:
            newest: View | None = view
            while newest is not None:
                self._drawing[view_id] = None
                await self._update(newest, view_id)
                newest = self._drawing[view_id]
        finally:
            del self._drawing[view_id]

    async def _update(self, view: View, view_id: str) -> None:
        try:
            await self._client.views_update(view_id=view_id, view=dict(view))
        except FAILURES:
            if self._drawing[view_id] is None:
                raise

    async def _respond(
        self, asker: Asker, text: str, blocks: list[dict[str, Any]], kind: str, *, replace: bool
    ) -> None:
        if not asker.response_url:
            await self._client.chat_postMessage(channel=asker.user, text=text, blocks=blocks)
            return
        webhook = AsyncWebhookClient(asker.response_url, session=self._client.session, retry_handlers=[])
        await webhook.send(text=text, blocks=blocks, response_type=kind, replace_original=replace)

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_logged(work))
        self._later.add(task)
        task.add_done_callback(self._later.discard)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except FAILURES as error:
        # A modal that was closed meanwhile is nobody's loss.
        log.info("Slack did not take an answer: %s", word(error), extra={"action": "answer_refused"})
    except Exception:
        log.warning("An answer was not delivered", exc_info=True, extra={"action": "answer_not_delivered"})


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
    return {"text": {"type": "plain_text", "text": text}, "value": value}


def _unexpected(reference: str) -> str:
    return (
        "Something went wrong on our side. If trying again does not help, "
        f"tell your administrator the reference {reference}."
    )


__all__ = ["Act", "Listener", "Listening", "Nothing", "told"]
