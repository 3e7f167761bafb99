from __future__ import annotations

import time
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from slackapp.sandbox import LocalSlack, Person
from tests.sandbox.kit import actions, button, header, section


@pytest.fixture
def respond(app: AsyncApp, client: WebClient, alice: Person) -> WebhookClient:
    """The response URL of Alice's press on a message in #releases."""
    urls: list[str] = []

    @app.action("press")
    async def press(ack: Any, body: Any) -> None:
        urls.append(body["response_url"])
        await ack()

    client.chat_postMessage(channel="#releases", text="Original", blocks=[section(), actions(button())])
    alice.presses("Press")
    return WebhookClient(urls[0], retry_handlers=[])


def test_an_answer_is_for_the_person_alone_unless_it_says_otherwise(
    respond: WebhookClient, alice: Person, robin: Person
) -> None:
    assert respond.send(text="Psst").status_code == 200
    alice.sees("Psst", within=0)
    robin.sees_nothing_of("Psst", for_=0)
    respond.send(text="Hear, hear", response_type="in_channel")
    robin.sees("Hear, hear", within=0)


def test_an_answer_replaces_the_original_and_takes_its_blocks_away(
    respond: WebhookClient, alice: Person, robin: Person
) -> None:
    respond.send(text="Done", replace_original=True)
    assert [message.shown for message in robin.messages()] == ["Done"]
    respond.send(text="Again", replace_original=True, blocks=[header("Heading")])
    assert [message.shown for message in robin.messages()] == ["Heading"]


def test_an_answer_deletes_the_original(respond: WebhookClient, alice: Person) -> None:
    respond.send(delete_original=True)
    assert alice.messages() == []
    assert respond.send(text="x", replace_original=True).status_code == 400


def test_an_ephemeral_is_replaced_through_its_response_url(
    app: AsyncApp, client: WebClient, alice: Person, robin: Person, releases: str
) -> None:
    @app.action("press")
    async def press(ack: Any, respond: Any) -> None:
        await respond("Seen", replace_original=True)
        await ack()

    client.chat_postEphemeral(channel=releases, user=alice.id, text="x", blocks=[actions(button())])
    alice.presses("Press")
    assert [(message.shown, message.ephemeral) for message in alice.messages()] == [("Seen", True)]
    assert robin.messages() == []


def test_a_response_url_is_good_for_five_answers(respond: WebhookClient) -> None:
    assert [respond.send(text=str(number)).status_code for number in range(6)] == [
        200,
        200,
        200,
        200,
        200,
        404,
    ]
    assert "used_url" in respond.send(text="x").body


def test_a_response_url_is_good_for_half_an_hour(slack: LocalSlack, respond: WebhookClient) -> None:
    assert slack.timing.response_url_life == 1800
    slack.timing.response_url_life = 0.01
    time.sleep(0.02)
    answer = respond.send(text="x")
    assert answer.status_code == 404
    assert "expired_url" in answer.body


def test_a_response_url_that_nobody_gave_is_refused(slack: LocalSlack) -> None:
    answer = WebhookClient(f"{slack.url}/response/guessed").send(text="x")
    assert answer.status_code == 404


def test_an_answer_that_slack_would_refuse_is_complained_of(
    slack: LocalSlack, respond: WebhookClient
) -> None:
    answer = respond.send(text="x", blocks=[header("x" * 151)])
    assert answer.status_code == 400
    assert "invalid_blocks" in answer.body
    assert "at most 150 characters" in slack.complaints[0]


def test_an_answer_to_a_command_that_slack_would_refuse_is_complained_of(
    slack: LocalSlack, app: AsyncApp, alice: Person
) -> None:
    @app.command("/tea")
    async def tea(ack: Any) -> None:
        await ack(text="x", blocks=[header("x" * 151)])

    assert not alice.types("/tea").ok
    assert "invalid_blocks" in slack.complaints[0]


def test_a_command_answers_to_all_or_in_its_own_time(app: AsyncApp, alice: Person, robin: Person) -> None:
    @app.command("/tea")
    async def tea(ack: Any, respond: Any) -> None:
        await ack(text="Everybody", response_type="in_channel")
        await respond("And you")

    reply = alice.types("/tea")
    assert {message.shown for message in reply.messages} == {"Everybody", "And you"}
    assert [message.shown for message in robin.messages()] == ["Everybody"]
