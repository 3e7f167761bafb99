"""The team's own questions: a word for the update, rollback readiness, a failing criterion, checklists."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from readiness.commands import (
    AnswerRollback,
    AssignRole,
    Close,
    Command,
    Delegate,
    FinishRollback,
    KeepGoing,
    MarkChecks,
    Measure,
    Move,
    RollBack,
    SayWord,
)
from readiness.communication.failing import failing, undecided
from readiness.communication.plan import PostKey
from readiness.communication.prompts import open_rounds, prompt_subject, rounds, unconfirmed_since
from readiness.communication.words import asked, fresh_word, silence, word_moments, word_subject
from readiness.model import CheckState, Stage
from readiness.notices import NoticeKind
from readiness.records import Said
from readiness.template import DEPUTY, ON_CALL, RELEASE_MANAGER, ROLLBACK_TEAM, Anchor, Slot
from tests.readiness.playing import (
    DAY,
    GO,
    HOUR,
    MINUTE,
    ON,
    START,
    TEAM,
    TEMPLATE,
    WEEK,
    Play,
    deploying,
    monitoring,
    opened,
    planned_anew,
    rolling_back,
)
from tests.readiness.world import DAN, EMIL, MARA, OSKAR, RHEA

SECOND = timedelta(seconds=1)
FIRST = START + 30 * MINUTE
ERRORS = "success.errors"


def dms(play: Play, kind: NoticeKind, since: datetime = START) -> list[tuple[int, str]]:
    """Who was asked by direct message, so many minutes after the planned start."""
    found = play.asked(kind, since)
    return [(int((at - START) / MINUTE), to) for at, to in found if to != TEAM]


def in_channel(play: Play, kind: NoticeKind) -> list[int]:
    return sorted({int((at - START) / MINUTE) for at, to in play.asked(kind, START) if to == TEAM})


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
        play = opened(template=replace(TEMPLATE, slots=(*TEMPLATE.slots, once)))
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
