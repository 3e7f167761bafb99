"""A small app that has nothing to do with us: it knows Bolt and four environment variables, no more."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from slackapp.sandbox import LocalSlack
from slackapp.sandbox.fixture import local_slack, slack_workspace
from slackapp.sandbox.server import LoopbackServer

__all__ = ["local_slack", "slack_workspace"]


@pytest.fixture(scope="session")
def slack_manifest() -> Mapping[str, Any]:
    return {
        "display_information": {"name": "Lunch"},
        "features": {
            "bot_user": {"display_name": "Lunch"},
            "slash_commands": [{"command": "/lunch", "description": "Who is hungry"}],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
        "settings": {
            "event_subscriptions": {"bot_events": ["app_mention"]},
            "interactivity": {"is_enabled": True},
        },
    }


def lunch() -> App:
    """The app. Its listeners run in threads, as those of most apps do."""
    client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @app.command("/lunch")
    def asked(ack: Any, say: Any) -> None:
        ack()
        hungry = {"type": "button", "action_id": "hungry", "text": {"type": "plain_text", "text": "I am"}}
        say(text="Who is hungry?", blocks=[{"type": "actions", "elements": [hungry]}])

    @app.action("hungry")
    def pressed(ack: Any, body: Any, client: Any) -> None:
        field = {"type": "plain_text_input", "action_id": "what"}
        wish = {"type": "plain_text", "text": "What would you like?"}
        view = {
            "type": "modal",
            "callback_id": "order",
            "title": {"type": "plain_text", "text": "Lunch"},
            "submit": {"type": "plain_text", "text": "Order"},
            "blocks": [{"type": "input", "block_id": "wish", "label": wish, "element": field}],
        }
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    @app.view("order")
    def ordered(ack: Any, view: Any, body: Any, client: Any) -> None:
        ack()
        wish = view["state"]["values"]["wish"]["what"]["value"]
        client.chat_postMessage(channel="#releases", text=f"<@{body['user']['id']}> gets {wish}.")

    @app.event("app_mention")
    def mentioned(say: Any) -> None:
        say("Is it noon already?")

    return app


@pytest.fixture(params=["HTTP", "Socket Mode"])
def slack(request: pytest.FixtureRequest, local_slack: LocalSlack) -> Iterator[LocalSlack]:
    """The local Slack with the app behind it, over each way that an app can be reached."""
    if request.param == "HTTP":
        yield from over_http(local_slack)
    else:
        yield from over_socket_mode(local_slack)


def over_http(slack: LocalSlack) -> Iterator[LocalSlack]:
    bolted = SlackRequestHandler(lunch())

    async def events(request: Request) -> Response:
        return await bolted.handle(request)

    server = LoopbackServer()
    server.start(Starlette(routes=[Route("/slack/events", events, methods=["POST"])]))
    slack.deliver_to(f"{server.url}/slack/events")
    yield slack
    server.stop()


def over_socket_mode(slack: LocalSlack) -> Iterator[LocalSlack]:
    handler = SocketModeHandler(lunch(), os.environ["SLACK_APP_TOKEN"])
    handler.connect()  # type: ignore[no-untyped-call]
    connected = threading.Event()
    for _ in range(500):
        if slack.connections:
            connected.set()
            break
        threading.Event().wait(0.02)
    assert connected.is_set()
    yield slack
    handler.close()  # type: ignore[no-untyped-call]


def test_an_unrelated_app_works_against_it(slack: LocalSlack) -> None:
    alice, robin = slack.person("Alice"), slack.person("Robin")
    assert alice.types("/lunch", "#releases").ok
    assert robin.presses("I am", "#releases").ok
    robin.fills("What would you like?", "soup")
    assert robin.submits().ok
    alice.sees("@Robin gets soup.", in_="#releases")
    alice.says("@lunch, are you there?", "#releases")
    robin.sees("Is it noon already?", in_="#releases")
