"""When nobody says a word updates pause: written down once, asked about ever more rarely, ended by a word."""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from types import FrameType

import pytest

from readiness.commands import Finish, RollBack, SayWord, SendPosts, SetAudience, SkipPosts
from readiness.communication.overview import PAUSING, PostStanding
from readiness.communication.plan import PostKey
from readiness.communication.posting import SETTLED_BEFORE
from readiness.communication.words import PAUSED, silence
from readiness.model import Release
from readiness.notices import NoticeKind, notices_due
from readiness.passing import passed
from readiness.records import PostState
from readiness.schedule import next_due_at
from readiness.template import Anchor, Slot
from tests.readiness.playing import (
    BOARD,
    DAY,
    ENGINEERING,
    EXECUTIVE,
    GO,
    HOUR,
    MINUTE,
    START,
    TEAM,
    TEMPLATE,
    Play,
    arrives,
    deploying,
    opened,
    rolling_back,
    waits,
    with_slot,
)
from tests.readiness.world import DAN, MARA

PAUSED_AT = START + 2 * HOUR
"""The fourth update says that updates pause."""


def pauses(play: Play) -> list[datetime]:
    """When each pause that is written down left out its first update."""
    posts = play.release.posts.items()
    return [PostKey.parse(text).due for text, post in posts if post.reason == PAUSED]


def happened(play: Play, since: int) -> Counter[str]:
    """How often what happened, from that many events on."""
    return Counter(type(event).__name__ for event, _, _ in play.log[since:])


def asked_of(play: Play, who: str) -> list[float]:
    """After how many hours of the pause somebody was asked for a word by direct message."""
    return [
        (at - PAUSED_AT) / HOUR for at, to in play.asked(NoticeKind.WORD, PAUSED_AT + MINUTE) if to == who
    ]


class TestAPauseCostsLittle:
    def test_it_is_written_down_once_however_long_it_lasts(self) -> None:
        play = deploying(hours=2, minutes=1)
        before = len(play.log)

        play.later(30 * DAY)

        assert pauses(play) == [START + 150 * MINUTE]
        assert happened(play, before) == {"PostsChanged": 1}

    def test_thirty_days_ask_the_manager_and_the_deputy_about_once_a_day_and_nobody_else(self) -> None:
        play = deploying(hours=2, minutes=1)
        told = len(play.told)

        play.later(30 * DAY)

        wished = [wish for _, wish in play.told[told:] if wish.kind is not NoticeKind.CARD]
        questions = [wish for wish in wished if wish.kind is NoticeKind.WORD]
        assert Counter(wish.to for wish in questions) == {MARA.id: 34, DAN.id: 34}
        # Of the rest there is the last question on the rollback, which the last update had asked.
        assert len({wish.key for wish in wished} - {wish.key for wish in questions}) <= 3

    def test_it_is_looked_at_only_as_often_as_somebody_is_asked(self) -> None:
        play = deploying(hours=10)
        looks = 0
        moment = play.now
        while (due := next_due_at(TEMPLATE, play.release, moment)) is not None and due < START + 30 * DAY:
            moment, looks = due, looks + 1

        assert looks == 29

    @pytest.mark.parametrize("stuck", [False, True])
    def test_the_work_of_a_tick_does_not_grow_with_the_days(self, stuck: bool) -> None:
        """Nor does it while the update that says of the pause still waits for Slack in one place."""
        play = deploying().asks(MARA, SetAudience(EXECUTIVE, (BOARD,)))
        play.courier = lambda key, now: None if stuck and key.destination == BOARD else PostState.SENT
        play.later(DAY)
        assert bool(play.waiting) is stuck
        short = work(lambda: tick(fresh(play), START + DAY + HOUR))
        play.later(60 * DAY)

        assert work(lambda: tick(fresh(play), play.now + HOUR)) <= 1.05 * short

    @pytest.mark.parametrize("back", [5 * HOUR, 30 * DAY])
    def test_an_outage_in_which_it_begins_adds_one_record_too(self, back: timedelta) -> None:
        play = deploying(hours=2, minutes=1)
        before = len(play.log)

        play.down_until(START + back)

        assert pauses(play) == [START + 150 * MINUTE]
        assert happened(play, before) == {"PostsChanged": 1}


def fresh(play: Play) -> Release:
    """The release as if it was just read: nothing that follows from it was worked out before."""
    return replace(play.release)


def tick(release: Release, now: datetime) -> None:
    """All that the rules do at a look."""
    passed(TEMPLATE, release, now)
    notices_due(TEMPLATE, release, now)
    next_due_at(TEMPLATE, release, now)


def work(done: Callable[[], None]) -> int:
    """How many functions that calls: what it costs, on any machine."""
    calls = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        done()
    finally:
        sys.setprofile(before)
    return calls


class TestQuestions:
    def test_they_thin_out_until_there_is_one_a_day(self) -> None:
        play = deploying(days=5, hours=2)

        assert asked_of(play, MARA.id) == [1, 2, 4, 8, 24, 48, 72, 96, 120]
        assert asked_of(play, DAN.id) == asked_of(play, MARA.id)

    @pytest.mark.parametrize("ends", [Finish(anyway=True), RollBack("Errors.")])
    def test_they_end_with_the_stage(self, ends: Finish) -> None:
        play = deploying(days=3).asks(MARA, ends)
        end = play.now

        play.later(20 * MINUTE)

        assert play.asked(NoticeKind.WORD, end) == []
        assert pauses(play) == [START + 150 * MINUTE]

    def test_a_word_ends_them(self) -> None:
        play = deploying(days=3).asks(DAN, SayWord("We wait for the disks."))

        assert asked_of(play.later(HOUR), MARA.id) == [1, 2, 4, 8, 24, 48]


class TestAWord:
    def test_after_weeks_it_sends_the_last_update_and_leaves_out_those_before(self) -> None:
        play = deploying(days=30, minutes=10)
        before, sent = len(play.log), len(play.sent)

        play.asks(DAN, SayWord("The disks are here."))

        assert [post.key.due for post in play.sent[sent:]] == [START + 30 * DAY]
        assert happened(play, before) == {"WordSaid": 1, "PostsChanged": 2}
        assert play.later(20 * MINUTE).sent[-1].key.due == START + 30 * DAY + 30 * MINUTE

    def test_where_nobody_reads_it_just_ends_the_pause(self) -> None:
        play = deploying(days=9, minutes=10).asks(MARA, SetAudience(ENGINEERING, ()))
        before = len(play.log)

        play.asks(MARA, SayWord("We go on."))

        assert happened(play, before) == {"WordSaid": 1, "PostsChanged": 1}
        play.asks(MARA, SetAudience(ENGINEERING, (TEAM,)))
        assert play.later(20 * MINUTE).sent[-1].key.due == START + 9 * DAY + 30 * MINUTE

    def test_where_nobody_reads_and_one_update_was_left_out_nothing_is_added(self) -> None:
        play = deploying(hours=2, minutes=40).asks(MARA, SetAudience(ENGINEERING, ()))
        before = len(play.log)

        play.asks(MARA, SayWord("We go on."))

        assert happened(play, before) == {"WordSaid": 1}

    def test_silence_after_it_is_a_pause_of_its_own(self) -> None:
        play = deploying(hours=5, minutes=10)
        play.courier = waits
        play.asks(DAN, SayWord("The disks are here.")).later(timedelta(seconds=2))
        play.courier = arrives
        play.deliver()

        play.later(10 * HOUR)

        # One update told the word at once, three had nothing new, and the next one said that updates pause.
        assert pauses(play) == [START + 150 * MINUTE, START + 7 * HOUR + 30 * MINUTE]

    def test_a_clock_that_went_back_before_the_pause_leaves_it_as_it_is(self) -> None:
        play = deploying(hours=6).down_until(START + 2 * HOUR + MINUTE)
        sent = len(play.sent)

        play.asks(DAN, SayWord("The disks are here."))

        assert len(play.sent) == sent


class TestBesideAPause:
    def test_what_has_a_moment_of_its_own_is_still_told(self) -> None:
        once = Slot("once", "After a day", Anchor.START, DAY)
        play = opened(template=with_slot(once)).to(START).asks(MARA, GO)

        assert play.later(2 * DAY).slots_sent()[-1] == "once"

    def test_what_has_a_moment_of_its_own_is_told_late_for_no_update_took_its_place(self) -> None:
        once = Slot("once", "After a day", Anchor.START, DAY)
        play = opened(template=with_slot(once)).to(START).asks(MARA, GO)

        play.later(5 * HOUR).down_until(START + DAY + 3 * HOUR)

        assert (play.slots_sent()[-1], play.sent[-1].at) == ("once", START + DAY + 3 * HOUR)

    def test_one_that_was_skipped_before_its_time_is_not_taken_for_the_pause(self) -> None:
        """Both are found out about at one look: that it was skipped, and that the next one begins a pause."""
        key = PostKey("during", START + 2 * HOUR, ENGINEERING, TEAM)
        play = deploying(minutes=95).asks(MARA, SkipPosts((str(key),), "Told by hand."))

        play.down_until(START + 170 * MINUTE).later(DAY)

        assert pauses(play) == [START + 3 * HOUR]

    def test_a_rollback_pauses_in_the_same_way(self) -> None:
        play = rolling_back(days=4)
        quiet = silence(TEMPLATE, play.release)

        assert quiet is not None
        # Its first update told that it began; the four after it had nothing to tell.
        assert quiet.left_out_from == START + 10 * MINUTE + 5 * 30 * MINUTE
        assert pauses(play) == [quiet.left_out_from]

    def test_the_plan_shows_it_in_one_row_and_the_next_update_as_waiting(self) -> None:
        rows = [row for row in deploying(days=4).rows() if row.slot.key == "during"]

        assert [row.standing for row in rows] == [
            *[PostStanding.SENT] * 4,
            PostStanding.SKIPPED,
            PostStanding.NEXT,
        ]
        assert rows[-1].reason == PAUSING

    def test_what_pauses_can_be_sent_by_hand_all_the_same(self) -> None:
        play = deploying(days=4)
        row = play.rows()[-1]
        key = next(row.key for row in play.rows() if row.reason == PAUSING)
        assert row.key != key

        play.asks(MARA, SendPosts((str(key),)))

        assert play.sent[-1].key == key


def test_what_was_sent_before_its_time_says_so_at_its_time() -> None:
    key = PostKey("day-before", START - DAY, ENGINEERING, TEAM)
    play = opened().asks(MARA, SendPosts((str(key),))).to(START - HOUR)

    of_its_time = play.release.posts[str(PostKey("day-before", START - DAY))]
    assert (of_its_time.state, of_its_time.reason) == (PostState.SKIPPED, SETTLED_BEFORE)
    assert [row.standing for row in play.rows() if row.slot.key == "day-before"] == [PostStanding.SENT]
