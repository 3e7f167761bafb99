"""What we ask Slack of channels and messages."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


class Channels:
    """The channels of the workspace, as far as the app may see them."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def absence(self, channel: str) -> str:
        """Why the app can't post in the channel, as a sentence that says the mend; empty when it can."""
        try:
            found = (await self._client.conversations_info(channel=channel))["channel"]
        except SlackApiError:
            return "The app can't see this channel. Type /invite @Readiness in it, then try again."
        if found.get("is_archived"):
            return "This channel is archived. Choose another."
        if not found.get("is_member"):
            return f"The app isn't in #{found['name']}. Type /invite @Readiness there, then try again."
        return ""

    async def permalink(self, channel: str, ts: str) -> str:
        """A link to the message that lasts."""
        return str((await self._client.chat_getPermalink(channel=channel, message_ts=ts))["permalink"])
