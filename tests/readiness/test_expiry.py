"""Approvals that run out: by a length of time, or because the planned start moved too far."""

from datetime import timedelta

from readiness.commands import AssignRole, Move, OverrideGate
from readiness.events import ApprovalExpired
from readiness.model import Stage
from readiness.notices import NoticeKind, Wish, notices_due, wishes
from readiness.passing import passed
from readiness.records import APP
from readiness.rules import evolve
from readiness.schedule import next_due_at
from readiness.signing.freshness import Change, gate_differences
from readiness.signing.gates import Standing, gate_view
from tests.readiness.small import with_gate
from tests.readiness.wishing import asked, redrawn, wished
from tests.readiness.world import (
    AT_STAGE,
    CHANNEL,
    DORA,
    EMIL,
    FINN,
    MARA,
    START,
    Story,
    approve,
    checked,
    waive,
)

THREE_DAYS = with_gate("development", expires_after=timedelta(days=3))
NEAR = with_gate("development", start_may_move=timedelta(days=2))


def standing(story: Story) -> Standing:
    return gate_view(story.template, story.release, "development").standing


def running() -> Story:
    """The first gate is approved, for three days."""
    story = checked().with_template(THREE_DAYS)
    story.asks(DORA, approve("development"))
    return story


def let_time_pass(story: Story) -> list[object]:
    happened = [e for e in passed(story.template, story.release, story.now) if isinstance(e, ApprovalExpired)]
    for event in happened:
        story.state = evolve(story.release, event, APP, story.now)
    return list(happened)


def test_an_approval_counts_until_its_time_is_over() -> None:
    story = running()

    assert let_time_pass(story.later(days=3, seconds=-1)) == []
    assert standing(story) is Standing.APPROVED

    assert let_time_pass(story.later(seconds=1)) == [ApprovalExpired("development", DORA.id)]
    assert standing(story) is Standing.STALE
    assert not gate_view(story.template, story.release, "development").counts
    assert let_time_pass(story) == []


def test_that_it_ran_out_is_the_difference_that_is_told() -> None:
    story = running().later(days=3)
    let_time_pass(story)

    (sign_off,) = story.release.sign_offs["development"]
    found = gate_differences(story.template, story.release, story.template.gates[0], sign_off)
    assert [(d.change, d.at) for d in found] == [(Change.EXPIRED, story.now)]


def test_an_approval_that_ran_out_is_asked_for_at_once_and_given_anew_with_one_press() -> None:
    story = running().later(days=3)
    before = story.release
    let_time_pass(story)

    told = list(wishes(story.template, before, story.release))
    assert asked(told, NoticeKind.GATE) == [(CHANNEL, "development"), (DORA.id, "development")]

    assert story.asks(DORA, approve("development"))
    assert standing(story) is Standing.APPROVED
    assert let_time_pass(story.later(days=2)) == []


def test_a_day_before_whoever_signed_and_whoever_can_sign_are_warned_once() -> None:
    story = running()
    signed_at = story.now
    warned = signed_at + timedelta(days=2)

    assert next_due_at(story.template, story.release, warned - timedelta(hours=1)) == warned
    assert warnings(story.later(days=2, seconds=-1)) == []
    assert warnings(story.later(seconds=1)) == [(DORA.id, "development")]
    assert warnings(story.later(hours=5)) == [(DORA.id, "development")]
    told = [w for w in due(story) if w.kind is NoticeKind.EXPIRY]
    assert [wish.once for wish in told] == [True]
    assert next_due_at(story.template, story.release, story.now) == signed_at + timedelta(days=3)


def due(story: Story) -> list[Wish]:
    return list(notices_due(story.template, story.release, story.now))


def warnings(story: Story) -> list[tuple[str, str]]:
    return asked(due(story), NoticeKind.EXPIRY)


def test_what_holds_for_a_day_or_less_is_warned_of_halfway() -> None:
    story = checked().with_template(with_gate("development", expires_after=timedelta(hours=4)))
    story.asks(DORA, approve("development"))

    assert warnings(story.later(hours=2, seconds=-1)) == []
    assert warnings(story.later(seconds=1)) == [(DORA.id, "development")]


def test_a_warning_is_settled_by_a_new_approval() -> None:
    story = running()
    story.later(days=2, hours=12).asks(EMIL, waive("unit.tests"))

    told = wished(story.later(minutes=3), DORA, approve("development"))

    assert any(w.kind is NoticeKind.EXPIRY and w.redraw_only for w in told)
    assert "development" in redrawn(told)
    assert warnings(story) == []


def test_who_else_holds_the_role_now_is_warned_too() -> None:
    story = running()
    story.asks(MARA, AssignRole("dev-lead", (FINN.id,)))

    assert warnings(story.later(days=2)) == [(DORA.id, "development"), (FINN.id, "development")]


def test_of_an_approval_of_a_gate_that_counts_by_an_override_nobody_is_warned() -> None:
    two = with_gate("development", expires_after=timedelta(days=3), quorum=2)
    story = checked().with_template(two)
    story.asks(DORA, approve("development"))
    assert warnings(story.later(days=2)) == [(DORA.id, "development")]

    story.asks(MARA, OverrideGate("development", "It has to."))

    assert warnings(story) == []


def test_of_an_approval_that_is_stale_already_nobody_is_warned() -> None:
    story = running()
    story.asks(EMIL, waive("unit.tests"))

    assert warnings(story.later(days=2)) == []


def test_once_the_release_has_started_nothing_runs_out() -> None:
    story = AT_STAGE[Stage.MONITORING]().with_template(THREE_DAYS)

    assert let_time_pass(story.later(days=30)) == []
    assert warnings(story) == []


def test_a_start_that_moves_within_bounds_leaves_the_approval() -> None:
    story = checked().with_template(NEAR)
    story.asks(DORA, approve("development"))

    story.asks(MARA, Move(START + timedelta(days=2), "UTC"))

    assert standing(story) is Standing.APPROVED


def test_a_start_that_moves_too_far_makes_the_approval_stale_and_moving_it_back_heals() -> None:
    story = checked().with_template(NEAR)
    story.asks(DORA, approve("development"))
    (sign_off,) = story.release.sign_offs["development"]

    story.asks(MARA, Move(START + timedelta(days=2, seconds=1), "UTC"))
    assert standing(story) is Standing.STALE
    found = gate_differences(story.template, story.release, story.template.gates[0], sign_off)
    assert [(d.change, d.at) for d in found] == [(Change.START, story.now)]

    story.asks(MARA, Move(START - timedelta(days=2, seconds=1), "UTC"))
    assert standing(story) is Standing.STALE

    story.asks(MARA, Move(START, "UTC"))
    assert standing(story) is Standing.APPROVED
