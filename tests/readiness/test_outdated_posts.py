"""What waits is given up once it would misinform; what was answered or is over is not told."""

import pytest

from readiness.commands import Cancel, Close, Finish, Move, RollBack
from readiness.communication.outdating import ANSWERED, MOVED_ON, not_to_be_told
from readiness.communication.posting import MOVED, NEXT_CAME, OVER, ended_by, outdated
from readiness.derived import plan_is_kept
from readiness.model import Stage
from readiness.notices import NoticeKind
from readiness.records import PostState
from readiness.schedule import next_due_at
from tests.readiness.planned_posts import key_of, state_of
from tests.readiness.playing import (
    DAY,
    GO,
    HOUR,
    MINUTE,
    ON,
    START,
    TEMPLATE,
    WEEK,
    deploying,
    monitoring,
    opened,
    waits,
)
from tests.readiness.world import MARA


class TestWhatWaits:
    def test_a_post_that_waits_is_given_up_when_the_next_comes(self) -> None:
        play = deploying(minutes=10)
        play.courier = waits
        play.to(START + 65 * MINUTE)

        states = state_of(play, "during")
        assert states[START + 30 * MINUTE] == (PostState.EXPIRED, NEXT_CAME)
        assert states[START + HOUR] == (PostState.DUE, "")
        assert outdated(TEMPLATE, play.release, key_of("during", START + 30 * MINUTE), play.now) == NEXT_CAME

    @pytest.mark.parametrize(
        ("command", "who", "reason"),
        [
            (Move(START + DAY, "UTC"), MARA, MOVED),
            (GO, MARA, OVER[Stage.DEPLOYING]),
            (Cancel("No."), MARA, OVER[Stage.CANCELLED]),
        ],
    )
    def test_what_waits_before_the_start_is_given_up_when_that_no_longer_comes(
        self, command: Move, who: object, reason: str
    ) -> None:
        play = opened()
        play.courier = waits
        play.to(START - 2 * HOUR).asks(MARA, command)

        assert state_of(play, "day-before") == {START - DAY: (PostState.EXPIRED, reason)}

    @pytest.mark.parametrize(
        ("command", "reason"), [(ON, OVER[Stage.MONITORING]), (RollBack("!"), OVER[Stage.ROLLING_BACK])]
    )
    def test_what_waits_during_a_deployment_ends_with_it(self, command: Finish, reason: str) -> None:
        play = deploying(minutes=10)
        play.courier = waits
        play.to(START + 35 * MINUTE).asks(MARA, command)

        assert state_of(play, "during") == {START + 30 * MINUTE: (PostState.EXPIRED, reason)}

    def test_what_waits_after_the_finish_ends_with_closing(self) -> None:
        play = monitoring(minutes=10)
        play.courier = waits
        play.later(HOUR).asks(MARA, Close("Done."))

        assert list(state_of(play, "hour-after").values()) == [(PostState.EXPIRED, OVER[Stage.CLOSED])]

    def test_what_was_given_up_but_arrived_all_the_same_counts_as_sent(self) -> None:
        play = deploying(minutes=10)
        play.courier = waits
        play.to(START + 35 * MINUTE)
        play.waiting.clear()
        play.to(START + 65 * MINUTE)

        assert plan_is_kept(play.release) is False
        assert ended_by(TEMPLATE, play.release, key_of("during", START + HOUR), play.now) == ""


class TestWhatIsStillToBeTold:
    def test_questions_that_were_answered_are_not_asked(self) -> None:
        play = deploying(minutes=31)
        subject = START.isoformat()
        for kind in (NoticeKind.WORD, NoticeKind.PROMPT):
            assert not_to_be_told(TEMPLATE, play.release, kind, subject, play.now) == ""
            assert not_to_be_told(TEMPLATE, play.release, kind, "2020", play.now) == MOVED_ON
        quiet = deploying(hours=4)
        assert not_to_be_told(TEMPLATE, quiet.release, NoticeKind.WORD, subject, quiet.now) == ""

        fresh = deploying(minutes=5)
        for kind in (NoticeKind.WORD, NoticeKind.PROMPT):
            assert not_to_be_told(TEMPLATE, fresh.release, kind, subject, fresh.now) == ANSWERED
        assert not_to_be_told(TEMPLATE, fresh.release, NoticeKind.CRITERION, "success.errors", play.now)

    def test_a_checklist_of_a_stage_that_is_over_is_not_posted(self) -> None:
        play = deploying(minutes=5)

        assert not_to_be_told(TEMPLATE, play.release, NoticeKind.CHECKLIST, "steps", play.now) == ""
        assert not_to_be_told(TEMPLATE, play.release, NoticeKind.CHECKLIST, "team", play.now) == MOVED_ON
        assert not_to_be_told(TEMPLATE, play.release, NoticeKind.CARD, "", play.now) == ""

    def test_an_update_that_was_sent_or_skipped_is_not_sent(self) -> None:
        play = opened().to(START - 2 * DAY)
        key = key_of("week-before", START - WEEK)

        said = not_to_be_told(TEMPLATE, play.release, NoticeKind.UPDATE, str(key), play.now)

        assert said == "It is sent already."
        assert next_due_at(TEMPLATE, play.release, play.now) == START - DAY
