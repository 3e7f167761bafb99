"""A new date, and the end of a release, are told to all who have read of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from readiness.commands import Cancel, FinishRollback, Move, RollBack, SetAudience
from readiness.communication.outdating import not_to_be_told
from readiness.communication.telling import Shift, told_places
from readiness.evolve import evolve
from readiness.notices import NoticeKind, wishes
from readiness.plan_events import PostsChanged
from readiness.records import APP, PostState
from tests.readiness.planned_posts import key_of
from tests.readiness.playing import (
    BOARD,
    DAY,
    EXECUTIVE,
    GO,
    HOUR,
    START,
    TEAM,
    TEMPLATE,
    WEEK,
    opened,
    planned_anew,
    rolling_back,
    waits,
)
from tests.readiness.world import MARA


class TestMoved:
    def test_whoever_was_told_the_old_date_is_told_of_the_new_one_once(self) -> None:
        play = opened().to(START - 5 * DAY).asks(MARA, SetAudience(EXECUTIVE, (BOARD,)))
        play.asks(MARA, Move(START + DAY, "UTC"))

        assert [to for _, to in play.asked(NoticeKind.MOVED)] == [TEAM]
        (subject,) = {wish.subject for _, wish in play.told if wish.kind is NoticeKind.MOVED}
        assert Shift.parse(subject) == Shift(START, START + DAY)
        assert told_places(play.release) == (TEAM,)

    def test_while_nobody_was_told_a_date_nobody_is_told_of_another(self) -> None:
        assert opened().asks(MARA, Move(START + DAY, "UTC")).asked(NoticeKind.MOVED) == []

    def test_a_date_that_moves_back_and_forth_is_told_each_time(self) -> None:
        play = opened().to(START - 5 * DAY)
        for start in (START + DAY, START, START + DAY):
            play.later(HOUR).asks(MARA, Move(start, "UTC"))

        assert len(play.asked(NoticeKind.MOVED)) == 3

    def test_what_was_moved_again_meanwhile_is_not_told(self) -> None:
        play = opened().to(START - 5 * DAY).asks(MARA, Move(START + DAY, "UTC"))
        subject = str(Shift(START, START + DAY))
        kind = NoticeKind.MOVED
        assert not_to_be_told(TEMPLATE, play.release, kind, subject, play.now) == ""

        play.asks(MARA, Move(START + 2 * DAY, "UTC"))

        assert "moved again" in not_to_be_told(TEMPLATE, play.release, kind, subject, play.now)

    @pytest.mark.parametrize(
        ("slot", "every", "told"),
        [
            ("week-before", None, [(TEAM, str(Shift(START, START + DAY)))]),
            ("week-before", DAY, []),
            ("gone", None, []),
        ],
    )
    def test_what_arrives_although_the_start_was_moved_meanwhile_is_put_right(
        self, slot: str, every: timedelta | None, told: list[tuple[str, str]]
    ) -> None:
        play = opened()
        play.courier = waits
        play.to(START - WEEK).asks(MARA, Move(START + DAY, "UTC"))
        assert play.asked(NoticeKind.MOVED) == []
        repeated = tuple(replace(s, every=every) if s.key == slot else s for s in TEMPLATE.slots)
        template = replace(TEMPLATE, slots=repeated)

        arrived = PostsChanged((str(key_of(slot, START - WEEK)),), PostState.SENT, "", TEAM, "1")
        after = evolve(play.release, arrived, APP, play.now)

        found = [w for w in wishes(template, play.release, after) if w.kind is NoticeKind.MOVED]
        assert [(wish.to, wish.subject) for wish in found] == told

    def test_a_release_planned_anew_tells_all_who_have_read_of_it(self) -> None:
        play = planned_anew(START + 20 * DAY)

        assert [to for _, to in play.asked(NoticeKind.MOVED)] == [TEAM]


class TestStages:
    def test_what_the_plan_tells_is_not_said_twice(self) -> None:
        assert rolling_back().asked(NoticeKind.STAGE) == []

    def test_the_end_of_a_rollback_is_told_to_every_audience(self) -> None:
        play = opened().asks(MARA, SetAudience(EXECUTIVE, (BOARD,))).to(START).asks(MARA, GO)
        play.asks(MARA, RollBack("Errors."))
        assert play.slots_sent(BOARD)[-1] == "rollback"
        play.asks(MARA, FinishRollback())

        assert [to for _, to in play.asked(NoticeKind.STAGE)] == [TEAM, BOARD]

    def test_a_cancelled_release_is_told_to_all_who_have_read_of_it(self) -> None:
        play = opened().asks(MARA, SetAudience(EXECUTIVE, (BOARD,))).to(START - DAY)
        play.asks(MARA, Cancel("No longer wanted."))

        assert [to for _, to in play.asked(NoticeKind.STAGE)] == [TEAM, BOARD]
