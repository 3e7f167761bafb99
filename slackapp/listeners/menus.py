"""The options of menus in which people type: time zones, user groups, checks."""

from functools import cache
from zoneinfo import available_timezones

from slackapp.actions import Field
from slackapp.answers import Answer, Options
from slackapp.blocks.text import cut
from slackapp.parts import Parts
from slackapp.payloads import Asked

MOST = 100
"""The options that a menu takes (Slack's limit)."""


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


async def zones(parts: Parts, asked: Asked) -> Answer:
    """The IANA zones whose name contains what was typed."""
    wanted = asked.words.strip().replace(" ", "_").casefold()
    return Options(tuple((zone, zone) for zone in _zones() if wanted in zone.casefold())[:MOST])


async def groups(parts: Parts, asked: Asked) -> Answer:
    """The user groups whose handle contains what was typed."""
    wanted = asked.words.strip().lstrip("@").casefold()
    found = await parts.people.groups()
    return Options(tuple((f"@{g.handle}", g.id) for g in found if wanted in g.handle.casefold())[:MOST])


async def checks(parts: Parts, asked: Asked) -> Answer:
    """The checks of the picked release whose title or text contains what was typed."""
    picked = asked.filled.get(Field.RELEASE)
    if picked is None or not picked.text:
        return Options(())
    case = await parts.case(picked.text)
    wanted = asked.words.strip().casefold()
    found = (i for i in case.template.checks if wanted in f"{i.title} {i.text}".casefold())
    return Options(tuple((cut(item.title, 75), item.key) for item in found)[:MOST])
