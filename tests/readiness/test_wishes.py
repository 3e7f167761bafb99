"""Who is told what when a release changes: each person once, and what was posted stays true."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from readiness.commands import (
    AddEvidence,
    AnswerRollback,
    AssignRole,
    Cancel,
    Close,
    Command,
    Finish,
    FinishRollback,
    Move,
    RollBack,
    Start,
    VerifyChecks,
    WriteNote,
)
from readiness.model import Person
from readiness.notices import NoticeKind, Wish, wishes
from readiness.template import DEPUTY, Condition, Duties, Gate
from tests.readiness.world import (
    APPROVERS,
    AT_STAGE,
    CHANNEL,
    DORA,
    EMIL,
    FINN,
    LINES,
    MARA,
    ONCALL_GROUP,
    OSKAR,
    PETRA,
    QUINN,
    ROLES,
    START,
    TEMPLATE,
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
    ready,
    reject,
    reopen,
    rolled_back,
    rolling_back,
    signed,
    waive,
)

CARD = Wish("card", NoticeKind.CARD, CHANNEL)


def wished(story: Story, who: Person, *commands: Command) -> list[Wish]:
    """All that is wished for when somebody asks for this."""
    before = story.state
    story.asks(who, *commands)
    return list(wishes(story.template, before, story.release))


def asked(wished_for: list[Wish], kind: NoticeKind) -> list[tuple[str, str]]:
    """Who is asked for what: a channel or a person, and the gate or line."""
    return [(w.to, w.subject) for w in wished_for if w.kind is kind and not w.redraw_only]


def redrawn(wished_for: list[Wish]) -> set[str]:
    return {wish.subject for wish in wished_for if wish.redraw_only}


def test_every_change_refreshes_the_card_of_the_release() -> None:
    story = Story()

    assert wished(story, MARA, opening()) == [CARD]
    assert wished(story, EMIL, done("checkup.smoke")) == [CARD]
    assert wished(story, EMIL, WriteNote("checkup.smoke", "Green.")) == [CARD]


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
        assert redrawn(told) == {"sheet", *LINES}

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


class TestRoles:
    """A role that changes hands is said aloud."""

    def test_a_new_holder_is_said_aloud_in_the_channel(self) -> None:
        told = wished(planned(), MARA, AssignRole(DEPUTY, (FINN.id,)))

        assert asked(told, NoticeKind.ROLE) == [(CHANNEL, DEPUTY)]

    def test_nothing_is_said_of_roles_when_a_release_opens(self) -> None:
        assert asked(wished(Story(), MARA, opening()), NoticeKind.ROLE) == []

    def test_a_role_that_goes_back_is_said_aloud_again(self) -> None:
        story = planned()
        keys = [
            wish.key
            for holder in (FINN, EMIL, FINN)
            for wish in wished(story, MARA, AssignRole(DEPUTY, (holder.id,)))
            if wish.kind is NoticeKind.ROLE
        ]

        assert len(set(keys)) == 3


class TestAlarms:
    """What everybody must hear at once."""

    @pytest.mark.parametrize(
        ("begin", "who", "command", "alarm"),
        [
            (deploying, OSKAR, RollBack("Errors."), "rolling_back"),
            (monitoring, OSKAR, RollBack("Errors."), "rolling_back"),
            (rolling_back, MARA, FinishRollback(), "rolled_back"),
            (signed, MARA, Start("Now."), "deploying"),
        ],
    )
    def test_a_rollback_and_an_override_are_loud(
        self, begin: Callable[[], Story], who: Person, command: Command, alarm: str
    ) -> None:
        told = wished(begin(), who, command)

        assert asked(told, NoticeKind.ALARM) == [(CHANNEL, alarm)]

    @pytest.mark.parametrize(
        ("begin", "command"),
        [
            (ready, Start()),
            (deploying, Finish(anyway=True)),
            (monitoring, Close("Enough.")),
            (planned, Cancel("No.")),
            (planned, Move(START.replace(hour=20), "UTC")),
        ],
    )
    def test_an_ordinary_move_is_not(self, begin: Callable[[], Story], command: Command) -> None:
        assert asked(wished(begin(), MARA, command), NoticeKind.ALARM) == []

    def test_what_happens_while_deploying_without_go_does_not_sound_again(self) -> None:
        story = signed()
        story.asks(MARA, Start("Now."))

        assert asked(wished(story, EMIL, done("rollout.steps")), NoticeKind.ALARM) == []

    def test_the_next_plan_can_sound_again(self) -> None:
        story = signed()
        first = wished(story, MARA, Start("Now."))
        story.asks(MARA, RollBack("Errors."), FinishRollback(), Move(START.replace(month=12), "UTC"))

        again = wished(story, MARA, Start("Now."))

        keys = [{w.key for w in told if w.kind is NoticeKind.ALARM} for told in (first, again)]
        assert keys == [{"alarm:deploying:1"}, {"alarm:deploying:2"}]


def test_a_start_takes_the_buttons_from_every_request() -> None:
    assert redrawn(wished(ready(), MARA, Start())) == {"sheet", *APPROVERS, *LINES}


@pytest.mark.parametrize("begin", [deploying, monitoring, closed])
def test_outside_the_planned_stage_nobody_is_asked_for_a_signature(begin: Callable[[], Story]) -> None:
    story = begin()
    before = replace(story.release, sign_offs={})

    told = list(wishes(TEMPLATE, before, replace(before, name="Another")))

    assert told == [CARD]


@pytest.mark.parametrize("begin", list(AT_STAGE.values()))
def test_no_key_is_wished_for_twice_in_one_change(begin: Callable[[], Story]) -> None:
    story = begin()

    keys = [wish.key for wish in wishes(TEMPLATE, None, story.release)]
    keys_of_a_change = [wish.key for wish in wishes(TEMPLATE, planned().release, story.release)]

    assert len(keys) == len(set(keys))
    assert len(keys_of_a_change) == len(set(keys_of_a_change))


def test_a_verification_that_completes_the_scope_asks_the_approver() -> None:
    story = planned()
    story.asks(EMIL, done("unit.tests", "unit.coverage", "tests.security", "tests.split"))
    story.asks(EMIL, done("checkup.environment"))
    story.asks(DORA, approve("development"))

    told = wished(story, FINN, VerifyChecks(("tests.security",)))

    assert asked(told, NoticeKind.GATE) == [(CHANNEL, "testing"), (QUINN.id, "testing")]


def test_an_answer_on_rollback_changes_the_card_alone() -> None:
    assert wished(signed(), OSKAR, AnswerRollback(ready=True)) == [CARD]
