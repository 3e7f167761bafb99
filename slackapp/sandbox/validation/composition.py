"""Composition objects: options, option groups, confirmation dialogs and the like."""

from __future__ import annotations

from collections.abc import Mapping

from slackapp.sandbox.validation.fields import (
    EITHER,
    PLAIN,
    Choice,
    Flag,
    Many,
    Rule,
    Shape,
    String,
    Text,
)
from slackapp.sandbox.validation.findings import Findings

WEB_ADDRESS = r"https?://\S+"

CONFIRM = Shape(
    {
        "title": Text("confirm.title", PLAIN),
        "text": Text("confirm.text", EITHER),
        "confirm": Text("confirm.confirm", PLAIN),
        "deny": Text("confirm.deny", PLAIN),
        "style": Choice(("primary", "danger")),
    },
    required=("title", "text", "confirm", "deny"),
)

SELECT_OPTION = Shape(
    {
        "text": Text("option.text", PLAIN),
        "value": String("option.value"),
        "description": Text("option.description", PLAIN),
    },
    required=("text", "value"),
)

BOX_OPTION = Shape(
    {
        "text": Text("option.text", EITHER),
        "value": String("option.value"),
        "description": Text("option.description", EITHER),
    },
    required=("text", "value"),
)

OVERFLOW_OPTION = Shape(
    {
        "text": Text("option.text", PLAIN),
        "value": String("option.value"),
        "description": Text("option.description", PLAIN),
        "url": String("option.url", pattern=WEB_ADDRESS),
    },
    required=("text", "value"),
)

OPTION_GROUP = Shape(
    {"label": Text("option_group.label", PLAIN), "options": Many(SELECT_OPTION, "select.options")},
    required=("label", "options"),
)

FILTER = Shape(
    {
        "include": Many(Choice(("im", "mpim", "private", "public"))),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    }
)

DISPATCH = Shape(
    {"trigger_actions_on": Many(Choice(("on_enter_pressed", "on_character_entered")))},
    required=("trigger_actions_on",),
)

SLACK_FILE = Shape({"id": String(), "url": String(pattern=WEB_ADDRESS)})


def initial_among_options(key: str) -> Rule:
    """The rule that what is chosen at first is, exactly as it stands, among the options."""

    def rule(value: Mapping[str, object], place: str, findings: Findings) -> None:
        initial = value.get(key)
        chosen = initial if isinstance(initial, list) else [initial]
        if initial is None:
            return
        if not chosen:
            findings.add(f"{place}/{key}", "empty", "must not be empty: leave it out instead")
        offered = _offered(value)
        for each in chosen:
            if each not in offered:
                findings.add(
                    f"{place}/{key}", "not_among_options", "must be among the options, word for word"
                )

    return rule


def _offered(value: Mapping[str, object]) -> list[object]:
    groups = value.get("option_groups")
    lists = [value.get("options")]
    if isinstance(groups, list):
        lists += [group.get("options") for group in groups if isinstance(group, dict)]
    return [option for options in lists if isinstance(options, list) for option in options]
