"""The Bolt app: every payload goes to the listener that the tables in ``listeners`` name for it."""

import logging
import re
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from readiness.refusal import Refused
from slackapp import listeners, payloads
from slackapp.answers import Answer
from slackapp.listening import A, Listener, Listening
from slackapp.parts import Parts

ANY = re.compile(".*")
COMMAND = "/readiness"


def bolt_app(listening: Listening, client: AsyncWebClient, signing_secret: SecretStr | None) -> AsyncApp:
    """The app that answers Slack through ``listening``; without a signing secret, over Socket Mode alone."""
    app = AsyncApp(
        # Without a name Bolt looks for one in the source of every caller, which takes it a tenth of a second.
        name="readiness",
        client=client,
        # Its loggers would take the root's level, and in detail they write response URLs.
        logger=logging.getLogger("slack_bolt"),
        signing_secret=signing_secret.get_secret_value() if signing_secret else "",
        process_before_response=True,
        request_verification_enabled=signing_secret is not None,
    )

    @app.command(COMMAND)
    async def on_command(ack: AsyncAck, body: Mapping[str, Any]) -> None:
        await listening.answer(listeners.COMMAND, payloads.typed(body), ack)

    @app.action(ANY)
    async def on_action(ack: AsyncAck, body: Mapping[str, Any]) -> None:
        pressed = payloads.pressed(body)
        await listening.answer(_named(listeners.PRESSES, pressed.action), pressed, ack)

    @app.view(ANY)
    async def on_view(ack: AsyncAck, body: Mapping[str, Any]) -> None:
        submitted = payloads.submitted(body)
        await listening.answer(_named(listeners.SUBMISSIONS, submitted.modal), submitted, ack)

    @app.shortcut(ANY)
    async def on_shortcut(ack: AsyncAck, body: Mapping[str, Any]) -> None:
        used = payloads.used(body)
        await listening.answer(_named(listeners.SHORTCUTS, used.shortcut), used, ack)

    @app.options(ANY)
    async def on_options(ack: AsyncAck, body: Mapping[str, Any]) -> None:
        asked = payloads.asked(body)
        await listening.answer(_named(listeners.MENUS, asked.menu), asked, ack)

    @app.event(ANY)
    async def on_event(ack: AsyncAck, body: Mapping[str, Any]) -> None:
        happened = payloads.happened(body)
        if happened.kind in listeners.EVENTS:
            await listening.answer(listeners.EVENTS[happened.kind], happened, ack)
        else:
            await ack()

    return app


def _named(table: Mapping[str, Listener[A]], name: str) -> Listener[A]:
    return table.get(name, _gone)


async def _gone(_parts: Parts, _act: object) -> Answer:
    """Old messages keep buttons that a newer version no longer has."""
    raise Refused("This button is no longer in use. Type /readiness status for the present state.")
