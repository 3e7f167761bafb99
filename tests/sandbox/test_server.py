from __future__ import annotations

import asyncio
import json
import socket
import urllib.error
import urllib.request
from typing import Any

import aiohttp
import pytest
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.server import LoopbackServer
from slackapp.sandbox.workspace import identifier
from tests.sandbox.tea import MANIFEST


def test_two_local_slacks_have_nothing_in_common(slack: LocalSlack) -> None:
    with LocalSlack(small_company(MANIFEST)) as other:
        assert other.url != slack.url
        assert other.bot_token != slack.bot_token
        WebClient(token=other.bot_token, base_url=other.api_url).chat_postMessage(
            channel="#releases", text="x"
        )
        assert slack.person("Alice").messages() == []


def test_nothing_is_done_before_the_start_or_after_the_stop() -> None:
    slack = LocalSlack(small_company(MANIFEST))
    with pytest.raises(RuntimeError, match="isn't running"):
        slack.person("Alice").messages()
    slack.stop()
    slack = LocalSlack(small_company(MANIFEST))
    slack.start()
    slack.stop()
    slack.stop()


def test_ids_follow_from_names_so_that_they_are_the_same_each_time() -> None:
    assert identifier("U", "alice") == identifier("U", "alice")
    assert identifier("U", "alice") != identifier("C", "alice")
    assert len(identifier("U", "alice")) == 11


@pytest.mark.parametrize(
    ("content", "content_type", "shown"),
    [
        (b"plain words", "text/plain", "plain words"),
        (b"{", "application/json", "{"),
        (b'"quoted"', "application/json", '"quoted"'),
        (b'{"text": "in JSON"}', "application/json; charset=utf-8", "in JSON"),
    ],
)
def test_an_app_without_bolt_may_answer_in_words_or_json(
    slack: LocalSlack, alice: Person, content: bytes, content_type: str, shown: str
) -> None:
    async def answer(request: Request) -> Response:
        return Response(content, media_type=content_type)

    server = LoopbackServer()
    server.start(Starlette(routes=[Route("/", answer, methods=["POST"])]))
    slack.deliver_to(f"{server.url}/")
    assert alice.types("/tea").shown == shown
    server.stop()


def test_a_socket_survives_words_that_are_no_acknowledgement(slack: LocalSlack, alice: Person) -> None:
    slack.timing.ack_limit = 0.1

    async def talk() -> Any:
        address = WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)["url"]
        async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
            assert (await socket.receive_json())["num_connections"] == 1
            await socket.send_str("{")
            await socket.send_json({"envelope_id": "nobody's"})
            typing = asyncio.create_task(asyncio.to_thread(alice.types, "/tea one"))
            unanswered = await socket.receive_json()
            assert (await typing).trouble == '/tea failed with the error "operation_timeout"'
            await socket.send_json({"envelope_id": unanswered["envelope_id"]})
            typing = asyncio.create_task(asyncio.to_thread(alice.types, "/tea two"))
            envelope = await socket.receive_json()
            answer = {"envelope_id": envelope["envelope_id"], "payload": {"text": "Two"}}
            await socket.send_str(json.dumps(answer))
            return await typing, envelope

    reply, envelope = asyncio.run(talk())
    assert reply.shown == "Two"
    assert envelope["type"] == "slash_commands"
    assert envelope["accepts_response_payload"]
    assert envelope["payload"]["text"] == "two"


@pytest.mark.parametrize(
    "path", ["/api/api.test", "/files/F0NONE", "/client/backstage", "/client/glass", "/"]
)
@pytest.mark.parametrize("header", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_another_site_reaches_nothing(slack: LocalSlack, path: str, header: dict[str, str]) -> None:
    asked = urllib.request.Request(f"{slack.url}{path}", headers=header)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked)
    with refused.value:
        assert refused.value.code == 403


def test_another_site_gets_no_socket(slack: LocalSlack) -> None:
    async def connect() -> None:
        address = WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)["url"]
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(address, headers={"Origin": "https://evil.example"})

    asyncio.run(connect())


def test_nothing_is_served_beyond_the_loopback_address(slack: LocalSlack) -> None:
    assert slack.url.startswith("http://127.0.0.1:")
    elsewhere = {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in elsewhere - {"127.0.0.1"}:
        if not address.startswith("127."):
            with pytest.raises(OSError, match="refused"):
                socket.create_connection((address, int(slack.url.rpartition(":")[2])), timeout=2)


@pytest.mark.parametrize("path", ["/", "/client/state", "/client/backstage", "/client/glass", "/app.js"])
def test_everything_comes_with_the_strict_policy(slack: LocalSlack, path: str) -> None:
    with urllib.request.urlopen(f"{slack.url}{path}") as response:
        policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
