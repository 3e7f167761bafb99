"""Questions pass over who can't act, and reach whoever a role was handed to."""

from dataclasses import replace

from readiness.commands import Delegate, Measure
from readiness.notices import NoticeKind
from readiness.template import DEPUTY, RELEASE_MANAGER
from tests.readiness.playing import DAY, ERRORS, GO, MINUTE, START, deploying, opened
from tests.readiness.questions import FIRST, dms
from tests.readiness.world import DAN, EMIL, MARA, OSKAR, RHEA


class TestWhoIsAsked:
    def test_who_can_not_act_is_passed_over(self) -> None:
        play = deploying(minutes=1)
        play.state = replace(play.release, unfit=("S0ONCALL",))

        play.asks(OSKAR, Measure(ERRORS, 3.0))

        assert [to for _, to in play.asked(NoticeKind.CRITERION)] == [RHEA.id]

    def test_whoever_a_role_was_handed_to_is_asked_beside_its_holder(self) -> None:
        play = opened().to(START - DAY).asks(DAN, Delegate(DEPUTY, DAN.id, EMIL.id, START + DAY, "On leave."))
        play.to(START).asks(MARA, GO).to(FIRST + 6 * MINUTE)

        assert dms(play, NoticeKind.WORD) == [(35, DAN.id), (35, EMIL.id)]

    def test_of_an_overdue_start_whoever_stands_in_for_the_manager_hears_too(self) -> None:
        handed = Delegate(RELEASE_MANAGER, MARA.id, EMIL.id, START + DAY, "On leave.")
        play = opened().to(START - DAY).asks(MARA, handed).to(START + 16 * MINUTE)

        assert [to for _, to in play.asked(NoticeKind.OVERDUE)] == [MARA.id, EMIL.id]
