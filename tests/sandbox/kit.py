"""Short words for Block Kit, so that a sample shows what is special about it."""

from __future__ import annotations

from typing import Any

Kit = dict[str, Any]


def plain(text: str = "Words") -> Kit:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "Words") -> Kit:
    return {"type": "mrkdwn", "text": text}


def option(number: int = 1, **more: Any) -> Kit:
    return {"text": plain(f"Option {number}"), "value": f"v{number}", **more}


def options(count: int) -> list[Kit]:
    return [option(number) for number in range(count)]


def section(**more: Any) -> Kit:
    return {"type": "section", "text": mrkdwn(), **more}


def beside(element: Kit) -> Kit:
    return section(accessory=element)


def actions(*elements: Kit, **more: Any) -> Kit:
    return {"type": "actions", "elements": list(elements), **more}


def button(**more: Any) -> Kit:
    return {"type": "button", "action_id": "press", "text": plain("Press"), **more}


def input_block(element: Kit, **more: Any) -> Kit:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def element(kind: str, **more: Any) -> Kit:
    return {"type": kind, "action_id": "it", **more}


def text_input(**more: Any) -> Kit:
    return element("plain_text_input", **more)


def checkboxes(count: int = 2, **more: Any) -> Kit:
    return element("checkboxes", options=options(count), **more)


def select(count: int = 2, **more: Any) -> Kit:
    return element("static_select", options=options(count), **more)


def confirm(**more: Any) -> Kit:
    return {
        "title": plain("Sure?"),
        "text": mrkdwn("Really?"),
        "confirm": plain("Yes"),
        "deny": plain("No"),
        **more,
    }


def rich_text(*parts: Kit, **more: Any) -> Kit:
    return {"type": "rich_text", "elements": list(parts), **more}


def rich_section(*pieces: Kit) -> Kit:
    return {"type": "rich_text_section", "elements": list(pieces) or [{"type": "text", "text": "Words"}]}


def table(rows: int = 2, cells: int = 2, **more: Any) -> Kit:
    row = [{"type": "raw_text", "text": "x"} for _ in range(cells)]
    return {"type": "table", "rows": [row for _ in range(rows)], **more}


def image(**more: Any) -> Kit:
    return {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A picture", **more}


def video(**more: Any) -> Kit:
    return {
        "type": "video",
        "alt_text": "A film",
        "title": plain("Film"),
        "thumbnail_url": "https://example.org/a.png",
        "video_url": "https://example.org/a.mp4",
        **more,
    }


def header(text: str = "Words", **more: Any) -> Kit:
    return {"type": "header", "text": plain(text), **more}


def context(*elements: Kit, **more: Any) -> Kit:
    return {"type": "context", "elements": list(elements) or [mrkdwn()], **more}


def modal(*blocks: Kit, **more: Any) -> Kit:
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks), **more}


def form(*blocks: Kit, **more: Any) -> Kit:
    """A modal that can be submitted."""
    return modal(*blocks, submit=plain("Send"), **more)


def home(*blocks: Kit, **more: Any) -> Kit:
    return {"type": "home", "blocks": list(blocks), **more}


def without(kit: Kit, *keys: str) -> Kit:
    return {key: value for key, value in kit.items() if key not in keys}
