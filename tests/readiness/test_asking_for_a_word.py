"""The team is asked for a word before each update; without one, updates pause."""

from dataclasses import replace

import pytest

from readiness.commands import AssignRole, FinishRollback, RollBack, SayWord
from readiness.communication.plan import PostKey
from readiness.communication.words import asked, fresh_word, silence, word_moments, word_subject
from readiness.model import Stage
from readiness.notices import NoticeKind
from readiness.records import Said
from readiness.template import DEPUTY, Anchor, Slot
from tests.readiness.playing import (
    DAY,
    GO,
    HOUR,
    MINUTE,
    START,
    TEMPLATE,
    Play,
    deploying,
    monitoring,
    opened,
    rolling_back,
    with_slot,
)
from tests.readiness.questions import dms, in_channel
from tests.readiness.world import DAN, MARA


class TestWord:
    def test_the_manager_is_asked_five_minutes_before_an_update_and_the_deputy_ten_later(
        self,
    ) -> None:
        play = deploying(minutes=24, seconds=59)
        assert play.asked(NoticeKind.WORD) == []

        play.to(START + 36 * MINUTE)

        assert in_channel(play, NoticeKind.WORD)[0] == 25
        assert dms(play, NoticeKind.WORD) == [(35, DAN.id)]

    def test_who_has_said_something_since_the_last_update_is_not_asked(self) -> None:
        play = deploying(minutes=20).asks(MARA, SayWord("The database is moved.")).to(START + 54 * MINUTE)

        assert play.asked(NoticeKind.WORD) == []
        assert in_channel(play.to(START + 56 * MINUTE), NoticeKind.WORD) == [55]

    @pytest.mark.parametrize("minutes", [2, 5, 10])
    def test_where_updates_come_often_the_deputy_is_asked_before_the_next_question(
        self, minutes: int
    ) -> None:
        every = minutes * MINUTE
        often = tuple(
            replace(s, offset=every, every=every) if s.key == "during" else s for s in TEMPLATE.slots
        )
        play = opened(template=replace(TEMPLATE, slots=often)).to(START).asks(MARA, GO)

        play.later(2 * every)

        assert [to for _, to in dms(play, NoticeKind.WORD)] == [DAN.id]

    def test_a_word_redraws_the_question_and_spares_the_deputy(self) -> None:
        play = deploying(minutes=27).asks(MARA, SayWord("All is well.")).to(START + 50 * MINUTE)

        assert len(play.redrawn(NoticeKind.WORD)) == 1
        assert dms(play, NoticeKind.WORD) == []
        assert asked(TEMPLATE, play.release, play.now) is None

    def test_after_three_updates_without_a_word_they_pause_and_both_are_asked_again(self) -> None:
        play = deploying(hours=5)

        assert play.slots_sent()[4:] == ["during"] * 4
        assert [at for at in dms(play, NoticeKind.WORD) if at[1] == MARA.id] == [
            (180, MARA.id),
            (240, MARA.id),
        ]
        quiet = silence(TEMPLATE, play.release)
        assert quiet is not None
        assert (quiet.since, quiet.paused_at, quiet.updates) == (START, START + 2 * HOUR, 4)
        assert in_channel(play, NoticeKind.WORD)[-1] == 120

    def test_the_fourth_says_that_updates_pause(self) -> None:
        play = deploying(minutes=119)

        quiet = silence(TEMPLATE, play.release)

        assert quiet is not None
        assert (quiet.pauses_now, quiet.paused) == (True, False)

    def test_a_word_ends_the_pause_at_once(self) -> None:
        play = deploying(hours=4, minutes=10)
        before = len(play.sent)

        play.asks(DAN, SayWord("We wait for the disks."))

        assert [post.key.due for post in play.sent[before:]] == [START + 4 * HOUR]
        assert play.later(30 * MINUTE).sent[-1].key.due == START + 4 * HOUR + 30 * MINUTE

    def test_a_word_counts_for_the_update_that_carries_it(self) -> None:
        play = deploying(minutes=20).asks(MARA, SayWord("All is well.")).to(START + 31 * MINUTE)

        quiet = silence(TEMPLATE, play.release)

        assert quiet is not None
        assert quiet.word == Said("All is well.", MARA.id, START + 20 * MINUTE)
        assert quiet.updates == 0
        later = silence(TEMPLATE, play.to(START + 61 * MINUTE).release)
        assert later is not None
        assert later.updates == 1

    def test_it_is_fresh_for_the_update_that_follows_it_in_every_place_and_for_none_after(self) -> None:
        play = opened().to(START - 2 * DAY)
        before, after = (
            PostKey(slot, START - at) for slot, at in (("day-before", DAY), ("hour-before", HOUR))
        )
        assert fresh_word(play.release, before) is None

        play.asks(MARA, SayWord("Legal has signed."))

        assert fresh_word(play.release, before) == play.release.word == fresh_word(play.release, after)
        play.to(START - DAY + MINUTE)
        assert fresh_word(play.release, before) == play.release.word
        assert fresh_word(play.release, after) is None

    def test_what_was_said_before_a_rollback_is_none_of_its_words(self) -> None:
        play = deploying(minutes=10).asks(MARA, SayWord("All is well.")).later(MINUTE)
        play.asks(MARA, RollBack("Errors."))
        first = PostKey("rollback", play.now)

        assert fresh_word(play.release, first) is None
        play.later(MINUTE).asks(MARA, SayWord("The old version runs again."))
        assert fresh_word(play.release, first) == play.release.word

    def test_an_update_of_its_own_moment_is_no_part_of_the_cadence(self) -> None:
        once = Slot("once", "Once", Anchor.START, 45 * MINUTE)
        play = opened(template=with_slot(once))
        play.to(START).asks(MARA, GO).later(50 * MINUTE)

        quiet = silence(play.template, play.release)

        assert play.slots_sent()[-2:] == ["during", "once"]
        assert quiet is not None
        assert quiet.updates == 1

    def test_an_old_word_says_nothing_of_this_deployment(self) -> None:
        play = opened().asks(MARA, SayWord("Soon.")).to(START).asks(MARA, GO)

        quiet = silence(TEMPLATE, play.release)

        assert quiet is not None
        assert (quiet.word, quiet.since) == (None, START)

    def test_a_rollback_asks_too_and_tells_the_last_question_that_it_is_over(self) -> None:
        play = rolling_back(minutes=26)

        assert in_channel(play, NoticeKind.WORD) == [35]
        assert play.release.stage is Stage.ROLLING_BACK
        play.asks(MARA, FinishRollback())
        assert play.redrawn(NoticeKind.WORD)[-1] == play.now

    def test_without_a_deputy_the_manager_alone_is_asked(self) -> None:
        play = deploying(minutes=10).asks(MARA, AssignRole(DEPUTY, ())).to(START + 5 * HOUR)

        assert {to for _, to in dms(play, NoticeKind.WORD)} == {MARA.id}

    @pytest.mark.parametrize("begin", [opened, monitoring])
    def test_elsewhere_nobody_is_asked(self, begin: type[Play]) -> None:
        play = begin().later(DAY)

        assert silence(TEMPLATE, play.release) is None
        assert asked(TEMPLATE, play.release, play.now) is None
        assert list(word_moments(TEMPLATE, play.release, play.now)) == []
        assert word_subject(play.release) == ""
