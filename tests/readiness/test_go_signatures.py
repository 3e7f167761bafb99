"""How gates and the lines of the sheet read as blockers of the start."""

from dataclasses import replace
from datetime import timedelta

from readiness.commands import Move
from readiness.signing.go import Blocker, Obstacle, blockers
from readiness.template import RELEASE_MANAGER, Duties
from tests.readiness.small import TEMPLATE, with_gate
from tests.readiness.world import (
    DORA,
    EMIL,
    MARA,
    PETRA,
    QUINN,
    ROLES,
    START,
    Story,
    approve,
    approved,
    checked,
    opening,
    planned,
    ready,
    reject,
    reopen,
    signed,
    waive,
)


def of(story: Story, kind: Obstacle) -> list[Blocker]:
    return [b for b in blockers(story.template, story.release, story.now) if b.kind is kind]


class TestGates:
    """How each standing of a gate reads as a blocker."""

    def test_a_gate_that_waits_for_its_scope(self) -> None:
        gate = of(planned(), Obstacle.GATE)[0]

        assert gate.text == "Gate “Development complete” is not approved"
        assert (gate.how, gate.who) == ("approve it once its scope is met", (DORA.id,))

    def test_a_gate_that_is_ready(self) -> None:
        gate = of(checked(), Obstacle.GATE)[0]

        assert gate.text == "Gate “Development complete” waits for approval"
        assert (gate.how, gate.who) == ("approve it", (DORA.id,))

    def test_a_gate_that_was_rejected(self) -> None:
        story = approved()
        story.asks(QUINN, reject("testing"))
        gate = of(story, Obstacle.GATE)[0]

        assert gate.text == "Gate “Testing complete” was rejected"
        assert (gate.how, gate.who) == ("mend what was rejected and approve it", (QUINN.id,))

    def test_a_gate_that_is_stale(self) -> None:
        story = approved()
        story.asks(EMIL, waive("tests.split"))
        gate = of(story, Obstacle.GATE)[0]

        assert gate.text == "Gate “Testing complete” is stale: its approval no longer counts"
        assert (gate.how, gate.who) == ("re-affirm it", (QUINN.id,))

    def test_a_stale_gate_whose_scope_is_open(self) -> None:
        story = approved()
        story.asks(EMIL, reopen("tests.split"))

        assert of(story, Obstacle.GATE)[0].how == "re-affirm it once its scope is met"

    def test_an_approved_gate_after_one_that_does_not_count_names_who_lifts_that_one(self) -> None:
        story = approved()
        story.asks(EMIL, waive("tests.split"))
        gate = of(story, Obstacle.GATE)[1]

        assert (gate.subject, gate.text) == (
            "approval",
            "Gate “Deployment approved” waits for an earlier gate",
        )
        assert (gate.how, gate.who) == ("approve the earlier gate first", (QUINN.id,))

    def test_a_gate_whose_only_holder_opened_the_release(self) -> None:
        story = Story()
        story.asks(DORA, opening())
        gate = of(story, Obstacle.GATE)[0]

        assert (gate.role, gate.who) == (RELEASE_MANAGER, (MARA.id,))
        assert gate.how.startswith("give its role to somebody else")

    def test_a_gate_that_wants_one_more_approval_than_there_are_holders(self) -> None:
        story = checked().with_template(with_gate("development", quorum=2))
        story.asks(DORA, approve("development"))
        gate = of(story, Obstacle.GATE)[0]

        assert (gate.role, gate.who) == (RELEASE_MANAGER, (MARA.id,))
        assert gate.how == "give its role to somebody else: all who may approve it have, so no holder is left"

    def test_a_gate_that_somebody_else_may_approve_too(self) -> None:
        story = Story()
        story.asks(DORA, opening(roles={**ROLES, "dev-lead": (DORA.id, "S0DEVS")}))

        assert of(story, Obstacle.GATE)[0].role == "dev-lead"

    def test_a_template_without_a_gate_is_never_at_go(self) -> None:
        story = ready()
        without = replace(TEMPLATE, gates=())

        texts = [b.text for b in blockers(without, story.release, story.now)]
        assert "The template has no gate, so nobody approves anything" in texts


class TestSheet:
    """How the sign-off sheet reads as a blocker."""

    def test_a_shut_sheet_is_one_blocker(self) -> None:
        (sheet,) = of(planned(), Obstacle.SHEET)

        assert sheet.text == "Sign-off sheet: 3 lines to be signed"
        assert sheet.how == "it opens after the last gate"

    def test_an_open_sheet_is_a_blocker_for_each_line(self) -> None:
        dev, qa, final = of(approved(), Obstacle.SHEET)

        assert (dev.text, dev.how, dev.who) == (
            "Sign-off sheet not signed by Sheet dev",
            "sign the line",
            (DORA.id,),
        )
        assert (qa.subject, qa.who) == ("sheet.qa", (QUINN.id,))
        assert (final.how, final.who) == ("the other lines come first", (MARA.id,))

    def test_a_rejected_line(self) -> None:
        story = signed()
        story.later(minutes=1).asks(QUINN, reject("sheet.qa", "A bug."))
        qa, final = of(story, Obstacle.SHEET)

        assert qa.text == "Sign-off sheet rejected by Sheet qa"
        assert qa.how == "mend what was rejected and sign the line"
        assert (final.text, final.how) == (
            "Sign-off sheet to be re-affirmed by Sheet final",
            "the other lines come first",
        )

    def test_stale_lines_of_an_open_sheet_name_those_who_re_affirm_them(self) -> None:
        story = signed()
        story.asks(MARA, Move(START + timedelta(hours=1), "UTC"))
        dev, qa, final = of(story, Obstacle.SHEET)

        assert dev.text == "Sign-off sheet to be re-affirmed by Sheet dev"
        assert [(b.how, b.who) for b in (dev, qa, final)] == [
            ("re-affirm the line", (DORA.id,)),
            ("re-affirm the line", (QUINN.id,)),
            ("the other lines come first", (MARA.id,)),
        ]

    def test_stale_lines_of_a_shut_sheet_wait_for_the_gate(self) -> None:
        story = signed()
        story.asks(EMIL, waive("unit.tests"))

        (sheet,) = of(story, Obstacle.SHEET)
        assert (sheet.text, sheet.how) == (
            "Sign-off sheet: 3 lines to be signed",
            "it opens after the last gate",
        )

    def test_a_rejected_line_is_named_although_the_sheet_is_shut(self) -> None:
        story = approved()
        story.asks(QUINN, reject("sheet.qa", "A bug."))
        story.asks(EMIL, reopen("unit.tests"))

        summary, rejected = of(story, Obstacle.SHEET)
        assert summary.text == "Sign-off sheet: 2 lines to be signed"
        assert rejected.subject == "sheet.qa"

    def test_a_template_without_a_final_line_is_never_at_go(self) -> None:
        story = ready()
        sections = tuple(section for section in TEMPLATE.sections if section.key != "sign-off")
        without = replace(TEMPLATE, sections=sections)

        (blocker,) = blockers(without, story.release, story.now)
        assert (blocker.kind, blocker.text) == (Obstacle.SHEET, "The template has no final approval")


def test_lifting_the_separation_of_duties_lifts_its_blocker() -> None:
    gates = tuple(replace(gate, separation=Duties.NOBODY) for gate in TEMPLATE.gates)
    story = Story(template=replace(TEMPLATE, gates=gates))
    story.asks(PETRA, opening())

    assert of(story, Obstacle.GATE)[2].who == (PETRA.id,)
