"""The rollback plan is written down as it was said, by whoever leads."""

from datetime import date

import pytest

from readiness.checks import TEXT_LIMIT
from readiness.commands import Cancel, WriteRollbackPlan
from readiness.model import Person
from readiness.records import RollbackPlan
from readiness.reverting import LONGEST_ROLLBACK
from tests.readiness.planned_posts import refused
from tests.readiness.playing import opened
from tests.readiness.world import DAN, MARA, RHEA


class TestRollbackPlan:
    PLAN = WriteRollbackPlan(
        "Errors over 1 %.", " By hand. ", "Restore.", RHEA.id, date(2026, 11, 1), 20, "The migration."
    )

    def test_it_is_written_down_as_it_was_said(self) -> None:
        play = opened().asks(DAN, self.PLAN)

        assert play.release.rollback_plan == RollbackPlan(
            "Errors over 1 %.", "By hand.", "Restore.", RHEA.id, date(2026, 11, 1), 20, "The migration."
        )
        happened = len(play.log)
        assert len(play.asks(MARA, self.PLAN).log) == happened
        assert len(opened().asks(MARA, WriteRollbackPlan()).log) == len(opened().log)

    @pytest.mark.parametrize(
        ("who", "command", "words"),
        [
            (RHEA, WriteRollbackPlan("x"), "Only the release manager or the deputy"),
            (MARA, WriteRollbackPlan(minutes=0), "from 1 to"),
            (MARA, WriteRollbackPlan(minutes=LONGEST_ROLLBACK + 1), "from 1 to"),
            (MARA, WriteRollbackPlan(rehearsed_on=date(2026, 12, 1)), "lies in the future"),
            (MARA, WriteRollbackPlan(manual="x" * (TEXT_LIMIT + 1)), "3,000 fit"),
        ],
    )
    def test_anything_else_is_refused(self, who: Person, command: WriteRollbackPlan, words: str) -> None:
        assert words in refused(opened(), who, command)

    def test_that_of_a_release_that_is_over_stays(self) -> None:
        play = opened().asks(MARA, Cancel("No."))

        assert "stays as it is" in refused(play, MARA, self.PLAN)
