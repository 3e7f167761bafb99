"""What a person sees, as values: messages and views with their words and their controls."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from slackapp.sandbox.conversation import Conversation, Post
from slackapp.sandbox.elements import Placed, options_of, placed_elements
from slackapp.sandbox.live_views import LiveView
from slackapp.sandbox.reading import Reader
from slackapp.sandbox.values import Json, State

_EMOJI = re.compile(r":[a-z0-9_+'-]+:")


@dataclass(frozen=True, slots=True)
class Message:
    """A message as one person saw it at one moment. It does not change when the message does."""

    channel: str
    channel_id: str
    ts: str
    author: str
    text: str
    shown: str
    buttons: tuple[str, ...]
    ephemeral: bool
    pinned: bool
    thread_ts: str | None
    metadata: Json | None
    raw: Json = field(repr=False)
    state: State = field(repr=False)


@dataclass(frozen=True, slots=True)
class View:
    """A modal or Home tab as one person saw it at one moment; `errors` by the label of the input."""

    id: str
    title: str
    shown: str
    buttons: tuple[str, ...]
    submit: str
    close: str
    errors: dict[str, str]
    hash: str
    raw: Json = field(repr=False)
    state: State = field(repr=False)


@dataclass(frozen=True, slots=True)
class Control:
    """Something to press, choose or fill in.

    `label` is the text on it or beside it, `near` the words it stands by.
    """

    label: str
    near: str
    placed: Placed
    option: int | None = None


def same(label: str, wanted: str) -> bool:
    """Whether a label is the wanted one, whatever its spaces and emoji codes."""
    return _plain(label) == _plain(wanted)


def _plain(text: str) -> str:
    return " ".join(_EMOJI.sub(" ", text).split())


def pressable(reader: Reader, blocks: list[Json]) -> Iterator[Control]:
    """The buttons and the options of overflow menus, in reading order."""
    for control in _controls(reader, blocks):
        placed = control.placed
        if placed.kind in {"button", "icon_button"}:
            yield Control(reader.words(placed.element["text"]), control.near, placed)
        elif placed.kind == "feedback_buttons":
            for position, key in enumerate(("positive_button", "negative_button")):
                yield Control(reader.words(placed.element[key]["text"]), control.near, placed, position)
        elif placed.kind == "overflow":
            for position, option in enumerate(placed.element["options"]):
                yield Control(reader.words(option["text"]), control.near, placed, position)


def fillable(reader: Reader, blocks: list[Json]) -> Iterator[Control]:
    """The elements that hold state, each under its label, its placeholder or the text of its section."""
    for control in _controls(reader, blocks):
        if control.placed.kind not in {"button", "feedback_buttons", "icon_button", "overflow"}:
            yield control


def tickable(reader: Reader, blocks: list[Json]) -> Iterator[tuple[Control, Json]]:
    """Each box of each group of checkboxes, under its own text."""
    for control in fillable(reader, blocks):
        if control.placed.kind == "checkboxes":
            for option in options_of(control.placed.element):
                yield Control(reader.words(option["text"]), control.near, control.placed), option


def _controls(reader: Reader, blocks: list[Json]) -> Iterator[Control]:
    near = ""
    placed_by_block: dict[str, list[Placed]] = {}
    for placed in placed_elements(blocks):
        placed_by_block.setdefault(placed.block_id, []).append(placed)
    for block in blocks:
        own = _own_words(reader, block)
        near = own or near
        for placed in placed_by_block.get(block.get("block_id", ""), ()):
            label = (
                reader.words(block.get("label")) or reader.words(placed.element.get("placeholder")) or near
            )
            yield Control(label, near, placed)


def _own_words(reader: Reader, block: Json) -> str:
    texts = [block.get("label"), block.get("text"), *block.get("fields", ())]
    return "\n".join(reader.words(text) for text in texts if text)


def message_seen(reader: Reader, conversation: Conversation, post: Post) -> Message:
    """A message through this person's eyes."""
    raw = copy.deepcopy(post.raw)
    blocks = raw.get("blocks", [])
    author = reader.world.members.get(raw.get("user", ""))
    return Message(
        channel=channel_label(reader, conversation),
        channel_id=conversation.id,
        ts=post.ts,
        author=raw.get("username") or (author.first_name if author else ""),
        text=raw.get("text", ""),
        shown=reader.blocks(blocks) if blocks else reader.words(raw.get("text", "")),
        buttons=tuple(control.label for control in pressable(reader, blocks)),
        ephemeral=post.reader is not None,
        pinned=post.ts in conversation.pins,
        thread_ts=raw.get("thread_ts"),
        metadata=raw.get("metadata"),
        raw=raw,
        state=copy.deepcopy(post.state_for(reader.user)),
    )


def channel_label(reader: Reader, conversation: Conversation) -> str:
    """The name of a conversation for this person.

    `#releases`, or the name of the other one of a direct message.
    """
    if conversation.kind != "im":
        return f"#{conversation.name}"
    other = conversation.other(reader.user)
    return reader.world.members[other].first_name if other else "yourself"


def view_seen(reader: Reader, view: LiveView) -> View:
    """A modal or Home tab through this person's eyes."""
    drawn = copy.deepcopy(view.drawn)
    blocks = drawn["blocks"]
    labels = {block["block_id"]: reader.words(block.get("label")) for block in blocks}
    title = reader.words(drawn.get("title"))
    errors = {labels.get(block_id) or block_id: sentence for block_id, sentence in view.errors.items()}
    words = [title, reader.blocks(blocks), *errors.values()]
    return View(
        id=view.id,
        title=title,
        shown="\n".join(piece for piece in words if piece),
        buttons=tuple(control.label for control in pressable(reader, blocks)),
        submit=reader.words(drawn.get("submit")),
        close=reader.words(drawn.get("close")),
        errors=errors,
        hash=view.hash,
        raw=drawn,
        state=copy.deepcopy(view.state),
    )
