"""What a person reads: Slack's markup turned into the words on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from slackapp.sandbox.values import Block, Json
from slackapp.sandbox.world import World

_ANGLED = re.compile(r"<([^<>]+)>")
_EMPHASIS = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)(.+?)(?<=\S)\1(?![\w*_~`])")
_FENCE = re.compile(r"```\n?(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads: names come from the world, dates are shown in their zone."""

    world: World
    user: str

    def words(self, text: Json | str | None) -> str:
        """The words of a text object, or of a message's mrkdwn text."""
        if text is None:
            return ""
        if isinstance(text, str):
            return self.mrkdwn(text)
        return self.mrkdwn(text["text"]) if text["type"] == "mrkdwn" else str(text["text"])

    def mrkdwn(self, text: str) -> str:
        """Markup as words: names for ids, labels for links, dates in the reader's zone, no emphasis marks."""
        plain = _FENCE.sub(r"\1", text)
        plain = _unemphasised(plain)
        plain = _ANGLED.sub(lambda match: self._reference(match[1]), plain)
        return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def _reference(self, inside: str) -> str:
        target, _, label = inside.partition("|")
        if target.startswith("!date^"):
            return self._date(target, label)
        if target.startswith("@"):
            member = self.world.members.get(target[1:])
            return f"@{member.first_name}" if member else inside
        if target.startswith("#"):
            channel = self.world.conversations.get(target[1:])
            return f"#{channel.name}" if channel else inside
        if target.startswith("!subteam^"):
            group = self.world.groups.get(target.removeprefix("!subteam^"))
            return f"@{group.handle}" if group else inside
        if target.startswith("!"):
            return label or f"@{target[1:]}"
        return label or target.removeprefix("mailto:")

    def _date(self, target: str, fallback: str) -> str:
        _, stamp, pattern, *_ = target.split("^")
        if not stamp.isdigit():
            return fallback
        zone = ZoneInfo(self.world.members[self.user].tz)
        moment = datetime.fromtimestamp(int(stamp), UTC).astimezone(zone)
        return re.sub(r"{(\w+)}", lambda match: _formatted(moment, match[1], match[0]), pattern)

    def blocks(self, blocks: Iterable[Block]) -> str:
        """All the words of the blocks, one piece a line, in reading order."""
        return "\n".join(piece for block in blocks for piece in self.pieces(block) if piece)

    def pieces(self, block: Block) -> Iterator[str]:
        """The words of one block, piece by piece: its text, then its elements."""
        for key in ("title", "label", "text", "hint", "description"):
            value = block.get(key)
            if isinstance(value, str):
                yield self.mrkdwn(value) if block["type"] == "markdown" else value
            elif isinstance(value, dict):
                yield self.words(value)
        for field in block.get("fields", ()):
            yield self.words(field)
        if block["type"] == "rich_text":
            yield from self._rich(block["elements"])
        elif block["type"] == "table":
            for row in block["rows"]:
                yield " | ".join(self._cell(cell) for cell in row)
        else:
            for element in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
                yield from self._element(element)
        if block["type"] == "image":
            yield str(block["alt_text"])

    def _element(self, element: Json | None) -> Iterator[str]:
        if element is None:
            return
        if element["type"] in {"mrkdwn", "plain_text", "button"}:
            yield self.words(element if element["type"] != "button" else element["text"])
        elif element["type"] == "image":
            yield str(element["alt_text"])
        elif element["type"] in {"checkboxes", "radio_buttons", "overflow"}:
            for option in element["options"]:
                yield self.words(option["text"])
                yield self.words(option.get("description"))
        elif element["type"] == "feedback_buttons":
            yield self.words(element["positive_button"]["text"])
            yield self.words(element["negative_button"]["text"])
        elif "placeholder" in element:
            yield self.words(element["placeholder"])

    def _cell(self, cell: Json) -> str:
        return str(cell["text"]) if cell["type"] == "raw_text" else " ".join(self._rich(cell["elements"]))

    def _rich(self, parts: Iterable[Json]) -> Iterator[str]:
        for part in parts:
            if part["type"] == "rich_text_list":
                yield from self._rich(part["elements"])
            else:
                yield "".join(self._rich_piece(piece) for piece in part["elements"])

    def _rich_piece(self, piece: Json) -> str:
        match piece:
            case {"type": "date", "timestamp": stamp, "format": pattern}:
                return self._date(f"!date^{stamp}^{pattern}", str(piece.get("fallback", "")))
            case {"text": words} | {"url": words}:
                return str(words)
            case {"user_id": user}:
                return self._reference(f"@{user}")
            case {"usergroup_id": group}:
                return self._reference(f"!subteam^{group}")
            case {"channel_id": channel}:
                return self._reference(f"#{channel}")
            case {"type": "emoji", "name": name}:
                return f":{name}:"
            case _:
                return f"@{piece['range']}" if "range" in piece else ""


def _unemphasised(text: str) -> str:
    while True:
        plain = _EMPHASIS.sub(r"\2", text)
        if plain == text:
            return plain
        text = plain


def _formatted(moment: datetime, token: str, as_written: str) -> str:
    """One token of Slack's date format (docs.slack.dev, Formatting text: Date formatting)."""
    pretty = _pretty(moment) if token.endswith("_pretty") else ""
    match token:
        case "date_num":
            return moment.strftime("%Y-%m-%d")
        case "date" | "date_pretty":
            return pretty or f"{moment:%B} {moment.day}, {moment.year}"
        case "date_short" | "date_short_pretty":
            return pretty or f"{moment:%b} {moment.day}, {moment.year}"
        case "date_long" | "date_long_pretty" | "day_divider_pretty":
            return pretty or f"{moment:%A}, {moment:%B} {moment.day}, {moment.year}"
        case "time":
            return f"{moment:%H:%M}"
        case "time_secs":
            return f"{moment:%H:%M:%S}"
        case "ago":
            return _ago(moment)
        case _:
            return as_written


def _pretty(moment: datetime) -> str:
    today = datetime.now(moment.tzinfo).date()
    near = {today: "today", today - timedelta(days=1): "yesterday", today + timedelta(days=1): "tomorrow"}
    return near.get(moment.date(), "")


def _ago(moment: datetime) -> str:
    minutes = round((datetime.now(UTC) - moment).total_seconds() / 60)
    count, unit = (abs(minutes), "minutes") if abs(minutes) < 120 else (abs(minutes) // 60, "hours")
    return f"{count} {unit} ago" if minutes >= 0 else f"in {count} {unit}"
