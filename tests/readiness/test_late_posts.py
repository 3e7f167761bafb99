"""After an outage one update is told, honestly late, and what would misinform by then expires."""

from readiness.commands import SendPosts
from readiness.communication.posting import NEXT_CAME, START_CAME, Cause, lateness
from readiness.records import PostState
from tests.readiness.planned_posts import key_of, state_of
from tests.readiness.playing import (
    DAY,
    HOUR,
    MINUTE,
    START,
    WEEK,
    deploying,
    fails,
    monitoring,
    opened,
    waits,
)
from tests.readiness.world import MARA


class TestOutage:
    def test_three_hours_of_a_deployment_are_told_in_one_update_that_is_honestly_late(self) -> None:
        play = deploying(minutes=10)
        back = START + 3 * HOUR + 17 * MINUTE

        play.down_until(back)

        assert play.slots_sent()[3:] == ["start", "during"]
        last = play.sent[-1]
        assert (last.key.due, last.at) == (START + 3 * HOUR, back)
        states = state_of(play, "during")
        assert [states[START + n * 30 * MINUTE] for n in range(1, 6)] == [(PostState.EXPIRED, NEXT_CAME)] * 5
        assert play.later(13 * MINUTE).sent[-1].at == START + 3 * HOUR + 30 * MINUTE

    def test_it_says_by_how_much_and_that_the_app_was_not_running(self) -> None:
        play = deploying(minutes=10)
        play.courier = waits
        play.down_until(START + 45 * MINUTE)

        late = lateness(play.release, key_of("during", START + 30 * MINUTE), play.now)

        assert late is not None
        assert (late.by, late.cause) == (15 * MINUTE, Cause.APP)

    def test_what_slack_held_up_says_so_and_what_comes_within_a_minute_is_on_time(self) -> None:
        play = deploying(minutes=10)
        play.courier = waits
        play.to(START + 31 * MINUTE)
        key = key_of("during", START + 30 * MINUTE)

        assert lateness(play.release, key, play.now) is None
        late = lateness(play.release, key, play.now + MINUTE)
        assert late is not None
        assert (late.by, late.cause) == (2 * MINUTE, Cause.SLACK)

    def test_what_is_called_for_late_names_who_called(self) -> None:
        play = deploying(minutes=10)
        play.courier = fails
        play.to(START + 40 * MINUTE)
        play.courier = waits
        key = key_of("during", START + 30 * MINUTE)
        play.asks(MARA, SendPosts((str(key),)))

        late = lateness(play.release, key, play.now)

        assert late is not None
        assert (late.cause, late.who) == (Cause.PEOPLE, MARA.id)

    def test_what_nobody_has_noticed_yet_is_late_by_the_app(self) -> None:
        late = lateness(opened().release, key_of("day-before", START - DAY), START)

        assert late is not None
        assert late.cause is Cause.APP

    def test_a_late_slot_before_the_start_is_told_until_the_next_one(self) -> None:
        before = opened().down_until(START - DAY - MINUTE)
        after = opened().down_until(START - DAY)

        assert before.slots_sent() == ["week-before"]
        assert after.slots_sent() == ["day-before"]
        assert state_of(after, "week-before") == {START - WEEK: (PostState.EXPIRED, NEXT_CAME)}

    def test_once_the_planned_start_has_come_nothing_before_it_is_told(self) -> None:
        play = opened().down_until(START + MINUTE)

        assert play.slots_sent() == []
        assert state_of(play, "hour-before") == {START - HOUR: (PostState.EXPIRED, START_CAME)}
        assert state_of(play, "day-before") == {START - DAY: (PostState.EXPIRED, NEXT_CAME)}

    def test_a_slot_after_the_finish_is_told_until_the_next(self) -> None:
        finished = START + 10 * MINUTE
        play = monitoring().down_until(finished + 23 * HOUR)
        assert play.slots_sent()[-1] == "hour-after"

        late = monitoring().down_until(finished + DAY)
        assert late.slots_sent()[-2:] == ["finish", "day-after"]

    def test_a_clock_that_jumps_ahead_and_back_tells_nothing_twice(self) -> None:
        play = opened().down_until(START - DAY).down_until(START - 5 * DAY)

        play.to(START)

        assert play.slots_sent() == ["day-before", "hour-before"]
