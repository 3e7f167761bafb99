from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from slackapp.sandbox import LocalSlack, Person
from tests.sandbox.tea import button, section


def test_a_command_is_answered_to_the_person_alone(app: AsyncApp, alice: Person, robin: Person) -> None:
    @app.command("/tea")
    async def tea(ack: Any, command: Any) -> None:
        await ack(f"Tea for <@{command['user_id']}>: {command['text']}")

    reply = alice.types("/tea now & <later>")
    assert reply.ok
    assert reply.shown == "Tea for @Alice: now & <later>"
    assert reply.messages[0].ephemeral
    robin.sees_nothing_of("Tea for")


def test_a_button_is_pressed_and_the_message_changes(
    slack: LocalSlack, app: AsyncApp, alice: Person, robin: Person
) -> None:
    @app.command("/tea")
    async def tea(ack: Any, client: Any, command: Any) -> None:
        await client.chat_postMessage(
            channel=command["channel_id"],
            text="Who wants tea?",
            blocks=[
                section("Who wants *tea*?"),
                {"type": "actions", "elements": [button("I do", "want", value="1")]},
            ],
        )
        await ack()

    @app.action("want")
    async def want(ack: Any, client: Any, body: Any) -> None:
        await client.chat_update(
            channel=body["channel"]["id"],
            ts=body["message"]["ts"],
            text="Tea",
            blocks=[section(f"Tea for <@{body['user']['id']}>")],
        )
        await ack()

    alice.types("/tea")
    assert robin.messages()[-1].shown == "Who wants tea?\nI do"
    assert robin.presses("I do").ok
    message = alice.messages()[-1]
    assert message.shown == "Tea for @Robin"
    assert message.buttons == ()
    assert slack.complaints == []


def test_a_modal_is_opened_filled_in_and_submitted(app: AsyncApp, alice: Person) -> None:
    view = {
        "type": "modal",
        "callback_id": "tea",
        "title": {"type": "plain_text", "text": "Tea"},
        "submit": {"type": "plain_text", "text": "Brew"},
        "blocks": [
            {
                "type": "input",
                "block_id": "kind",
                "label": {"type": "plain_text", "text": "Which tea?"},
                "element": {"type": "plain_text_input", "action_id": "kind"},
            }
        ],
    }

    @app.command("/tea")
    async def tea(ack: Any, client: Any, command: Any) -> None:
        await client.views_open(trigger_id=command["trigger_id"], view=view)
        await ack()

    @app.view("tea")
    async def brew(ack: Any, body: Any, client: Any, view: Any) -> None:
        kind = view["state"]["values"]["kind"]["kind"]["value"]
        if kind == "coffee":
            await ack(response_action="errors", errors={"kind": "That is no tea."})
            return
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Brewing {kind}.")
        await ack()

    reply = alice.types("/tea")
    assert reply.modal is not None
    assert reply.modal.title == "Tea"
    assert alice.submits().errors == {"Which tea?": "Please complete this required field."}
    alice.fills("Which tea?", "coffee")
    assert alice.submits().errors == {"Which tea?": "That is no tea."}
    alice.fills("Which tea?", "Assam")
    assert alice.submits().ok
    assert alice.modal is None
    assert alice.direct_messages()[-1].text == "Brewing Assam."
    assert [each.text for each in alice.notified] == ["Brewing Assam."]
