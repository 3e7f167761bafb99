"""Times as people give them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.moments import moment, zone
from readiness.refusal import Refused


def refusal(day: str, hour: str, zone_name: str) -> str:
    with pytest.raises(Refused) as refused:
        moment(day, hour, zone_name)
    return refused.value.sentence


def test_a_day_an_hour_and_a_zone_become_one_moment_in_utc() -> None:
    assert moment("2026-11-29", "14:30", "Europe/Berlin") == datetime(2026, 11, 29, 13, 30, tzinfo=UTC)
    assert moment("2026-11-29", "9:05", "UTC") == datetime(2026, 11, 29, 9, 5, tzinfo=UTC)
    assert moment(" 2026-07-01 ", " 09:00 ", "America/New_York") == datetime(2026, 7, 1, 13, 0, tzinfo=UTC)
    assert moment("2026-11-29", "14:30", "UTC").tzinfo is UTC


@pytest.mark.parametrize(
    "name",
    ["", ".", "Mars/Olympus", "Europe", "../../etc/passwd", "/etc/passwd", "zone.tab", "a\0b", "é" * 300],
)
def test_an_unknown_zone_is_refused(name: str) -> None:
    sentence = refusal("2026-11-29", "14:30", name)

    assert sentence.startswith(f"There is no time zone “{name}”.")


def test_a_known_zone_is_given_back() -> None:
    assert zone("Europe/Berlin") == ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("day", ["", "tomorrow", "29.11.2026", "2026-02-30", "2026-13-01"])
def test_what_is_no_date_is_refused(day: str) -> None:
    assert refusal(day, "14:30", "UTC") == f"“{day}” is no date. Write it like 2026-11-29."


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "3000-01-01", "9999-12-31"])
@pytest.mark.parametrize("zone_name", ["Europe/Berlin", "America/New_York"])
def test_a_year_out_of_reach_is_refused(day: str, zone_name: str) -> None:
    assert refusal(day, "00:30", zone_name).endswith("is out of reach. Choose one from 1970 to 2999.")


@pytest.mark.parametrize(
    "hour",
    [
        "",
        "noon",
        "25:00",
        "24:00",
        "14:60",
        "14.30",
        "14",
        "1430",
        "2pm",
        "14:30:15",
        "14:30+02:00",
        "14:30Z",
    ],
)
def test_what_is_no_hour_is_refused(hour: str) -> None:
    assert refusal("2026-11-29", hour, "UTC") == f"“{hour}” is no time of day. Write it like 14:30."


@pytest.mark.parametrize(
    ("day", "hour", "zone_name", "instead"),
    [
        ("2027-03-28", "02:30", "Europe/Berlin", "03:30"),
        ("2027-03-14", "02:00", "America/New_York", "03:00"),
        ("2027-10-03", "02:15", "Australia/Lord_Howe", "02:45"),
    ],
)
def test_an_hour_that_the_clocks_skip_is_refused_with_another(
    day: str, hour: str, zone_name: str, instead: str
) -> None:
    sentence = refusal(day, hour, zone_name)

    assert sentence.startswith(f"{hour} does not exist on {day} in {zone_name}")
    assert f"Choose {instead}" in sentence
    assert moment(day, instead, zone_name) > moment(day, "00:00", zone_name)


def test_an_hour_that_comes_twice_means_its_first() -> None:
    assert moment("2026-10-25", "02:30", "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment("2026-10-25", "03:30", "Europe/Berlin") == datetime(2026, 10, 25, 2, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2999, 12, 31)),  # noqa: DTZ001 - as on the clocks of the zone
    st.sampled_from(sorted(available_timezones())),
)
def test_every_hour_of_every_zone_is_a_moment_that_reads_as_given_or_is_refused(
    local: datetime, zone_name: str
) -> None:
    day, hour = f"{local:%Y-%m-%d}", f"{local:%H:%M}"
    try:
        exact = moment(day, hour, zone_name)
    except Refused as refused:
        assert "the clocks go forward" in refused.sentence  # noqa: PT017 - not every hour is refused
        return
    assert f"{exact.astimezone(ZoneInfo(zone_name)):%Y-%m-%d %H:%M}" == f"{day} {hour}"
    assert exact.utcoffset() == timedelta()


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=40))
def test_whatever_is_typed_is_understood_or_refused_in_a_sentence(
    day: str, hour: str, zone_name: str
) -> None:
    try:
        moment(day, hour, zone_name)
    except Refused as refused:
        assert refused.sentence.endswith((".", "time."))  # noqa: PT017 - not everything is refused
