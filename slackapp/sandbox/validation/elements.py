"""The interactive elements, and images, each with the fields that it may have."""

from __future__ import annotations

from collections.abc import Mapping

from slackapp.sandbox.limits import limit
from slackapp.sandbox.validation.composition import (
    BOX_OPTION,
    CONFIRM,
    DISPATCH,
    FILTER,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    SELECT_OPTION,
    SLACK_FILE,
    WEB_ADDRESS,
    initial_among_options,
)
from slackapp.sandbox.validation.fields import (
    PLAIN,
    Choice,
    Count,
    Field,
    Flag,
    Many,
    Number,
    Shape,
    String,
    Text,
    one_of,
)
from slackapp.sandbox.validation.findings import Findings
from slackapp.sandbox.validation.rich_text import RICH_TEXT

_ID: dict[str, Field] = {"action_id": String("action_id")}
_FOCUS: dict[str, Field] = {**_ID, "focus_on_load": Flag()}
_PICKED: dict[str, Field] = {**_FOCUS, "confirm": CONFIRM}
_PLACEHOLDER: dict[str, Field] = {"placeholder": Text("placeholder", PLAIN)}
_MENU: dict[str, Field] = {**_PICKED, **_PLACEHOLDER}
_SEVERAL: dict[str, Field] = {**_MENU, "max_selected_items": Number(1, 100)}
_TYPED: dict[str, Field] = {**_FOCUS, **_PLACEHOLDER, "dispatch_action_config": DISPATCH}
_LISTED: dict[str, Field] = {
    "options": Many(SELECT_OPTION, "select.options"),
    "option_groups": Many(OPTION_GROUP, "select.option_groups"),
}
_CONVERSATION: dict[str, Field] = {"default_to_current_conversation": Flag(), "filter": FILTER}
_BUTTON: dict[str, Field] = {
    **_ID,
    "text": Text("button.text", PLAIN),
    "value": String("button.value"),
    "url": String("button.url", pattern=WEB_ADDRESS),
    "style": Choice(("primary", "danger")),
    "confirm": CONFIRM,
    "accessibility_label": String("accessibility_label"),
}
_FEEDBACK = Shape(
    {
        "text": Text("button.text", PLAIN),
        "value": String("button.value"),
        "accessibility_label": String("accessibility_label"),
    },
    required=("text", "value"),
)
_IMAGE: dict[str, Field] = {
    "image_url": String("image.url", pattern=WEB_ADDRESS),
    "slack_file": SLACK_FILE,
    "alt_text": String("image.alt_text"),
}


def _lengths(value: Mapping[str, object], place: str, findings: Findings) -> None:
    longest = limit("plain_text_input.length")
    least, most = value.get("min_length", 0), value.get("max_length", longest)
    if not isinstance(least, int) or not isinstance(most, int) or max(least, most) > longest:
        return
    if least > most:
        findings.add(place, "out_of_range", "min_length must not be above max_length")
    initial = value.get("initial_value")
    if isinstance(initial, str) and len(initial) <= longest and not least <= len(initial) <= most:
        findings.add(f"{place}/initial_value", "out_of_range", f"must have {least} to {most} characters")


def _bounds(value: Mapping[str, object], place: str, findings: Findings) -> None:
    try:
        least, most = float(str(value.get("min_value", "-inf"))), float(str(value.get("max_value", "inf")))
        initial = float(str(value.get("initial_value", least)))
    except ValueError:
        return
    if least > most:
        findings.add(place, "out_of_range", "min_value must not be above max_value")
    elif not least <= initial <= most:
        findings.add(f"{place}/initial_value", "out_of_range", "must lie between min_value and max_value")


_DECIMAL = String(pattern=r"-?\d+(\.\d+)?")
_PLAIN_VALUE = String("plain_text_input.length")
_LENGTH = Count("plain_text_input.length", least=0)

ELEMENTS: dict[str, Field] = {
    "button": Shape(_BUTTON, required=("text",)),
    "feedback_buttons": Shape(
        {**_ID, "positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
        required=("positive_button", "negative_button"),
    ),
    "icon_button": Shape(
        {
            **_ID,
            "icon": Choice(("trash",)),
            "text": Text("button.text", PLAIN),
            "value": String("button.value"),
            "confirm": CONFIRM,
            "accessibility_label": String("accessibility_label"),
            "visible_to_user_ids": Many(String()),
        },
        required=("icon", "text"),
    ),
    "checkboxes": Shape(
        {
            **_PICKED,
            "options": Many(BOX_OPTION, "checkboxes.options"),
            "initial_options": Many(BOX_OPTION),
        },
        required=("options",),
        rules=(initial_among_options("initial_options"),),
    ),
    "radio_buttons": Shape(
        {**_PICKED, "options": Many(BOX_OPTION, "radio_buttons.options"), "initial_option": BOX_OPTION},
        required=("options",),
        rules=(initial_among_options("initial_option"),),
    ),
    "overflow": Shape(
        {**_ID, "options": Many(OVERFLOW_OPTION, "overflow.options"), "confirm": CONFIRM},
        required=("options",),
    ),
    "static_select": Shape(
        {**_MENU, **_LISTED, "initial_option": SELECT_OPTION},
        rules=(one_of("options", "option_groups"), initial_among_options("initial_option")),
    ),
    "multi_static_select": Shape(
        {**_SEVERAL, **_LISTED, "initial_options": Many(SELECT_OPTION)},
        rules=(one_of("options", "option_groups"), initial_among_options("initial_options")),
    ),
    "external_select": Shape({**_MENU, "initial_option": SELECT_OPTION, "min_query_length": Number(0)}),
    "multi_external_select": Shape(
        {**_SEVERAL, "initial_options": Many(SELECT_OPTION), "min_query_length": Number(0)}
    ),
    "users_select": Shape({**_MENU, "initial_user": String()}),
    "multi_users_select": Shape({**_SEVERAL, "initial_users": Many(String())}),
    "conversations_select": Shape(
        {**_MENU, **_CONVERSATION, "initial_conversation": String(), "response_url_enabled": Flag()}
    ),
    "multi_conversations_select": Shape(
        {**_SEVERAL, **_CONVERSATION, "initial_conversations": Many(String())}
    ),
    "channels_select": Shape({**_MENU, "initial_channel": String(), "response_url_enabled": Flag()}),
    "multi_channels_select": Shape({**_SEVERAL, "initial_channels": Many(String())}),
    "datepicker": Shape({**_MENU, "initial_date": String(pattern=r"\d{4}-\d{2}-\d{2}")}),
    "timepicker": Shape(
        {**_MENU, "initial_time": String(pattern=r"([01]\d|2[0-3]):[0-5]\d"), "timezone": String()}
    ),
    "datetimepicker": Shape({**_PICKED, "initial_date_time": Number(10**9, 10**10 - 1)}),
    "plain_text_input": Shape(
        {
            **_TYPED,
            "initial_value": _PLAIN_VALUE,
            "multiline": Flag(),
            "min_length": _LENGTH,
            "max_length": Count("plain_text_input.length"),
        },
        rules=(_lengths,),
    ),
    "email_text_input": Shape({**_TYPED, "initial_value": String()}),
    "url_text_input": Shape({**_TYPED, "initial_value": String()}),
    "number_input": Shape(
        {
            **_TYPED,
            "is_decimal_allowed": Flag(),
            "initial_value": _DECIMAL,
            "min_value": _DECIMAL,
            "max_value": _DECIMAL,
        },
        required=("is_decimal_allowed",),
        rules=(_bounds,),
    ),
    "rich_text_input": Shape({**_TYPED, "initial_value": RICH_TEXT}),
    "file_input": Shape({**_ID, "filetypes": Many(String()), "max_files": Count("file_input.max_files")}),
    "image": Shape(_IMAGE, required=("alt_text",), rules=(one_of("image_url", "slack_file"),)),
}
"""Every element and the fields that it may have. Source: docs.slack.dev, Block Kit: block elements."""

_PICKERS = frozenset({"datepicker", "timepicker", "datetimepicker"})
_SELECTS = frozenset(
    {"static_select", "external_select", "users_select", "conversations_select", "channels_select"}
)
_MULTIPLE = frozenset(f"multi_{name}" for name in _SELECTS)
_BOXES = frozenset({"checkboxes", "radio_buttons"})

IN_ACTIONS = frozenset({"button", "overflow"}) | _PICKERS | _SELECTS | _MULTIPLE | _BOXES
BESIDE_SECTION = (IN_ACTIONS | {"image"}) - {"datetimepicker"}
IN_INPUT = (
    _PICKERS
    | _SELECTS
    | _MULTIPLE
    | _BOXES
    | {
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "rich_text_input",
        "file_input",
    }
)
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})
