"""Whether it can be rolled back is asked before the start and with every update of the deployment."""

import pytest

from readiness.commands import AnswerRollback, AssignRole, Move
from readiness.communication.prompts import open_rounds, prompt_subject, rounds, unconfirmed_since
from readiness.notices import NoticeKind
from readiness.template import ROLLBACK_TEAM
from tests.readiness.playing import (
    DAY,
    HOUR,
    MINUTE,
    START,
    TEAM,
    TEMPLATE,
    Play,
    deploying,
    monitoring,
    opened,
    planned_anew,
    rolling_back,
)
from tests.readiness.questions import FIRST, SECOND, dms, in_channel
from tests.readiness.world import MARA, RHEA


class TestRollbackReadiness:
    def test_it_is_asked_an_hour_before_the_start_and_followed_up(self) -> None:
        play = opened().to(START - SECOND)

        asked_at = [(int((START - at) / MINUTE), to) for at, to in play.asked(NoticeKind.PROMPT)]
        assert asked_at[0] == (60, TEAM)
        assert [ask for ask in asked_at if ask[1] != TEAM] == [(50, RHEA.id), (40, MARA.id)]

    def test_an_answer_ends_it_and_redraws_the_question(self) -> None:
        play = opened().to(START - 55 * MINUTE).asks(RHEA, AnswerRollback(ready=True)).to(START - MINUTE)

        assert {to for _, to in play.asked(NoticeKind.PROMPT)} == {TEAM}
        assert play.redrawn(NoticeKind.PROMPT) == [START - 55 * MINUTE]

    def test_during_the_deployment_it_is_asked_with_every_update(self) -> None:
        play = deploying(minutes=59)

        assert in_channel(play, NoticeKind.PROMPT)[:2] == [0, 30]
        assert dms(play, NoticeKind.PROMPT) == [(40, RHEA.id), (50, MARA.id)]
        play.asks(RHEA, AnswerRollback(ready=False, reason="The backup is late.")).to(START + 69 * MINUTE)
        assert dms(play, NoticeKind.PROMPT)[2:] == []
        assert dms(play.to(START + 70 * MINUTE), NoticeKind.PROMPT)[2:] == [(70, RHEA.id)]

    def test_the_update_says_since_when_it_is_unconfirmed(self) -> None:
        play = deploying(minutes=39)
        assert unconfirmed_since(TEMPLATE, play.release, play.now) is None

        play.to(START + 65 * MINUTE)

        assert unconfirmed_since(TEMPLATE, play.release, play.now) == FIRST
        play.asks(RHEA, AnswerRollback(ready=True))
        assert unconfirmed_since(TEMPLATE, play.release, play.now) is None

    def test_without_a_rollback_team_the_manager_is_asked_and_without_both_the_deputy(self) -> None:
        play = deploying(minutes=5).asks(MARA, AssignRole(ROLLBACK_TEAM, ())).to(START + 41 * MINUTE)

        assert dms(play, NoticeKind.PROMPT) == [(40, MARA.id)]

    def test_a_release_planned_within_the_hour_is_not_asked_for_what_lies_before(self) -> None:
        play = opened(at=START - 30 * MINUTE)

        assert play.to(START - SECOND).asked(NoticeKind.PROMPT) == []
        assert rounds(TEMPLATE, play.release, play.now) == ()

    def test_a_moved_start_settles_the_question_and_asks_anew(self) -> None:
        play = opened().to(START - 50 * MINUTE).asks(MARA, Move(START + DAY, "UTC"))
        assert play.redrawn(NoticeKind.PROMPT) == [START - 50 * MINUTE]

        play.to(START + DAY - 59 * MINUTE)

        assert play.asked(NoticeKind.PROMPT, START)[0] == (START + DAY - HOUR, TEAM)

    def test_the_new_plan_after_a_rollback_is_asked_for_itself(self) -> None:
        again = START + 20 * DAY
        play = planned_anew(again).to(again - 59 * MINUTE)

        assert play.asked(NoticeKind.PROMPT, START + DAY)[0] == (again - HOUR, TEAM)

    def test_while_updates_pause_no_new_question_is_asked(self) -> None:
        play = deploying(hours=6)

        assert max(at for at, _ in dms(play, NoticeKind.PROMPT)) == 140

    @pytest.mark.parametrize("begin", [monitoring, rolling_back])
    def test_elsewhere_it_is_not_asked(self, begin: type[Play]) -> None:
        release = begin().release

        assert open_rounds(TEMPLATE, release, START + DAY) == ()
        assert prompt_subject(release) == ""
