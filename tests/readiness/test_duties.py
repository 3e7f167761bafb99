"""Who holds a gate's role and may still not sign, and gates that take more than one signature."""

from dataclasses import replace

from readiness.authority import eligible
from readiness.commands import AssignRole, Delegate
from readiness.model import Decision
from readiness.notices import NoticeKind
from readiness.signing.asking import differences, nobody_left, who_can
from readiness.signing.freshness import Change
from readiness.signing.gates import Standing, gate_view
from readiness.template import Duties
from readiness.waiting import waiting_for
from tests.readiness.small import with_gate
from tests.readiness.wishing import asked, wished
from tests.readiness.world import (
    DORA,
    EMIL,
    FINN,
    MARA,
    NEXT_WEEK,
    OSKAR,
    ROLES,
    Story,
    approve,
    checked,
    done,
    opening,
    reject,
    reopen,
    waive,
)


class TestSeparationOfDuties:
    """Who holds the role and may still not sign."""

    @staticmethod
    def opened_by_the_approver(separation: Duties) -> Story:
        story = Story(template=with_gate("development", separation=separation))
        story.asks(DORA, opening(roles={**ROLES, "dev-lead": (DORA.id, FINN.id)}))
        story.asks(EMIL, done("unit.tests", "unit.coverage"))
        return story

    def test_who_opened_the_release_does_not_approve_its_gates(self) -> None:
        story = self.opened_by_the_approver(Duties.OPENER)

        assert "You opened this release" in story.refuses(DORA, approve("development"))
        assert story.asks(FINN, approve("development"))

    def test_who_did_a_check_in_scope_approves_by_default(self) -> None:
        story = self.opened_by_the_approver(Duties.OPENER)
        story.asks(FINN, reopen("unit.tests"), done("unit.tests"))

        assert story.asks(FINN, approve("development"))

    def test_where_contributors_are_barred_who_completed_a_check_does_not_approve(self) -> None:
        story = self.opened_by_the_approver(Duties.CONTRIBUTORS)
        story.asks(FINN, waive("unit.tests"))

        assert "You completed a check" in story.refuses(FINN, approve("development"))
        assert "You opened this release" in story.refuses(DORA, approve("development"))

    def test_where_contributors_are_barred_who_worked_elsewhere_approves(self) -> None:
        story = self.opened_by_the_approver(Duties.CONTRIBUTORS)
        story.asks(FINN, done("checkup.smoke"))
        story.asks(EMIL, done("unit.style"))
        story.asks(FINN, reopen("unit.style"))

        assert story.asks(FINN, approve("development"))

    def test_saying_that_a_check_is_blocked_completes_nothing(self) -> None:
        story = self.opened_by_the_approver(Duties.CONTRIBUTORS)
        blocked = replace(waive("unit.style"), state=story.release.check("unit.style").state.BLOCKED)
        story.asks(FINN, blocked)

        assert story.asks(FINN, approve("development"))

    def test_a_delegate_of_whoever_opened_the_release_approves_none_of_its_gates(self) -> None:
        story = self.opened_by_the_approver(Duties.OPENER)
        story.asks(DORA, Delegate("dev-lead", DORA.id, EMIL.id, NEXT_WEEK, "Leave."))

        assert story.refuses(EMIL, approve("development")) == (
            "Whoever handed you the role opened this release, so somebody else has to approve its gates. "
            "Ask <@U0FINN>."
        )
        assert not waiting_for(story.template, story.release, EMIL).gates
        assert eligible(story.template, story.release, story.template.gate("development")) == (FINN.id,)

    def test_a_delegate_of_a_contributor_approves_no_more_than_the_contributor(self) -> None:
        story = self.opened_by_the_approver(Duties.CONTRIBUTORS)
        story.asks(FINN, waive("unit.tests"), Delegate("dev-lead", FINN.id, OSKAR.id, NEXT_WEEK, "Leave."))

        sentence = story.refuses(OSKAR, approve("development"))

        assert "Whoever handed you the role completed a check" in sentence
        assert "Nobody else is Development Lead: ask the release manager" in sentence
        view = gate_view(story.template, story.release, "development")
        assert nobody_left(story.template, story.release, view)

    def test_an_approval_counts_no_longer_once_whoever_it_was_given_for_contributes(self) -> None:
        story = self.opened_by_the_approver(Duties.CONTRIBUTORS)
        story.asks(FINN, Delegate("dev-lead", FINN.id, OSKAR.id, NEXT_WEEK, "Leave."))
        story.asks(OSKAR, approve("development"))
        story.later(minutes=1).asks(FINN, done("unit.style"))

        view = gate_view(story.template, story.release, "development")
        assert view.standing is Standing.STALE
        found = differences(story.template, story.release, view)
        assert [each.by for each in found if each.change is Change.DUTY] == [FINN.id]

    def test_nobody_is_asked_to_approve_for_somebody_who_is_barred(self) -> None:
        story = self.opened_by_the_approver(Duties.OPENER)

        told = wished(story, DORA, Delegate("dev-lead", DORA.id, EMIL.id, NEXT_WEEK, "Leave."))

        assert asked(told, NoticeKind.GATE) == []

    def test_a_template_can_lift_the_separation(self) -> None:
        story = self.opened_by_the_approver(Duties.NOBODY)

        assert story.asks(DORA, approve("development"))


class TestQuorum:
    """Gates that several people have to approve."""

    @staticmethod
    def of_two() -> Story:
        story = checked().with_template(with_gate("development", quorum=2))
        story.asks(MARA, AssignRole("dev-lead", (DORA.id, "S0ONCALL", FINN.id)))
        return story

    def standing(self, story: Story) -> Standing:
        return gate_view(story.template, story.release, "development").standing

    def test_one_of_two_approvals_leaves_the_gate_ready(self) -> None:
        story = self.of_two()

        story.asks(DORA, approve("development"))

        assert self.standing(story) is Standing.READY
        assert not gate_view(story.template, story.release, "development").counts

    def test_whoever_has_approved_is_waited_for_no_more(self) -> None:
        story = self.of_two()
        story.asks(DORA, approve("development"))
        view = gate_view(story.template, story.release, "development")
        assert who_can(story.template, story.release, view) == ("S0ONCALL", FINN.id)
        assert not nobody_left(story.template, story.release, view)

        story.asks(MARA, AssignRole("dev-lead", (DORA.id,)))
        story.asks(DORA, Delegate("dev-lead", DORA.id, OSKAR.id, NEXT_WEEK, "Leave."))
        view = gate_view(story.template, story.release, "development")
        assert who_can(story.template, story.release, view) == ()
        assert nobody_left(story.template, story.release, view)

    def test_the_same_person_twice_is_one_approval(self) -> None:
        story = self.of_two()

        story.asks(DORA, approve("development"))
        assert story.asks(DORA, approve("development")) == ()

        assert self.standing(story) is Standing.READY

    def test_two_distinct_people_approve_it(self) -> None:
        story = self.of_two()

        story.asks(DORA, approve("development"))
        story.asks(OSKAR, approve("development"))

        assert self.standing(story) is Standing.APPROVED
        assert [s.by for s in story.release.sign_offs["development"]] == [DORA.id, OSKAR.id]

    def test_one_rejection_clears_every_approval(self) -> None:
        story = self.of_two()
        story.asks(DORA, approve("development"))
        story.asks(OSKAR, approve("development"))

        story.asks(FINN, reject("development"))

        assert self.standing(story) is Standing.REJECTED
        assert [s.decision for s in story.release.sign_offs["development"]] == [Decision.REJECTED]

    def test_an_approval_of_another_scope_is_not_counted_together(self) -> None:
        story = self.of_two()
        story.asks(DORA, approve("development"))
        story.asks(EMIL, waive("unit.tests"))
        assert self.standing(story) is Standing.STALE

        story.asks(OSKAR, approve("development"))
        assert self.standing(story) is Standing.READY

        story.asks(DORA, approve("development"))
        assert self.standing(story) is Standing.APPROVED
