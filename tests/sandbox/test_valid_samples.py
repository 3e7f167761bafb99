from __future__ import annotations

import pytest

from slackapp.sandbox import validation
from tests.sandbox.kit import (
    Kit,
    actions,
    beside,
    button,
    checkboxes,
    confirm,
    context,
    element,
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
    text_input,
    video,
    without,
)

FEEDBACK = {"text": plain("Good"), "value": "good", "accessibility_label": "This was good"}

IN_MESSAGES: dict[str, list[Kit]] = {
    "nothing at all": [],
    "section of mrkdwn": [section()],
    "section of plain text with emoji": [section(text=plain() | {"emoji": True})],
    "section that is verbatim": [section(text=mrkdwn() | {"verbatim": True})],
    "section of fields alone": [{"type": "section", "fields": [mrkdwn(), plain()]}],
    "section that is expanded": [section(expand=True)],
    "divider": [{"type": "divider"}],
    "context of ten": [context(*[mrkdwn()] * 10)],
    "context of an image and texts": [context(image(), plain(), mrkdwn())],
    "button with an address": [actions(button(url="https://example.org/"))],
    "button in primary style": [actions(button(style="primary"))],
    "button with a label for screen readers": [actions(button(accessibility_label="x" * 75))],
    "button with a confirmation": [actions(button(confirm=confirm(style="danger")))],
    "confirmation at its limits": [
        actions(
            button(
                confirm=confirm(
                    title=plain("x" * 100),
                    text=plain("x" * 300),
                    confirm=plain("x" * 30),
                    deny=plain("x" * 30),
                )
            )
        )
    ],
    "button without an action_id": [actions(without(button(), "action_id"))],
    "the same action_id in two blocks": [actions(button(), block_id="a"), actions(button(), block_id="b")],
    "button beside a section": [beside(button())],
    "image beside a section": [beside(image())],
    "overflow of one": [beside(element("overflow", options=options(1)))],
    "overflow of five with an address": [
        beside(element("overflow", options=[*options(4), option(9, url="https://example.org/")]))
    ],
    "overflow with a confirmation": [beside(element("overflow", options=options(2), confirm=confirm()))],
    "checkboxes of mrkdwn, some ticked": [
        actions(
            element(
                "checkboxes",
                options=[{"text": mrkdwn("*Bold*"), "value": "b", "description": mrkdwn("why")}, option()],
                initial_options=[option()],
            )
        )
    ],
    "radio buttons with one chosen": [
        actions(element("radio_buttons", options=options(10), initial_option=option(3)))
    ],
    "select of 100": [beside(select(100, placeholder=plain("x" * 150)))],
    "select with one chosen": [beside(select(3, initial_option=option(2)))],
    "select of groups with one chosen": [
        beside(
            element(
                "static_select",
                option_groups=[{"label": plain("x" * 75), "options": options(3)}],
                initial_option=option(1),
            )
        )
    ],
    "option at its limits": [
        beside(
            element(
                "static_select",
                options=[{"text": plain("x" * 75), "value": "x" * 75, "description": plain("x" * 75)}],
            )
        )
    ],
    "external select": [actions(element("external_select", min_query_length=0, placeholder=plain()))],
    "users select": [actions(element("users_select", initial_user="U1"))],
    "conversations select with a filter": [
        actions(
            element(
                "conversations_select", filter={"include": ["public", "private"], "exclude_bot_users": True}
            )
        )
    ],
    "channels select": [actions(element("channels_select", initial_channel="C1"))],
    "multi select beside a section": [
        beside(
            element(
                "multi_static_select", options=options(3), initial_options=options(2), max_selected_items=2
            )
        )
    ],
    "date and time pickers": [
        actions(
            element("datepicker", initial_date="2026-11-22", placeholder=plain()),
            element("timepicker", initial_time="23:59", timezone="Europe/Berlin") | {"action_id": "time"},
            element("datetimepicker", initial_date_time=1_795_000_000) | {"action_id": "both"},
        )
    ],
    "image with a title": [image(title=plain(), block_id="picture")],
    "image from a Slack file": [without(image(), "image_url") | {"slack_file": {"id": "F1"}}],
    "table with settings and rich cells": [
        {
            "type": "table",
            "rows": [[{"type": "raw_text", "text": "a"}, rich_text(rich_section())]],
            "column_settings": [{"align": "right"}, {"is_wrapped": True}],
        }
    ],
    "rich text of every part": [
        rich_text(
            rich_section({"type": "text", "text": "x", "style": {"bold": True}}),
            {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [rich_section()]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}], "border": 0},
        )
    ],
    "rich text of every piece": [
        rich_text(
            rich_section(
                {"type": "link", "url": "https://example.org/", "text": "x"},
                {"type": "user", "user_id": "U1"},
                {"type": "usergroup", "usergroup_id": "S1"},
                {"type": "channel", "channel_id": "C1"},
                {"type": "emoji", "name": "eyes"},
                {"type": "broadcast", "range": "here"},
                {"type": "color", "value": "#7a5cff"},
                {"type": "date", "timestamp": 1_795_000_000, "format": "{date}", "fallback": "x"},
            )
        )
    ],
    "video": [video(description=plain(), author_name="x" * 50, provider_name="x")],
    "remote file": [{"type": "file", "external_id": "x", "source": "remote"}],
    "feedback buttons": [
        {
            "type": "context_actions",
            "elements": [element("feedback_buttons", positive_button=FEEDBACK, negative_button=FEEDBACK)],
        }
    ],
    "icon button": [
        {"type": "context_actions", "elements": [element("icon_button", icon="trash", text=plain("Delete"))]}
    ],
    "Cyrillic, emoji and long words": [section(text=mrkdwn("Выпуск 🚀 " + "x" * 40))],
}

VIEWS: dict[str, Kit] = {
    "empty modal": modal(),
    "modal at its limits": modal(
        *[section()] * 100,
        title=plain("x" * 24),
        submit=plain("x" * 24),
        close=plain("x" * 24),
        private_metadata="x" * 3000,
        callback_id="x" * 255,
        external_id="x" * 255,
    ),
    "modal with every flag": modal(clear_on_close=True, notify_on_close=True, submit_disabled=False),
    "modal with 20,000 characters": modal(*[section(text=mrkdwn("x" * 2000))] * 10),
    "text input at its limits": modal(
        input_block(
            text_input(
                multiline=True,
                min_length=0,
                max_length=3000,
                initial_value="x" * 3000,
                placeholder=plain("x" * 150),
                dispatch_action_config={"trigger_actions_on": ["on_character_entered"]},
                focus_on_load=True,
            ),
            label=plain("x" * 2000),
            hint=plain("x" * 2000),
            optional=True,
            dispatch_action=True,
        ),
        submit=plain(),
    ),
    "number between bounds": modal(
        input_block(
            element(
                "number_input", is_decimal_allowed=True, min_value="0", max_value="10.5", initial_value="3"
            )
        ),
        submit=plain(),
    ),
    "address and mail inputs": modal(
        input_block(element("url_text_input"), block_id="a"),
        input_block(element("email_text_input", initial_value="a@example.org"), block_id="b"),
        submit=plain(),
    ),
    "rich text input": modal(
        input_block(element("rich_text_input", initial_value=rich_text(rich_section()))), submit=plain()
    ),
    "file input": modal(input_block(element("file_input", filetypes=["pdf"], max_files=10)), submit=plain()),
    "date and time input": modal(input_block(element("datetimepicker")), submit=plain()),
    "multi selects as inputs": modal(
        input_block(element("multi_users_select", initial_users=["U1"]), block_id="a"),
        input_block(element("multi_conversations_select", max_selected_items=3), block_id="b"),
        input_block(element("multi_channels_select"), block_id="c"),
        input_block(element("multi_external_select", min_query_length=1), block_id="d"),
        submit=plain(),
    ),
    "checkboxes and radio buttons as inputs": modal(
        input_block(checkboxes(10), block_id="a"),
        input_block(element("radio_buttons", options=options(2)), block_id="b"),
        submit=plain(),
    ),
    "conversation with a response URL": modal(
        input_block(
            element("conversations_select", response_url_enabled=True, default_to_current_conversation=True)
        ),
        submit=plain(),
    ),
    "empty Home tab": home(),
    "Home tab of 100 blocks": home(*[section()] * 100, callback_id="home", private_metadata="{}"),
    "Home tab with an input": home(input_block(text_input(), dispatch_action=True)),
}


@pytest.mark.parametrize("blocks", IN_MESSAGES.values(), ids=IN_MESSAGES.keys())
def test_slack_takes_this_in_a_message(blocks: list[Kit]) -> None:
    assert validation.problems(blocks) == []


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())
def test_slack_takes_this_view(view: Kit) -> None:
    assert validation.view_problems(view) == []
