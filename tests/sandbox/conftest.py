from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.server import LoopbackServer
from slackapp.sandbox.workspace import identifier
from tests.sandbox.asking import acted, fetched
from tests.sandbox.looking import Act, Get
from tests.sandbox.pressing import Heard
from tests.sandbox.tea import MANIFEST, bolt, served


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(small_company(MANIFEST)) as running:
        yield running


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """The server of the app; not started yet."""
    made = LoopbackServer()
    yield made
    made.stop()


@pytest.fixture
def request_url(server: LoopbackServer) -> str:
    """Where the app takes requests."""
    return f"{server.url}/slack/events"


@pytest.fixture
def app(slack: LocalSlack, server: LoopbackServer, request_url: str) -> AsyncApp:
    """A Bolt app over HTTP. Listeners that a test adds are there from the next request on."""
    made = bolt(slack)
    server.start(served(made))
    slack.deliver_to(request_url)
    return made


@pytest.fixture
def alice(slack: LocalSlack) -> Person:
    return slack.person("Alice")


@pytest.fixture
def robin(slack: LocalSlack) -> Person:
    return slack.person("Robin")


@pytest.fixture
def client(slack: LocalSlack) -> WebClient:
    """The Web API as an app calls it, without retries."""
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def releases(slack: LocalSlack) -> str:
    """The id of #releases."""
    return identifier("C", "releases")


@pytest.fixture
def heard(app: AsyncApp) -> Heard:
    """Every block action that the app got."""
    bodies: Heard = []

    @app.action(re.compile(""))
    async def everything(ack: Any, body: Any) -> None:
        bodies.append(body)
        await ack()

    return bodies


@pytest.fixture
def get(slack: LocalSlack, alice: Person) -> Get:
    """Alice's state, or somebody else's, as the page gets it."""
    return lambda who=alice.id: fetched(slack, f"/client/state?as={who}")


@pytest.fixture
def act(slack: LocalSlack) -> Act:
    """An act of Alice's, as the page asks for it; gives the answer, refused or not."""
    return lambda act, **more: acted(slack, "Alice", act, **more)


@pytest.fixture
def triggers(app: AsyncApp) -> list[str]:
    """The trigger ids of the commands and presses so far."""
    found: list[str] = []

    @app.command("/tea")
    async def tea(ack: Any, body: Any) -> None:
        found.append(body["trigger_id"])
        await ack()

    @app.action("press")
    async def press(ack: Any, body: Any) -> None:
        found.append(body["trigger_id"])
        await ack()

    return found


@pytest.fixture
def trigger(triggers: list[str], alice: Person) -> str:
    """A fresh trigger id of Alice's."""
    alice.types("/tea")
    return triggers[-1]


@pytest.fixture
def press(client: WebClient, act: Act, releases: str) -> Act:
    """Puts elements into a message, and asks for an act on the first of them."""

    def pressed(asked: str, kit: Any, **more: Any) -> Any:
        ts = client.chat_postMessage(channel=releases, text="x", blocks=[{**kit, "block_id": "row"}])["ts"]
        return act(
            asked, **{"in": {"channel": releases, "ts": ts}, "block_id": "row", "action_id": "it", **more}
        )

    return pressed
