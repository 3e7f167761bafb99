"""Messages that name people without calling them: an update goes to many, and those it names know it all."""

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from slackapp.blocks.parts import SECTION, Message
from slackapp.blocks.text import cut, escape, length, one_line, whole

InWords = Callable[[str], Awaitable[str]]
"""Gives a text with names for the mentions in it."""
_MENTION = re.compile(r"<@[UW][A-Z0-9]+>|<!subteam\^S[A-Z0-9]+>")


async def named(message: Message, in_words: InWords) -> Message:
    """The message with the names of people and user groups in the place of what would notify them."""
    mentions = sorted({mention for text in _texts(message.blocks) for mention in _MENTION.findall(text)})
    if not mentions:
        return message
    names = (await in_words("\n".join(mentions))).split("\n")
    words = {mention: escape(one_line(name)) for mention, name in zip(mentions, names, strict=True)}
    return Message(message.text, _renamed(message.blocks, words))


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - blocks nest values of any kind
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for inside in value.values():
            yield from _texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _texts(inside)


def _renamed(value: Any, words: dict[str, str]) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, list):
        return [_renamed(inside, words) for inside in value]
    if not isinstance(value, dict):
        return value
    made = {key: _renamed(inside, words) for key, inside in value.items()}
    if made.get("type") == "mrkdwn":
        text = _MENTION.sub(lambda found: words[found[0]], made["text"])
        # A name can be longer than the mention of it.
        made["text"] = text if length(text) <= SECTION else whole(cut(text, SECTION - 1).removesuffix("…"))
    return made
