"""The blocks, each with the fields that it may have, and where each may stand."""

from __future__ import annotations

from collections.abc import Mapping

from slackapp.sandbox.validation import elements
from slackapp.sandbox.validation.composition import SLACK_FILE, WEB_ADDRESS
from slackapp.sandbox.validation.elements import ELEMENTS
from slackapp.sandbox.validation.fields import (
    EITHER,
    PLAIN,
    ByType,
    Choice,
    Field,
    Flag,
    Many,
    Shape,
    String,
    Text,
    any_of,
    one_of,
)
from slackapp.sandbox.validation.findings import Findings
from slackapp.sandbox.validation.rich_text import RICH_TEXT

_ID: dict[str, Field] = {"block_id": String("block_id")}
_IN_CONTEXT: dict[str, Field] = {
    "image": ELEMENTS["image"],
    "mrkdwn": Text("context.text", EITHER),
    "plain_text": Text("context.text", EITHER),
}
_CELLS: dict[str, Field] = {
    "raw_text": Shape({"text": String()}, required=("text",)),
    "rich_text": RICH_TEXT,
}


def _told_with_the_form(value: Mapping[str, object], place: str, findings: Findings) -> None:
    element = value.get("element")
    file = isinstance(element, dict) and element.get("type") == "file_input"
    if file and value.get("dispatch_action") is True:
        findings.add(f"{place}/element", "not_here", "file_input can't stand where dispatch_action is set")


BLOCKS: dict[str, Field] = {
    "section": Shape(
        {
            **_ID,
            "text": Text("section.text", EITHER),
            "fields": Many(Text("section.field", EITHER), "section.fields"),
            "accessory": ByType(ELEMENTS, "element", elements.BESIDE_SECTION),
            "expand": Flag(),
        },
        rules=(any_of("text", "fields"),),
    ),
    "divider": Shape(_ID),
    "header": Shape({**_ID, "text": Text("header.text", PLAIN)}, required=("text",)),
    "context": Shape(
        {**_ID, "elements": Many(ByType(_IN_CONTEXT, "context element"), "context.elements")},
        required=("elements",),
    ),
    "actions": Shape(
        {**_ID, "elements": Many(ByType(ELEMENTS, "element", elements.IN_ACTIONS), "actions.elements")},
        required=("elements",),
    ),
    "context_actions": Shape(
        {
            **_ID,
            "elements": Many(
                ByType(ELEMENTS, "element", elements.IN_CONTEXT_ACTIONS), "context_actions.elements"
            ),
        },
        required=("elements",),
    ),
    "input": Shape(
        {
            **_ID,
            "label": Text("input.label", PLAIN),
            "hint": Text("input.hint", PLAIN),
            "element": ByType(ELEMENTS, "element", elements.IN_INPUT),
            "optional": Flag(),
            "dispatch_action": Flag(),
        },
        required=("label", "element"),
        rules=(_told_with_the_form,),
    ),
    "image": Shape(
        {
            **_ID,
            "image_url": String("image.url", pattern=WEB_ADDRESS),
            "slack_file": SLACK_FILE,
            "alt_text": String("image.alt_text"),
            "title": Text("image.title", PLAIN),
        },
        required=("alt_text",),
        rules=(one_of("image_url", "slack_file"),),
    ),
    "rich_text": RICH_TEXT,
    "markdown": Shape({**_ID, "text": String("markdown.text")}, required=("text",)),
    "table": Shape(
        {
            **_ID,
            "rows": Many(Many(ByType(_CELLS, "table cell"), "table.cells"), "table.rows"),
            "column_settings": Many(
                Shape({"align": Choice(("left", "center", "right")), "is_wrapped": Flag()}),
                "table.column_settings",
            ),
        },
        required=("rows",),
    ),
    "video": Shape(
        {
            **_ID,
            "alt_text": String("image.alt_text"),
            "title": Text("video.title", PLAIN),
            "description": Text("video.description", PLAIN),
            "author_name": String("video.author_name"),
            "provider_name": String("video.provider_name"),
            "title_url": String(pattern=r"https://\S+"),
            "thumbnail_url": String(pattern=WEB_ADDRESS),
            "provider_icon_url": String(pattern=WEB_ADDRESS),
            "video_url": String(pattern=r"https://\S+"),
        },
        required=("alt_text", "title", "thumbnail_url", "video_url"),
    ),
    "file": Shape(
        {**_ID, "external_id": String(), "source": Choice(("remote",))}, required=("external_id", "source")
    ),
}
"""Every block and the fields that it may have. Source: docs.slack.dev, Block Kit: blocks."""

_EVERYWHERE = frozenset({"section", "divider", "header", "context", "actions", "image", "rich_text", "video"})
ON_SURFACE: dict[str, frozenset[str]] = {
    "message": _EVERYWHERE | {"markdown", "table", "context_actions", "file"},
    "modal": _EVERYWHERE | {"input"},
    "home": _EVERYWHERE | {"input"},
}
"""Which blocks may stand in a message, in a modal and in the Home tab.

Slack has begun to take input blocks in messages too; they are refused here, as older clients don't show them.
"""
