"""Each checklist is posted at its moment, once."""

from readiness.commands import Close, MarkChecks
from readiness.model import CheckState
from readiness.notices import NoticeKind
from tests.readiness.playing import (
    DAY,
    GO,
    HOUR,
    MINUTE,
    ON,
    START,
    TEAM,
    WEEK,
    deploying,
    monitoring,
    opened,
    rolling_back,
)
from tests.readiness.world import MARA


class TestChecklists:
    def test_each_comes_with_its_moment_and_once(self) -> None:
        play = opened().to(START).asks(MARA, GO).later(10 * MINUTE).asks(MARA, ON).later(30 * DAY)

        finished = START + 10 * MINUTE
        assert play.asked(NoticeKind.CHECKLIST) == [
            (START - HOUR, TEAM),
            (START, TEAM),
            (finished + 2 * HOUR, TEAM),
        ]
        assert play.asked(NoticeKind.REVIEW) == [(finished + WEEK, TEAM)]

    def test_a_review_comes_due_after_closing_too(self) -> None:
        play = monitoring(days=1).asks(MARA, Close("All is well."))

        assert play.later(30 * DAY).asked(NoticeKind.REVIEW) == [(START + 10 * MINUTE + WEEK, TEAM)]

    def test_going_back_brings_the_checklist_of_the_rollback(self) -> None:
        play = rolling_back()

        assert [w.subject for _, w in play.told if w.kind is NoticeKind.CHECKLIST][-1] == "undo"

    def test_a_check_that_changes_redraws_its_checklist_alone(self) -> None:
        play = deploying(minutes=5).asks(MARA, MarkChecks(("steps.first",), CheckState.DONE))

        drawn = [w.subject for _, w in play.told if w.kind is NoticeKind.CHECKLIST and w.redraw_only]
        assert drawn == ["steps"]
        play.asks(MARA, MarkChecks(("review.week",), CheckState.DONE))
        assert len(play.redrawn(NoticeKind.REVIEW)) == 1
