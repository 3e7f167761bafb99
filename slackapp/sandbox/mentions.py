"""Names as people type them, and as Slack hands them on."""

from __future__ import annotations

import re

from slackapp.sandbox.world import World

_NAME = re.compile(r"(?P<sign>[@#])(?P<name>[\w.-]*\w)")
_ADDRESS = re.compile(r"https?://[^\s<>|]+")


def escaped(text: str) -> str:
    """Text with Slack's three escapes, `&`, `<` and `>`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def linked(world: World, text: str, *, labelled: bool = False) -> str:
    """Typed text as Slack stores it: escaped, with names, groups, channels and addresses as markup.

    `labelled` gives mentions their names too, as in the text of a slash command: `<@U…|alice>`.
    """

    def mention(match: re.Match[str]) -> str:
        return _mention(world, match["sign"], match["name"], labelled=labelled) or match[0]

    return _NAME.sub(mention, _ADDRESS.sub(lambda match: f"<{match[0]}>", escaped(text)))


def _mention(world: World, sign: str, name: str, *, labelled: bool) -> str:
    if sign == "#":
        channel = world.channel_named(name)
        return _angled(f"#{channel.id}", channel.name, labelled=labelled) if channel else ""
    if name in {"here", "channel", "everyone"}:
        return f"<!{name}>"
    for member in world.members.values():
        if member.name == name.lower():
            return _angled(f"@{member.id}", member.name, labelled=labelled)
    for group in world.groups.values():
        if group.handle == name.lower():
            return _angled(f"!subteam^{group.id}", f"@{group.handle}", labelled=labelled)
    return ""


def _angled(reference: str, label: str, *, labelled: bool) -> str:
    return f"<{reference}|{label}>" if labelled else f"<{reference}>"
