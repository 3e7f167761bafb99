from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.acts.outcome import NotPossible
from tests.sandbox.kit import (
    actions,
    element,
    input_block,
    modal,
    option,
    plain,
    text_input,
)
from tests.sandbox.pressing import Heard, chosen, post


def test_an_external_menu_asks_the_app_for_its_options(
    slack: LocalSlack, app: AsyncApp, client: WebClient, heard: Heard, alice: Person, releases: str
) -> None:
    asked: list[Any] = []

    @app.options("groups")
    async def groups(ack: Any, body: Any) -> None:
        asked.append(body)
        await ack(options=[option(1, text=plain("qa-leads")), option(2, text=plain("rollback-team"))])

    menu = element("external_select", action_id="groups", placeholder=plain("Which group?"))
    post(client, releases, actions(menu, block_id="row"))
    alice.chooses("Which group?", "rollback-team")
    assert chosen(heard)["selected_option"]["value"] == "v2"
    assert asked[0]["type"] == "block_suggestion"
    assert asked[0]["value"] == "rollback-team"
    assert (asked[0]["block_id"], asked[0]["action_id"]) == ("row", "groups")
    assert asked[0]["container"]["type"] == "message"
    with pytest.raises(AssertionError, match="there are: qa-leads, rollback-team"):
        alice.chooses("Which group?", "nobody")


def test_options_that_slack_would_refuse_are_complained_of(
    slack: LocalSlack, app: AsyncApp, client: WebClient, alice: Person, releases: str
) -> None:
    @app.options("groups")
    async def groups(ack: Any) -> None:
        await ack(options=[option(1, text=plain("x" * 76))])

    post(
        client, releases, actions(element("external_select", action_id="groups", placeholder=plain("Which?")))
    )
    with pytest.raises(NotPossible):
        alice.chooses("Which?", "anything")
    assert "must be at most 75 characters" in slack.complaints[0]


def test_an_old_modal_is_submitted_as_it_was(app: AsyncApp, client: WebClient, alice: Person) -> None:
    told: list[Any] = []

    @app.command("/tea")
    async def tea(ack: Any, client: Any, body: Any) -> None:
        view = modal(input_block(text_input(), block_id="kind"), callback_id="tea", submit=plain("Send"))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("tea")
    async def submitted(ack: Any, view: Any) -> None:
        told.append((view["id"], view["state"]["values"]["kind"]["it"]["value"]))
        await ack()

    alice.types("/tea")
    alice.fills("Label", "Assam")
    old = alice.modal
    assert old is not None
    alice.closes()
    assert alice.submits(in_=old).ok
    assert told == [(old.id, "Assam")]


def test_a_modal_knows_the_channels_that_it_may_answer_in(
    app: AsyncApp, alice: Person, robin: Person
) -> None:
    @app.command("/tea")
    async def tea(ack: Any, client: Any, body: Any) -> None:
        field = element("conversations_select", response_url_enabled=True)
        view = modal(input_block(field, block_id="where"), callback_id="tea", submit=plain("Send"))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("tea")
    async def submitted(ack: Any, body: Any) -> None:
        url = body["response_urls"][0]["response_url"]
        await AsyncWebhookClient(url).send(text="Tea is served", response_type="in_channel")
        await ack()

    alice.types("/tea")
    alice.fills("Label", "#engineering")
    assert alice.submits().ok
    robin.sees("Tea is served", within=0, in_="#engineering")
