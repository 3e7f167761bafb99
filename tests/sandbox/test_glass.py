from __future__ import annotations

import asyncio
import json
import threading
import urllib.request
from http.client import RemoteDisconnected
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.glass import MOST_BYTES, MOST_ENTRIES, Glass
from tests.sandbox.asking import under_the_glass
from tests.sandbox.kit import header, modal, section


@pytest.fixture
def tea(app: AsyncApp) -> AsyncApp:
    @app.command("/tea")
    async def tea(ack: Any, command: Any) -> None:
        if command["text"] == "wrong":
            await ack(text="x", blocks=[header("x" * 151)])
        else:
            await ack("Tea")

    return app


def commands(slack: LocalSlack) -> Any:
    return [entry for entry in under_the_glass(slack) if entry["kind"] == "command"]


def test_a_command_lies_under_the_glass_with_what_came_back(
    slack: LocalSlack, tea: AsyncApp, alice: Person
) -> None:
    alice.types("/tea now")
    (entry,) = commands(slack)
    assert (entry["direction"], entry["kind"], entry["name"]) == ("to_app", "command", "/tea now")
    assert entry["user"] == alice.id
    assert (entry["ok"], entry["status"], entry["answer"]) == (True, 200, {"text": "Tea"})
    assert 0 < entry["ms"] < 3000
    assert entry["problems"] == []


def test_no_token_and_no_secret_lies_under_the_glass(
    slack: LocalSlack, tea: AsyncApp, alice: Person, client: WebClient
) -> None:
    alice.types("/tea now")
    client.chat_postMessage(channel="#releases", text="x")
    client.apps_connections_open(app_token=slack.app_token)
    shown = json.dumps([entry["body"] for entry in under_the_glass(slack)])
    for secret in (slack.bot_token, slack.app_token, slack.signing_secret):
        assert secret not in shown
    assert "token" not in shown.replace("ticket", "")


def test_a_call_that_breaks_a_rule_shows_the_place_and_the_limit(
    slack: LocalSlack, client: WebClient
) -> None:
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="#releases", text="x", blocks=[section(), header("x" * 151)])
    (entry,) = under_the_glass(slack)
    assert (entry["name"], entry["ok"], entry["status"]) == ("chat.postMessage", False, 200)
    assert entry["problems"] == [
        {
            "part": "body",
            "place": "/blocks/1/text/text",
            "rule": "header.text",
            "sentence": "must be at most 150 characters, but has 151",
            "limit": 150,
            "source": "docs.slack.dev, Block Kit: blocks: header",
        }
    ]


def test_a_view_and_an_acknowledgement_are_held_to_the_rules_too(
    slack: LocalSlack, tea: AsyncApp, alice: Person, client: WebClient
) -> None:
    with pytest.raises(SlackApiError):
        client.views_publish(user_id=alice.id, view=modal(header("x" * 151)))
    alice.types("/tea wrong")
    published = next(entry for entry in under_the_glass(slack) if entry["name"] == "views.publish")
    (typed,) = commands(slack)
    assert "header.text" in [each["rule"] for each in published["problems"]]
    assert [(each["part"], each["rule"]) for each in typed["problems"]] == [("answer", "header.text")]


def test_an_app_that_is_too_slow_breaks_a_rule(slack: LocalSlack, app: AsyncApp, alice: Person) -> None:
    slack.timing.ack_limit = 0.05

    given_up = threading.Event()

    @app.command("/tea")
    async def waits(ack: Any) -> None:
        await asyncio.to_thread(given_up.wait, 10)
        await ack()

    alice.types("/tea")
    given_up.set()
    (entry,) = commands(slack)
    assert (entry["failure"], entry["ok"], entry["status"]) == ("timeout", False, 0)
    assert [each["rule"] for each in entry["problems"]] == ["ack"]


def test_a_fault_is_named_where_it_struck(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.add("chat.postMessage", lose_reply=True, times=1)
    with pytest.raises(RemoteDisconnected):
        client.chat_postMessage(channel="#releases", text="x")
    (entry,) = under_the_glass(slack)
    assert (entry["fault"], entry["failure"], entry["status"]) == ("lose_reply", "lost", 0)
    assert entry["answer"]["ok"]


def test_only_what_is_new_is_given(slack: LocalSlack, client: WebClient) -> None:
    for number in range(3):
        client.api_test(number=str(number))
    assert [entry["body"]["number"] for entry in under_the_glass(slack, after=2)] == ["2"]
    assert len(under_the_glass(slack)) == len(under_the_glass(slack, after=-7)) == 3


def test_what_is_new_is_streamed(slack: LocalSlack, client: WebClient) -> None:
    client.api_test(number="before")
    with urllib.request.urlopen(f"{slack.url}/client/glass/events") as stream:

        def next_entry() -> Any:
            while not (line := stream.readline()).startswith(b"data: "):
                pass
            return json.loads(line.removeprefix(b"data: "))

        assert next_entry()["body"] == {"number": "before"}
        client.api_test(number="after")
        assert next_entry()["body"] == {"number": "after"}


def add(glass: Glass, content: str) -> None:
    glass.add(
        at=0.0,
        direction="from_app",
        kind="method",
        name="api.test",
        user="",
        body={"text": content},
        answer=None,
        status=200,
        ok=True,
        seconds=0.0,
    )


def test_the_oldest_go_when_there_are_too_many() -> None:
    glass = Glass()
    for number in range(MOST_ENTRIES + 20):
        add(glass, str(number))
    kept = glass.since(0)
    assert len(kept) == MOST_ENTRIES
    assert kept[0].body == {"text": "20"}
    assert kept[-1].number == glass.last == MOST_ENTRIES + 20


def test_the_oldest_go_when_they_are_too_large() -> None:
    glass = Glass()
    for _ in range(10):
        add(glass, "x" * (MOST_BYTES // 4))
    assert len(glass.since(0)) == 3
    add(glass, "x" * (2 * MOST_BYTES))
    assert len(glass.since(0)) == 1
