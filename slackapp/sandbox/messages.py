"""What a message may say.

The checks that Slack makes on text, blocks and metadata, wherever they come from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from slackapp.sandbox import elements, validation
from slackapp.sandbox.conversation import Conversation, Post
from slackapp.sandbox.limits import limit
from slackapp.sandbox.values import Json
from slackapp.sandbox.world import World

_NOTHING: tuple[object, ...] = ([], {})


class Unacceptable(Exception):
    """Content that Slack would refuse: the error's name, and where and why."""

    def __init__(self, error: str, *messages: str) -> None:
        super().__init__(f"{error}: {'; '.join(messages)}" if messages else error)
        self.error = error
        self.messages = messages


def message_content(given: Mapping[str, Any]) -> Json:
    """The checked `text`, `blocks` and `metadata` of a message, as far as given. Raises Unacceptable.

    Stricter than Slack in one thing: blocks need a `text` beside them, for notifications and screen readers.
    """
    if given.get("attachments"):
        raise Unacceptable("invalid_arguments", "[ERROR] attachments are legacy, and not known here")
    content: Json = {}
    blocks = _parsed(given, "blocks", "invalid_blocks_format")
    text = str(given.get("text") or "")
    if not text:
        if blocks:
            raise Unacceptable(
                "no_text", "[ERROR] blocks need a text beside them for notifications [json-pointer:/text]"
            )
        raise Unacceptable("no_text")
    if len(text) > limit("message.text"):
        raise Unacceptable("msg_too_long")
    content["text"] = text
    if blocks is not None:
        content["blocks"] = _checked_blocks(blocks)
    metadata = _parsed(given, "metadata", "invalid_metadata_format")
    if metadata is not None:
        content["metadata"] = _checked_metadata(metadata)
    return content


def _parsed(given: Mapping[str, Any], key: str, error: str) -> Any:  # noqa: ANN401 (any JSON value)
    value = given.get(key)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Unacceptable(error, f"[ERROR] {key} is not valid JSON [json-pointer:/{key}]") from None


def _checked_blocks(blocks: object) -> list[Json]:
    if not isinstance(blocks, list):
        raise Unacceptable("invalid_blocks_format", "[ERROR] blocks must be a list [json-pointer:/blocks]")
    found = validation.problems(blocks)
    if not found:
        return blocks
    if {problem.rule for problem in found} == {"message.all_text"}:
        raise Unacceptable("msg_blocks_too_long", *(str(problem) for problem in found))
    raise Unacceptable("invalid_blocks", *(str(problem) for problem in found))


def _checked_metadata(metadata: object) -> Json:
    if not isinstance(metadata, dict):
        raise Unacceptable("invalid_metadata_format")
    if not metadata:
        return {}
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not event_type or not isinstance(payload, dict):
        raise Unacceptable("invalid_metadata_schema")
    if len(json.dumps(metadata)) > limit("message.metadata"):
        raise Unacceptable("metadata_too_large")
    return metadata


def edit(world: World, conversation: Conversation, post: Post, content: Json) -> None:
    """Change what a message says.

    Blocks, metadata or text that are not given stay; empty ones are taken away.
    """
    if "blocks" in content:
        content = content | {"blocks": elements.with_ids(content["blocks"], world.new_ids())}
    post.raw = {key: value for key, value in {**post.raw, **content}.items() if value not in _NOTHING}
    post.redraw()
    world.changes.note(conversation.id, post.reader)
