"""What people wrote, made safe and short enough for Slack; times, people and channels as Slack draws them.

Lengths count UTF-16 units, in which an emoji is two: no page says how Slack counts, and this is the larger.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from readiness.authority import mentions
from readiness.wording import counted

MOST_PEOPLE = 5
"""How many people a line names before it counts the rest."""
MOST_LINK = 1_000
"""The longest web address that is made a link, in units; a longer one is shown as text."""
_MOST_KEPT = 2_000
"""Of what is drawn again and again, titles and moments for the most part, so much is kept as it is drawn."""
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_HALF = re.compile(r"(&[a-z]{0,3}|<[^>]*)$")
_MENTION = re.compile(r"&lt;(@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+)&gt;")
_MENTIONS = re.compile(r"<[@!][^<>]+>(, <[@!][^<>]+>)*")
_LINK = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]}'\"]")


def length(text: str) -> int:
    """How long Slack may take the text to be, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def readable(text: str) -> str:
    """The text without what changes how the words around it are read, and is not seen itself.

    These are control characters, and those that turn the direction of the text that follows. Right-to-left
    scripts need none of them.
    """
    return _UNSEEN.sub("", text)


def escape(text: str) -> str:
    """The text, readable, with the three characters escaped that Slack gives a meaning."""
    return readable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(text: str) -> str:
    """The text without line breaks."""
    return " ".join(text.split())


def cut(text: str, most: int) -> str:
    """The text in at most ``most`` units; what was cut ends with ``…``."""
    if length(text) <= most:
        return text
    encoded = text.encode("utf-16-le", "surrogatepass")[: 2 * (most - 1)]
    return encoded.decode("utf-16-le", "ignore").rstrip() + "…"


def whole(markup: str) -> str:
    """The start of a longer text in mrkdwn, without the escaped character or mention that it ends within."""
    return _HALF.sub("", markup) or markup


@lru_cache(_MOST_KEPT)
def said(text: str, most: int = 150) -> str:
    """Somebody's words for mrkdwn: escaped, on one line, at most ``most`` units long after escaping."""
    escaped = escape(one_line(text))
    return escaped if length(escaped) <= most else f"{whole(cut(escaped, most).removesuffix('…')).rstrip()}…"


def linked(text: str) -> str:
    """Somebody's words for mrkdwn, whole and escaped, with its web addresses as links."""
    parts: list[str] = []
    end = 0
    for match in _LINK.finditer(text):
        address = escape(match[0])
        link = f"<{address}>" if length(address) <= MOST_LINK else address
        parts += [escape(text[end : match.start()]), link]
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def sentence(text: str) -> str:
    """A sentence of the rules for mrkdwn: its mentions of people and groups stay, all else is escaped."""
    return _MENTION.sub(r"<\1>", escape(text))


def unmentioned(text: str) -> str:
    """A sentence of the rules where Slack shows no mentions: people and groups become ``them``."""
    return _MENTIONS.sub("them", text)


def fitted(lines: Sequence[str], rest: str, *, most: int, room: int, of: int | None = None) -> list[str]:
    """As many lines as fit: ``most`` of them, in ``room`` units; then how many more there are, and where.

    ``of`` is how many there are in all, when ``lines`` are only the first.
    """
    shown: list[str] = []
    for line in lines[:most]:
        room -= length(line) + 1
        if room < 0:
            break
        shown.append(line)
    left = (len(lines) if of is None else of) - len(shown)
    return [*shown, f"…and {left} more: {rest}"] if left else shown


@lru_cache(_MOST_KEPT)
def when(moment: datetime) -> str:
    """The moment as each reader's Slack shows it, in their own zone."""
    fallback = f"{moment:%Y-%m-%d %H:%M} UTC"
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def spoken(moment: datetime, zone: str) -> str:
    """The moment in plain text, on the clocks of the IANA ``zone``."""
    return f"{moment.astimezone(ZoneInfo(zone)):%a %d %b %Y, %H:%M} ({zone})"


def span(length_of_time: timedelta) -> str:
    """A length of time in at most two units: ``3 days``, ``5 hours 20 minutes``; ``a moment`` below one."""
    minutes = int(abs(length_of_time).total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        units = [counted(days, "day"), counted(hours, "hour") if hours and days < 3 else ""]
    else:
        units = [counted(hours, "hour") if hours else "", counted(rest, "minute") if rest else ""]
    return " ".join(unit for unit in units if unit) or "a moment"


def away(moment: datetime, now: datetime) -> str:
    """How far the moment is from ``now``: ``in 3 days``, ``20 minutes ago``."""
    return f"in {span(moment - now)}" if moment > now else f"{span(now - moment)} ago"


def is_person(some_id: str) -> bool:
    """Whether a Slack id is somebody's, and not a channel's or a user group's."""
    return some_id.startswith(("U", "W"))


def people(holders: Sequence[str], most: int = MOST_PEOPLE) -> str:
    """Mentions of people and user groups; after ``most`` of them ``and 4 more``. Empty for nobody."""
    named = mentions(tuple(holders[:most]))
    return f"{named} and {len(holders) - most} more" if len(holders) > most else named


def channel(channel_id: str) -> str:
    """A link to the channel."""
    return f"<#{channel_id}>"
