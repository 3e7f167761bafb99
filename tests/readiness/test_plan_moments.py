"""When the slots of a plan are due: a second before, at, after; when the clocks change; when dates move."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from readiness.commands import Close, Finish, Move
from readiness.communication.plan import PostKey, anchor_of, due_at, occasion_of, occasions, set_at
from readiness.communication.posting import MOVED
from readiness.template import Anchor, Slot
from tests.readiness.playing import (
    DAY,
    GO,
    HOUR,
    MINUTE,
    OPENED,
    SLOTS,
    START,
    TEMPLATE,
    WEEK,
    Play,
    deploying,
    monitoring,
    opened,
    planned_anew,
    rolling_back,
    waits,
)
from tests.readiness.world import MARA

SECOND = timedelta(seconds=1)
FINISHED = START + 10 * MINUTE
DUE: dict[str, tuple[Callable[[], Play], datetime]] = {
    "week-before": (opened, START - WEEK),
    "day-before": (opened, START - DAY),
    "hour-before": (opened, START - HOUR),
    "during": (deploying, START + 30 * MINUTE),
    "hour-after": (monitoring, FINISHED + HOUR),
    "day-after": (monitoring, FINISHED + DAY),
    "weekly": (monitoring, FINISHED + WEEK),
    "rollback": (rolling_back, START + 40 * MINUTE),
}
"""Every slot that is not told with a press: from which release on, and its first moment after that press."""


def due_posts(play: Play, slot: str) -> int:
    return sum(PostKey.parse(key).slot == slot for key in play.release.posts)


@pytest.mark.parametrize("slot", DUE)
def test_each_slot_comes_due_at_its_second_and_once(slot: str) -> None:
    begin, moment = DUE[slot]
    play = begin()
    before = play.to(moment - SECOND).slots_sent().count(slot)

    assert play.to(moment).slots_sent().count(slot) == before + 1
    assert play.to(moment + SECOND).slots_sent().count(slot) == before + 1
    assert play.sent[-1].at == moment


@pytest.mark.parametrize(
    ("begin", "slot"), [(deploying, "start"), (monitoring, "finish"), (rolling_back, "rollback")]
)
def test_what_is_due_as_a_stage_begins_is_told_with_the_press(begin: Callable[[], Play], slot: str) -> None:
    play = begin()

    assert play.slots_sent()[-1] == slot
    assert play.sent[-1].at == play.now == play.sent[-1].key.due


def local(year: int, month: int, day: int, hour: int, zone: str) -> datetime:
    return datetime(year, month, day, hour, 0, tzinfo=ZoneInfo(zone)).astimezone(UTC)


CHANGES = {
    "Berlin forward": ("Europe/Berlin", (2027, 3, 28)),
    "Berlin back": ("Europe/Berlin", (2027, 10, 31)),
    "New York forward": ("America/New_York", (2027, 3, 14)),
    "New York back": ("America/New_York", (2027, 11, 7)),
    "Lord Howe forward": ("Australia/Lord_Howe", (2027, 10, 3)),
    "Lord Howe back": ("Australia/Lord_Howe", (2027, 4, 4)),
}
"""Both changes in three zones, one of which changes by half an hour."""


@pytest.mark.parametrize("change", CHANGES)
def test_days_keep_the_hour_across_a_change_of_the_clocks_and_hours_stay_exact(change: str) -> None:
    zone, day = CHANGES[change]
    start = local(*day, 12, zone)
    play = opened(start, start - 10 * DAY, zone)
    by_slot = {slot.key: due_at(slot, play.release) for slot in SLOTS[:3]}

    there = {key: moment.astimezone(ZoneInfo(zone)) for key, moment in by_slot.items() if moment is not None}
    assert (there["week-before"].hour, there["day-before"].hour) == (12, 12)
    assert there["day-before"].date() == start.astimezone(ZoneInfo(zone)).date() - DAY
    assert by_slot["hour-before"] == start - HOUR
    assert by_slot["day-before"] != start - DAY
    counted_from = {
        anchor_of(slot, due, zone) for slot in SLOTS[:3] if (due := by_slot[slot.key]) is not None
    }
    assert counted_from == {start}
    assert play.to(start).slots_sent() == ["week-before", "day-before", "hour-before"]


@pytest.mark.parametrize("change", CHANGES)
def test_an_hour_before_is_exact_when_the_clocks_change_within_it(change: str) -> None:
    zone, day = CHANGES[change]
    start = local(*day, 3, zone)
    play = opened(start, start - 2 * HOUR, zone)

    assert play.to(start).slots_sent() == ["hour-before"]
    assert play.sent[0].at == start - HOUR


def test_an_hour_that_the_clocks_skip_is_an_hour_later_and_one_that_comes_twice_is_the_first() -> None:
    skipped = opened(datetime(2027, 3, 29, 0, 30, tzinfo=UTC), zone="Europe/Berlin")
    twice = opened(datetime(2027, 11, 1, 1, 30, tzinfo=UTC), zone="Europe/Berlin")

    assert due_at(SLOTS[1], skipped.release) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert due_at(SLOTS[1], twice.release) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_slot_at_the_very_moment_of_its_anchor_is_that_moment_in_an_hour_that_comes_twice() -> None:
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    slot = Slot("now", "Now", Anchor.PLANNED_START, timedelta(), wall_clock=True)

    assert due_at(slot, opened(second, zone="Europe/Berlin").release) == second


def test_the_29th_of_february_has_its_day_before_and_its_week_before() -> None:
    leap = opened(datetime(2028, 3, 1, 10, 0, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC))
    on_it = opened(datetime(2028, 2, 29, 10, 0, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC))

    assert leap.to(leap.release.planned_start).sent[1].at == datetime(2028, 2, 29, 10, 0, tzinfo=UTC)
    assert on_it.to(on_it.release.planned_start).sent[0].at == datetime(2028, 2, 22, 10, 0, tzinfo=UTC)


def test_what_lies_before_the_release_was_made_is_not_planned_and_never_late() -> None:
    play = opened(at=START - 3 * DAY)

    assert play.to(START).slots_sent() == ["day-before", "hour-before"]
    assert [(row.slot.key, row.standing.value) for row in play.rows()[:3]] == [
        ("week-before", "not planned"),
        ("day-before", "sent"),
        ("hour-before", "sent"),
    ]


@pytest.mark.parametrize("slot", ["week-before", "day-before", "hour-before"])
@pytest.mark.parametrize("after", [-SECOND, timedelta(), SECOND])
def test_a_start_that_moves_around_a_slot_arms_anew_what_lies_ahead(slot: str, after: timedelta) -> None:
    moment = DUE[slot][1]
    play = opened().to(moment + after)
    before = play.slots_sent()
    assert (slot in before) == (after >= timedelta())
    new = START + 14 * DAY

    play.asks(MARA, Move(new, "UTC")).to(new)

    assert play.slots_sent() == [*before, "week-before", "day-before", "hour-before"]
    assert [post.planned_start for post in play.sent[len(before) :]] == [new] * 3
    assert len({str(post.key) for post in play.sent}) == len(play.sent)


def test_a_start_that_moves_nearer_leaves_out_what_lies_in_the_past() -> None:
    play = opened().asks(MARA, Move(OPENED + 2 * HOUR, "UTC")).to(OPENED + 2 * HOUR)

    assert play.slots_sent() == ["hour-before"]
    assert [row.standing.value for row in play.rows()[:3]] == ["not planned", "not planned", "sent"]


def test_a_start_that_moves_back_and_forth_tells_nothing_twice() -> None:
    play = opened().to(START - 2 * DAY).asks(MARA, Move(START + 7 * DAY, "UTC"))
    play.later(HOUR).asks(MARA, Move(START, "UTC")).to(START)

    assert play.slots_sent() == ["week-before", "day-before", "hour-before"]


def test_a_release_that_was_rolled_back_and_planned_anew_gets_its_new_day_before() -> None:
    again = START + 20 * DAY
    play = planned_anew(again, hours=1)
    before = len(play.sent)

    play.to(again)

    assert play.slots_sent()[before:] == ["week-before", "day-before", "hour-before"]
    assert [post.key.due for post in play.sent[before:]] == [again - WEEK, again - DAY, again - HOUR]


def test_weekly_updates_end_with_closing() -> None:
    play = monitoring(days=15)
    assert play.slots_sent().count("weekly") == 2

    play.asks(MARA, Close("It is done.")).later(60 * DAY)

    assert play.slots_sent().count("weekly") == 2


def test_what_repeats_before_the_planned_start_ends_with_it() -> None:
    daily = Slot("daily", "Every day", Anchor.PLANNED_START, -3 * DAY, DAY)
    play = opened(template=replace(TEMPLATE, slots=(daily,)))

    assert play.to(START + 5 * DAY).slots_sent() == ["daily"] * 3
    assert play.sent[-1].key.due == START - DAY


def test_a_plan_that_is_made_after_the_clock_jumped_ahead_and_back_has_all_its_moments() -> None:
    hourly = Slot("hourly", "Every hour", Anchor.PLANNED_START, -6 * HOUR, HOUR)
    play = opened(template=replace(TEMPLATE, slots=(hourly,))).down_until(START - 2 * HOUR)
    new = START - 210 * MINUTE

    play.down_until(START - 10 * HOUR).asks(MARA, Move(new, "UTC")).to(new)

    assert [post.key.due for post in play.sent[1:]] == [new - hours * HOUR for hours in range(6, 0, -1)]


def test_what_waits_when_the_start_moves_is_given_up_though_the_new_plan_has_its_moment_too() -> None:
    hourly = Slot("hourly", "Every hour", Anchor.PLANNED_START, -6 * HOUR, HOUR)
    play = opened(template=replace(TEMPLATE, slots=(hourly,)))
    play.courier = waits
    play.to(START - 3 * HOUR + 20 * MINUTE).asks(MARA, Move(START + HOUR, "UTC"))

    row = next(row for row in play.rows() if row.due == START - 3 * HOUR)
    assert (row.standing.value, row.reason) == ("expired", MOVED)


def test_what_counts_from_the_planned_start_onwards_is_told_while_nobody_starts() -> None:
    late = Slot("late", "Not yet", Anchor.PLANNED_START, HOUR, HOUR)
    play = opened(template=replace(TEMPLATE, slots=(late,))).to(START + 150 * MINUTE)
    assert play.slots_sent() == ["late", "late"]

    assert play.asks(MARA, GO).later(DAY).slots_sent() == ["late", "late"]


def test_of_two_slots_at_one_moment_the_later_in_the_template_is_told() -> None:
    twice = (Slot("one", "One", Anchor.FINISH, HOUR), Slot("two", "Two", Anchor.FINISH, HOUR))
    play = opened(template=replace(TEMPLATE, slots=twice)).to(START).asks(MARA, GO, Finish(anyway=True))

    assert play.later(DAY).slots_sent() == ["two"]
    assert {row.slot.key: row.standing.value for row in play.rows()} == {"one": "expired", "two": "sent"}


def test_a_key_is_read_as_it_was_written() -> None:
    key = PostKey("during", START, "readers.executive", "email:board@example.org/x")

    assert PostKey.parse(str(key)) == key
    with pytest.raises(ValueError, match="not enough values"):
        PostKey.parse("nothing")


def test_no_occasion_is_known_of_what_has_not_come() -> None:
    release = opened().release

    assert occasions(TEMPLATE, release, Anchor.START, START) == ()
    assert set_at(release, Anchor.FINISH) is None
    assert due_at(SLOTS[3], release) is None
    assert occasion_of(TEMPLATE, release, PostKey("no-such-slot", START)) is None
    assert occasion_of(TEMPLATE, release, PostKey("day-before", START)) is None


def test_far_into_what_repeats_only_the_last_occasions_are_worked_out() -> None:
    play = monitoring()
    far = FINISHED + 5200 * WEEK

    near = occasions(TEMPLATE, play.release, Anchor.FINISH, far, far - 2 * WEEK)

    assert [one.due for one in near if one.slot.every][-2:] == [far, far + WEEK]
    assert len(near) < 10
    assert due_posts(play, "weekly") == 0


def test_the_first_plan_of_a_release_was_made_when_it_was_opened() -> None:
    assert set_at(replace(opened().release, planned_at=None), Anchor.PLANNED_START) == OPENED
