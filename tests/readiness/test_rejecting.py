"""Rejections: nobody outvotes one. It stands while its author and its scope are what they were."""

from dataclasses import replace

from readiness.commands import AssignRole, Delegate, NoteFitness
from readiness.model import Decision, Person
from readiness.notices import NoticeKind
from readiness.records import APP
from readiness.signing.gates import Standing, gate_view
from readiness.signing.go import Obstacle, blockers
from readiness.signing.sheet import sheet_views
from readiness.template import Duties
from readiness.waiting import waiting_for
from tests.readiness.small import TEMPLATE, with_gate
from tests.readiness.wishing import asked, wished
from tests.readiness.world import (
    DORA,
    EMIL,
    FINN,
    MARA,
    NEXT_WEEK,
    ONCALL_GROUP,
    OSKAR,
    QUINN,
    Story,
    approve,
    approved,
    checked,
    done,
    reject,
    reopen,
    waive,
)

GATE = "development"
OUTVOTED = "that stands until they approve it"


def rejected(**changes: object) -> Story:
    """Two hold the gate's role, and one of them has rejected it."""
    story = checked().with_template(with_gate(GATE, **changes))
    story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))
    story.later(minutes=1).asks(DORA, reject(GATE, "Flaky on Safari."))
    return story


def standing(story: Story) -> Standing:
    return gate_view(story.template, story.release, GATE).standing


def test_another_holder_does_not_outvote_it_and_reads_what_else_can_be_done() -> None:
    story = rejected()

    assert story.refuses(FINN, approve(GATE)) == (
        "<@U0DORA> rejected “Development complete”, and that stands until they approve it, or until what "
        "they rejected is different. If they can't, the release manager can give their role to somebody "
        "else, or override the gate."
    )


def test_its_author_takes_it_back_by_approving() -> None:
    story = rejected()

    story.asks(DORA, approve(GATE))

    assert standing(story) is Standing.APPROVED


def test_doing_the_same_again_does_not_wear_it_out() -> None:
    story = rejected()
    story.later(minutes=1).asks(EMIL, reopen("unit.tests"), done("unit.tests"))

    assert OUTVOTED in story.refuses(FINN, approve(GATE))


def test_it_falls_when_what_was_rejected_is_different() -> None:
    story = rejected()
    story.asks(EMIL, waive("unit.tests", reason="Safari is not supported any more."))
    assert standing(story) is Standing.REJECTED

    story.asks(FINN, approve(GATE))

    assert standing(story) is Standing.APPROVED
    view = gate_view(story.template, story.release, GATE)
    assert [each.decision for each in view.sign_offs] == [Decision.APPROVED]


def test_it_stands_again_when_what_was_rejected_is_back() -> None:
    story = rejected()
    story.asks(EMIL, waive("unit.tests"))
    story.asks(FINN, approve(GATE))
    story.asks(EMIL, done("unit.tests"))

    assert standing(story) is Standing.REJECTED
    assert OUTVOTED in story.refuses(FINN, approve(GATE))


def test_it_falls_when_its_author_holds_the_role_no_longer() -> None:
    story = rejected()
    story.asks(MARA, AssignRole("dev-lead", (FINN.id,)))
    assert gate_view(story.template, story.release, GATE).awaits_signature

    story.asks(FINN, approve(GATE))

    assert standing(story) is Standing.APPROVED


def test_it_falls_when_its_author_was_deactivated() -> None:
    story = rejected()
    story.asks(Person(APP), NoteFitness(unfit=(DORA.id,)))

    assert story.asks(FINN, approve(GATE))


def test_of_a_user_group_it_is_not_known_who_left_so_it_stands() -> None:
    story = checked()
    story.asks(MARA, AssignRole("dev-lead", (ONCALL_GROUP, FINN.id)))
    story.asks(OSKAR, reject(GATE))

    assert OUTVOTED in story.refuses(FINN, approve(GATE))
    assert story.asks(OSKAR, approve(GATE))


def test_it_falls_when_its_author_may_not_decide_on_the_gate_any_more() -> None:
    story = rejected(separation=Duties.CONTRIBUTORS)
    story.asks(DORA, reopen("unit.tests"), done("unit.tests"))

    assert "You completed a check" in story.refuses(DORA, approve(GATE))
    assert story.asks(FINN, approve(GATE))


def test_a_delegate_takes_back_what_the_holder_rejected_and_the_other_way_round() -> None:
    story = rejected()
    story.asks(DORA, Delegate("dev-lead", DORA.id, EMIL.id, NEXT_WEEK, "Leave."))

    story.asks(EMIL, approve(GATE))
    assert standing(story) is Standing.APPROVED

    story.asks(EMIL, reject(GATE))
    assert OUTVOTED in story.refuses(FINN, approve(GATE))
    story.asks(DORA, approve(GATE))
    assert standing(story) is Standing.APPROVED


def test_nobody_clears_anothers_rejection_by_rejecting_and_approving_it_themselves() -> None:
    story = rejected()
    story.asks(FINN, reject(GATE, "Me too."))

    story.asks(FINN, approve(GATE))
    assert standing(story) is Standing.REJECTED
    assert not gate_view(story.template, story.release, GATE).counts
    assert not waiting_for(story.template, story.release, FINN).gates

    story.asks(DORA, approve(GATE))
    assert standing(story) is Standing.APPROVED


def test_an_override_is_not_void_while_one_of_two_rejections_stands() -> None:
    story = rejected()
    story.asks(FINN, reject(GATE))

    (event,) = story.asks(FINN, approve(GATE))
    assert not getattr(event, "completes", True)
    (event,) = story.asks(DORA, approve(GATE))
    assert getattr(event, "completes", False)


def test_nobody_is_asked_to_approve_what_another_rejected() -> None:
    story = rejected()

    story.later(minutes=1).asks(EMIL, reopen("unit.tests"))

    told = wished(story, EMIL, done("unit.tests"))

    assert [to for to, _ in asked(told, NoticeKind.GATE)] == ["C0RELEASE", DORA.id]
    story.asks(EMIL, done("unit.tests"))
    assert waiting_for(story.template, story.release, DORA).gates
    assert not waiting_for(story.template, story.release, FINN).gates
    (gate,) = [b for b in blockers(story.template, story.release, story.now) if b.subject == GATE]
    assert (gate.kind, gate.who) == (Obstacle.GATE, (DORA.id,))


def test_a_user_group_is_asked_whose_members_may_have_rejected_it() -> None:
    story = checked()
    story.asks(MARA, AssignRole("dev-lead", (ONCALL_GROUP, FINN.id)))
    story.asks(OSKAR, reject(GATE))
    story.later(minutes=1).asks(EMIL, reopen("unit.tests"))

    told = wished(story, EMIL, done("unit.tests"))

    assert [to for to, _ in asked(told, NoticeKind.GATE)] == ["C0RELEASE", ONCALL_GROUP]


class TestLines:
    """The same of a line of the sign-off sheet."""

    @staticmethod
    def rejected() -> Story:
        story = approved()
        story.asks(MARA, AssignRole("qa-lead", (QUINN.id, FINN.id)))
        story.later(minutes=1).asks(QUINN, reject("sheet.qa", "A bug."))
        return story

    def standing(self, story: Story) -> Standing:
        return next(v.standing for v in sheet_views(TEMPLATE, story.release) if v.line.key == "sheet.qa")

    def test_another_holder_does_not_outvote_a_rejection(self) -> None:
        story = self.rejected()

        sentence = story.refuses(FINN, approve("sheet.qa"))
        assert sentence.startswith("<@U0QUINN> rejected “Sheet qa”, and that stands")
        assert "override" not in sentence
        assert not waiting_for(story.template, story.release, FINN).lines

        story.asks(QUINN, approve("sheet.qa"))
        assert self.standing(story) is Standing.APPROVED

    def test_it_stands_again_when_the_plan_that_was_rejected_is_back(self) -> None:
        story = self.rejected()
        story.asks(EMIL, waive("unit.tests"))
        story.asks(DORA, approve("development"))
        story.asks(FINN, approve("sheet.qa"))
        assert self.standing(story) is Standing.APPROVED

        story.asks(EMIL, done("unit.tests"))
        assert self.standing(story) is Standing.REJECTED

    def test_two_rejections_are_each_taken_back_by_their_author(self) -> None:
        story = self.rejected()
        story.asks(FINN, reject("sheet.qa", "Me too."))

        story.asks(QUINN, approve("sheet.qa"))
        assert self.standing(story) is Standing.REJECTED
        story.asks(FINN, approve("sheet.qa"))
        assert self.standing(story) is Standing.APPROVED


def test_a_rejection_of_an_earlier_plan_is_not_one_of_this() -> None:
    story = rejected()
    again = replace(story.release, cycle=story.release.cycle + 1)

    assert gate_view(story.template, again, GATE).rejections == ()
