"""What an answer says beyond the ack: a private message, a redrawn window. It is sent beside the ack."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from slackapp.answers import Answer, HandOver, Publish, Redraw, Retell, Say, Share, View
from slackapp.blocks.parts import Message, sentence_message
from slackapp.exporting import File
from slackapp.failures import FAILURES, word
from slackapp.homes import still_stale
from slackapp.parts import Case, Parts
from slackapp.payloads import Act, Asker, Pressed

log = logging.getLogger(__name__)
OK = 200
_NOT_SENT = {
    "missing_scope": "The app may not send files yet: it lacks the scope files:write. Install it anew from "
    "its manifest"
}
"""What the person is told by Slack's word for why a file was not sent."""
MOST_RESPONSES = 5
"""How often Slack takes an answer to one press."""


class Telling:
    """Tells people what an ack has no room for, and keeps every failure to itself."""

    def __init__(self, parts: Parts, client: AsyncWebClient) -> None:
        self._parts = parts
        self._client = client
        self._later: set[asyncio.Task[None]] = set()
        self._drawing: dict[str, View | None] = {}

    def tell(self, act: Act, answer: Answer) -> None:
        """Begin to tell what the answer to the act says."""
        self._beside(self._tell(act, answer))

    def draw(self, view: View, view_id: str) -> None:
        """Begin to draw a window anew."""
        self._beside(self._draw(view, view_id))

    async def finish(self) -> None:
        """Wait for what is still being sent."""
        await asyncio.gather(*self._later, return_exceptions=True)

    async def _tell(self, act: Act, answer: Answer) -> None:
        match answer:
            case Say(message, replace):
                await self._respond(act.asker, message, "ephemeral", replace=replace)
            case Retell(release, draw):
                await self._retell(act.asker, release, draw)
            case Share(message):
                await self._respond(act.asker, message, "in_channel")
            case HandOver(_, make):
                await self._hand_over(act.asker, make)
            case Redraw(view, beneath) if isinstance(act, Pressed) and act.view is not None:
                await self._draw(view, act.view["id"])
                if beneath is not None and act.view.get("previous_view_id"):
                    await self._draw(beneath, act.view["previous_view_id"])
            case Publish(view):
                await self._publish(act.asker.user, view)
            case _:
                return

    async def _hand_over(self, asker: Asker, make: Callable[[], Awaitable[File]]) -> None:
        """Send the file to the person, and to nobody else: by direct message."""
        try:
            file = await make()
            opened = await self._client.conversations_open(users=asker.user)
            await self._client.files_upload_v2(
                channel=opened["channel"]["id"],
                filename=file.name,
                title=file.title,
                content=file.content,
                initial_comment=file.words,
            )
        except Exception as error:
            reason = _NOT_SENT.get(word(error), f"The file could not be made or sent ({word(error)})")
            sentence = f"{reason}. On the command line, readiness export writes the same file."
            await self._respond(asker, sentence_message(sentence), "ephemeral")
            raise

    async def _publish(self, user: str, view: View) -> None:
        try:
            await self._client.views_publish(user_id=user, view=dict(view))
        except FAILURES:
            await still_stale(self._parts, user)
            raise

    async def _retell(self, asker: Asker, release: str, draw: Callable[[Case], Message]) -> None:
        """Drawn again when the release changed meanwhile: the courier's update may have gone before."""
        for _ in range(MOST_RESPONSES):
            case = await self._parts.case(release)
            await self._respond(asker, draw(case), "ephemeral", replace=True)
            if (await self._parts.case(release)).release == case.release:
                return

    async def _respond(self, asker: Asker, message: Message, kind: str, *, replace: bool = False) -> None:
        text, blocks = message.text, message.blocks
        if not asker.response_url:
            await self._client.chat_postMessage(channel=asker.user, text=text, blocks=blocks)
            return
        webhook = AsyncWebhookClient(asker.response_url, session=self._client.session, retry_handlers=[])
        taken = await webhook.send(text=text, blocks=blocks, response_type=kind, replace_original=replace)
        if taken.status_code != OK:
            # Such an address answers five times within half an hour; a direct message always arrives.
            log.info("Slack answers %s at a response URL", taken.status_code, extra={"action": "url_expired"})
            await self._client.chat_postMessage(channel=asker.user, text=text, blocks=blocks)

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
