"""Delivery to Slack: what a notice says is drawn now, posted or updated, and found again after a doubt."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from readiness.communication.outdating import not_to_be_told
from readiness.model import Release, is_group
from readiness.notices import NoticeKind, Wish
from readiness.signing.asking import asked_no_more
from readiness.template import Template
from schedules.delivery import (
    Begin,
    CannotDeliver,
    CannotTell,
    Delivered,
    Gone,
    InDoubt,
    Outdated,
    TryLater,
)
from slackapp.blocks.notices import draw
from slackapp.blocks.parts import Message
from slackapp.blocks.witness import witnessed
from slackapp.failures import FAILURES, is_unreachable, status, word
from slackapp.mending import mending
from slackapp.people import People
from slackapp.quietly import named
from slackapp.traces import metadata, trace, traces
from storage import audit, homes, outbox, releases, templates
from storage.claims import Claimed
from storage.database import Database
from storage.doubts import Posted

log = logging.getLogger("slackapp.delivery")

TOLD_ONE_BY_ONE = "members"
"""What stands for the message of a notice to a user group, whose members have notices of their own."""
UNREACHABLE_WAIT = 5.0
"""Seconds until Slack is tried again when there was no connection to it."""
USUAL_WAIT = 30.0
"""Seconds to wait when Slack asks to and does not say how long."""
TOO_MANY = 429
_SIGNED = frozenset({NoticeKind.GATE, NoticeKind.SHEET, NoticeKind.LINE})
"""The notices on which sign-offs stand, with the head of the audit at each."""
_LIMITS = frozenset({"ratelimited", "rate_limited"})
_QUIET = (NoticeKind.UPDATE, NoticeKind.MOVED)
"""What goes to many places, and would call whoever it names in each of them."""
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
        await self._outdate_homes(claimed)
        try:
            if is_group(claimed.to):
                return await self._tell_members(claimed)
            return await self._told(claimed, begin)
        except FAILURES as error:
            raise _judged(error) from error

    async def copies(self, channel: str, posted: Sequence[Posted]) -> Mapping[int, Sequence[str]]:
        """See ``Traceable``."""
        by_trace = {trace(each): each.id for each in posted}
        found: dict[int, list[str]] = {each.id: [] for each in posted}
        since = min(min(float(each.ts), each.doubted_at.timestamp()) for each in posted)
        async for of_notice, ts in traces(self._client, channel, datetime.fromtimestamp(since, UTC)):
            if of_notice in by_trace:
                found[by_trace[of_notice]].insert(0, ts)
        return found

    async def leave(self, posted: Posted, kept: str, others: Sequence[str]) -> None:
        """See ``Traceable``."""
        if posted.kind is NoticeKind.CARD:
            await self._pin(posted.channel, kept)
        for ts in others:
            try:
                await self._client.chat_delete(channel=posted.channel, ts=ts)
            except SlackApiError as error:
                if word(error) != "message_not_found":
                    raise

    async def _told(self, claimed: Claimed, begin: Begin) -> Delivered:
        if claimed.ts is not None and claimed.channel is not None:
            return await self._updated(claimed, claimed.channel, claimed.ts, begin)
        # Before anything is drawn: what was posted stays posted, whatever may be said by now.
        delivered = await self._found(claimed) if claimed.in_doubt else None
        if delivered is None:
            message = await self._drawn(claimed)
            channel = await self._channel(claimed.to)
            await begin()
            delivered = Delivered(channel, await self._posted(claimed, channel, message))
        if claimed.kind is NoticeKind.CARD:
            await self._pin(delivered.channel, delivered.ts)
        return delivered

    async def _drawn(self, claimed: Claimed) -> Message:
        def read(session: Any) -> Any:  # noqa: ANN401 - the session stays in storage's hands
            release = releases.get(session, claimed.workspace, claimed.release_id)
            heads = audit.signatures(session, claimed.release_id) if claimed.kind in _SIGNED else {}
            return release, release and templates.get(session, release.template), heads

        release, template, heads = await self._database.reading(read)
        if release is None or template is None:
            raise CannotDeliver("The release that this notice is about is not stored.")
        now = self._now()
        if claimed.ts is None and (why := _outdated(template, release, claimed, now)):
            raise Outdated(why)
        drawn = draw(claimed.kind, template, release, claimed.subject, claimed.to, now)
        if claimed.kind in _QUIET:
            return await named(drawn, self._people.in_words)
        lines = tuple(line.key for line in template.sheet)
        subjects = lines if claimed.kind is NoticeKind.SHEET else (claimed.subject,)
        return witnessed(drawn, release, heads, *subjects)

    async def _channel(self, to: str) -> str:
        if to.startswith(("U", "W")):
            return str((await self._client.conversations_open(users=to))["channel"]["id"])
        return to

    async def _updated(self, claimed: Claimed, channel: str, ts: str, begin: Begin) -> Delivered:
        message = await self._drawn(claimed)
        await begin()
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

    async def _posted(self, claimed: Claimed, channel: str, message: Message) -> str:
        answer = await self._client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            metadata=metadata(trace(claimed)),
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

    async def _found(self, claimed: Claimed) -> Delivered | None:
        """Where the post in doubt is, or None when it is nowhere."""
        began = claimed.send_started_at
        assert began is not None  # noqa: S101 - a doubt has a beginning
        wanted = trace(claimed)
        try:
            channel = await self._channel(claimed.to)
            found = [
                ts async for of_notice, ts in traces(self._client, channel, began) if of_notice == wanted
            ]
        except SlackApiError as error:
            if isinstance(_judged(error), CannotDeliver):
                why = mending(word(error))
                raise CannotTell(f"It may have been posted, but the channel can't be read. {why}") from error
            raise
        return Delivered(channel, found[-1]) if found else None

    async def _tell_members(self, claimed: Claimed) -> Delivered:
        told = Delivered(claimed.to, TOLD_ONE_BY_ONE)
        if claimed.ts is not None:
            # To be redrawn, then, and the members' own messages are; who joined since is not told anew.
            return told
        members = await self._people.read_members(claimed.to)
        wishes = outbox.to_each(Wish(claimed.key, claimed.kind, claimed.to, claimed.subject), members)
        at = self._now()
        await self._database.writing(
            lambda s: outbox.wish(s, claimed.workspace, claimed.release_id, wishes, at)
        )
        return told


def _outdated(template: Template, release: Release, claimed: Claimed, now: datetime) -> str:
    """Why it must not be posted any more, as a sentence; empty when it is to be."""
    if claimed.kind in _SIGNED:
        return asked_no_more(template, release, claimed.subject, claimed.to)
    return not_to_be_told(template, release, claimed.kind, claimed.subject, now)


def _judged(error: BaseException) -> Exception:
    """Whether trying again can help."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return TryLater(UNREACHABLE_WAIT, f"Slack can't be reached: {error}")
    if not isinstance(error, SlackApiError):
        return InDoubt(f"Slack's reply was lost: {type(error).__name__}")
    said = word(error)
    if status(error) == TOO_MANY or said in _LIMITS:
        return TryLater(_told_to_wait(error), "Slack asked us to wait.")
    if is_unreachable(error) or said in _PASSING:
        return InDoubt(f"Slack failed with {said}")
    return CannotDeliver(mending(said))


def _told_to_wait(error: SlackApiError) -> float:
    """The seconds that Slack asks for."""
    try:
        return max(1.0, float(error.response.headers["Retry-After"]))
    except (AttributeError, KeyError, ValueError):
        return USUAL_WAIT
