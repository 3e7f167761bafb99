from __future__ import annotations

from threading import Timer
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
from tests.sandbox.kit import (
    actions,
    button,
    checkboxes,
    confirm,
    element,
    modal,
    mrkdwn,
    option,
    plain,
    section,
)
from tests.sandbox.pressing import Heard, chosen, post


def test_a_press_carries_what_slacks_carries(
    slack: LocalSlack, client: WebClient, heard: Heard, alice: Person, releases: str
) -> None:
    metadata = {"event_type": "card", "event_payload": {"id": "7"}}
    ts = client.chat_postMessage(
        channel=releases,
        text="x",
        blocks=[actions(button(value="v"), checkboxes(), block_id="row")],
        metadata=metadata,
    )["ts"]
    alice.presses("Press")
    body = heard[-1]
    assert body["type"] == "block_actions"
    assert body["user"] == {
        "id": alice.id,
        "username": "alice",
        "name": "alice",
        "team_id": body["team"]["id"],
    }
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": releases,
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": releases, "name": "releases"}
    assert body["message"]["ts"] == ts
    assert "metadata" not in body["message"]
    assert body["state"]["values"]["row"]["it"] == {"type": "checkboxes", "selected_options": []}
    assert body["response_url"].startswith(slack.url)
    assert body["trigger_id"]
    assert body["is_enterprise_install"] is False
    told = body["actions"][0]
    assert (told["action_id"], told["block_id"], told["value"], told["type"]) == (
        "press",
        "row",
        "v",
        "button",
    )
    assert told["text"] == plain("Press")
    assert told["action_ts"]


def test_a_press_in_an_ephemeral_names_it_and_does_not_repeat_it(
    client: WebClient, heard: Heard, alice: Person, releases: str
) -> None:
    client.chat_postEphemeral(channel=releases, user=alice.id, text="x", blocks=[actions(button())])
    alice.presses("Press")
    assert heard[-1]["container"]["is_ephemeral"]
    assert "message" not in heard[-1]


def test_the_newest_button_is_pressed_unless_one_is_pointed_at(
    client: WebClient, heard: Heard, alice: Person, releases: str
) -> None:
    older = post(client, releases, section(text=mrkdwn("Older")), actions(button(value="older")))
    post(client, releases, section(text=mrkdwn("Newer")), actions(button(value="newer")))
    client.chat_postMessage(channel=alice.id, text="x", blocks=[actions(button(value="direct"))])
    alice.presses("Press")
    assert chosen(heard) == {"value": "direct"}
    alice.presses("Press", in_="#releases")
    assert chosen(heard) == {"value": "newer"}
    alice.presses("Press", beside="Older")
    assert chosen(heard) == {"value": "older"}
    alice.presses("Press", in_=next(message for message in alice.messages() if message.ts == older))
    assert chosen(heard) == {"value": "older"}
    alice.presses("Press", in_="messages")
    assert chosen(heard) == {"value": "direct"}


def test_a_person_says_what_is_in_sight_when_a_button_is_missing(
    slack: LocalSlack, client: WebClient, alice: Person, releases: str
) -> None:
    slack.timing.patience = 0.05
    post(client, releases, section(text=mrkdwn("The card")))
    with pytest.raises(AssertionError, match=r"Alice sees no button 'Approve'.*\n\[#releases\] The card"):
        alice.presses("Approve")
    with pytest.raises(AssertionError, match="Alice sees no 'the end'"):
        alice.sees("the end", within=0.05)


def test_a_button_that_comes_a_little_later_is_waited_for(
    client: WebClient, app: AsyncApp, heard: Heard, alice: Person, releases: str
) -> None:
    late = Timer(0.1, lambda: post(client, releases, actions(button())))
    late.start()
    assert alice.presses("Press").ok
    late.join()


def test_a_confirmation_is_read_and_answered(
    client: WebClient, heard: Heard, alice: Person, releases: str
) -> None:
    post(client, releases, actions(button(confirm=confirm(text=mrkdwn("*All* of it?")))))
    assert alice.presses("Press", confirm=False).reason == "denied"
    assert heard == []
    assert alice.presses("Press").ok
    assert [(each.text, each.agreed) for each in alice.asked] == [("All of it?", False), ("All of it?", True)]
    assert alice.asked[-1].confirm == "Yes"


def test_an_entry_of_an_overflow_menu_is_pressed_beside_its_row(
    client: WebClient, heard: Heard, alice: Person, releases: str
) -> None:
    rows = [
        section(
            text=mrkdwn(f"Row *{number}*"),
            accessory=element("overflow", options=[option(1, value=f"done-{number}"), option(2)]),
        )
        for number in range(3)
    ]
    post(client, releases, *rows)
    alice.presses("Option 1", beside="Row 1")
    assert chosen(heard)["selected_option"]["value"] == "done-1"


def test_boxes_are_ticked_and_unticked_and_told_in_the_order_drawn(
    client: WebClient, heard: Heard, alice: Person, robin: Person, releases: str
) -> None:
    post(client, releases, actions(checkboxes(3, initial_options=[option(1)]), block_id="boxes"))
    alice.ticks("Option 2")
    alice.ticks("Option 0")
    assert [each["value"] for each in chosen(heard)["selected_options"]] == ["v0", "v1", "v2"]
    alice.unticks("Option 1")
    assert [each["value"] for each in chosen(heard)["selected_options"]] == ["v0", "v2"]
    robin.ticks("Option 2")
    assert [each["value"] for each in chosen(heard)["selected_options"]] == ["v1", "v2"]


def test_an_update_of_a_message_does_not_move_ticks_under_the_same_block_id(
    client: WebClient, heard: Heard, alice: Person, releases: str
) -> None:
    ts = post(client, releases, actions(checkboxes(2), block_id="boxes"))
    redrawn = actions(checkboxes(2, initial_options=[option(1)]), block_id="boxes")
    client.chat_update(channel=releases, ts=ts, text="x", blocks=[redrawn])
    assert alice.messages()[-1].state["boxes"]["it"]["selected_options"] == []
    client.chat_update(channel=releases, ts=ts, text="x", blocks=[redrawn | {"block_id": "boxes-2"}])
    assert alice.messages()[-1].state["boxes-2"]["it"]["selected_options"] == [option(1)]


def test_an_open_modal_hides_everything_else(
    slack: LocalSlack, app: AsyncApp, client: WebClient, alice: Person, releases: str
) -> None:
    @app.command("/tea")
    async def tea(ack: Any, client: Any, body: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    post(client, releases, actions(button()))
    alice.types("/tea")
    slack.timing.patience = 0.05
    with pytest.raises(AssertionError):
        alice.presses("Press")


def test_an_old_copy_is_pressed_as_it_was(
    slack: LocalSlack, client: WebClient, heard: Heard, alice: Person, releases: str
) -> None:
    ts = post(client, releases, actions(button(value="old")))
    old = alice.messages()[-1]
    client.chat_update(channel=releases, ts=ts, text="x", blocks=[section()])
    assert alice.messages()[-1].buttons == ()
    assert alice.presses("Press", in_=old).ok
    assert chosen(heard) == {"value": "old"}
    assert heard[-1]["message"]["blocks"] == old.raw["blocks"]


def test_a_press_is_delivered_again_and_forged(
    slack: LocalSlack, client: WebClient, heard: Heard, alice: Person, releases: str
) -> None:
    post(client, releases, actions(button(value="v")))
    alice.presses("Press")
    first = slack.delivered[-1]
    assert slack.redeliver(first).ok
    assert heard[0] == heard[1]
    forged = first.delivery.payload | {"user": {"id": "U0EVIL", "name": "evil"}}
    assert slack.forge("interaction", forged).ok
    assert heard[-1]["user"]["id"] == "U0EVIL"


def test_feedback_is_pressed_by_its_words(
    client: WebClient, heard: Heard, alice: Person, releases: str
) -> None:
    good, bad = ({"text": plain(word), "value": word.lower()} for word in ("Good", "Bad"))
    buttons = element("feedback_buttons", positive_button=good, negative_button=bad)
    trash = element("icon_button", action_id="trash", icon="trash", text=plain("Delete"))
    post(client, releases, {"type": "context_actions", "elements": [buttons, trash]})
    assert alice.messages()[-1].buttons == ("Good", "Bad", "Delete")
    alice.presses("Bad")
    assert chosen(heard) == {"value": "bad"}
    assert heard[-1]["actions"][0]["type"] == "feedback_buttons"
    alice.presses("Delete")
    assert heard[-1]["actions"][0]["action_id"] == "trash"
