"""Delivery to Slack: what a notice says is drawn now, posted or updated, and found again after a doubt."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from readiness.authority import bars
from readiness.model import is_group
from readiness.notices import NoticeKind, Wish
from schedules.delivery import Begin, CannotDeliver, CannotTell, Delivered, Gone, InDoubt, TryLater
from slackapp.blocks.notices import draw
from slackapp.blocks.parts import Message
from slackapp.failures import FAILURES, is_unreachable, status, word
from slackapp.people import People
from storage import homes, outbox, releases, templates
from storage.claims import Claimed
from storage.database import Database

log = logging.getLogger("slackapp.delivery")

EVENT = "readiness_notice"
"""The metadata that a notice is found by. Other apps can read it, so it holds an opaque id alone."""
MARGIN = timedelta(minutes=1)
"""How much before the sending began the search in the history starts: clocks differ."""
TOLD_ONE_BY_ONE = "members"
"""What stands for the message of a notice to a user group, whose members have notices of their own."""
_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
_PASSING = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)


class SlackDelivery:
    """Draws and sends notices of one workspace. ``now`` is the business clock, which the drawing sees."""

    def __init__(
        self, database: Database, client: AsyncWebClient, people: People, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._client = client
        self._people = people
        self._now = now

    async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
        """Draw the notice as things stand, and post it or update what was posted; see ``Delivery``."""
        if is_group(claimed.to):
            return await self._tell_members(claimed)
        await self._outdate_homes(claimed)
        message = await self._drawn(claimed)
        try:
            return await self._send(claimed, message, begin)
        except SlackApiError as error:
            raise _judged(error) from error
        except aiohttp.ClientConnectorError as error:
            raise TryLater(5, f"Slack can't be reached: {error}") from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise InDoubt(f"Slack's reply was lost: {type(error).__name__}") from error

    async def _drawn(self, claimed: Claimed) -> Message:
        def read(session: Any) -> Any:  # noqa: ANN401 - the session stays in storage's hands
            release = releases.get(session, claimed.workspace, claimed.release_id)
            return release, release and templates.get(session, release.template)

        release, template = await self._database.reading(read)
        if release is None or template is None:
            raise CannotDeliver("The release that this notice is about is not stored.")
        is_asked = claimed.kind is NoticeKind.GATE and claimed.ts is None
        if is_asked and (why := bars(template, release, template.gate(claimed.subject), claimed.to)):
            # The rules don't know who is in a user group, so a member who may not sign is left out here.
            raise CannotDeliver(why)
        return draw(claimed.kind, template, release, claimed.subject, claimed.to, self._now())

    async def _send(self, claimed: Claimed, message: Message, begin: Begin) -> Delivered:
        if claimed.ts is not None and claimed.channel is not None:
            await begin()
            return await self._update(claimed.channel, claimed.ts, message)
        channel = await self._channel(claimed.to)
        ts = await self._found(claimed, channel) if claimed.in_doubt else None
        if ts is None:
            await begin()
            ts = await self._post(claimed, channel, message)
        if claimed.kind is NoticeKind.CARD:
            await self._pin(channel, ts)
        return Delivered(channel, ts)

    async def _channel(self, to: str) -> str:
        if to.startswith(("U", "W")):
            return str((await self._client.conversations_open(users=to))["channel"]["id"])
        return to

    async def _update(self, channel: str, ts: str, message: Message) -> Delivered:
        try:
            await self._client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
        except SlackApiError as error:
            if word(error) not in _GONE:
                raise
            raise Gone(f"The message is there no more: {word(error)}") from error
        return Delivered(channel, ts)

    async def _outdate_homes(self, claimed: Claimed) -> None:
        """A card is wished with every change, so whatever changes a release passes here."""
        if claimed.kind is NoticeKind.CARD:
            await self._database.writing(lambda s: homes.mark_stale(s, claimed.workspace))

    async def _post(self, claimed: Claimed, channel: str, message: Message) -> str:
        answer = await self._client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            metadata={"event_type": EVENT, "event_payload": {"id": _opaque(claimed)}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(answer["ts"])

    async def _pin(self, channel: str, ts: str) -> None:
        try:
            await self._client.pins_add(channel=channel, timestamp=ts)
        except FAILURES as error:
            if word(error) == "already_pinned":
                return
            # The card is posted; without its pin it is only harder to find.
            log.warning("The card was not pinned: %s", word(error), extra={"action": "not_pinned"})

    async def _found(self, claimed: Claimed, channel: str) -> str | None:
        try:
            return await self._find(claimed, channel)
        except SlackApiError as error:
            if isinstance(_judged(error), CannotDeliver):
                raise CannotTell(f"The channel's history can't be read: {word(error)}") from error
            raise

    async def _find(self, claimed: Claimed, channel: str) -> str | None:
        began = claimed.send_started_at
        assert began is not None  # noqa: S101 - a doubt has a beginning
        cursor = ""
        while True:
            page = await self._client.conversations_history(
                channel=channel,
                oldest=str((began - MARGIN).timestamp()),
                include_all_metadata=True,
                limit=200,
                cursor=cursor,
            )
            for message in page["messages"]:
                if (message.get("metadata") or {}).get("event_payload", {}).get("id") == _opaque(claimed):
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None

    async def _tell_members(self, claimed: Claimed) -> Delivered:
        told = Delivered(claimed.to, TOLD_ONE_BY_ONE)
        if claimed.ts is not None:
            # To be redrawn, then, and the members' own messages are; who joined since is not told anew.
            return told
        members = await self._people.members(claimed.to)
        wishes = outbox.to_each(Wish(claimed.key, claimed.kind, claimed.to, claimed.subject), members)
        at = self._now()
        await self._database.writing(
            lambda s: outbox.wish(s, claimed.workspace, claimed.release_id, wishes, at)
        )
        return told


def _opaque(claimed: Claimed) -> str:
    return f"{claimed.release_id}-{claimed.id}"


def _judged(error: SlackApiError) -> Exception:
    """Whether trying again can help."""
    said = word(error)
    if status(error) == 429 or said == "ratelimited":
        return TryLater(float(error.response.headers.get("Retry-After", 30)), "Slack asked us to wait")
    if is_unreachable(error) or said in _PASSING:
        return InDoubt(f"Slack failed with {said}")
    return CannotDeliver(f"Slack refuses it: {said}")
