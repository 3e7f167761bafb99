"""Another planned start, and a new plan after a rollback."""

from datetime import timedelta

from readiness.commands import (
    AnswerRollback,
    FinishRollback,
    Move,
    RollBack,
    SetRollout,
    Start,
    VerifyChecks,
    WriteNote,
)
from readiness.events import Moved, Started
from readiness.gates import Standing, gate_views
from readiness.model import CheckState, Stage
from readiness.sheet import sheet_views
from tests.readiness.small import TEMPLATE
from tests.readiness.world import (
    APPROVERS,
    EMIL,
    FINN,
    LINES,
    MARA,
    OSKAR,
    QUINN,
    RHEA,
    START,
    approve,
    deploying,
    done,
    planned,
    reject,
    rolled_back,
    signed,
)

LATER = START + timedelta(days=14)


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

    def test_an_override_stays_loud_in_the_next_plan(self) -> None:
        story = signed()
        story.asks(MARA, Start("Now."))
        assert story.release.started_without_go

        story.asks(MARA, RollBack("Errors."), FinishRollback(), Move(LATER, "UTC"))

        assert story.release.override is not None
        assert not story.release.started_without_go

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
