"""Rules that hold over all blocks of a surface together.

Ids that repeat, texts that add up, one table, one focus.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slackapp.sandbox.validation.findings import Findings


def check_ids(blocks: Sequence[object], place: str, findings: Findings) -> None:
    """block_id once in a message or view; action_id once in a block."""
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in seen:
                findings.add(f"{place}/{number}/block_id", "duplicate_block_id", f"{block_id} is there twice")
            seen.add(block_id)
        actions = [action for action in _action_ids(block) if isinstance(action, str)]
        for action_id in sorted({each for each in actions if actions.count(each) > 1}):
            findings.add(f"{place}/{number}", "duplicate_action_id", f"{action_id} is there twice")


def _action_ids(block: dict[str, object]) -> Iterator[object]:
    several = block.get("elements")
    inside = [block.get("accessory"), block.get("element"), *(several if isinstance(several, list) else ())]
    for element in inside:
        if isinstance(element, dict):
            yield element.get("action_id")


def check_texts(blocks: Sequence[object], place: str, findings: Findings) -> None:
    """All text of a message, and all markdown in it, within what Slack takes; at most one table."""
    findings.count(place, "message.all_text", sum(len(text) for text in _texts(blocks)))
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)]
    findings.count(place, "message.tables", kinds.count("table"))
    markdown = [
        text
        for block in blocks
        if isinstance(block, dict) and block.get("type") == "markdown"
        if isinstance(text := block.get("text"), str)
    ]
    if len(markdown) > 1:
        findings.count(place, "message.markdown", sum(len(text) for text in markdown))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inside in value.items():
            if key == "text" and isinstance(inside, str):
                yield inside
            else:
                yield from _texts(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from _texts(inside)


def check_focus(blocks: Sequence[object], place: str, findings: Findings) -> None:
    """At most one element of a view has the focus when it opens."""
    if sum(_focused(block) for block in blocks) > 1:
        findings.add(place, "several_focused", "only one element may have focus_on_load")


def _focused(value: object) -> int:
    if isinstance(value, dict):
        return int(value.get("focus_on_load") is True) + sum(_focused(inside) for inside in value.values())
    if isinstance(value, list):
        return sum(_focused(inside) for inside in value)
    return 0
