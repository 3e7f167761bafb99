"""For every limit of the table that blocks and views are held to: what holds exactly so much of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.sandbox.kit import (
    Kit,
    actions,
    beside,
    button,
    checkboxes,
    confirm,
    context,
    element,
    form,
    header,
    home,
    image,
    input_block,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    section,
    select,
    table,
    text_input,
    video,
)

Row = tuple[str, str, Callable[[int], Any]]
"""A limit, where it is met, and what has so many of what it counts."""
DIVIDER: Kit = {"type": "divider"}


def words(count: int) -> str:
    return "x" * count


def address(count: int) -> str:
    return "https://x.org/".ljust(count, "x") if count else ""


def asking(**more: Any) -> list[Kit]:
    """A button that asks for a confirmation."""
    return [actions(button(confirm=confirm(**more)))]


def offering(**more: Any) -> list[Kit]:
    """A menu with one option."""
    return [beside(element("static_select", options=[option() | more]))]


def spread(count: int, piece: int = 3000) -> list[Kit]:
    """So many characters in sections of at most so many each."""
    sizes = [min(piece, count - begun) for begun in range(0, count, piece)]
    return [section(text=mrkdwn(words(size))) for size in sizes]


def icons(count: int) -> list[Kit]:
    each = element("icon_button", icon="trash", text=plain())
    return [
        {"type": "context_actions", "elements": [each | {"action_id": f"a{n}"} for n in range(count)]},
    ]


def group(count: int = 1, label: str = "Words") -> Kit:
    return {"label": plain(label), "options": options(count)}


def grouped(groups: list[Kit]) -> list[Kit]:
    return [beside(element("static_select", option_groups=groups))]


IN_MESSAGES: list[Row] = [
    ("message.blocks", "dividers", lambda n: [DIVIDER] * n),
    ("message.all_text", "sections", spread),
    ("message.markdown", "two blocks", lambda n: [markdown(n // 2), markdown(n - n // 2)]),
    ("message.tables", "tables", lambda n: [table()] * n),
    ("markdown.text", "one block", lambda n: [markdown(n)]),
    ("section.text", "mrkdwn", lambda n: [section(text=mrkdwn(words(n)))]),
    ("section.text", "plain text", lambda n: [section(text=plain(words(n)))]),
    ("section.fields", "fields", lambda n: [section(fields=[mrkdwn()] * n)]),
    ("section.field", "a field", lambda n: [section(fields=[mrkdwn(words(n))])]),
    ("header.text", "a header", lambda n: [header(words(n))]),
    ("context.elements", "texts", lambda n: [{"type": "context", "elements": [mrkdwn()] * n}]),
    ("context.elements", "images", lambda n: [{"type": "context", "elements": [image()] * n}]),
    ("context.text", "a small text", lambda n: [context(mrkdwn(words(n)))]),
    ("actions.elements", "buttons", lambda n: [actions(*[button(action_id=f"a{i}") for i in range(n)])]),
    ("context_actions.elements", "icons", icons),
    ("block_id", "a section", lambda n: [section(block_id=words(n))]),
    ("block_id", "a divider", lambda n: [DIVIDER | {"block_id": words(n)}]),
    ("action_id", "a button", lambda n: [actions(button(action_id=words(n)))]),
    ("action_id", "a menu", lambda n: [beside(select(2) | {"action_id": words(n)})]),
    ("button.text", "a button", lambda n: [actions(button(text=plain(words(n))))]),
    ("button.value", "a button", lambda n: [actions(button(value=words(n)))]),
    ("accessibility_label", "a button", lambda n: [actions(button(accessibility_label=words(n)))]),
    ("checkboxes.options", "boxes", lambda n: [actions(checkboxes(n))]),
    ("radio_buttons.options", "buttons", lambda n: [actions(element("radio_buttons", options=options(n)))]),
    ("overflow.options", "entries", lambda n: [beside(element("overflow", options=options(n)))]),
    ("select.options", "a menu", lambda n: [beside(select(n))]),
    ("select.options", "several", lambda n: [beside(element("multi_static_select", options=options(n)))]),
    ("select.options", "a group", lambda n: grouped([group(n)])),
    ("select.option_groups", "groups", lambda n: grouped([group()] * n)),
    ("option_group.label", "a group", lambda n: grouped([group(label=words(n))])),
    ("option.text", "a menu", lambda n: offering(text=plain(words(n)))),
    ("option.value", "a menu", lambda n: offering(value=words(n))),
    ("option.description", "a menu", lambda n: offering(description=plain(words(n)))),
    ("placeholder", "a menu", lambda n: [beside(select(placeholder=plain(words(n))))]),
    ("placeholder", "a day", lambda n: [actions(element("datepicker", placeholder=plain(words(n))))]),
    ("placeholder", "people", lambda n: [beside(element("multi_users_select", placeholder=plain(words(n))))]),
    ("confirm.title", "a dialog", lambda n: asking(title=plain(words(n)))),
    ("confirm.text", "a dialog", lambda n: asking(text=mrkdwn(words(n)))),
    ("confirm.confirm", "a dialog", lambda n: asking(confirm=plain(words(n)))),
    ("confirm.deny", "a dialog", lambda n: asking(deny=plain(words(n)))),
    ("image.alt_text", "an image", lambda n: [image(alt_text=words(n))]),
    ("image.alt_text", "an image beside", lambda n: [beside(image(alt_text=words(n)))]),
    ("image.alt_text", "a video", lambda n: [video(alt_text=words(n))]),
    ("image.title", "an image", lambda n: [image(title=plain(words(n)))]),
    ("table.rows", "rows", lambda n: [table(n, 1)]),
    ("table.cells", "cells", lambda n: [table(1, n)]),
    ("table.column_settings", "columns", lambda n: [table(column_settings=[{"align": "left"}] * n)]),
    ("video.title", "a video", lambda n: [video(title=plain(words(n)))]),
    ("video.description", "a video", lambda n: [video(description=plain(words(n)))]),
    ("video.author_name", "a video", lambda n: [video(author_name=words(n))]),
    ("video.provider_name", "a video", lambda n: [video(provider_name=words(n))]),
    ("button.url", "a button", lambda n: [actions(button(url=address(n)))]),
    ("option.url", "an entry", lambda n: [beside(element("overflow", options=[option(url=address(n))]))]),
    ("image.url", "an image", lambda n: [image(image_url=address(n))]),
]

VIEWS: list[Row] = [
    ("modal.blocks", "dividers", lambda n: modal(*[DIVIDER] * n)),
    ("home.blocks", "dividers", lambda n: home(*[DIVIDER] * n)),
    ("view.title", "a modal", lambda n: modal(title=plain(words(n)))),
    ("view.submit", "a modal", lambda n: modal(submit=plain(words(n)))),
    ("view.close", "a modal", lambda n: modal(close=plain(words(n)))),
    ("view.private_metadata", "a modal", lambda n: modal(private_metadata=words(n))),
    ("view.private_metadata", "the Home tab", lambda n: home(private_metadata=words(n))),
    ("view.callback_id", "a modal", lambda n: modal(callback_id=words(n))),
    ("view.external_id", "a modal", lambda n: modal(external_id=words(n))),
    ("input.label", "an input", lambda n: form(input_block(text_input(), label=plain(words(n))))),
    ("input.hint", "an input", lambda n: form(input_block(text_input(), hint=plain(words(n))))),
    ("placeholder", "an input", lambda n: form(input_block(text_input(placeholder=plain(words(n)))))),
    ("action_id", "an input", lambda n: form(input_block(text_input() | {"action_id": words(n)}))),
    (
        "plain_text_input.length",
        "what is there at first",
        lambda n: form(input_block(text_input(initial_value=words(n)))),
    ),
    ("plain_text_input.length", "at most", lambda n: form(input_block(text_input(max_length=n)))),
    ("plain_text_input.length", "at least", lambda n: form(input_block(text_input(min_length=n)))),
    ("file_input.max_files", "files", lambda n: form(input_block(element("file_input", max_files=n)))),
]

ANSWERS: list[Row] = [
    ("select.options", "an answer", lambda n: {"options": options(n)}),
    ("select.option_groups", "an answer", lambda n: {"option_groups": [group()] * n}),
]
"""What an app answers when it is asked for options."""

MAY_BE_NOTHING = frozenset(
    {
        *(
            "message.blocks: dividers",
            "message.markdown: two blocks",
            "message.all_text: sections",
            "message.tables: tables",
        ),
        *("modal.blocks: dividers", "home.blocks: dividers", "view.callback_id: a modal"),
        *("view.private_metadata: a modal", "view.private_metadata: the Home tab"),
        *("view.external_id: a modal", "plain_text_input.length: what is there at first"),
        *("plain_text_input.length: at least", "select.options: an answer"),
        "select.option_groups: an answer",
    }
)
"""Where none at all is fine, or another limit's to refuse."""


def markdown(count: int) -> Kit:
    return {"type": "markdown", "text": words(count)}
