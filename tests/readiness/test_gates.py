"""Gates: what each waits for, in which order, and who signs it."""

from dataclasses import replace

import pytest

from readiness.checks import TEXT_LIMIT
from readiness.commands import AssignRole, Measure
from readiness.events import SignedOff
from readiness.model import Person, Release, Stage
from readiness.signing.gates import Standing, gate_view, gate_views
from readiness.template import Condition, Gate, Template
from tests.readiness.small import TEMPLATE, with_gate
from tests.readiness.world import (
    AT_STAGE,
    DAN,
    DORA,
    EMIL,
    MARA,
    OSKAR,
    OUTSIDERS,
    PETRA,
    QUINN,
    approve,
    approved,
    checked,
    done,
    planned,
    reject,
    reopen,
    waive,
)


def standings(release: Release, template: Template = TEMPLATE) -> list[Standing]:
    return [view.standing for view in gate_views(template, release)]


def test_a_gate_waits_while_its_scope_has_open_checks() -> None:
    view = gate_view(TEMPLATE, planned().release, "development")

    assert view.standing is Standing.WAITING
    assert [item.key for item in view.open] == ["unit.tests", "unit.coverage"]
    assert [condition.text for condition in view.unmet] == ["Coverage is high enough"]
    assert not view.awaits_signature


def test_a_gate_with_open_checks_can_not_be_approved_and_says_which() -> None:
    story = planned()
    story.asks(EMIL, done("unit.coverage"))

    sentence = story.refuses(DORA, approve("development"))

    assert sentence == "“Development complete” still has 1 open check in its scope: “Unit tests”."
    assert story.refuses(DORA, reject("development")) == sentence


def test_a_check_that_waits_for_its_second_person_keeps_the_gate_shut() -> None:
    story = planned()
    story.asks(EMIL, done("unit.tests", "unit.coverage", "tests.security", "tests.split"))
    story.asks(EMIL, done("checkup.environment"))
    story.asks(DORA, approve("development"))

    assert "“Tests security”" in story.refuses(QUINN, approve("testing"))


def test_a_check_that_is_not_required_does_not_hold_the_gate() -> None:
    story = planned()
    story.asks(EMIL, done("unit.tests", "unit.coverage"))

    assert gate_view(TEMPLATE, story.release, "development").standing is Standing.READY


def test_a_condition_on_a_check_outside_the_scope_holds_the_gate() -> None:
    template = with_gate("development", conditions=(Condition("It smokes", ("checkup.smoke",)),))
    story = planned().with_template(template)
    story.asks(EMIL, done("unit.tests", "unit.coverage"))

    assert story.refuses(DORA, approve("development")) == "“Development complete” waits for: It smokes."

    story.asks(EMIL, done("checkup.smoke"))
    assert story.asks(DORA, approve("development"))


def test_a_condition_on_a_criterion_is_met_by_its_measurement() -> None:
    template = with_gate("development", conditions=(Condition("It is up", ("success.uptime",)),))
    story = planned().with_template(template)
    story.asks(EMIL, done("unit.tests", "unit.coverage"), Measure("success.uptime", 99.0))
    assert "It is up" in story.refuses(DORA, approve("development"))

    story.asks(EMIL, Measure("success.uptime", 99.95))

    assert story.asks(DORA, approve("development"))


def test_a_met_scope_makes_the_gate_ready_and_a_holder_approves_it() -> None:
    story = checked()
    assert gate_view(TEMPLATE, story.release, "development").awaits_signature

    (event,) = story.asks(DORA, approve("development", " Well done. "))

    assert isinstance(event, SignedOff)
    view = gate_view(TEMPLATE, story.release, "development")
    assert (view.standing, view.counts, view.approvals) == (Standing.APPROVED, True, 1)
    assert not view.awaits_signature
    (sign_off,) = view.sign_offs
    assert (sign_off.by, sign_off.at, sign_off.role) == (DORA.id, story.now, "dev-lead")
    assert sign_off.comment == "Well done."


def test_an_approval_attests_the_conditions_that_nothing_else_meets() -> None:
    story = approved()

    attested = {key: signed[0].attested for key, signed in story.release.sign_offs.items()}
    assert attested == {
        "development": ("Every feature does what was specified",),
        "testing": (),
        "approval": ("The business agrees",),
    }


def test_a_rejection_attests_nothing() -> None:
    story = checked()

    story.asks(DORA, reject("development"))

    assert story.release.sign_offs["development"][0].attested == ()


def test_a_second_press_by_the_same_approver_changes_nothing() -> None:
    story = checked()
    story.asks(DORA, approve("development"))

    assert story.later(seconds=1).asks(DORA, approve("development", "Once more.")) == ()


def test_gates_are_approved_in_order() -> None:
    story = checked()

    assert story.refuses(PETRA, approve("approval")) == (
        "“Deployment approved” waits for “Development complete” and “Testing complete”: gates open in order."
    )
    assert "waits for “Development complete”" in story.refuses(QUINN, approve("testing"))
    assert standings(story.release) == [Standing.READY, Standing.WAITING, Standing.WAITING]


def test_every_gate_approved_in_order_counts() -> None:
    assert all(view.counts for view in gate_views(TEMPLATE, approved().release))


def test_a_later_gate_keeps_its_approval_but_counts_only_while_the_earlier_one_does() -> None:
    story = approved()

    story.asks(EMIL, reopen("unit.tests"))

    views = gate_views(TEMPLATE, story.release)
    assert [view.standing for view in views] == [Standing.STALE, Standing.APPROVED, Standing.APPROVED]
    assert [view.counts for view in views] == [False, False, False]
    assert [gate.key for gate in views[2].after] == ["development", "testing"]

    story.asks(EMIL, done("unit.tests"))
    assert all(view.counts for view in gate_views(TEMPLATE, story.release))


def test_a_gate_with_nothing_in_it_can_not_be_passed() -> None:
    empty = Gate("nothing", "Nothing", "dev-lead", ())
    story = planned().with_template(replace(TEMPLATE, gates=(empty, *TEMPLATE.gates)))

    assert standings(story.release, story.template)[0] is Standing.WAITING
    assert "has nothing in it" in story.refuses(DORA, approve("nothing"))


def test_a_gate_of_conditions_alone_is_ready_at_once() -> None:
    wish = Gate("wish", "Wish", "dev-lead", (Condition("We want it"),))
    story = planned().with_template(replace(TEMPLATE, gates=(wish, *TEMPLATE.gates)))

    assert standings(story.release, story.template)[0] is Standing.READY
    assert story.asks(DORA, approve("wish"))


def test_a_gate_whose_scope_does_not_apply_at_all_is_passed_with_reasons() -> None:
    story = planned()
    story.asks(EMIL, waive("unit.tests", "unit.coverage"))

    assert story.asks(DORA, approve("development"))


@pytest.mark.parametrize("who", [EMIL, MARA, DAN, QUINN], ids=lambda person: person.id)
def test_only_a_holder_of_the_role_signs(who: Person) -> None:
    sentence = checked().refuses(who, approve("development"))

    assert sentence == (
        "Only the Development Lead can approve or reject the gate “Development complete”. Ask <@U0DORA>."
    )


@pytest.mark.parametrize("who", OUTSIDERS, ids=lambda person: person.kind)
def test_an_outsider_does_not_sign_even_as_a_holder(who: Person) -> None:
    story = checked()
    story.asks(MARA, AssignRole("dev-lead", (who.id,)))

    assert "Ask a full member" in story.refuses(who, approve("development"))


def test_an_empty_role_says_whom_to_ask() -> None:
    story = checked()
    story.asks(MARA, AssignRole("dev-lead", ()))

    assert "Nobody holds that role; ask the release manager" in story.refuses(DORA, approve("development"))


def test_a_member_of_a_user_group_signs_for_it() -> None:
    story = checked()
    story.asks(MARA, AssignRole("dev-lead", ("S0ONCALL",)))

    assert "Ask <!subteam^S0ONCALL>." in story.refuses(DORA, approve("development"))
    assert story.asks(OSKAR, approve("development"))


def test_an_unknown_gate_is_named() -> None:
    assert "no gate or sign-off line “no-such”" in checked().refuses(DORA, approve("no-such"))
    assert "no gate or sign-off line “unit.tests”" in checked().refuses(DORA, approve("unit.tests"))


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.PLANNED])
@pytest.mark.parametrize("subject", ["development", "sheet.dev"])
def test_nothing_is_signed_outside_the_planned_stage(stage: Stage, subject: str) -> None:
    words = AT_STAGE[stage]().refuses(DORA, approve(subject))

    assert words == (
        f"Sign-offs are given while a release is planned, and this is {stage.value.replace('_', ' ')}."
    )


def test_a_rejection_needs_a_reason() -> None:
    assert "Say why you reject it" in checked().refuses(DORA, reject("development", " "))


def test_a_comment_longer_than_slack_takes_is_refused() -> None:
    sentence = checked().refuses(DORA, approve("development", "x" * (TEXT_LIMIT + 1)))

    assert sentence.startswith("The comment has 3,001 characters")


def test_a_rejected_gate_does_not_count_and_is_approved_later() -> None:
    story = checked()
    story.asks(DORA, reject("development", "Flaky on Safari."))

    assert standings(story.release)[0] is Standing.REJECTED
    assert "waits for “Development complete”" in story.refuses(QUINN, approve("testing"))
    assert story.asks(DORA, reject("development", "Flaky on Safari.")) == ()

    story.later(hours=1).asks(DORA, approve("development"))
    assert standings(story.release)[0] is Standing.APPROVED
    assert len(story.release.sign_offs["development"]) == 1


def test_an_approver_changes_their_mind() -> None:
    story = approved()

    story.asks(QUINN, reject("testing", "A crash after all."))

    assert standings(story.release) == [Standing.APPROVED, Standing.REJECTED, Standing.APPROVED]
    assert not gate_view(TEMPLATE, story.release, "approval").counts


def test_a_rejected_gate_awaits_a_signature_once_something_was_mended() -> None:
    story = checked()
    story.asks(DORA, reject("development"))
    assert not gate_view(TEMPLATE, story.release, "development").awaits_signature

    story.later(hours=1).asks(EMIL, reopen("unit.tests"))
    assert not gate_view(TEMPLATE, story.release, "development").awaits_signature
    story.asks(EMIL, done("unit.tests"))

    assert gate_view(TEMPLATE, story.release, "development").awaits_signature
    assert standings(story.release)[0] is Standing.REJECTED


def test_a_gate_can_be_signed_from_its_turn_until_it_is_approved() -> None:
    story = checked()
    assert [view.signable for view in gate_views(TEMPLATE, story.release)] == [True, False, False]

    story.asks(DORA, reject("development"))
    assert gate_view(TEMPLATE, story.release, "development").signable, "a holder may think again"
    story.asks(DORA, approve("development"))

    assert [view.signable for view in gate_views(TEMPLATE, story.release)] == [False, True, False]


def test_another_reason_in_the_scope_mends_a_rejected_gate_too() -> None:
    story = checked()
    story.asks(EMIL, waive("unit.tests", reason="Because."))
    story.asks(DORA, reject("development", "That is no reason."))

    story.asks(EMIL, waive("unit.tests", reason="Nothing but a text changed."))

    assert gate_view(TEMPLATE, story.release, "development").awaits_signature
