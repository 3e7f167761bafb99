"""What we ask Slack of channels and messages."""

from slack_sdk.web.async_client import AsyncWebClient

from readiness.refusal import Refused
from slackapp.failures import FAILURES, is_unreachable


class Channels:
    """The channels of the workspace, as far as the app may see them."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def absence(self, channel: str) -> str:
        """Why the app can't post in the channel, as a sentence that says the mend; empty when it can."""
        try:
            found = (await self._client.conversations_info(channel=channel))["channel"]
        except FAILURES as error:
            if is_unreachable(error):
                return "Slack can't be asked about this channel at the moment. Try again soon."
            return "The app can't see this channel. Type /invite @Readiness in it, then try again."
        if found.get("is_archived"):
            return "This channel is archived. Choose another."
        if not found.get("is_member"):
            return f"The app isn't in #{found['name']}. Type /invite @Readiness there, then try again."
        return ""

    async def permalink(self, channel: str, ts: str) -> str:
        """A link to the message that lasts. Refused when the app can't see the message."""
        try:
            answer = await self._client.chat_getPermalink(channel=channel, message_ts=ts)
        except FAILURES as error:
            if is_unreachable(error):
                raise Refused("Slack gives no link to this message at the moment. Try again soon.") from error
            raise Refused(
                "The app can't see this message. Type /invite @Readiness in its channel, or paste the link "
                "to it into the check's details."
            ) from error
        return str(answer["permalink"])
