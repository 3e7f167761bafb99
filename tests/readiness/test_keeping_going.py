"""Whoever may roll back may decide to keep going although a criterion fails."""

from datetime import timedelta

import pytest

from readiness.commands import AnswerRollback, Cancel, KeepGoing, Measure
from readiness.model import Person
from tests.readiness.planned_posts import refused
from tests.readiness.playing import ERRORS, deploying, opened
from tests.readiness.world import EMIL, MARA, RHEA


class TestKeepGoing:
    def test_who_may_roll_back_may_decide_to_go_on(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0), KeepGoing(ERRORS, " It heals. "))

        assert play.release.kept_going[ERRORS].text == "It heals."
        happened = len(play.log)
        assert (
            len(play.later(timedelta(seconds=5)).asks(MARA, KeepGoing(ERRORS, "It heals.")).log) == happened
        )

    @pytest.mark.parametrize(
        ("who", "command", "words"),
        [
            (EMIL, KeepGoing(ERRORS, "Yes."), "can decide to keep going"),
            (RHEA, KeepGoing(ERRORS, " "), "Say why"),
            (RHEA, KeepGoing("steps.first", "Yes."), "There is no success criterion"),
        ],
    )
    def test_anything_else_is_refused(self, who: Person, command: KeepGoing, words: str) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, 3.0))

        assert words in refused(play, who, command)

    def test_there_is_nothing_to_decide_for_one_that_passes_or_elsewhere(self) -> None:
        passing = deploying(minutes=5).asks(MARA, Measure(ERRORS, 0.1))
        assert "does not fail any more" in refused(passing, RHEA, KeepGoing(ERRORS, "Yes."))
        assert "while deploying or monitoring" in refused(opened(), RHEA, KeepGoing(ERRORS, "Yes."))

    def test_a_cancelled_release_is_not_measured(self) -> None:
        play = opened().asks(MARA, Cancel("No."))

        assert "no longer measured" in refused(play, MARA, Measure(ERRORS, 0.1))

    def test_an_inconclusive_measurement_is_no_failure(self) -> None:
        play = deploying(minutes=5).asks(MARA, Measure(ERRORS, None, "The meter is down."))

        assert "does not fail any more" in refused(play, RHEA, KeepGoing(ERRORS, "Yes."))
        assert play.asks(RHEA, AnswerRollback(ready=True)).release.rollback_answer is not None
