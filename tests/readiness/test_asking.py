"""Who is asked for a signature: each person once, when it is their turn."""

from dataclasses import replace

import pytest

from readiness.commands import (
    AddEvidence,
    AssignRole,
    Command,
    Move,
    VerifyChecks,
    WriteNote,
)
from readiness.notices import NoticeKind
from readiness.template import Condition, Duties, Gate
from tests.readiness.small import TEMPLATE
from tests.readiness.wishing import asked, redrawn, wished
from tests.readiness.world import (
    APPROVERS,
    CHANNEL,
    DORA,
    EMIL,
    FINN,
    LINES,
    MARA,
    ONCALL_GROUP,
    PETRA,
    QUINN,
    ROLES,
    START,
    Story,
    approve,
    approved,
    checked,
    done,
    opening,
    planned,
    reject,
    reopen,
    rolled_back,
    signed,
    waive,
)


class TestGates:
    """Approvers are asked in the channel and by direct message when their turn comes."""

    def test_the_approver_is_asked_when_the_scope_is_met(self) -> None:
        story = planned()
        assert asked(wished(story, EMIL, done("unit.tests")), NoticeKind.GATE) == []

        told = wished(story, EMIL, done("unit.coverage"))

        assert asked(told, NoticeKind.GATE) == [(CHANNEL, "development"), (DORA.id, "development")]

    def test_an_approval_asks_for_the_next_gate_and_redraws_the_one_approved(self) -> None:
        story = checked()

        told = wished(story, DORA, approve("development"))

        assert asked(told, NoticeKind.GATE) == [(CHANNEL, "testing"), (QUINN.id, "testing")]
        assert redrawn(told) >= {"development", "testing"}

    def test_a_gate_that_is_ready_at_once_is_asked_for_when_the_release_opens(self) -> None:
        wish_gate = Gate("wish", "Wish", "dev-lead", (Condition("We want it"),))
        story = Story(template=replace(TEMPLATE, gates=(wish_gate, *TEMPLATE.gates)))

        told = wished(story, MARA, opening())

        assert asked(told, NoticeKind.GATE) == [(CHANNEL, "wish"), (DORA.id, "wish")]

    def test_a_user_group_is_asked_as_one(self) -> None:
        story = planned()
        story.asks(MARA, AssignRole("dev-lead", (ONCALL_GROUP, DORA.id)))

        told = wished(story, EMIL, done("unit.tests", "unit.coverage"))

        assert asked(told, NoticeKind.GATE)[1:] == [(ONCALL_GROUP, "development"), (DORA.id, "development")]

    def test_a_gate_whose_role_is_empty_is_asked_for_in_the_channel_alone(self) -> None:
        story = planned()
        story.asks(MARA, AssignRole("dev-lead", ()))

        told = wished(story, EMIL, done("unit.tests", "unit.coverage"))

        assert asked(told, NoticeKind.GATE) == [(CHANNEL, "development")]

    def test_nobody_is_asked_twice_for_the_same_signature(self) -> None:
        story = planned()
        first = wished(story, EMIL, done("unit.tests", "unit.coverage"))

        assert asked(wished(story, EMIL, waive("unit.style")), NoticeKind.GATE) == []

        story.asks(EMIL, reopen("unit.tests"))
        again = wished(story, EMIL, done("unit.tests"))
        assert {w.key for w in again if w.kind is NoticeKind.GATE and not w.redraw_only} == {
            w.key for w in first if w.kind is NoticeKind.GATE and not w.redraw_only
        }, "the same keys redraw what was posted"

    def test_a_new_holder_is_asked_and_the_old_ones_are_not_asked_again(self) -> None:
        story = checked()

        told = wished(story, MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))

        assert asked(told, NoticeKind.GATE) == [(FINN.id, "development")]
        assert "development" in redrawn(told)

    def test_who_is_barred_by_separation_of_duties_is_not_asked(self) -> None:
        story = Story()
        story.asks(DORA, opening(roles={**ROLES, "dev-lead": (DORA.id, FINN.id)}))

        told = wished(story, EMIL, done("unit.tests", "unit.coverage"))

        assert asked(told, NoticeKind.GATE) == [(CHANNEL, "development"), (FINN.id, "development")]

    def test_where_nobody_is_barred_the_opener_is_asked(self) -> None:
        gates = tuple(replace(gate, separation=Duties.NOBODY) for gate in TEMPLATE.gates)
        story = Story(template=replace(TEMPLATE, gates=gates))
        story.asks(DORA, opening())

        told = wished(story, EMIL, done("unit.tests", "unit.coverage"))

        assert asked(told, NoticeKind.GATE)[1:] == [(DORA.id, "development")]

    def test_the_first_of_two_approvals_asks_nobody_anew(self) -> None:
        story = checked().with_template(
            replace(TEMPLATE, gates=(replace(TEMPLATE.gates[0], quorum=2), *TEMPLATE.gates[1:]))
        )
        story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))

        told = wished(story, DORA, approve("development"))

        assert asked(told, NoticeKind.GATE) == []
        assert redrawn(told) == {"development"}

    def test_a_mis_tap_asks_nobody_and_nor_does_undoing_it(self) -> None:
        story = approved()

        assert asked(wished(story, EMIL, reopen("unit.tests")), NoticeKind.GATE) == []
        assert asked(wished(story, EMIL, done("unit.tests")), NoticeKind.GATE) == []

    def test_what_has_just_gone_stale_asks_nobody_at_once_but_is_redrawn(self) -> None:
        story = approved()

        told = wished(story, EMIL, waive("unit.tests"))

        assert asked(told, NoticeKind.GATE) == []
        assert "development" in redrawn(told)

    def test_a_later_gate_that_went_stale_is_asked_for_when_its_turn_comes(self) -> None:
        story = approved()
        story.asks(EMIL, waive("unit.tests", "tests.split"))

        told = wished(story, DORA, approve("development"))

        assert asked(told, NoticeKind.GATE) == [(CHANNEL, "testing"), (QUINN.id, "testing")]

    def test_a_signature_to_be_replaced_is_asked_for_under_another_key(self) -> None:
        story = approved()
        first = f"gate:testing:1:{QUINN.id}"
        story.asks(EMIL, waive("unit.tests", "tests.split"))

        told = wished(story, DORA, approve("development"))

        (key,) = [w.key for w in told if w.to == QUINN.id]
        assert key != first
        assert key.startswith("gate:testing:1:2026-11-23T")

    def test_a_mended_gate_is_asked_for_again_after_its_rejection(self) -> None:
        story = checked()
        assert asked(wished(story, DORA, reject("development")), NoticeKind.GATE) == []
        story.later(minutes=30).asks(EMIL, reopen("unit.tests"))

        told = wished(story, EMIL, done("unit.tests"))

        assert asked(told, NoticeKind.GATE) == [(CHANNEL, "development"), (DORA.id, "development")]

    @pytest.mark.parametrize(
        "change",
        [
            AddEvidence("unit.tests", "A link"),
            waive("unit.tests", reason="Another reason."),
            reopen("unit.tests"),
            WriteNote("unit.tests", "Ask Finn."),
        ],
    )
    def test_a_request_shows_what_its_scope_says_now(self, change: Command) -> None:
        story = checked()
        story.asks(EMIL, waive("unit.tests"))

        assert "development" in redrawn(wished(story, EMIL, change))

    def test_a_change_out_of_scope_leaves_the_requests_alone(self) -> None:
        assert redrawn(wished(checked(), EMIL, reopen("checkup.smoke"))) == set()

    def test_a_new_plan_after_a_rollback_asks_for_every_gate_anew_in_order(self) -> None:
        story = rolled_back()

        told = wished(story, MARA, Move(START.replace(month=12), "UTC"))
        assert asked(told, NoticeKind.GATE) == [(CHANNEL, "development"), (DORA.id, "development")]
        assert all(":2:" in w.key for w in told if w.kind is NoticeKind.GATE and not w.redraw_only)

        told = wished(story.later(minutes=1), DORA, approve("development"))
        assert asked(told, NoticeKind.GATE) == [], "the environment is to be prepared again"
        told = wished(story, EMIL, done("checkup.environment"))
        assert asked(told, NoticeKind.GATE) == [(CHANNEL, "testing"), (QUINN.id, "testing")]


class TestSheet:
    """The signers of the sheet are asked when it opens, the release manager last."""

    def test_the_last_gate_asks_for_every_line_but_the_final_one(self) -> None:
        story = checked()
        story.asks(DORA, approve("development"))
        story.asks(QUINN, approve("testing"))

        told = wished(story, PETRA, approve("approval"))

        assert asked(told, NoticeKind.SHEET) == [(CHANNEL, "sheet")]
        assert asked(told, NoticeKind.LINE) == [(DORA.id, "sheet.dev"), (QUINN.id, "sheet.qa")]

    def test_the_last_of_the_other_lines_asks_for_the_final_one(self) -> None:
        story = approved()
        assert asked(wished(story, DORA, approve("sheet.dev")), NoticeKind.LINE) == []

        told = wished(story, QUINN, approve("sheet.qa"))

        assert asked(told, NoticeKind.LINE) == [(MARA.id, "sheet.final")]
        assert redrawn(told) == {"sheet", "sheet.qa", "sheet.final"}

    def test_a_new_holder_of_a_line_is_asked_and_the_old_one_is_not_asked_again(self) -> None:
        story = approved()

        told = wished(story, MARA, AssignRole("qa-lead", (QUINN.id, FINN.id)))

        assert asked(told, NoticeKind.LINE) == [(FINN.id, "sheet.qa")]
        assert asked(told, NoticeKind.SHEET) == []

    def test_a_moved_start_asks_nobody_at_once_but_redraws_every_line(self) -> None:
        story = signed()

        told = wished(story, MARA, Move(START.replace(hour=20), "UTC"))

        assert asked(told, NoticeKind.LINE) == []
        about_the_start, about_going_back = "", START.isoformat()
        assert redrawn(told) == {"sheet", about_the_start, about_going_back, *LINES}

    def test_the_final_line_is_asked_for_again_when_it_is_no_longer_the_last(self) -> None:
        story = signed()
        assert asked(wished(story.later(minutes=1), QUINN, reject("sheet.qa")), NoticeKind.LINE) == []

        told = wished(story.later(minutes=1), QUINN, approve("sheet.qa"))

        assert asked(told, NoticeKind.LINE) == [(MARA.id, "sheet.final")]
        assert asked(told, NoticeKind.SHEET) == [(CHANNEL, "sheet")]

    def test_a_sheet_that_shuts_and_opens_again_asks_under_the_same_keys(self) -> None:
        story = checked()
        for gate in ("development", "testing"):
            story.asks(APPROVERS[gate], approve(gate))
        first = wished(story, PETRA, approve("approval"))
        story.asks(EMIL, reopen("unit.tests"))

        again = wished(story, EMIL, done("unit.tests"))

        lines = {w.key for w in first if w.kind is NoticeKind.LINE and not w.redraw_only}
        assert {w.key for w in again if w.kind is NoticeKind.LINE and not w.redraw_only} == lines


def test_a_verification_that_completes_the_scope_asks_the_approver() -> None:
    story = planned()
    story.asks(EMIL, done("unit.tests", "unit.coverage", "tests.security", "tests.split"))
    story.asks(EMIL, done("checkup.environment"))
    story.asks(DORA, approve("development"))

    told = wished(story, FINN, VerifyChecks(("tests.security",)))

    assert asked(told, NoticeKind.GATE) == [(CHANNEL, "testing"), (QUINN.id, "testing")]
