"""Times as people give them: a day, an hour and a zone become one moment, or a sentence that says why not."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from readiness.refusal import Refused


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
    if exact.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        later = exact.astimezone(local.tzinfo)
        raise Refused(
            f"{hour} does not exist on {day} in {zone_name}: the clocks go forward over it. "
            f"Choose {later:%H:%M} or another time."
        )
    return exact


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(f"“{text}” is no date. Write it like 2026-11-29.") from None


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        raise Refused(f"“{text}” is no time of day. Write it like 14:30.") from None


def from_stamp(stamp: int) -> datetime:
    """The aware moment in UTC of seconds since 1970, as Slack's pickers give it."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=stamp)
