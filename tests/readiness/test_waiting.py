"""What waits for one person."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from readiness.commands import (
    AddEvidence,
    AssignCheck,
    AssignRole,
    Command,
    MarkChecks,
    Move,
    OverrideGate,
    RollBack,
)
from readiness.model import CheckState, Person, Stage
from readiness.template import RELEASE_MANAGER, Duties
from readiness.waiting import Waiting, waiting_for
from tests.readiness.small import TEMPLATE
from tests.readiness.world import (
    AT_STAGE,
    DAN,
    DORA,
    EMIL,
    FINN,
    GUS,
    MARA,
    OSKAR,
    OUTSIDERS,
    PETRA,
    QUINN,
    RHEA,
    ROLES,
    START,
    Story,
    approve,
    approved,
    checked,
    closed,
    deploying,
    done,
    monitoring,
    opening,
    planned,
    reject,
    reopen,
    signed,
    waive,
)


def waiting(story: Story, person: Person) -> Waiting:
    return waiting_for(story.template, story.release, person)


def gates(story: Story, person: Person) -> list[str]:
    return [view.gate.key for view in waiting(story, person).gates]


def lines(story: Story, person: Person) -> list[str]:
    return [view.line.key for view in waiting(story, person).lines]


def to_verify(story: Story, person: Person) -> list[str]:
    return [item.key for item in waiting(story, person).to_verify]


def to_do(story: Story, person: Person) -> list[str]:
    return [item.key for item in waiting(story, person).to_do]


def to_fill(story: Story, person: Person) -> list[str]:
    return [role.key for role in waiting(story, person).to_fill]


def without(story: Story, person: Person) -> Story:
    """The story in which this person's account was closed."""
    return replace(story, state=replace(story.release, unfit=(person.id,)))


def test_nothing_waits_for_who_has_no_part_in_it() -> None:
    for stage, begin in AT_STAGE.items():
        assert waiting(begin(), GUS).nothing, stage


@pytest.mark.parametrize("who", OUTSIDERS, ids=lambda person: person.kind)
def test_nothing_waits_for_who_may_not_act_whatever_they_hold(who: Person) -> None:
    story = checked()
    story.asks(MARA, AssignRole("dev-lead", (who.id,)), reopen("risk.data"))

    assert waiting(story, who).nothing


def test_a_gate_waits_for_its_approver_alone_once_it_is_ready() -> None:
    assert gates(planned(), DORA) == []
    assert gates(checked(), DORA) == ["development"]
    assert gates(checked(), QUINN) == []
    assert not waiting(checked(), DORA).nothing


def test_an_approved_gate_waits_for_nobody() -> None:
    assert gates(approved(), DORA) == []


def test_a_gate_that_counts_by_an_override_waits_for_nobody() -> None:
    story = checked()
    story.asks(MARA, OverrideGate("development", "It has to."))

    assert gates(story, DORA) == []


def test_a_stale_gate_waits_for_who_signed_it_once_its_scope_is_met() -> None:
    story = approved()

    story.asks(EMIL, reopen("unit.tests"))
    assert gates(story, DORA) == []
    story.asks(EMIL, waive("unit.tests"))

    assert gates(story, DORA) == ["development"]


def test_a_rejected_gate_waits_for_its_approver_once_something_was_mended() -> None:
    story = checked()
    story.asks(DORA, reject("development"))
    assert gates(story, DORA) == []

    story.later(minutes=5).asks(EMIL, reopen("unit.tests"), done("unit.tests"))

    assert gates(story, DORA) == ["development"]


def test_a_gate_waits_for_who_rejected_it_once_evidence_was_added() -> None:
    story = checked()
    story.asks(DORA, reject("development"))
    story.later(minutes=5).asks(EMIL, AddEvidence("unit.tests", "The report."))
    assert gates(story, DORA) == ["development"]


def test_a_gate_of_two_waits_for_who_rejected_it_alone_once_it_was_mended() -> None:
    first = replace(TEMPLATE.gates[0], quorum=2, separation=Duties.NOBODY)
    story = checked().with_template(replace(TEMPLATE, gates=(first, *TEMPLATE.gates[1:])))
    story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))
    story.asks(FINN, reject("development"))

    story.later(minutes=5).asks(EMIL, AddEvidence("unit.tests", "The report."))

    assert (gates(story, DORA), gates(story, FINN)) == ([], ["development"])


@pytest.mark.parametrize(
    "mending",
    [(AddEvidence("unit.tests", "The report."),), (reopen("unit.tests"), done("unit.tests"))],
    ids=["evidence", "done once more"],
)
def test_a_rejected_line_waits_for_its_signer_once_something_was_mended(mending: tuple[Command, ...]) -> None:
    story = approved()
    story.asks(DORA, reject("sheet.dev"))
    assert lines(story, DORA) == []

    story.later(minutes=5).asks(EMIL, *mending)

    assert lines(story, DORA) == ["sheet.dev"]


def test_a_role_that_nobody_holds_waits_for_the_release_manager() -> None:
    story = Story()
    story.asks(MARA, opening(roles={**ROLES, "qa-lead": ()}))

    assert to_fill(story, MARA) == ["qa-lead"]
    assert not waiting(story, MARA).nothing
    assert to_fill(story, DAN) == []


def test_a_role_whose_holder_can_not_act_waits_until_somebody_else_is_given_it() -> None:
    story = without(planned(), QUINN)
    assert to_fill(story, MARA) == ["qa-lead"]

    story.asks(MARA, AssignRole("qa-lead", (FINN.id,)))

    assert to_fill(story, MARA) == []


def test_the_roles_wait_for_the_deputy_where_no_release_manager_can_act() -> None:
    assert to_fill(without(planned(), MARA), DAN) == [RELEASE_MANAGER]


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.PLANNED])
def test_no_role_waits_to_be_filled_once_nothing_is_left_to_start(stage: Stage) -> None:
    assert to_fill(without(AT_STAGE[stage](), QUINN), MARA) == []


def test_a_gate_does_not_wait_for_who_is_barred_from_it() -> None:
    story = Story()
    story.asks(DORA, opening(roles={**ROLES, "dev-lead": (DORA.id, FINN.id)}))
    story.asks(EMIL, done("unit.tests", "unit.coverage"))

    assert gates(story, DORA) == []
    assert gates(story, FINN) == ["development"]


def test_a_gate_of_two_waits_for_who_has_not_approved_yet() -> None:
    first = replace(TEMPLATE.gates[0], quorum=2, separation=Duties.NOBODY)
    story = checked().with_template(replace(TEMPLATE, gates=(first, *TEMPLATE.gates[1:])))
    story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))
    story.asks(DORA, approve("development"))

    assert gates(story, DORA) == []
    assert gates(story, FINN) == ["development"]

    story.asks(EMIL, waive("unit.tests"))
    assert gates(story, DORA) == ["development"], "what DORA approved is stale"


def test_a_line_waits_for_its_signer_and_the_final_one_for_the_manager_last() -> None:
    story = approved()
    assert (lines(story, DORA), lines(story, QUINN), lines(story, MARA)) == (["sheet.dev"], ["sheet.qa"], [])

    story.asks(DORA, approve("sheet.dev"))
    story.asks(QUINN, approve("sheet.qa"))

    assert (lines(story, DORA), lines(story, QUINN), lines(story, MARA)) == ([], [], ["sheet.final"])


def test_a_stale_line_waits_for_its_signer() -> None:
    story = signed()
    story.asks(MARA, Move(START.replace(hour=20), "UTC"))

    assert (lines(story, DORA), lines(story, MARA)) == (["sheet.dev"], [])


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.PLANNED])
def test_outside_the_planned_stage_no_signature_waits(stage: Stage) -> None:
    story = AT_STAGE[stage]()
    unsigned = replace(story, state=replace(story.release, sign_offs={}))

    for person in (DORA, QUINN, PETRA, MARA):
        assert (gates(unsigned, person), lines(unsigned, person)) == ([], [])


def test_open_and_blocked_checks_wait_for_those_who_hold_their_role() -> None:
    story = planned()
    story.asks(EMIL, MarkChecks(("unit.tests",), CheckState.BLOCKED, "Broken."), done("unit.coverage"))

    assert to_do(story, DORA) == ["unit.tests", "risk.data"]
    assert to_do(story, OSKAR) == ["checkup.team"]


def test_a_check_with_an_owner_waits_for_the_owner_alone() -> None:
    story = planned()
    story.asks(EMIL, AssignCheck("unit.tests", FINN.id))

    assert to_do(story, FINN) == ["unit.tests"]
    assert "unit.tests" not in to_do(story, DORA)


def test_a_check_without_role_and_owner_waits_for_nobody() -> None:
    assert not any("checkup.smoke" in to_do(planned(), person) for person in (MARA, DAN, DORA, EMIL))


@pytest.mark.parametrize(
    ("begin", "keys"),
    [
        (planned, ["unit.tests", "unit.coverage", "risk.data"]),
        (deploying, ["rollout.steps"]),
        (monitoring, ["review.retrospective"]),
        (closed, ["review.retrospective"]),
    ],
)
def test_what_waits_is_what_the_stage_is_about(begin: Callable[[], Story], keys: list[str]) -> None:
    story = begin()

    assert to_do(story, DORA) == keys


def test_while_rolling_back_the_rollback_checks_wait() -> None:
    story = deploying()
    story.asks(EMIL, reopen("undo.rehearsal", "unit.tests"))
    story.asks(OSKAR, RollBack("Errors."))

    assert to_do(story, RHEA) == ["undo.rehearsal"]
    assert to_do(story, DORA) == []


class TestVerifying:
    """A done check that asks for a second person falls to somebody who did not do it."""

    def test_it_falls_to_the_owner_when_somebody_else_did_it(self) -> None:
        story = planned()
        story.asks(EMIL, AssignCheck("tests.security", FINN.id), done("tests.security"))

        assert to_verify(story, FINN) == ["tests.security"]
        assert to_verify(story, QUINN) == []
        assert to_verify(story, EMIL) == []

    def test_it_falls_to_those_who_hold_its_role_when_the_owner_did_it(self) -> None:
        story = planned()
        story.asks(EMIL, AssignCheck("tests.security", EMIL.id), done("tests.security"))

        assert to_verify(story, QUINN) == ["tests.security"]
        assert to_verify(story, EMIL) == []

    def test_it_falls_to_those_who_hold_its_role_when_nobody_owns_it(self) -> None:
        story = planned()
        story.asks(EMIL, done("tests.security"))

        assert to_verify(story, QUINN) == ["tests.security"]
        assert to_verify(story, MARA) == []

    def test_it_falls_to_the_release_manager_when_all_of_its_role_did_it(self) -> None:
        story = planned()
        story.asks(QUINN, done("tests.security"))

        assert to_verify(story, QUINN) == []
        assert to_verify(story, MARA) == ["tests.security"]

    def test_it_falls_to_the_release_manager_when_it_has_no_role(self) -> None:
        sections = tuple(
            replace(
                section,
                groups=tuple(
                    replace(group, items=tuple(replace(i, role=None) for i in group.items))
                    for group in section.groups
                ),
            )
            for section in TEMPLATE.sections
        )
        story = planned().with_template(replace(TEMPLATE, sections=sections))
        story.asks(EMIL, done("tests.security"))

        assert to_verify(story, MARA) == ["tests.security"]
        assert to_verify(story, QUINN) == []

    def test_it_falls_to_the_others_of_a_user_group_when_one_of_them_did_it(self) -> None:
        story = planned()
        story.asks(OSKAR, done("checkup.team"))
        colleague = Person("U0OLGA", groups=OSKAR.groups)

        assert to_verify(story, OSKAR) == []
        assert to_verify(story, colleague) == ["checkup.team"]

    def test_what_needs_no_second_person_waits_for_none(self) -> None:
        story = planned()
        story.asks(EMIL, done("unit.tests"))

        assert to_verify(story, DORA) == []

    def test_nothing_waits_to_be_verified_out_of_its_stage(self) -> None:
        story = planned()
        story.asks(EMIL, done("tests.security"))
        story.state = replace(story.release, stage=Stage.MONITORING)

        assert to_verify(story, QUINN) == []


def test_a_new_holder_finds_what_waits() -> None:
    story = checked()
    story.asks(MARA, AssignRole("dev-lead", (FINN.id,)), AssignRole(RELEASE_MANAGER, (DAN.id,)))

    assert gates(story, FINN) == ["development"]
    assert gates(story, DORA) == []
