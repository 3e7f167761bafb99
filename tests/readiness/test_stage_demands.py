"""What the moves demand: go for the start, reasons, and a second look at what is open."""

import pytest

from readiness.checks import TEXT_LIMIT
from readiness.commands import (
    AnswerRollback,
    Cancel,
    Close,
    Command,
    Finish,
    RollBack,
    SetRollout,
    Start,
)
from readiness.events import Closed, Finished, RolloutSet, Started
from readiness.model import Person, Stage
from readiness.stages import open_at_close, open_at_finish
from tests.readiness.small import TEMPLATE
from tests.readiness.world import (
    ADA,
    AT_STAGE,
    DAN,
    EMIL,
    MARA,
    OSKAR,
    QUINN,
    RHEA,
    deploying,
    done,
    monitoring,
    planned,
    ready,
    signed,
)


class TestStart:
    """The start needs go, or an override by the release manager with a reason."""

    def test_with_go_it_starts(self) -> None:
        story = ready()

        assert story.asks(MARA, Start()) == (Started(),)
        assert (story.release.started_at, story.release.override) == (story.now, None)

    def test_a_reason_that_was_not_needed_is_no_override(self) -> None:
        assert ready().asks(MARA, Start("Just in case.")) == (Started(),)

    def test_without_go_it_is_refused_with_what_is_missing(self) -> None:
        assert signed().refuses(MARA, Start()) == (
            "NO-GO: 1 blocker. Nobody has said that the release can be rolled back."
        )
        assert planned().refuses(MARA, Start(" ")).endswith(" more.")

    def test_an_answer_older_than_an_hour_is_asked_for_again(self) -> None:
        story = ready().later(hours=1, seconds=1)

        assert "more than an hour old" in story.refuses(MARA, Start())

        story.asks(RHEA, AnswerRollback(ready=True))
        assert story.asks(MARA, Start())

    def test_the_release_manager_overrides_with_a_reason_that_is_kept_with_what_was_missing(self) -> None:
        story = signed()

        story.asks(MARA, Start(" The bug costs more. "))

        override = story.release.override
        assert override is not None
        assert (override.by, override.at, override.reason) == (MARA.id, story.now, "The bug costs more.")
        assert override.blockers == ("Nobody has said that the release can be rolled back",)

    @pytest.mark.parametrize("who", [DAN, QUINN, ADA], ids=lambda person: person.id)
    def test_nobody_but_the_release_manager_overrides(self, who: Person) -> None:
        story = signed()

        assert "Only the release manager" in story.refuses(who, Start("The bug costs more."))

    def test_the_deputy_reads_that_only_the_release_manager_starts_without_go(self) -> None:
        sentence = signed().refuses(DAN, Start("The bug costs more."))

        assert sentence == "Only the release manager can start without go. Ask <@U0MARA>."

    def test_the_reason_has_a_limit(self) -> None:
        assert "3,001 characters" in signed().refuses(MARA, Start("x" * (TEXT_LIMIT + 1)))


class TestRollout:
    """Which share of users has the release."""

    @pytest.mark.parametrize("percent", [1, 50, 100])
    def test_it_is_a_whole_number_from_1_to_100(self, percent: int) -> None:
        story = deploying()

        story.asks(MARA, SetRollout(percent))

        assert story.release.rollout == percent

    @pytest.mark.parametrize("percent", [-1, 0, 101])
    def test_anything_else_is_refused(self, percent: int) -> None:
        assert f"not {percent}" in deploying().refuses(MARA, SetRollout(percent))

    def test_it_changes_while_monitoring_too(self) -> None:
        assert monitoring().asks(DAN, SetRollout(50))

    @pytest.mark.parametrize(
        "stage", [stage for stage in Stage if stage not in (Stage.DEPLOYING, Stage.MONITORING)]
    )
    def test_it_changes_in_no_other_stage(self, stage: Stage) -> None:
        assert "while deploying or monitoring" in AT_STAGE[stage]().refuses(MARA, SetRollout(5))

    def test_only_who_leads_changes_it(self) -> None:
        assert "can change the rollout" in deploying().refuses(OSKAR, SetRollout(5))

    def test_the_same_share_again_changes_nothing(self) -> None:
        story = deploying()
        story.asks(MARA, SetRollout(5))

        assert story.asks(MARA, SetRollout(5)) == ()

    def test_an_increase_wants_no_reason(self) -> None:
        story = deploying()
        story.asks(MARA, SetRollout(5))

        assert story.asks(MARA, SetRollout(25)) == (RolloutSet(25),)

    def test_a_decrease_wants_a_reason(self) -> None:
        story = deploying()
        story.asks(MARA, SetRollout(25))

        assert "/readiness rollout 5 REASON" in story.refuses(MARA, SetRollout(5, " "))
        assert story.asks(MARA, SetRollout(5, " Errors. ")) == (RolloutSet(5, "Errors."),)


class TestFinishAndClose:
    """What is open is listed, and has to be confirmed."""

    def test_finish_lists_what_is_open_and_asks_again(self) -> None:
        story = deploying()

        assert story.refuses(MARA, Finish()) == (
            "2 checks are open: “Rollout steps” and “Rollout flags”. Finish anyway if that is right."
        )
        assert story.asks(MARA, Finish(anyway=True)) == (Finished(("rollout.steps", "rollout.flags")),)
        assert story.release.finished_at == story.now

    def test_with_nothing_open_finish_asks_nothing(self) -> None:
        story = deploying()
        story.asks(EMIL, done("rollout.steps", "rollout.flags"))

        assert open_at_finish(TEMPLATE, story.release) == ()
        assert story.asks(MARA, Finish()) == (Finished(),)

    def test_close_wants_a_reason_while_anything_is_open(self) -> None:
        story = monitoring()

        assert story.refuses(MARA, Close(" ")) == (
            "1 check is open: “Watch metrics”. Closing needs a reason."
        )
        assert story.asks(MARA, Close(" Nobody looks. ")) == (Closed("Nobody looks.", ("watch.metrics",)),)
        assert (story.release.closed_at, story.release.stage_reason) == (story.now, "Nobody looks.")

    def test_with_only_the_reviews_left_close_needs_no_reason(self) -> None:
        story = monitoring()
        story.asks(OSKAR, done("watch.metrics"))

        assert open_at_close(TEMPLATE, story.release) == ()
        assert story.asks(MARA, Close()) == (Closed(),)

    def test_close_asks_about_what_an_override_left_open_before_the_start(self) -> None:
        story = planned()
        story.asks(MARA, Start("Now."), Finish(anyway=True))

        assert "and 10 more" in story.refuses(MARA, Close())


class TestReasons:
    """Moves that everybody will ask about."""

    def test_a_rollback_says_why(self) -> None:
        assert "Say why it is rolled back" in deploying().refuses(MARA, RollBack(" "))

    def test_a_cancellation_says_why(self) -> None:
        assert "Say why it is cancelled" in planned().refuses(MARA, Cancel(""))

    @pytest.mark.parametrize("command", [RollBack("x" * 3001), Cancel("x" * 3001)])
    def test_no_reason_is_longer_than_slack_takes(self, command: Command) -> None:
        story = deploying() if isinstance(command, RollBack) else planned()

        assert "3,001 characters" in story.refuses(MARA, command)

    def test_what_was_said_is_kept(self) -> None:
        story = planned()
        story.asks(MARA, Cancel(" Bought instead. "))

        assert (story.release.stage_reason, story.release.closed_at) == ("Bought instead.", story.now)
