"""What a person reads and can press in a drawing."""

from collections.abc import Iterator
from typing import Any


def shown(drawing: Any) -> str:
    """Every text of the blocks, in reading order, a line each."""
    return "\n".join(_texts(drawing["blocks"] if isinstance(drawing, dict) else drawing))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inside in value.items():
            if key == "text" and isinstance(inside, str):
                yield inside
            elif key != "confirm" or isinstance(inside, dict):
                yield from _texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _texts(inside)


def elements(drawing: Any) -> list[dict[str, Any]]:
    """Everything that can be pressed, picked or filled in."""
    found = []
    for block in drawing["blocks"] if isinstance(drawing, dict) else drawing:
        found += [block[key] for key in ("accessory", "element") if key in block]
        found += block["elements"] if block["type"] == "actions" else []
    return found


def buttons(drawing: Any) -> list[str]:
    """What stands on the buttons."""
    return [element["text"]["text"] for element in elements(drawing) if element["type"] == "button"]


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The inputs of a window by the id of their block."""
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
