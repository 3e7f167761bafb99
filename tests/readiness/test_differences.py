"""What became different since somebody signed: which thing, since when, and by whom."""

from dataclasses import replace
from datetime import timedelta

from readiness.commands import (
    AddEvidence,
    MarkChecks,
    Measure,
    Move,
    OverrideGate,
    RemoveEvidence,
    VerifyChecks,
)
from readiness.model import CheckState
from readiness.records import APP
from readiness.rules import evolve
from readiness.signing.asking import asking_moments, differences
from readiness.signing.freshness import Change, Difference, stale_since
from readiness.signing.gates import Standing, gate_view
from readiness.signing.lapsing import lapsed
from readiness.signing.sheet import in_several_roles, sheet_views
from readiness.template import Condition, Duties
from tests.readiness.small import BEFORE_START, TEMPLATE, TO_VERIFY, with_gate
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
    signed,
    waive,
)


def of_gate(story: Story, gate: str = "development") -> tuple[Difference, ...]:
    return differences(story.template, story.release, gate_view(story.template, story.release, gate))


def of_line(story: Story, line: str = "sheet.dev") -> tuple[Difference, ...]:
    view = next(v for v in sheet_views(story.template, story.release) if v.line.key == line)
    return differences(story.template, story.release, view)


def test_a_check_tells_what_it_was_and_since_when_it_is_not() -> None:
    story = checked()
    story.asks(EMIL, AddEvidence("unit.tests", "A link"))
    story.asks(DORA, approve("development"))
    assert of_gate(story) == ()

    story.later(hours=1).asks(FINN, reopen("unit.tests"))

    (found,) = of_gate(story)
    assert (found.change, found.at, found.by) == (Change.ITEM, story.now, FINN.id)
    assert found.was is not None
    assert (found.was.state, found.was.evidence) == ("done", ("A link",))


def test_a_check_that_was_verified_tells_who_verified_it() -> None:
    story = checked()
    story.asks(MARA, reopen("risk.data"))
    story = story.with_template(with_gate("approval"))
    for gate, who in (("development", DORA), ("testing", QUINN)):
        story.asks(who, approve(gate))
    assert of_gate(story, "testing") == ()

    story.asks(EMIL, reopen("tests.security"), done("tests.security"))

    (found,) = of_gate(story, "testing")
    assert (found.at, found.by) == (story.now, EMIL.id)


def test_a_check_that_no_longer_applies_tells_who_agreed_to_that() -> None:
    story = checked()
    story.asks(MARA, reopen("risk.data"))
    story = story.with_template(with_gate("approval"))
    for gate, who in (("development", DORA), ("testing", QUINN)):
        story.asks(who, approve(gate))

    story.asks(EMIL, MarkChecks(("tests.security",), CheckState.NOT_APPLICABLE, "Nothing to scan."))
    story.later(hours=1).asks(FINN, VerifyChecks(("tests.security",)))

    (found,) = of_gate(story, "testing")
    assert (found.at, found.by) == (story.now, FINN.id)


def test_evidence_that_was_taken_away_is_told_by_its_text() -> None:
    story = checked()
    story.asks(EMIL, AddEvidence("unit.tests", "A link"), AddEvidence("unit.tests", "Another"))
    story.asks(DORA, approve("development"))

    story.later(hours=1).asks(FINN, RemoveEvidence("unit.tests", "A link"))

    (found,) = of_gate(story)
    assert (found.change, found.gone, found.at, found.by) == (
        Change.EVIDENCE,
        ("A link",),
        story.now,
        FINN.id,
    )


def test_a_criterion_tells_when_it_was_measured_and_nothing_while_it_was_not() -> None:
    gate = replace(TEMPLATE.gates[0], conditions=(Condition("It is up", ("success.uptime",)),))
    story = checked().with_template(replace(TEMPLATE, gates=(gate, *TEMPLATE.gates[1:])))
    story.asks(EMIL, Measure("success.uptime", 99.95))
    story.asks(DORA, approve("development"))

    story.later(hours=1).asks(FINN, Measure("success.uptime", 98.0))
    (found,) = of_gate(story)
    assert (found.at, found.by) == (story.now, FINN.id)

    story.state = replace(story.release, measurements={})
    (found,) = of_gate(story)
    assert (found.at, found.by, stale_since((found,))) == (None, None, None)


def test_who_approved_and_then_completed_a_check_in_the_scope_no_longer_counts() -> None:
    story = checked().with_template(with_gate("development", separation=Duties.CONTRIBUTORS))
    story.asks(DORA, approve("development"))

    story.later(hours=1).asks(DORA, reopen("unit.tests"), done("unit.tests"))

    assert gate_view(story.template, story.release, "development").standing is Standing.STALE
    (found,) = of_gate(story)
    assert (found.change, found.by, found.at) == (Change.DUTY, DORA.id, story.now)

    story.asks(EMIL, reopen("unit.tests"), done("unit.tests"))
    assert of_gate(story) == ()


def test_a_line_tells_of_a_gate_that_was_overridden_since_and_by_whom() -> None:
    story = signed()
    story.asks(EMIL, waive("unit.tests"))
    story.later(hours=1).asks(MARA, OverrideGate("development", "It has to."))

    found = of_line(story)

    assert [(d.change, d.gate, d.by) for d in found if d.change is Change.OVERRIDE] == [
        (Change.OVERRIDE, "development", MARA.id)
    ]
    assert stale_since(found) == story.now


def test_a_line_tells_that_the_start_was_moved_or_that_its_zone_is_another() -> None:
    moved, zone = signed(), signed()
    moved.asks(MARA, Move(START + timedelta(days=1), "UTC"))
    zone.asks(MARA, Move(START, "Europe/Berlin"))

    assert [d.change for d in of_line(moved)] == [Change.START]
    assert [d.change for d in of_line(zone)] == [Change.START]


def test_what_ran_out_alone_has_no_moment_at_which_it_is_asked_for_again() -> None:
    story = approved().with_template(with_gate("development", expires_after=timedelta(days=1)))
    story.later(days=1)
    for event in lapsed(story.template, story.release, story.now):
        story.state = evolve(story.release, event, APP, story.now)

    assert gate_view(story.template, story.release, "development").awaits_signature
    assert list(asking_moments(story.template, story.release)) == []


def test_what_was_never_signed_differs_from_nothing() -> None:
    assert of_gate(checked()) == ()
    assert of_line(checked()) == ()


def test_one_person_in_several_roles_signs_each_by_itself_and_is_named_as_one() -> None:
    roles = {**opening().roles, "qa-lead": (DORA.id,)}
    story = Story()
    story.asks(MARA, opening(roles=roles))
    story.asks(EMIL, done(*BEFORE_START))
    story.asks(FINN, VerifyChecks(TO_VERIFY))
    story.asks(DORA, approve("development"))
    assert in_several_roles(story.template, story.release) == ()
    assert not gate_view(story.template, story.release, "testing").counts

    story.asks(DORA, approve("testing"))

    assert in_several_roles(story.template, story.release) == ((DORA.id, ("dev-lead", "qa-lead")),)


def test_whoever_signs_two_lines_in_one_role_is_not_named() -> None:
    assert in_several_roles(TEMPLATE, signed().release) == ()
