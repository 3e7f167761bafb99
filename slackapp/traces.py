"""The traces that notices leave in Slack: an opaque id in a message's metadata, to find it again by."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from storage.claims import Claimed
from storage.doubts import Posted

EVENT = "readiness_notice"
"""The metadata that a notice is found by. Other apps can read it, so it holds an opaque id alone."""
MARGIN = timedelta(hours=1)
"""How much before a moment of ours the search starts: this computer's clock and Slack's differ."""
PAGE = 200


def trace(notice: Claimed | Posted) -> str:
    """The opaque id of a post; what was posted anew, for the first was gone, has another."""
    once = f"{notice.release_id}-{notice.id}"
    return f"{once}-{notice.posting}" if notice.posting else once


def metadata(of_notice: str) -> dict[str, Any]:
    """The metadata of a message that leaves this trace."""
    return {"event_type": EVENT, "event_payload": {"id": of_notice}}


async def traces(client: AsyncWebClient, channel: str, since: datetime) -> AsyncIterator[tuple[str, str]]:
    """The traces in the channel's history since a moment of ours, each with its ``ts``; the newest first.

    Raises what a call to Slack raises.
    """
    cursor = ""
    while True:
        page = await client.conversations_history(
            channel=channel,
            oldest=f"{(since - MARGIN).timestamp():.6f}",
            include_all_metadata=True,
            limit=PAGE,
            cursor=cursor,
        )
        for message in page["messages"]:
            found = message.get("metadata") or {}
            if found.get("event_type") == EVENT:
                yield str(found.get("event_payload", {}).get("id", "")), str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
