from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.delivery.socket import MOST_CONNECTIONS
from tests.sandbox.kit import input_block, modal, plain, text_input
from tests.sandbox.tea import bolt


class Connected:
    """A Bolt app in a thread of its own, with as many Socket Mode connections as wanted."""

    def __init__(self, slack: LocalSlack, connections: int = 1) -> None:
        self.slack = slack
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.app: AsyncApp = self.run(self._made())
        self.links = [self.run(self._linked()) for _ in range(connections)]

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    async def _made(self) -> AsyncApp:
        return bolt(self.slack)

    async def _linked(self) -> AsyncSocketModeHandler:
        link = AsyncSocketModeHandler(self.app, self.slack.app_token, ping_interval=1)
        await link.connect_async()  # type: ignore[no-untyped-call]
        return link

    async def _ended(self) -> None:
        # First those who may be connecting anew: what came while the links close would never be closed.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for link in self.links:
            link.client.closed = True
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for link in self.links:
            await link.close_async()

    def close(self) -> None:
        self.run(self._ended())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()


@pytest.fixture
def connected(slack: LocalSlack) -> Iterator[Connected]:
    made = Connected(slack)
    yield made
    made.close()


def wait_until(holds: Any, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def test_a_command_is_answered_over_the_socket(connected: Connected, alice: Person) -> None:
    @connected.app.command("/tea")
    async def tea(ack: Any, command: Any) -> None:
        await ack(f"Tea: {command['text']}")

    assert alice.types("/tea now").shown == "Tea: now"


def test_a_modal_goes_there_and_back_over_the_socket(connected: Connected, alice: Person) -> None:
    view = modal(input_block(text_input(), block_id="kind"), callback_id="tea", submit=plain("Send"))

    @connected.app.command("/tea")
    async def tea(ack: Any, client: Any, body: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @connected.app.view("tea")
    async def submitted(ack: Any) -> None:
        await ack(response_action="errors", errors={"kind": "No milk left"})

    alice.types("/tea")
    alice.fills("Label", "Assam")
    assert alice.submits().errors == {"Label": "No milk left"}


def test_an_event_is_acknowledged_over_the_socket(
    connected: Connected, slack: LocalSlack, alice: Person
) -> None:
    heard: list[str] = []

    @connected.app.event("app_mention")
    async def mentioned(event: Any) -> None:
        heard.append(event["text"])

    @connected.app.event("message")
    async def said() -> None: ...

    alice.says("@tea_round, two sugars")
    assert heard == ["<@U0LOCALBOT1>, two sugars"]
    assert all(each.ack.ok for each in slack.delivered)


def test_nobody_is_there_until_an_app_connects(slack: LocalSlack, alice: Person) -> None:
    reply = alice.types("/tea")
    assert not reply.ok
    assert reply.trouble == '/tea failed with the error "dispatch_failed"'
    assert alice.troubles == [reply.trouble]


def test_envelopes_go_to_one_of_several_connections_in_turn(slack: LocalSlack, alice: Person) -> None:
    several = Connected(slack, connections=2)
    try:
        heard: list[str] = []

        @several.app.command("/tea")
        async def tea(ack: Any, body: Any) -> None:
            heard.append(body["text"])
            await ack()

        assert slack.connections == 2
        for number in range(4):
            assert alice.types(f"/tea {number}").ok
        assert heard == ["0", "1", "2", "3"]
    finally:
        several.close()


def test_an_app_comes_back_after_its_connection_was_cut(
    connected: Connected, slack: LocalSlack, alice: Person
) -> None:
    @connected.app.command("/tea")
    async def tea(ack: Any) -> None:
        await ack("Tea")

    slack.drop_sockets()
    assert not alice.types("/tea").ok
    wait_until(lambda: slack.connections == 1)
    assert alice.types("/tea").shown == "Tea"


def test_an_app_replaces_its_connection_when_slack_asks_it_to(
    connected: Connected, slack: LocalSlack
) -> None:
    before = len(slack.calls("apps.connections.open"))
    slack.refresh_sockets()
    wait_until(lambda: len(slack.calls("apps.connections.open")) == before + 1)
    wait_until(lambda: slack.connections >= 1)


def test_a_connection_that_ends_before_the_acknowledgement_loses_it(
    connected: Connected, slack: LocalSlack, alice: Person
) -> None:
    @connected.app.command("/tea")
    async def tea(ack: Any) -> None:
        await asyncio.to_thread(slack.drop_sockets)

    assert alice.types("/tea").trouble == '/tea failed with the error "dispatch_failed"'


def test_a_socket_needs_the_apps_own_token_and_a_fresh_address(slack: LocalSlack) -> None:
    async def connect(address: str) -> bool:
        async with aiohttp.ClientSession() as session:
            try:
                async with session.ws_connect(address) as socket:
                    return bool((await socket.receive_json())["type"] == "hello")
            except aiohttp.WSServerHandshakeError:
                return False

    address = WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)["url"]
    assert asyncio.run(connect(address))
    assert not asyncio.run(connect(address))
    assert not asyncio.run(connect(address.replace("ticket=", "ticket=x")))
    assert MOST_CONNECTIONS == 10
