"""The yardstick: a Bolt app that acknowledges and does nothing, behind the HTTP side of the real one.

``python -m benchmarks.bare`` serves it, with the settings that ``readiness serve`` takes.
"""

import asyncio
import re

import aiohttp
import uvicorn
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackapp.settings import Settings, read_settings
from slackapp.web.site import site


def bare_app(settings: Settings, session: aiohttp.ClientSession) -> AsyncApp:
    """An app that acknowledges every command and every press, and nothing else."""
    token, secret = settings.slack_bot_token, settings.slack_signing_secret
    if token is None or secret is None:
        raise ValueError("The bare app needs SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET.")
    client = AsyncWebClient(token.get_secret_value(), base_url=settings.slack_api_url, session=session)
    app = AsyncApp(client=client, signing_secret=secret.get_secret_value(), process_before_response=True)

    @app.command("/readiness")
    async def on_command(ack: AsyncAck) -> None:
        await ack()

    @app.action(re.compile(".*"))
    async def on_action(ack: AsyncAck) -> None:
        await ack()

    return app


async def serve(settings: Settings) -> None:
    """Serve the bare app until the process is told to end, with uvicorn set up as the real one sets it up."""

    async def nothing_wrong() -> str:
        return ""

    async with aiohttp.ClientSession() as session:
        app = site(bare_app(settings, session), nothing_wrong)
        config = uvicorn.Config(
            app, host=settings.host, port=settings.port, log_config=None, access_log=False, lifespan="off"
        )
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(serve(read_settings(env_file=None)))
