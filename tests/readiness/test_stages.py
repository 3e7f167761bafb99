"""The stages: every move there is, who makes it, what it demands, and every move there is not."""

from datetime import timedelta

import pytest

from readiness.checks import TEXT_LIMIT
from readiness.commands import (
    AnswerRollback,
    Cancel,
    Close,
    Command,
    Finish,
    FinishRollback,
    Measure,
    Move,
    RollBack,
    SetRollout,
    Start,
    VerifyChecks,
    WriteNote,
)
from readiness.events import Closed, Finished, Moved, RolloutSet, Started
from readiness.gates import Standing, gate_views
from readiness.model import CheckState, Person, Stage
from readiness.sheet import sheet_views
from readiness.stages import MOVES, open_at_close, open_at_finish
from tests.readiness.world import (
    ADA,
    APPROVERS,
    AT_STAGE,
    DAN,
    DORA,
    EMIL,
    FINN,
    LINES,
    MARA,
    OSKAR,
    OUTSIDERS,
    QUINN,
    RHEA,
    START,
    TEMPLATE,
    approve,
    deploying,
    done,
    monitoring,
    planned,
    ready,
    reject,
    rolled_back,
    rolling_back,
    signed,
)

LATER = START + timedelta(days=14)
COMMANDS: dict[str, Command] = {
    "start": Start(override="The building is on fire."),
    "finish": Finish(anyway=True),
    "roll back": RollBack("Errors."),
    "end the rollback of": FinishRollback(),
    "close": Close("Enough."),
    "cancel": Cancel("No longer wanted."),
    "move": Move(LATER, "UTC"),
}
LEGAL = {
    (Stage.PLANNED, "start"): Stage.DEPLOYING,
    (Stage.PLANNED, "cancel"): Stage.CANCELLED,
    (Stage.PLANNED, "move"): Stage.PLANNED,
    (Stage.DEPLOYING, "finish"): Stage.MONITORING,
    (Stage.DEPLOYING, "roll back"): Stage.ROLLING_BACK,
    (Stage.MONITORING, "roll back"): Stage.ROLLING_BACK,
    (Stage.MONITORING, "close"): Stage.CLOSED,
    (Stage.ROLLING_BACK, "end the rollback of"): Stage.ROLLED_BACK,
    (Stage.ROLLED_BACK, "move"): Stage.PLANNED,
    (Stage.ROLLED_BACK, "cancel"): Stage.CANCELLED,
}
ARRIVED = {
    (Stage.DEPLOYING, "start"),
    (Stage.MONITORING, "finish"),
    (Stage.ROLLING_BACK, "roll back"),
    (Stage.ROLLED_BACK, "end the rollback of"),
    (Stage.CLOSED, "close"),
    (Stage.CANCELLED, "cancel"),
}
ILLEGAL = [(stage, move) for stage in Stage for move in COMMANDS if (stage, move) not in {*LEGAL, *ARRIVED}]


def test_the_table_of_these_tests_knows_every_move() -> None:
    assert COMMANDS.keys() == MOVES.keys()
    assert len(LEGAL) + len(ARRIVED) + len(ILLEGAL) == len(Stage) * len(MOVES)


@pytest.mark.parametrize(("stage", "move"), LEGAL)
def test_every_legal_move_leads_where_it_should(stage: Stage, move: str) -> None:
    story = AT_STAGE[stage]()

    assert story.asks(MARA, COMMANDS[move])
    assert story.release.stage is LEGAL[stage, move]


@pytest.mark.parametrize(("stage", "move"), sorted(ARRIVED))
def test_a_second_press_on_a_move_that_was_made_changes_nothing(stage: Stage, move: str) -> None:
    assert AT_STAGE[stage]().asks(MARA, COMMANDS[move]) == ()


@pytest.mark.parametrize(("stage", "move"), ILLEGAL)
def test_every_other_move_is_refused_and_says_from_where_it_leaves(stage: Stage, move: str) -> None:
    sentence = AT_STAGE[stage]().refuses(MARA, COMMANDS[move])

    assert sentence.startswith(f"You can't {move} a release that is {stage.value.replace('_', ' ')}")
    assert all(leaves.value.replace("_", " ") in sentence for leaves in MOVES[move][0])


@pytest.mark.parametrize("stage", Stage)
def test_work_goes_on_until_a_release_is_closed_or_cancelled(stage: Stage) -> None:
    assert stage.active is (stage not in (Stage.CLOSED, Stage.CANCELLED))


LED = [move for move in COMMANDS if move != "roll back"]


@pytest.mark.parametrize("move", LED)
def test_the_deputy_moves_the_stage_like_the_release_manager(move: str) -> None:
    story = {**AT_STAGE, Stage.PLANNED: ready}[min(MOVES[move][0])]()

    assert story.asks(DAN, COMMANDS[move])


@pytest.mark.parametrize("move", LED)
@pytest.mark.parametrize("who", [EMIL, OSKAR, RHEA, ADA, QUINN], ids=lambda person: person.id)
def test_nobody_else_moves_the_stage(move: str, who: Person) -> None:
    sentence = AT_STAGE[min(MOVES[move][0])]().refuses(who, COMMANDS[move])

    assert sentence.startswith("Only the release manager or the deputy can")
    assert sentence.endswith("Ask <@U0MARA>.")


@pytest.mark.parametrize("move", COMMANDS)
@pytest.mark.parametrize("who", OUTSIDERS, ids=lambda person: person.kind)
def test_outsiders_move_nothing(move: str, who: Person) -> None:
    assert "Ask a full member" in AT_STAGE[min(MOVES[move][0])]().refuses(who, COMMANDS[move])


@pytest.mark.parametrize("who", [MARA, DAN, RHEA, OSKAR], ids=lambda person: person.id)
def test_a_rollback_is_called_by_those_who_lead_and_those_who_do_it(who: Person) -> None:
    story = deploying()

    story.asks(who, RollBack(" Errors everywhere. "))

    assert story.release.stage is Stage.ROLLING_BACK
    assert story.release.rollback_began_at == story.now
    assert story.release.stage_reason == "Errors everywhere."


@pytest.mark.parametrize("who", [EMIL, ADA, QUINN], ids=lambda person: person.id)
def test_nobody_else_calls_a_rollback(who: Person) -> None:
    assert deploying().refuses(who, RollBack("Errors.")) == (
        "Only the rollback team, on-call, the release manager or the deputy can roll the release back. "
        "Ask <@U0RHEA>."
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


class TestMove:
    """Another planned start, and a new plan after a rollback."""

    def test_the_start_is_moved(self) -> None:
        story = planned()

        assert story.later(hours=1).asks(MARA, Move(LATER, "Europe/Berlin")) == (
            Moved(LATER, "Europe/Berlin"),
        )
        assert (story.release.planned_start, story.release.zone) == (LATER, "Europe/Berlin")
        assert story.release.planned_at == story.now

    def test_the_same_plan_again_changes_nothing_even_when_it_has_passed(self) -> None:
        story = planned().later(days=8)

        assert story.asks(MARA, Move(START, "UTC")) == ()

    def test_a_start_in_the_past_is_refused(self) -> None:
        story = planned()

        for moment in (story.now, story.now - timedelta(days=1)):
            assert "lies in the past" in story.refuses(MARA, Move(moment, "UTC"))

    def test_an_unknown_zone_is_refused(self) -> None:
        assert "no time zone “Mars/Olympus”" in planned().refuses(MARA, Move(LATER, "Mars/Olympus"))

    def test_planning_anew_reopens_the_deployments_checks_and_no_others(self) -> None:
        story = deploying()
        story.asks(EMIL, done("rollout.steps", "watch.metrics"), WriteNote("rollout.steps", "Slowly."))
        story.asks(OSKAR, RollBack("Errors."))
        story.asks(MARA, FinishRollback(), Move(LATER, "UTC"))

        states = {key: story.release.check(key).state for key in TEMPLATE.items}
        reopened = ["checkup.environment", "checkup.smoke", "checkup.team", "rollout.steps", "watch.metrics"]
        assert all(states[key] is CheckState.OPEN for key in reopened)
        assert states["unit.tests"] is CheckState.DONE
        assert states["risk.data"] is CheckState.VERIFIED
        assert story.release.check("rollout.steps").note == "Slowly."
        assert story.release.check("checkup.team").verified_by is None

    def test_planning_anew_makes_approvals_stale_and_empties_the_sheet(self) -> None:
        story = rolled_back()
        story.asks(MARA, Move(LATER, "UTC"))

        assert {view.standing for view in gate_views(TEMPLATE, story.release)} == {Standing.STALE}
        assert {view.standing for view in sheet_views(TEMPLATE, story.release)} == {Standing.WAITING}
        assert not any(key.startswith("sheet.") for key in story.release.sign_offs)

    def test_planning_anew_starts_the_next_cycle_with_nothing_left_of_the_last(self) -> None:
        story = deploying()
        story.asks(MARA, SetRollout(5), RollBack("Errors."), FinishRollback())

        story.later(hours=2).asks(MARA, Move(LATER, "Europe/Berlin"))

        release = story.release
        assert (release.stage, release.cycle, release.planned_at) == (Stage.PLANNED, 2, story.now)
        assert (release.planned_start, release.zone) == (LATER, "Europe/Berlin")
        assert (release.started_at, release.rollback_began_at, release.rolled_back_at) == (None, None, None)
        assert (release.rollout, release.rollback_answer, release.stage_reason) == (None, None, "")

    def test_an_override_does_not_outlive_its_cycle(self) -> None:
        story = signed()
        story.asks(MARA, Start("Now."), RollBack("Errors."), FinishRollback(), Move(LATER, "UTC"))

        assert story.release.override is None

    def test_a_rejection_outlives_its_cycle(self) -> None:
        story = signed()
        story.asks(QUINN, reject("testing"))
        story.asks(MARA, Start("Now."), RollBack("Errors."), FinishRollback(), Move(LATER, "UTC"))

        assert [view.standing for view in gate_views(TEMPLATE, story.release)][1] is Standing.REJECTED

    def test_a_plan_in_the_past_is_refused_after_a_rollback_too(self) -> None:
        story = rolled_back()

        assert "lies in the past" in story.refuses(MARA, Move(story.now, "UTC"))

    def test_the_same_date_after_a_rollback_is_a_new_plan_all_the_same(self) -> None:
        story = rolled_back()

        story.asks(MARA, Move(START, "UTC"))

        assert (story.release.stage, story.release.cycle) == (Stage.PLANNED, 2)

    def test_a_new_plan_goes_all_the_way_again(self) -> None:
        story = rolled_back()
        story.asks(MARA, Move(LATER, "UTC"))
        story.asks(EMIL, done("checkup.environment", "checkup.smoke", "checkup.team"))
        story.asks(FINN, VerifyChecks(("checkup.team",)))
        for subject, signer in {**APPROVERS, **LINES}.items():
            story.later(minutes=1).asks(signer, approve(subject))
        story.asks(RHEA, AnswerRollback(ready=True))

        assert story.asks(MARA, Start()) == (Started(),)


def test_a_rollback_freezes_every_gate() -> None:
    for story in (rolling_back(), rolled_back()):
        assert "Sign-offs are given while a release is planned" in story.refuses(DORA, approve("development"))


def test_measuring_goes_on_whatever_the_stage_until_it_is_cancelled() -> None:
    for stage, story in AT_STAGE.items():
        if stage is Stage.CANCELLED:
            assert "was cancelled" in story().refuses(EMIL, Measure("success.uptime", 99.0))
        else:
            assert story().asks(EMIL, Measure("success.uptime", 99.0))
