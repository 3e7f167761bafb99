"""Elements that hold state.

Where they are, what they start with, what they become, and how an act on one is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from slackapp.sandbox.values import Block, Json, State

STATE_KEYS: dict[str, tuple[str, object]] = {
    "plain_text_input": ("value", None),
    "email_text_input": ("value", None),
    "url_text_input": ("value", None),
    "number_input": ("value", None),
    "rich_text_input": ("rich_text_value", None),
    "checkboxes": ("selected_options", []),
    "radio_buttons": ("selected_option", None),
    "static_select": ("selected_option", None),
    "external_select": ("selected_option", None),
    "users_select": ("selected_user", None),
    "channels_select": ("selected_channel", None),
    "conversations_select": ("selected_conversation", None),
    "multi_static_select": ("selected_options", []),
    "multi_external_select": ("selected_options", []),
    "multi_users_select": ("selected_users", []),
    "multi_channels_select": ("selected_channels", []),
    "multi_conversations_select": ("selected_conversations", []),
    "datepicker": ("selected_date", None),
    "timepicker": ("selected_time", None),
    "datetimepicker": ("selected_date_time", None),
    "file_input": ("files", []),
}
"""For each type of element that holds state: the key of its state and what it holds while empty."""

_INITIAL_KEYS = {
    "rich_text_input": "initial_value",
    "plain_text_input": "initial_value",
    "email_text_input": "initial_value",
    "url_text_input": "initial_value",
    "number_input": "initial_value",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """An element and the block that it stands in."""

    block: Block
    element: Json

    @property
    def block_id(self) -> str:
        """The block's id."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The element's id."""
        return str(self.element["action_id"])

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element["type"])

    @property
    def is_input(self) -> bool:
        """Whether it stands in an input block."""
        return bool(self.block["type"] == "input")

    @property
    def dispatches(self) -> bool:
        """Whether the app is told of a change at once."""
        return not self.is_input or bool(self.block.get("dispatch_action"))


def placed_elements(blocks: Iterable[Block]) -> Iterator[Placed]:
    """Every interactive element of the blocks, in reading order."""
    for block in blocks:
        for key in ("accessory", "element"):
            if "action_id" in block.get(key, {}):
                yield Placed(block, block[key])
        if block["type"] in {"actions", "context_actions"}:
            for element in block["elements"]:
                yield Placed(block, element)


def find(blocks: Iterable[Block], block_id: str, action_id: str) -> Placed | None:
    """The element of these ids, or None when the blocks hold none."""
    for placed in placed_elements(blocks):
        if placed.block_id == block_id and placed.action_id == action_id:
            return placed
    return None


def options_of(element: Json) -> list[Json]:
    """The options that an element lists itself, those of its groups in order."""
    if "option_groups" in element:
        return [option for group in element["option_groups"] for option in group["options"]]
    return list(element.get("options", ()))


def empty_state(kind: str) -> Json:
    """The state of an element of this type in which nothing is filled in."""
    key, nothing = STATE_KEYS[kind]
    return {"type": kind, key: list(nothing) if isinstance(nothing, list) else nothing}


def initial_state(blocks: Iterable[Block]) -> State:
    """What the blocks show before anybody touched them."""
    state: State = {}
    for placed in placed_elements(blocks):
        if placed.kind in STATE_KEYS:
            state.setdefault(placed.block_id, {})[placed.action_id] = _initial(placed.element)
    return state


def _initial(element: Json) -> Json:
    kind = element["type"]
    key = STATE_KEYS[kind][0]
    initial_key = _INITIAL_KEYS.get(kind, key.replace("selected_", "initial_"))
    value = element.get(initial_key)
    state = empty_state(kind) if value is None else {"type": kind, key: value}
    return state | {"timezone": element["timezone"]} if "timezone" in element else state


def carried_over(old: State, blocks: Iterable[Block]) -> State:
    """The state of redrawn blocks: kept where block_id, action_id and type are as before, initial elsewhere.

    That is why an app changes a block_id when it wants its own value shown (java-slack-sdk#762).
    """
    state = initial_state(blocks)
    for block_id, elements in state.items():
        for action_id, initial in elements.items():
            before = old.get(block_id, {}).get(action_id)
            if before is not None and before["type"] == initial["type"]:
                elements[action_id] = before
    return state


def with_ids(blocks: Iterable[Block], new_id: Iterator[str]) -> list[Block]:
    """Copies of the blocks in which every block and interactive element has an id, as Slack fills them in."""
    return [_with_ids(block, new_id) for block in blocks]


def _with_ids(block: Block, new_id: Iterator[str]) -> Block:
    filled = dict(block)
    filled["block_id"] = block.get("block_id") or next(new_id)
    for key in ("accessory", "element"):
        if isinstance(block.get(key), dict):
            filled[key] = _identified(block[key], new_id)
    if block["type"] in {"actions", "context_actions"}:
        filled["elements"] = [_identified(element, new_id) for element in block["elements"]]
    return filled


def _identified(element: Json, new_id: Iterator[str]) -> Json:
    if element["type"] == "image" or element.get("action_id"):
        return dict(element)
    return {**element, "action_id": next(new_id)}


def action_payload(placed: Placed, chosen: Json, action_ts: str) -> Json:
    """One entry of a block_actions payload's `actions`.

    What Slack repeats of the element, and what was chosen.
    """
    repeated = ("text", "value", "style", "placeholder", "confirm", "accessibility_label", "url")
    initial = {key: value for key, value in placed.element.items() if key.startswith("initial_")}
    return {
        "type": placed.kind,
        "action_id": placed.action_id,
        "block_id": placed.block_id,
        **{key: placed.element[key] for key in repeated if key in placed.element},
        **initial,
        **{key: value for key, value in chosen.items() if key != "type"},
        "action_ts": action_ts,
    }
