from __future__ import annotations

import re
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from threading import Timer
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.acts.outcome import NotPossible
from slackapp.sandbox.workspace import identifier
from tests.sandbox.kit import (
    Kit,
    actions,
    beside,
    button,
    checkboxes,
    confirm,
    context,
    element,
    header,
    home,
    image,
    input_block,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    rich_section,
    rich_text,
    section,
    select,
    table,
    text_input,
    video,
)

Heard = list[dict[str, Any]]


@pytest.fixture
def heard(app: AsyncApp) -> Heard:
    """Every block action that the app got."""
    bodies: Heard = []

    @app.action(re.compile(""))
    async def everything(ack: Any, body: Any) -> None:
        bodies.append(body)
        await ack()

    return bodies


def post(client: WebClient, channel: str, *blocks: Kit) -> str:
    return str(client.chat_postMessage(channel=channel, text="x", blocks=list(blocks))["ts"])


def chosen(heard: Heard) -> Any:
    """What the last action carries beside its ids."""
    told = heard[-1]["actions"][0]
    return {
        key: told[key] for key in told if key.startswith("selected_") or key in {"value", "rich_text_value"}
    }


def test_what_is_shown_is_what_a_person_reads(client: WebClient, alice: Person, releases: str) -> None:
    robin = identifier("U", "robin")
    text = (
        f"*Bold* _snake_case_ ~old~ `code` <@{robin}> <#{releases}> <https://example.org/|the plan> "
        f"<!subteam^{identifier('S', 'qa-leads')}> &lt;ok&gt; &amp; <!here> in_the_middle"
    )
    post(
        client,
        releases,
        header("Heading"),
        section(text=mrkdwn(text), fields=[plain("*as it is*")]),
        context(mrkdwn("_small_")),
        rich_text(
            rich_section({"type": "text", "text": "For "}, {"type": "user", "user_id": robin}),
            {"type": "rich_text_list", "style": "bullet", "elements": [rich_section()]},
        ),
        table(1, 2),
        beside(button(text=plain("Go"))),
    )
    assert alice.messages()[-1].shown.splitlines() == [
        "Heading",
        "Bold snake_case old code @Robin #releases the plan @qa-leads <ok> & @here in_the_middle",
        "*as it is*",
        "small",
        "For @Robin",
        "Words",
        "x | x",
        "Words",
        "Go",
    ]


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("{date_num} {time_secs}", "2026-01-01 01:00:00"),
        ("{date}", "January 1, 2026"),
        ("{date_short} at {time}", "Jan 1, 2026 at 01:00"),
        ("{date_long}", "Thursday, January 1, 2026"),
        ("{nonsense}", "{nonsense}"),
    ],
)
def test_dates_are_shown_in_the_readers_own_zone(
    client: WebClient, alice: Person, releases: str, pattern: str, shown: str
) -> None:
    stamp = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    client.chat_postMessage(channel=releases, text=f"<!date^{stamp}^{pattern}|then>")
    assert alice.member.tz == "Europe/Berlin"
    assert alice.messages()[-1].shown == shown


def test_near_dates_are_shown_as_words(client: WebClient, alice: Person, releases: str) -> None:
    now = int(datetime.now(UTC).timestamp())
    client.chat_postMessage(channel=releases, text=f"<!date^{now}^{{date_short_pretty}}, {{ago}}|then>")
    assert alice.messages()[-1].shown == "today, 0 minutes ago"


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


def test_mentions_and_direct_messages_pop_up(
    client: WebClient, alice: Person, robin: Person, releases: str
) -> None:
    client.chat_postMessage(channel=releases, text="Nobody in particular")
    client.chat_postMessage(channel=releases, text=f"<@{alice.id}>, please look")
    client.chat_postMessage(channel=releases, text=f"<!subteam^{identifier('S', 'qa-leads')}>, you too")
    client.chat_postMessage(channel=releases, text="<!channel> all of you")
    client.chat_postMessage(channel=robin.id, text="For Robin")
    assert len(alice.notified) == 3
    assert [each.text for each in robin.notified] == ["<!channel> all of you", "For Robin"]


def test_a_guest_sees_only_the_channels_that_they_are_in(
    slack: LocalSlack, client: WebClient, releases: str
) -> None:
    gil, stella = slack.person("Gil"), slack.person("Stella")
    client.chat_postMessage(channel="#checkout-launch", text="Seen")
    client.chat_postMessage(channel=releases, text="Unseen")
    gil.sees("Seen", within=0)
    gil.sees_nothing_of("Unseen", for_=0)
    with pytest.raises(LookupError, match="Gil sees no channel called #releases"):
        gil.types("/tea", channel="#releases")
    stella.sees_nothing_of("een", for_=0)


def test_a_command_with_escapes_carries_ids(app: AsyncApp, alice: Person) -> None:
    texts: list[str] = []

    @app.command("/tea")
    @app.command("/plain")
    async def command(ack: Any, body: Any) -> None:
        texts.append(body["text"])
        await ack()

    typed = "for @robin and @qa-leads in #releases, see https://example.org/ & @nobody"
    alice.types(f"/tea {typed}")
    alice.types(f"/plain {typed}")
    robin, group, channel = identifier("U", "robin"), identifier("S", "qa-leads"), identifier("C", "releases")
    assert texts == [
        (
            f"for <@{robin}|robin> and <!subteam^{group}|@qa-leads> in <#{channel}|releases>, "
            "see <https://example.org/> &amp; @nobody"
        ),
        "for @robin and @qa-leads in #releases, see https://example.org/ &amp; @nobody",
    ]


def test_a_command_that_the_app_does_not_have_is_slacks_to_refuse(alice: Person, slack: LocalSlack) -> None:
    with pytest.raises(NotPossible, match="/coffee is not a valid command"):
        alice.types("/coffee")
    assert slack.delivered == []


def test_shortcuts_are_used_by_name(app: AsyncApp, alice: Person) -> None:
    told: list[Any] = []

    @app.shortcut("order")
    @app.shortcut("blame")
    async def shortcut(ack: Any, body: Any, client: Any) -> None:
        told.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    assert alice.uses_shortcut("Order tea").modal is not None
    assert told[0]["type"] == "shortcut"
    assert "channel" not in told[0]
    alice.closes()
    said = alice.says("It broke")
    assert alice.uses_message_shortcut("Blame", said).modal is not None
    assert told[1]["type"] == "message_action"
    assert told[1]["message"]["text"] == "It broke"
    assert told[1]["channel"]["name"] == "releases"
    assert told[1]["response_url"]
    with pytest.raises(NotPossible):
        alice.uses_shortcut("Order coffee")


def test_somebody_whom_nobody_knows_is_asked_for_in_vain(slack: LocalSlack) -> None:
    with pytest.raises(LookupError, match="Nobody in this workspace is called Zoe"):
        slack.person("Zoe")
    assert slack.person("Alice") is slack.person("@alice")


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


def test_pictures_films_and_fields_are_read_by_their_words(
    client: WebClient, alice: Person, releases: str
) -> None:
    post(
        client,
        releases,
        image(title=plain("Chart"), alt_text="Errors fall"),
        video(title=plain("Film"), alt_text="A film"),
        {"type": "markdown", "text": "**Strong**"},
        context(image(alt_text="A face")),
        actions(element("users_select", placeholder=plain("Who?"))),
        rich_text(
            rich_section(
                {"type": "date", "timestamp": 0, "format": "{date_num}", "fallback": "then"},
                {"type": "usergroup", "usergroup_id": identifier("S", "qa-leads")},
                {"type": "channel", "channel_id": releases},
                {"type": "emoji", "name": "eyes"},
                {"type": "link", "url": "https://example.org/"},
                {"type": "broadcast", "range": "here"},
                {"type": "color", "value": "#7a5cff"},
            )
        ),
    )
    assert alice.messages()[-1].shown.splitlines() == [
        "Chart",
        "Errors fall",
        "Film",
        "Strong",
        "A face",
        "Who?",
        "1970-01-01@qa-leads#releases:eyes:https://example.org/@here",
    ]


def test_a_date_that_slack_cannot_read_falls_back(client: WebClient, alice: Person, releases: str) -> None:
    client.chat_postMessage(channel=releases, text="<!date^soon^{date}|next week> <!everyone> <@U0GONE>")
    assert alice.messages()[-1].shown == "next week @everyone @U0GONE"


def test_a_file_is_handed_in(app: AsyncApp, client: WebClient, alice: Person, slack: LocalSlack) -> None:
    client.views_publish(user_id=alice.id, view=home(input_block(element("file_input"), block_id="file")))
    with pytest.raises(NotPossible):
        alice.fills("Label", ["F0NONE"], in_="home")
    with pytest.raises(LookupError):
        alice.messages("#none")


def test_what_is_in_sight_can_be_narrowed(client: WebClient, alice: Person, releases: str) -> None:
    client.chat_postMessage(channel=releases, text="Here")
    client.chat_postMessage(channel=alice.id, text="There")
    client.views_publish(user_id=alice.id, view=home(section(text=mrkdwn("At home"))))
    alice.sees("Here", within=0, in_="#releases")
    alice.sees("There", within=0, in_="messages")
    alice.sees("There", within=0, in_="Tea Round")
    alice.sees("At home", within=0, in_="home")
    with pytest.raises(AssertionError):
        alice.sees("There", within=0, in_="#releases")
    with pytest.raises(AssertionError, match="Alice sees 'Here'"):
        alice.sees_nothing_of("Here")


def test_a_menu_is_not_filled_with_what_there_is_not(client: WebClient, alice: Person, releases: str) -> None:
    post(client, releases, section(text=mrkdwn("Who?")), actions(element("users_select")))
    with pytest.raises(LookupError, match="Nobody in this workspace is called Zoe"):
        alice.fills("Who?", "Zoe")


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


def test_only_markup_mentions_people(client: WebClient, slack: LocalSlack, robin: Person) -> None:
    everybody, one = "<!channel>", f"<@{robin.id}>"
    for blocks in (
        [header(everybody)],
        [actions(button(text=plain(everybody), value=one))],
        [section(text=plain(everybody))],
        [image(alt_text=one)],
        [rich_text(rich_section({"type": "text", "text": everybody}))],
    ):
        client.chat_postMessage(channel="#releases", text="nobody", blocks=blocks)
    assert not robin.notified
    for blocks in (
        [section(text=mrkdwn(one))],
        [context(mrkdwn(everybody))],
        [{"type": "markdown", "text": one}],
        [rich_text(rich_section({"type": "user", "user_id": robin.id}))],
        [rich_text(rich_section({"type": "broadcast", "range": "here"}))],
    ):
        client.chat_postMessage(channel="#releases", text="somebody", blocks=blocks)
    client.chat_postMessage(channel="#releases", text=f"for {one}")
    assert len(robin.notified) == 6
