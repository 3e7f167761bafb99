"""What an on-call engineer reads within a second, and what can be pressed at each stage."""

from dataclasses import replace
from datetime import timedelta

import pytest

from readiness.model import Answer, Check, CheckState, Decision, Release, Stage
from readiness.notices import NoticeKind
from readiness.records import Override
from readiness.template import Condition, Phase
from slackapp.actions import Action
from slackapp.blocks.card import card
from slackapp.blocks.notices import draw
from slackapp.blocks.signing import gates_message
from slackapp.blocks.status import status, status_view
from tests.slackapp.blocks.reading import buttons, elements, shown
from tests.slackapp.blocks.worlds import (
    DORA,
    MARA,
    NOW,
    QUINN,
    all_done,
    at_stage,
    gates_approved,
    going,
    hostile_release,
    hostile_template,
    plain_release,
    plain_template,
)

TEMPLATE = plain_template()
RELEASE = plain_release()


def test_the_verdict_comes_first() -> None:
    assert status(TEMPLATE, RELEASE, NOW).blocks[0]["text"]["text"] == "Checkout 2.4: NO-GO"
    assert status(TEMPLATE, going(TEMPLATE, RELEASE), NOW).blocks[0]["text"]["text"] == "Checkout 2.4: GO"
    assert card(TEMPLATE, RELEASE, NOW).blocks[0]["text"]["text"] == "Checkout 2.4: NO-GO"


def test_the_notification_stands_alone() -> None:
    text = status(TEMPLATE, going(TEMPLATE, RELEASE), NOW).text
    assert text == "Checkout 2.4: GO. Go-live in 3 days: Wed 25 Nov 2026, 13:00 (Europe/Berlin)."


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.DEPLOYING, "deploying. It began 1 hour ago: "),
        (Stage.MONITORING, "monitoring. It began 1 hour ago: "),
        (Stage.ROLLING_BACK, "rolling back. It began 1 hour ago: "),
        (Stage.ROLLED_BACK, "rolled back. That was 1 hour ago: "),
        (Stage.CLOSED, "closed. That was 1 hour ago: "),
        (Stage.CANCELLED, "cancelled. That was 1 hour ago: "),
    ],
)
def test_after_the_start_the_notification_says_the_stage_once_and_since_when(
    stage: Stage, words: str
) -> None:
    release = replace(at_stage(RELEASE, stage), override=None)
    text = status(TEMPLATE, release, NOW).text
    assert text == f"Checkout 2.4: {words}Sun 22 Nov 2026, 12:00 (Europe/Berlin)."


def test_a_notification_of_a_stage_without_a_moment_says_the_stage_alone() -> None:
    release = replace(RELEASE, stage=Stage.CANCELLED)
    assert status(TEMPLATE, release, NOW).text == "Checkout 2.4: cancelled."


def test_the_time_to_go_live_is_said_in_words_and_for_each_reader_in_their_zone() -> None:
    text = shown(status(TEMPLATE, RELEASE, NOW).blocks)
    assert "go-live in 3 days, <!date^1795608000^{date_short_pretty} {time}|2026-11-25 12:00 UTC>" in text


def test_a_blocker_says_who_can_lift_it_and_how() -> None:
    release = gates_approved(TEMPLATE, all_done(TEMPLATE, RELEASE), 1)
    text = shown(status(TEMPLATE, release, NOW).blocks)
    assert "• Gate “Testing complete” waits for approval\n      ↳ <@U0QUINN>: approve it" in text


def test_a_blocker_that_nobody_can_lift_names_the_role() -> None:
    release = replace(RELEASE, roles={"release-manager": (MARA,)})
    text = shown(status(TEMPLATE, release, NOW).blocks)
    assert "      ↳ Infrastructure Lead (nobody yet): tick it in the checklist" in text


def test_what_does_not_fit_is_counted_and_can_be_read_in_the_window() -> None:
    release = replace(RELEASE, rollback_answer=None)
    text = shown(status(TEMPLATE, release, NOW).blocks)
    assert "more: press *Whole status*" in text
    assert "more: press" not in shown(status_view(TEMPLATE, release, NOW))


def test_the_gates_say_in_words_where_they_stand() -> None:
    release = gates_approved(TEMPLATE, all_done(TEMPLATE, RELEASE), 2)
    text = shown(status(TEMPLATE, release, NOW).blocks)
    assert "✅ *Development complete*: approved by <@U0SIGNER0>, <!date" in text
    assert "⏳ *Production ready*: waiting for approval by <@U0MARA>" in text
    assert "⬜ *Deployment approved*: waits for “Production ready”" in text


def test_a_gate_whose_scope_changed_is_stale_in_words() -> None:
    release = gates_approved(TEMPLATE, all_done(TEMPLATE, RELEASE), 1)
    opened = replace(release, checks={**release.checks, "unit-testing.coverage": Check()})
    assert "⚠️ *Development complete*: stale: it changed after it was signed by <@U0SIGNER0>" in shown(
        status(TEMPLATE, opened, NOW).blocks
    )


def test_a_rejected_gate_says_who_rejected_it_and_why() -> None:
    release = gates_approved(TEMPLATE, all_done(TEMPLATE, RELEASE), 1)
    (approval,) = release.sign_offs["development-complete"]
    rejection = replace(approval, decision=Decision.REJECTED, comment="Not <yet>.")
    rejected = replace(release, sign_offs={"development-complete": (rejection,)})
    text = shown(status(TEMPLATE, rejected, NOW).blocks)
    assert "❌ *Development complete*: rejected by <@U0SIGNER0>" in text
    assert "Not &lt;yet&gt;." in text


def test_a_gate_that_waits_for_a_condition_alone_says_so() -> None:
    criterion = TEMPLATE.criteria[0].key
    gate = replace(TEMPLATE.gates[0], key="measured", conditions=(Condition("It is fast.", (criterion,)),))
    template = replace(TEMPLATE, gates=(gate,))
    assert "open, 1 condition not met" in shown(status(template, RELEASE, NOW).blocks)


def test_a_gate_with_nothing_in_it_says_that_it_cannot_be_passed() -> None:
    template = replace(TEMPLATE, gates=(replace(TEMPLATE.gates[0], key="empty", conditions=()),))
    assert "has nothing in it, so it can't be passed" in shown(status(template, RELEASE, NOW).blocks)


def test_a_template_without_gates_or_checks_says_so() -> None:
    text = shown(status(replace(TEMPLATE, gates=(), sections=()), RELEASE, NOW).blocks)
    assert "This template has none, so nothing can start from it" in text
    assert "Nothing to tick" in text


def test_a_gate_whose_role_is_empty_says_that_nobody_holds_it() -> None:
    release = replace(all_done(TEMPLATE, RELEASE), roles={"release-manager": (MARA,)})
    text = shown(status(TEMPLATE, release, NOW).blocks)
    assert "waiting for approval by the Development Team Lead, and nobody holds that role" in text


def test_a_stale_line_of_the_sheet_says_so() -> None:
    moved = replace(going(TEMPLATE, RELEASE), planned_start=RELEASE.planned_start + timedelta(days=1))
    message = gates_message(TEMPLATE, moved, NOW)
    assert "stale: something changed after it was signed by <@U0MARA>" in shown(message.blocks)


def test_progress_is_counted_by_phase() -> None:
    text = shown(status(TEMPLATE, all_done(TEMPLATE, RELEASE), NOW).blocks)
    assert "Preparation 85 of 85 · Verification 12 of 12 · Deployment 12 of 12" in text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "*Rollback*: nobody has said yet whether it can be rolled back"),
        (Answer(ready=True, by=QUINN, at=NOW), "*Rollback*: ✅ ready, says <@U0QUINN>"),
        (
            Answer(ready=False, by=QUINN, at=NOW, reason="The backup is a day old."),
            "*not ready*, says <@U0QUINN>",
        ),
        (
            Answer(ready=True, by=QUINN, at=NOW - timedelta(hours=1, seconds=1)),
            "That is more than an hour ago: ask again",
        ),
    ],
)
def test_rollback_readiness_says_who_said_what(answer: Answer | None, words: str) -> None:
    assert words in shown(status(TEMPLATE, replace(RELEASE, rollback_answer=answer), NOW).blocks)


@pytest.mark.parametrize("stage", [Stage.ROLLING_BACK, Stage.ROLLED_BACK])
@pytest.mark.parametrize("answer", [None, Answer(ready=True, by=QUINN, at=NOW)])
def test_once_it_is_rolled_back_nobody_reads_whether_it_can_be(stage: Stage, answer: Answer | None) -> None:
    release = replace(at_stage(RELEASE, stage), rollback_answer=answer)
    told = draw(NoticeKind.STAGE, TEMPLATE, release, stage, release.channel, NOW)
    begun = draw(NoticeKind.STAGE, TEMPLATE, release, Stage.DEPLOYING, release.channel, NOW)
    for message in (status(TEMPLATE, release, NOW), card(TEMPLATE, release, NOW), told, begun):
        assert "*Rollback*: " not in shown(message.blocks)
    assert "*Rollback plan*: " in shown(card(TEMPLATE, release, NOW).blocks)


def test_an_overdue_release_says_so_in_status_card_and_notification() -> None:
    late = RELEASE.planned_start + timedelta(minutes=20)
    assert "*Overdue* by 20 minutes" in shown(status(TEMPLATE, RELEASE, late).blocks)
    assert "Overdue by 20 minutes" in status(TEMPLATE, RELEASE, late).text
    assert "*Overdue*: go-live" in shown(card(TEMPLATE, RELEASE, late).blocks)


def test_an_override_is_loud_in_status_card_and_notification() -> None:
    override = Override(MARA, NOW, "The vendor pulls the plug tonight.", ("One.", "Two."))
    release = replace(at_stage(RELEASE, Stage.DEPLOYING), override=override)
    for message in (status(TEMPLATE, release, NOW), card(TEMPLATE, release, NOW)):
        assert "🚨 *Started without go* by <@U0MARA>" in shown(message.blocks)
        assert "The vendor pulls the plug tonight." in shown(message.blocks)
        assert "It was started without go." in message.text
    assert "• One.\n• Two." in shown(status_view(TEMPLATE, release, NOW))


def test_the_stage_replaces_the_verdict_once_it_is_under_way() -> None:
    release = at_stage(RELEASE, Stage.DEPLOYING)
    message = status(TEMPLATE, release, NOW)
    assert message.blocks[0]["text"]["text"] == "Checkout 2.4: deploying"
    assert "*Deploying* for 1 hour, since <!date" in shown(message.blocks)
    assert "*Rollout*: 25 % of users" in shown(message.blocks)
    assert "in the way of the start" not in shown(message.blocks)


def test_a_shared_status_says_who_shared_it_and_has_no_private_buttons() -> None:
    message = status(TEMPLATE, RELEASE, NOW, shared_by=DORA)
    assert "Shared by <@U0DORA>" in shown(message.blocks)
    assert buttons(message.blocks) == []
    alone = buttons(status(TEMPLATE, RELEASE, NOW).blocks)
    assert alone == ["Whole status", "Share in channel", "Open checklist"]


WAY_BACK = "Ready to roll back, Not ready…"


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (
            Stage.PLANNED,
            f"Open checklist, Gates, Status, Schedule, {WAY_BACK}, Start…, Move…, Cancel release…",
        ),
        (
            Stage.DEPLOYING,
            f"Open checklist, Status, Schedule, Criteria, {WAY_BACK}, Finish…, Roll back…",
        ),
        (
            Stage.MONITORING,
            f"Open checklist, Status, Schedule, Criteria, {WAY_BACK}, Close…, Roll back…",
        ),
        (Stage.ROLLING_BACK, "Open checklist, Status, Schedule, Rollback plan, Rolled back"),
        (Stage.ROLLED_BACK, "Open checklist, Plan anew…, Cancel release…"),
        (Stage.CLOSED, "Open checklist"),
        (Stage.CANCELLED, "Open checklist"),
    ],
)
def test_the_card_has_the_buttons_that_make_sense_in_its_stage(stage: Stage, expected: str) -> None:
    assert ", ".join(buttons(card(TEMPLATE, at_stage(RELEASE, stage), NOW).blocks)) == expected


def test_the_end_of_a_rollback_is_confirmed_on_the_card() -> None:
    drawn = card(TEMPLATE, at_stage(RELEASE, Stage.ROLLING_BACK), NOW)
    button = next(e for e in elements(drawn.blocks) if e["action_id"] == Action.ROLLED_BACK)
    assert button["confirm"]["confirm"]["text"] == "Yes, rolled back"


def test_the_card_says_moments_and_never_distances_so_that_it_does_not_go_stale() -> None:
    later = NOW + timedelta(minutes=20)
    release = going(TEMPLATE, RELEASE)
    assert card(TEMPLATE, release, NOW) == card(TEMPLATE, release, later)
    deploying = at_stage(release, Stage.DEPLOYING)
    between_updates = NOW + timedelta(minutes=2)
    assert card(TEMPLATE, deploying, between_updates) == card(TEMPLATE, deploying, later)


def test_the_card_says_what_ships_and_who_manages_it() -> None:
    text = shown(card(TEMPLATE, RELEASE, NOW).blocks)
    assert "The new checkout: one page instead of four." in text
    assert "Managed by <@U0MARA> · opened by <@U0DORA>" in text


def test_links_in_a_summary_can_be_followed() -> None:
    release = replace(RELEASE, summary="See https://example.com/a?b=1&c=2.")
    assert "See <https://example.com/a?b=1&amp;c=2>." in shown(card(TEMPLATE, release, NOW).blocks)


def test_a_card_is_short_even_for_a_hostile_release() -> None:
    assert len(card(hostile_template(), hostile_release(), NOW).blocks) <= 25


def test_a_blocked_check_says_why() -> None:
    release = _with_blocked_check(RELEASE)
    assert "(blocked: The licence is missing.)" in shown(status_view(TEMPLATE, release, NOW))


def _with_blocked_check(release: Release) -> Release:
    done = all_done(TEMPLATE, release)
    blocked = Check(CheckState.BLOCKED, DORA, NOW, reason="The licence is missing.")
    return replace(done, checks={**done.checks, "unit-testing.coverage": blocked})


def test_a_template_without_criteria_has_no_button_for_them() -> None:
    bare = replace(TEMPLATE, sections=tuple(s for s in TEMPLATE.sections if s.phase is not Phase.SUCCESS))
    monitoring = at_stage(RELEASE, Stage.MONITORING)
    assert "Criteria" in buttons(card(TEMPLATE, monitoring, NOW).blocks)
    assert "Criteria" not in buttons(card(bare, monitoring, NOW).blocks)
