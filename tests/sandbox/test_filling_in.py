from __future__ import annotations

from datetime import UTC, date, datetime
from datetime import time as time_of_day
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.acts.outcome import NotPossible
from slackapp.sandbox.workspace import identifier
from tests.sandbox.kit import (
    Kit,
    actions,
    checkboxes,
    element,
    home,
    input_block,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    rich_section,
    section,
    select,
    text_input,
)
from tests.sandbox.pressing import Heard, chosen, post

ALICE, RELEASES = identifier("U", "alice"), identifier("C", "releases")

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

IN_MESSAGES: list[tuple[Kit, object, Kit]] = [
    (select(3), "Option 2", {"selected_option": option(2)}),
    (element("radio_buttons", options=options(3)), "Option 1", {"selected_option": option(1)}),
    (element("users_select"), "Alice", {"selected_user": ALICE}),
    (element("users_select"), "Alice Marlowe", {"selected_user": ALICE}),
    (element("channels_select"), "#releases", {"selected_channel": RELEASES}),
    (element("conversations_select"), "releases", {"selected_conversation": RELEASES}),
    (element("datepicker"), date(2026, 11, 22), {"selected_date": "2026-11-22"}),
    (element("timepicker"), "09:30", {"selected_time": "09:30"}),
]


@pytest.mark.parametrize(("kit", "value", "told"), IN_MESSAGES)
def test_every_menu_in_a_message_tells_what_was_chosen(
    client: WebClient, heard: Heard, alice: Person, releases: str, kit: Kit, value: object, told: Kit
) -> None:
    post(client, releases, section(text=mrkdwn("Which one?")), actions(kit))
    assert alice.fills("Which one?", value).ok
    assert chosen(heard) == told


IN_MODALS: list[tuple[Kit, object, Kit]] = [
    (text_input(), "words", {"value": "words"}),
    (text_input(initial_value="old"), None, {"value": None}),
    (element("number_input", is_decimal_allowed=True), 2.5, {"value": "2.5"}),
    (element("email_text_input"), "a@example.org", {"value": "a@example.org"}),
    (element("url_text_input"), "https://example.org/", {"value": "https://example.org/"}),
    (
        element("rich_text_input"),
        "words",
        {
            "rich_text_value": {
                "type": "rich_text",
                "elements": [rich_section({"type": "text", "text": "words"})],
            }
        },
    ),
    (checkboxes(3), ["Option 2", "Option 0"], {"selected_options": [option(0), option(2)]}),
    (element("multi_static_select", options=options(3)), ["Option 2"], {"selected_options": [option(2)]}),
    (element("multi_users_select"), ["Alice"], {"selected_users": [ALICE]}),
    (element("multi_channels_select"), ["#releases"], {"selected_channels": [RELEASES]}),
    (element("multi_conversations_select"), "#releases", {"selected_conversations": [RELEASES]}),
    (element("datetimepicker"), NOON, {"selected_date_time": int(NOON.timestamp())}),
    (
        element("timepicker", timezone="Europe/Berlin"),
        time_of_day(9, 30),
        {"selected_time": "09:30", "timezone": "Europe/Berlin"},
    ),
]


@pytest.mark.parametrize(("kit", "value", "told"), IN_MODALS)
def test_every_input_of_a_modal_is_filled_in_and_submitted(
    app: AsyncApp, alice: Person, kit: Kit, value: object, told: Kit
) -> None:
    states: list[Any] = []

    @app.command("/tea")
    async def tea(ack: Any, client: Any, body: Any) -> None:
        block = input_block(kit, block_id="field", optional=True)
        view = modal(block, callback_id="tea", submit=plain("Send"))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("tea")
    async def submitted(ack: Any, view: Any) -> None:
        states.append(view["state"]["values"]["field"]["it"])
        await ack()

    alice.types("/tea")
    alice.fills("Label", value)
    assert alice.submits().ok
    assert states == [{"type": kit["type"], **told}]


def test_choices_of_a_menu_for_several_add_up(app: AsyncApp, client: WebClient, alice: Person) -> None:
    client.views_publish(
        user_id=alice.id,
        view=home(input_block(element("multi_users_select"), label=plain("Approvers"), block_id="who")),
    )
    alice.chooses("Approvers", "Robin", in_="home")
    alice.chooses("Approvers", "Alice", in_="home")
    assert alice.home is not None
    assert len(alice.home.state["who"]["it"]["selected_users"]) == 2


NOT_POSSIBLE: list[tuple[Kit, object, str]] = [
    (text_input(max_length=3), "four", "too_long"),
    (text_input(), "two\nlines", "one_line"),
    (element("number_input", is_decimal_allowed=False), "1.5", "no_number"),
    (element("users_select"), "Otto", "no_such_person"),
    (element("channels_select"), "#security-review", "no_such_channel"),
    (element("conversations_select", filter={"include": ["im"]}), "#releases", "no_such_channel"),
    (element("datepicker"), "22.11.2026", "no_date"),
    (element("timepicker"), "25:00", "no_time"),
    (element("datetimepicker"), 5, "no_time"),
    (element("file_input"), ["F0NONE"], "no_such_file"),
    (element("multi_users_select", max_selected_items=1), ["Alice", "Robin"], "not_possible"),
]


@pytest.mark.parametrize(("kit", "value", "reason"), NOT_POSSIBLE)
def test_slacks_client_does_not_let_a_person_fill_in_what_does_not_fit(
    client: WebClient, robin: Person, kit: Kit, value: object, reason: str
) -> None:
    client.views_publish(user_id=robin.id, view=home(input_block(kit)))
    with pytest.raises(NotPossible) as refused:
        robin.fills("Label", value, in_="home")
    assert refused.value.reason == reason


def test_an_input_tells_the_app_only_where_it_dispatches(
    client: WebClient, heard: Heard, alice: Person
) -> None:
    quiet, loud = (
        input_block(text_input(), label=plain("Quiet")),
        input_block(text_input(), label=plain("Loud")),
    )
    client.views_publish(user_id=alice.id, view=home(quiet, loud | {"dispatch_action": True}))
    alice.fills("Quiet", "psst")
    assert heard == []
    alice.fills("Loud", "hey")
    assert chosen(heard) == {"value": "hey"}
    assert heard[-1]["container"]["type"] == "view"
    assert heard[-1]["view"]["type"] == "home"
    assert "response_url" not in heard[-1]


def test_a_file_is_handed_in(app: AsyncApp, client: WebClient, alice: Person, slack: LocalSlack) -> None:
    client.views_publish(user_id=alice.id, view=home(input_block(element("file_input"), block_id="file")))
    with pytest.raises(NotPossible):
        alice.fills("Label", ["F0NONE"], in_="home")
    with pytest.raises(LookupError):
        alice.messages("#none")


def test_a_menu_is_not_filled_with_what_there_is_not(client: WebClient, alice: Person, releases: str) -> None:
    post(client, releases, section(text=mrkdwn("Who?")), actions(element("users_select")))
    with pytest.raises(LookupError, match="Nobody in this workspace is called Zoe"):
        alice.fills("Who?", "Zoe")
