"""Times as people give them: a day, an hour and a zone become one moment, or a sentence that says why not."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from readiness.refusal import Refused

_YEARS = range(1970, 3000)
"""The years that are understood: far from where adding an offset to a moment leaves the calendar."""
_HOUR = re.compile(r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])")
"""Stricter than ISO 8601, which would read 14.30 as a moment after two, and allow an offset."""


def zone(name: str) -> ZoneInfo:
    """The IANA zone with this name; refused with a sentence when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"There is no time zone “{name}”. Use a name such as Europe/Berlin or UTC.") from None


def moment(day: str, hour: str, zone_name: str) -> datetime:
    """The aware moment in UTC of ``day`` (``2026-11-29``), ``hour`` (``14:30``) on the clocks of the zone.

    Refused: what is no date or no time, an unknown zone, and a time that a change of daylight saving skips.
    A time that comes twice means its first.
    """
    local = datetime.combine(_day(day), _hour(hour), zone(zone_name))
    exact = local.astimezone(UTC)
    there = exact.astimezone(local.tzinfo)
    if there.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refused(
            f"{hour} does not exist on {day} in {zone_name}: the clocks go forward over it. "
            f"Choose {there:%H:%M} or another time."
        )
    return exact


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(f"“{text}” is no date. Write it like 2026-11-29.") from None
    if day.year not in _YEARS:
        raise Refused(f"The year {day.year} is out of reach. Choose one from {_YEARS[0]} to {_YEARS[-1]}.")
    return day


def _hour(text: str) -> time:
    written = _HOUR.fullmatch(text.strip())
    if written is None:
        raise Refused(f"“{text}” is no time of day. Write it like 14:30.")
    return time(int(written["hour"]), int(written["minute"]))
