"""A criterion that fails asks whether to go on or back, until somebody decides."""

from dataclasses import replace

import pytest

from readiness.commands import AssignRole, Command, KeepGoing, Measure, RollBack
from readiness.communication.failing import failing, undecided
from readiness.notices import NoticeKind
from readiness.template import ON_CALL, ROLLBACK_TEAM
from tests.readiness.playing import (
    DAY,
    ERRORS,
    GO,
    HOUR,
    MINUTE,
    START,
    TEMPLATE,
    deploying,
    monitoring,
    opened,
)
from tests.readiness.questions import SECOND, dms
from tests.readiness.world import DAN, MARA, RHEA


class TestCriterion:
    def test_a_failing_criterion_asks_on_call_at_once(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0))

        assert dms(play, NoticeKind.CRITERION) == [(5, "S0ONCALL")]

    def test_without_on_call_the_rollback_team_is_asked_and_then_the_manager(self) -> None:
        play = deploying(minutes=5).asks(MARA, AssignRole(ON_CALL, ()), Measure(ERRORS, 3.0))
        assert dms(play, NoticeKind.CRITERION) == [(5, RHEA.id)]

        play = deploying(minutes=5).asks(MARA, AssignRole(ON_CALL, ()), AssignRole(ROLLBACK_TEAM, ()))
        assert dms(play.asks(MARA, Measure(ERRORS, 3.0)), NoticeKind.CRITERION) == [(5, MARA.id)]

    def test_keep_going_answers_it_until_it_fails_anew(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0)).later(MINUTE)
        play.asks(RHEA, KeepGoing(ERRORS, "It is the old version that fails."))
        assert failing(TEMPLATE, play.release) == {}
        assert play.redrawn(NoticeKind.CRITERION) == [START + 6 * MINUTE]

        play.later(MINUTE).asks(MARA, Measure(ERRORS, 4.0))

        assert [at for at, _ in dms(play, NoticeKind.CRITERION)] == [5, 7]

    def test_one_that_goes_on_failing_redraws_the_question(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0)).later(MINUTE)
        play.asks(MARA, Measure(ERRORS, 5.0)).later(MINUTE)

        assert len(dms(play, NoticeKind.CRITERION)) == 1
        assert play.redrawn(NoticeKind.CRITERION) == [START + 6 * MINUTE]
        play.asks(MARA, Measure(ERRORS, 0.5))
        assert len(play.redrawn(NoticeKind.CRITERION)) == 2

    def test_each_is_asked_for_itself(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0)).later(MINUTE)

        play.asks(MARA, Measure("success.speed", 3.0))

        assert [at for at, _ in dms(play, NoticeKind.CRITERION)] == [5, 6]
        assert play.redrawn(NoticeKind.CRITERION) == []

    def test_nobody_answers_so_it_is_asked_again_and_then_of_the_manager(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0)).later(DAY)

        assert dms(play, NoticeKind.CRITERION) == [
            (5, "S0ONCALL"),
            (15, "S0ONCALL"),
            (15, RHEA.id),
            (25, MARA.id),
        ]

    def test_without_a_manager_the_deputy_is_asked_in_the_end(self) -> None:
        play = deploying(minutes=5)
        play.state = replace(play.release, unfit=(MARA.id,))

        play.asks(DAN, Measure(ERRORS, 3.0)).later(HOUR)

        assert dms(play, NoticeKind.CRITERION)[-1] == (25, DAN.id)

    def test_without_on_call_and_rollback_team_the_manager_is_asked_twice(self) -> None:
        play = deploying(minutes=5).asks(MARA, AssignRole(ON_CALL, ()), AssignRole(ROLLBACK_TEAM, ()))

        play.asks(MARA, Measure(ERRORS, 3.0)).later(HOUR)

        assert dms(play, NoticeKind.CRITERION) == [(5, MARA.id), (15, MARA.id)]

    @pytest.mark.parametrize(
        "answer", [KeepGoing(ERRORS, "It heals."), RollBack("Errors."), Measure(ERRORS, 0.2)]
    )
    def test_who_answers_within_ten_minutes_spares_the_others(self, answer: Command) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0)).later(9 * MINUTE).asks(MARA, answer)

        assert dms(play.later(HOUR), NoticeKind.CRITERION) == [(5, "S0ONCALL")]

    def test_measuring_it_again_and_again_is_no_answer_and_postpones_nothing(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0))
        for value in (3.5, 4.0, 4.5, 5.0):
            play.later(5 * MINUTE).asks(MARA, Measure(ERRORS, value))

        assert dms(play, NoticeKind.CRITERION) == [
            (5, "S0ONCALL"),
            (15, "S0ONCALL"),
            (15, RHEA.id),
            (25, MARA.id),
        ]
        assert undecided(TEMPLATE, play.release, play.now) == {ERRORS: START + 5 * MINUTE}

    def test_after_keep_going_a_new_failure_is_asked_about_from_the_beginning(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0)).later(12 * MINUTE)
        play.asks(RHEA, KeepGoing(ERRORS, "It heals.")).later(13 * MINUTE).asks(MARA, Measure(ERRORS, 3.0))

        assert [at for at, _ in dms(play.later(HOUR), NoticeKind.CRITERION)] == [5, 15, 15, 30, 40, 40, 50]

    def test_the_update_says_since_when_nobody_decides(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0)).later(9 * MINUTE)
        assert undecided(TEMPLATE, play.release, play.now) == {}

        assert undecided(TEMPLATE, play.release, START + 15 * MINUTE) == {ERRORS: START + 5 * MINUTE}

    def test_a_measurement_that_does_not_say_so_fails_since_it_was_made(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0))
        measured = replace(play.release.measurements[ERRORS], failing_since=None)
        play.state = replace(play.release, measurements={ERRORS: measured})

        assert undecided(TEMPLATE, play.release, START + 15 * MINUTE) == {ERRORS: START + 5 * MINUTE}

    def test_one_that_passes_again_and_then_fails_is_asked_about_anew(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0)).later(MINUTE)
        assert play.asks(MARA, Measure(ERRORS, 0.3)).release.measurements[ERRORS].failing_since is None

        play.later(MINUTE).asks(MARA, Measure(ERRORS, 3.0))

        assert play.release.measurements[ERRORS].failing_since == START + 7 * MINUTE

    def test_a_double_click_measures_once_while_it_fails(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0)).later(2 * SECOND)
        happened = len(play.log)

        assert len(play.asks(MARA, Measure(ERRORS, 3.0)).log) == happened

    def test_going_back_settles_it(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0)).later(MINUTE)

        play.asks(MARA, RollBack("Too many errors."))

        assert play.redrawn(NoticeKind.CRITERION) == [START + 6 * MINUTE]

    def test_what_was_measured_before_the_start_or_passes_asks_nobody(self) -> None:
        play = opened().to(START - HOUR).asks(MARA, Measure(ERRORS, 3.0)).to(START).asks(MARA, GO)
        play.later(MINUTE)
        assert play.asked(NoticeKind.CRITERION) == []

        assert play.asks(MARA, Measure(ERRORS, 0.1)).asked(NoticeKind.CRITERION) == []

    def test_one_that_fails_while_watching_asks_too(self) -> None:
        assert monitoring(hours=3).asks(MARA, Measure(ERRORS, 3.0)).asked(NoticeKind.CRITERION)
