"""Socket Mode: the connection over which Slack reaches an app that has no address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.failures import FAILURES, SlackProblem, is_unreachable, word

LAST_ANSWERS = 3.0
"""Seconds that what is being answered has before the connection ends: Slack waits no longer either."""


async def try_socket_mode(client: AsyncWebClient, app_token: SecretStr) -> None:
    """Raise ``SlackProblem`` when Slack opens no connection for this token.

    Connecting itself never gives up: it would go on trying with a token that will never do.
    """
    try:
        await client.apps_connections_open(app_token=app_token.get_secret_value())
    except FAILURES as error:
        if is_unreachable(error):
            raise SlackProblem(f"Slack can't be reached at {client.base_url}. Check the network.") from error
        sentence = (
            f"Slack refuses SLACK_APP_TOKEN ({word(error)}). "
            "Make one with connections:write under Basic Information."
        )
        raise SlackProblem(sentence) from error


@asynccontextmanager
async def socket_mode(bolt: AsyncApp, app_token: SecretStr) -> AsyncIterator[None]:
    """Connected to Slack; at the end, what is being answered is answered first."""
    connection = _Connection(bolt, app_token)
    await connection.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        await connection.answered()
        await connection.stay_away()
        await connection.close_async()  # type: ignore[no-untyped-call]


class _Connection(AsyncSocketModeHandler):
    """Knows what is being answered: an ack that is not sent before the end never reaches Slack."""

    def __init__(self, bolt: AsyncApp, app_token: SecretStr) -> None:
        super().__init__(bolt, app_token.get_secret_value(), web_client=bolt.client)
        self._under_way: set[asyncio.Future[None]] = set()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Answer one request, and send the ack."""
        answered = asyncio.ensure_future(super().handle(client, req))
        self._under_way.add(answered)
        answered.add_done_callback(self._under_way.discard)
        await answered

    async def answered(self) -> None:
        """Wait for the answers that are under way, but not for longer than Slack does."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LAST_ANSWERS)

    async def stay_away(self) -> None:
        """Begin no further connection: one that came while the last ends would never be closed itself."""
        client = self.client
        client.auto_reconnect_enabled = False
        client.closed = True
        connecting = (client.message_processor, client.current_session_monitor, client.message_receiver)
        tasks = [task for task in connecting if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
