from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.server import LoopbackServer
from slackapp.sandbox.workspace import identifier
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
