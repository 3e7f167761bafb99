"""An app that has nothing to do with releases: it asks who wants tea. The local Slack is tried on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from slackapp.sandbox import LocalSlack

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Tea Round"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "bot_user": {"display_name": "Tea Round"},
        "shortcuts": [
            {"name": "Order tea", "type": "global", "callback_id": "order", "description": "Ask for a cup"},
            {
                "name": "Blame",
                "type": "message",
                "callback_id": "blame",
                "description": "Whose fault is this",
            },
        ],
        "slash_commands": [
            {"command": "/tea", "description": "Tea", "usage_hint": "[now]", "should_escape": True},
            {"command": "/plain", "description": "Unescaped"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "bookmarks:read",
                "bookmarks:write",
                "channels:history",
                "channels:join",
                "channels:read",
                "chat:write",
                "commands",
                "files:write",
                "groups:history",
                "groups:read",
                "im:history",
                "im:read",
                "im:write",
                "pins:read",
                "pins:write",
                "reactions:write",
                "team:read",
                "usergroups:read",
                "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "message.channels",
                "message.im",
                "reaction_added",
            ]
        },
        "interactivity": {"is_enabled": True},
    },
}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}, **more}


def bolt(slack: LocalSlack) -> AsyncApp:
    """An app without listeners, set up as an app would be for the real Slack."""
    return AsyncApp(
        client=AsyncWebClient(token=slack.bot_token, base_url=slack.api_url),
        signing_secret=slack.signing_secret,
        process_before_response=True,
    )


def served(app: AsyncApp) -> Starlette:
    """The app behind its request URL."""
    bolted = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await bolted.handle(request)

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"])])


Listeners = Callable[[AsyncApp], None]
