"""Rich text: sections, lists, quotes and preformatted text, and the pieces that they are made of."""

from __future__ import annotations

from slackapp.sandbox.validation.fields import ByType, Choice, Field, Flag, Many, Number, Shape, String

_STYLE = Shape({name: Flag() for name in ("bold", "italic", "strike", "code", "underline", "highlight",
                                          "client_highlight", "unlink")})  # fmt: skip
_STYLED: dict[str, Field] = {"style": _STYLE}

_PIECES: dict[str, Field] = {
    "text": Shape({"text": String(), **_STYLED}, required=("text",)),
    "link": Shape({"url": String(), "text": String(), "unsafe": Flag(), **_STYLED}, required=("url",)),
    "user": Shape({"user_id": String(), **_STYLED}, required=("user_id",)),
    "usergroup": Shape({"usergroup_id": String(), **_STYLED}, required=("usergroup_id",)),
    "channel": Shape({"channel_id": String(), **_STYLED}, required=("channel_id",)),
    "emoji": Shape({"name": String(), "unicode": String(), **_STYLED}, required=("name",)),
    "broadcast": Shape({"range": Choice(("here", "channel", "everyone")), **_STYLED}, required=("range",)),
    "color": Shape({"value": String(pattern=r"#[0-9A-Fa-f]{6}")}, required=("value",)),
    "date": Shape(
        {"timestamp": Number(), "format": String(), "url": String(), "fallback": String(), **_STYLED},
        required=("timestamp", "format"),
    ),
}
_INLINE = ByType(_PIECES, "rich text piece")
_SECTION = Shape({"elements": Many(_INLINE, least=0)}, required=("elements",))
_BORDER: dict[str, Field] = {"border": Number(0, 1)}

_PARTS: dict[str, Field] = {
    "rich_text_section": _SECTION,
    "rich_text_list": Shape(
        {
            "style": Choice(("bullet", "ordered")),
            "elements": Many(ByType({"rich_text_section": _SECTION}, "list entry")),
            "indent": Number(0, 8),
            "offset": Number(),
            **_BORDER,
        },
        required=("style", "elements"),
    ),
    "rich_text_preformatted": Shape(
        {"elements": Many(_INLINE), "language": String(), **_BORDER}, required=("elements",)
    ),
    "rich_text_quote": Shape({"elements": Many(_INLINE), **_BORDER}, required=("elements",)),
}

RICH_TEXT = Shape(
    {"elements": Many(ByType(_PARTS, "rich text part")), "block_id": String("block_id")},
    required=("elements",),
)
"""A rich_text block. Source: docs.slack.dev, Block Kit: rich text block."""
