"""Small typed functions that make the parts of Block Kit, each inside Slack's limits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from slackapp.actions import Action, Target
from slackapp.blocks.text import cut, length, readable, said, sentence, unmentioned, whole

Block = dict[str, Any]
Element = dict[str, Any]
View = dict[str, Any]

SECTION = 3_000
HEADER = 150
BUTTON = 75
OPTION = 75
TITLE = 24
MOST_OPTIONS = 100
METADATA = 3_000
MOST_IN_MODAL = 100


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: ``blocks``, and the ``text`` that stands alone for notifications and screen readers."""

    text: str
    blocks: list[Block]


def plain(text: str, most: int) -> Element:
    """Text without markup, at most ``most`` units long."""
    return {"type": "plain_text", "text": cut(readable(text), most) or " ", "emoji": True}


def mrkdwn(text: str) -> Element:
    """Text with markup. ``verbatim`` keeps Slack from making mentions of what people wrote without markup."""
    return {"type": "mrkdwn", "text": text or " ", "verbatim": True}


def section(text: str, accessory: Element | None = None) -> Block:
    """A paragraph of mrkdwn, at most 3,000 units long, with an element beside it."""
    block: Block = {"type": "section", "text": mrkdwn(cut(text, SECTION))}
    if accessory is not None:
        block["accessory"] = accessory
    return block


def packed(lines: Iterable[str], most: int = SECTION) -> list[str]:
    """The lines in paragraphs of at most ``most`` units; a line that is longer goes on in the next."""
    paragraphs: list[list[str]] = []
    room = 0
    for line in lines:
        for piece in _pieces(line, most):
            taken = length(piece) + 1
            if paragraphs and taken <= room:
                paragraphs[-1].append(piece)
                room -= taken
            else:
                paragraphs.append([piece])
                room = most + 1 - taken
    return ["\n".join(pieces) for pieces in paragraphs]


def _pieces(line: str, most: int) -> list[str]:
    """The line in pieces, none of which ends within a mention, a link or an escaped character."""
    pieces: list[str] = []
    while length(line) > most:
        head = whole(cut(line, most).removesuffix("…"))
        end = max(head.rfind(mark) for mark in " \n;>") + 1 or len(head)
        pieces.append(line[:end].rstrip())
        line = line[end:].lstrip()
    return [*pieces, line] if line else pieces


def sections(lines: Iterable[str]) -> list[Block]:
    """The lines as paragraphs of mrkdwn."""
    return [section(paragraph) for paragraph in packed(lines)]


def context(*texts: str) -> Block:
    """Small print: up to ten texts of mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(cut(text, SECTION)) for text in texts]}


def contexts(lines: Iterable[str]) -> list[Block]:
    """The lines as small print."""
    return [context(paragraph) for paragraph in packed(lines, 2_000)]


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def header(text: str) -> Block:
    """A heading in large letters."""
    return {"type": "header", "text": plain(text, HEADER)}


def actions(*elements: Element, block_id: str = "") -> Block:
    """A row of buttons, menus and checkboxes; the actions in a row differ."""
    block: Block = {"type": "actions", "elements": list(elements)}
    if block_id:
        block["block_id"] = block_id
    return block


def confirm(title: str, text: str, yes: str, no: str = "Go back") -> Element:
    """A question before a press counts."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def button(
    text: str, action: Action, value: Target, label: str, *, style: str = "", ask: Element | None = None
) -> Element:
    """A button. ``label`` tells a screen reader the whole action; ``style`` is ``primary`` or ``danger``."""
    element: Element = {
        "type": "button",
        "action_id": action.value,
        "text": plain(text, BUTTON),
        "value": str(value),
        "accessibility_label": cut(readable(label), BUTTON),
    }
    if style:
        element["style"] = style
    if ask is not None:
        element["confirm"] = ask
    return element


def option(text: str, value: str, description: str = "") -> Element:
    """A choice in a menu or a row of boxes. ``value`` has room for 75 characters."""
    chosen: Element = {"text": plain(text, OPTION), "value": value}
    if description:
        chosen["description"] = plain(description, OPTION)
    return chosen


def choices(options: Sequence[Element]) -> Element:
    """The options of a select: as they are, or in groups where there are more than a hundred."""
    if len(options) <= MOST_OPTIONS:
        return {"options": list(options)}
    starts = range(0, len(options), MOST_OPTIONS)
    return {"option_groups": [_choice_group(options, start) for start in starts[:MOST_OPTIONS]]}


def _choice_group(options: Sequence[Element], start: int) -> Element:
    chunk = list(options[start : start + MOST_OPTIONS])
    return {"label": plain(f"{start + 1} to {start + len(chunk)}", OPTION), "options": chunk}


def select(
    action: str, placeholder: str, options: Sequence[Element], initial: Element | None = None
) -> Element:
    """A menu of which one thing is chosen."""
    element: Element = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder, 150),
        **choices(options),
    }
    if initial is not None:
        element["initial_option"] = initial
    return element


def overflow(action: Action, *options: Element, ask: Element | None = None) -> Element:
    """The menu behind three dots: one to five options."""
    element: Element = {"type": "overflow", "action_id": action.value, "options": list(options)}
    if ask is not None:
        element["confirm"] = ask
    return element


def modal(
    title: str, blocks: list[Block], callback: str, metadata: str, submit: str = "", close: str = ""
) -> View:
    """A window: read only, or with ``submit``. ``metadata`` comes back with every press in it."""
    view: View = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, TITLE),
        "close": plain(close or ("Cancel" if submit else "Close"), TITLE),
        "private_metadata": metadata,
        "blocks": blocks,
    }
    if submit:
        view["submit"] = plain(submit, TITLE)
    return view


def sentence_message(text: str) -> Message:
    """A sentence of the rules, told to one person."""
    return Message(said(unmentioned(text), SECTION), sections([sentence(cut(text, 2_000))]))


def sentence_view(text: str) -> View:
    """A sentence of the rules, in a window."""
    return modal("Release readiness", sections([sentence(text)]), "sentence", "")
