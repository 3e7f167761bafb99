"""Staleness: which changes make a sign-off count no longer, and which do not."""

from dataclasses import replace

import pytest

from readiness.commands import (
    AddEvidence,
    AssignCheck,
    AssignRole,
    Command,
    MarkChecks,
    Measure,
    Move,
    RemoveEvidence,
    VerifyChecks,
    WriteNote,
)
from readiness.model import CheckState
from readiness.signing.fingerprints import digest, gate_fingerprint, seen
from readiness.signing.gates import Standing, gate_view
from readiness.template import Condition, Gate, Template
from tests.readiness.small import TEMPLATE
from tests.readiness.world import (
    DORA,
    EMIL,
    FINN,
    MARA,
    QUINN,
    START,
    Story,
    approve,
    approved,
    checked,
    done,
    opening,
    reopen,
    waive,
)


def standing(story: Story, gate: str) -> Standing:
    return gate_view(story.template, story.release, gate).standing


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param((reopen("unit.tests"),), id="a check is open again"),
        pytest.param((waive("unit.tests"),), id="a done check does not apply"),
        pytest.param((MarkChecks(("unit.tests",), CheckState.BLOCKED, "Broken."),), id="a check is blocked"),
        pytest.param((done("unit.style"),), id="a check that is not required is done"),
    ],
)
def test_what_is_material_makes_the_approval_stale(changes: tuple[Command, ...]) -> None:
    story = approved()

    story.asks(EMIL, *changes)

    assert standing(story, "development") is Standing.STALE
    assert not gate_view(TEMPLATE, story.release, "development").counts


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(WriteNote("unit.tests", "Slow."), id="a note"),
        pytest.param(AssignCheck("unit.tests", FINN.id), id="an owner"),
        pytest.param(AddEvidence("unit.tests", "A link"), id="added evidence"),
        pytest.param(reopen("checkup.smoke"), id="a check that is in no gate"),
        pytest.param(reopen("checkup.environment"), id="a check of another gate"),
        pytest.param(AssignRole("dev-lead", (FINN.id,)), id="another holder"),
        pytest.param(Measure("success.uptime", 1.0), id="a measurement"),
        pytest.param(Move(START.replace(hour=22), "UTC"), id="another planned start"),
    ],
)
def test_what_is_not_material_leaves_the_approval_fresh(change: Command) -> None:
    story = approved()

    assert story.asks(MARA, change)

    assert standing(story, "development") is Standing.APPROVED


def test_undoing_a_mis_tap_heals_the_approval() -> None:
    story = approved()

    story.asks(EMIL, reopen("unit.tests"))
    assert standing(story, "development") is Standing.STALE
    story.later(seconds=20).asks(FINN, done("unit.tests"))

    assert standing(story, "development") is Standing.APPROVED


def test_a_reason_that_changes_is_material_and_changing_it_back_heals() -> None:
    story = checked()
    story.asks(EMIL, waive("unit.tests", reason="Nothing to test."))
    story.asks(DORA, approve("development"))

    story.asks(EMIL, waive("unit.tests", reason="No time."))
    assert standing(story, "development") is Standing.STALE

    story.asks(EMIL, waive("unit.tests", reason="Nothing to test."))
    assert standing(story, "development") is Standing.APPROVED


def test_the_reason_why_something_else_is_blocked_is_material() -> None:
    story = checked()
    story.asks(EMIL, MarkChecks(("unit.style",), CheckState.BLOCKED, "No linter."))
    story.asks(DORA, approve("development"))

    story.asks(EMIL, MarkChecks(("unit.style",), CheckState.BLOCKED, "Half the code fails."))

    assert standing(story, "development") is Standing.STALE


def test_evidence_taken_away_after_the_approval_is_material() -> None:
    story = checked()
    story.asks(EMIL, AddEvidence("unit.tests", "A link"))
    story.asks(DORA, approve("development"))

    story.asks(EMIL, RemoveEvidence("unit.tests", "A link"))

    assert standing(story, "development") is Standing.STALE


def test_replaced_evidence_is_material() -> None:
    story = checked()
    story.asks(EMIL, AddEvidence("unit.tests", "A link"))
    story.asks(DORA, approve("development"))

    story.asks(EMIL, RemoveEvidence("unit.tests", "A link"), AddEvidence("unit.tests", "Another link"))

    assert standing(story, "development") is Standing.STALE


def test_evidence_taken_away_before_the_approval_is_not() -> None:
    story = checked()
    story.asks(EMIL, AddEvidence("unit.tests", "A link"), RemoveEvidence("unit.tests", "A link"))

    story.asks(DORA, approve("development"))

    assert standing(story, "development") is Standing.APPROVED


def test_taking_back_a_verification_is_material_and_verifying_again_heals() -> None:
    story = approved()

    story.asks(EMIL, reopen("tests.security"), done("tests.security"))
    assert standing(story, "testing") is Standing.STALE

    story.asks(FINN, VerifyChecks(("tests.security",)))
    assert standing(story, "testing") is Standing.APPROVED


def measured_template() -> Template:
    gates = (
        replace(TEMPLATE.gates[0], conditions=(Condition("It is up", ("success.uptime",)),)),
        *TEMPLATE.gates[1:],
    )
    return replace(TEMPLATE, gates=gates)


def test_of_a_criterion_pass_or_fail_is_material_and_the_figure_is_not() -> None:
    story = checked().with_template(measured_template())
    story.asks(EMIL, Measure("success.uptime", 99.95))
    story.asks(DORA, approve("development"))

    story.later(minutes=1).asks(EMIL, Measure("success.uptime", 99.99))
    assert standing(story, "development") is Standing.APPROVED

    story.later(minutes=1).asks(EMIL, Measure("success.uptime", 98.0))
    assert standing(story, "development") is Standing.STALE


def test_a_stale_gate_whose_scope_is_met_is_re_affirmed_in_one_go() -> None:
    story = approved()
    story.asks(EMIL, waive("unit.tests"))
    assert gate_view(TEMPLATE, story.release, "development").awaits_signature

    assert story.later(minutes=2).asks(DORA, approve("development"))

    assert standing(story, "development") is Standing.APPROVED
    assert all(gate_view(TEMPLATE, story.release, gate.key).counts for gate in TEMPLATE.gates)


def test_a_stale_gate_with_an_open_scope_can_not_be_re_affirmed() -> None:
    story = approved()
    story.asks(EMIL, reopen("unit.tests"))

    assert not gate_view(TEMPLATE, story.release, "development").awaits_signature
    assert "1 open check" in story.refuses(DORA, approve("development"))


def test_a_stale_later_gate_waits_for_the_earlier_one() -> None:
    story = approved()
    story.asks(EMIL, waive("unit.tests", "tests.split"))

    assert "waits for “Development complete”" in story.refuses(QUINN, approve("testing"))
    assert not gate_view(TEMPLATE, story.release, "testing").awaits_signature


def test_what_changed_after_it_was_shown_is_not_signed() -> None:
    story = checked()
    shown = seen(gate_view(TEMPLATE, story.release, "development").fingerprint)

    story.asks(EMIL, waive("unit.tests"))

    old = replace(approve("development"), seen=shown)
    assert "changed after it was shown to you" in story.refuses(DORA, old)
    now = seen(gate_view(TEMPLATE, story.release, "development").fingerprint)
    assert story.asks(DORA, replace(old, seen=now))


def test_what_is_asked_for_looks_different_when_something_material_changes() -> None:
    story = checked()
    before = gate_view(TEMPLATE, story.release, "development")

    story.asks(EMIL, waive("unit.tests", reason="One reason."))
    between = gate_view(TEMPLATE, story.release, "development")
    story.asks(EMIL, waive("unit.tests", reason="Another."))

    assert (
        len({v.fingerprint for v in (before, between, gate_view(TEMPLATE, story.release, "development"))})
        == 3
    )


def test_the_fingerprint_depends_on_the_template_version() -> None:
    story = checked()
    gate = TEMPLATE.gates[0]
    other = replace(story.release, template="small@2")

    assert gate_fingerprint(TEMPLATE, story.release, gate) != gate_fingerprint(TEMPLATE, other, gate)


def test_two_gates_with_the_same_scope_have_fingerprints_of_their_own() -> None:
    one = Gate("one", "One", "dev-lead", (Condition("We want it"),))
    other = replace(one, key="other")
    template = replace(TEMPLATE, gates=(one, other))
    release = checked().release

    assert gate_fingerprint(template, release, one) != gate_fingerprint(template, release, other)


def test_a_fingerprint_is_the_same_whatever_the_order_of_the_work() -> None:
    there, back = Story(), Story()
    for story in (there, back):
        story.asks(MARA, opening())

    there.asks(EMIL, done("unit.tests"), done("unit.coverage"))
    back.asks(FINN, done("unit.coverage"), done("unit.tests"))

    gate = TEMPLATE.gates[0]
    assert gate_fingerprint(TEMPLATE, there.release, gate) == gate_fingerprint(TEMPLATE, back.release, gate)


def test_a_digest_is_32_hexadecimal_digits_of_any_text() -> None:
    assert digest(["a", 1, None, True]) == digest(["a", 1, None, True])
    assert digest(["größer", "🚀", "\ud83d"]) != digest(["größer", "🚀", "\ud83e"])
    assert len(digest([])) == 32
    assert set(digest([])) <= set("0123456789abcdef")
