"""People, moments and what people wrote, as a document shows them."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from readiness.model import is_group
from readiness.records import APP
from readiness.wording import listed

THE_APP = "The app"
"""Who did what time did, and not a person."""
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Characters that change what is read without being seen. Those that join letters or emoji, and the plain
marks of direction, are part of how people write, and stay."""
_MARKUP = re.compile(r"<([^<>]*)>")
_MENTION = re.compile(r"<(?:@([UW][A-Z0-9]+)|!subteam\^(S[A-Z0-9]+))>")
_BOLD = re.compile(r"(?<![\w*])\*(\S[^*\n]*?)\*(?![\w*])")


@dataclass(frozen=True, slots=True)
class Names:
    """What people and user groups are called."""

    known: Mapping[str, str]

    def of(self, some_id: str) -> str:
        """The name of the person or user group; the id where nobody knows it any more."""
        if some_id in ("", APP):
            return THE_APP
        name = self.known.get(some_id, some_id)
        return f"@{name}" if is_group(some_id) and name != some_id else name

    def all(self, ids: Iterable[str]) -> str:
        """The names, one after the other; empty for nobody."""
        named = [self.of(some_id) for some_id in ids]
        return listed(named, most=len(named))

    def in_words(self, sentence: str) -> str:
        """A sentence of the rules with names for the mentions in it; whatever else it holds is kept."""
        return _MENTION.sub(lambda match: self.of(match[1] or match[2]), sentence)

    def plain(self, mrkdwn: str) -> str:
        """A sentence that was made for Slack, in plain words."""
        return html.unescape(_BOLD.sub(r"\1", _MARKUP.sub(self._reference, mrkdwn)))

    def _reference(self, match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        if target.startswith("@"):
            return html.escape(self.of(target[1:]), quote=False)
        if target.startswith("!subteam^"):
            return html.escape(self.of(target.removeprefix("!subteam^")), quote=False)
        if target.startswith("#"):
            return f"the channel {target[1:]}"
        return label or target


def moment(at: datetime | None) -> str:
    """The moment to the minute, in UTC: ``2026-11-22 12:00 UTC``; empty for none."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at else ""


def exact(at: datetime) -> str:
    """The moment to the second, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def day(at: datetime) -> str:
    """The day in UTC, as one dates a signature."""
    return f"{at.astimezone(UTC):%Y-%m-%d}"


def local(at: datetime, zone: str) -> str:
    """The moment on the clocks of the IANA ``zone``, and in UTC."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone} ({moment(at)})"


def visible(text: str) -> str:
    """The text with the characters spelt out that would change what is read without being seen."""
    return _HIDDEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text.replace("\r\n", "\n"))
