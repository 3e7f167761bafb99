"""What an approver sees and signs, and what the message says once somebody decided."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from readiness.communication.plan import PostKey
from readiness.model import Check, CheckState, Decision, Evidence, Release, SignOff, Stage
from readiness.notices import NoticeKind
from readiness.records import Override, Post, PostState
from readiness.signing.fingerprints import sheet_fingerprint, sheet_shown
from readiness.signing.lacking import gate_lacks
from slackapp.actions import Action, Field, target
from slackapp.blocks.notices import draw
from slackapp.blocks.parts import Message
from slackapp.blocks.sheet import line_message, sheet_message
from slackapp.blocks.signing import gate_message, gates_message, sign_view
from tests.slackapp.blocks.reading import buttons, elements, inputs, shown
from tests.slackapp.blocks.worlds import (
    DORA,
    MARA,
    NOW,
    QUINN,
    all_done,
    at_stage,
    gates_approved,
    going,
    hostile_done,
    hostile_template,
    plain_release,
    plain_template,
    sheet_signed,
)

TEMPLATE = plain_template()
DONE = all_done(TEMPLATE, plain_release())
READY = gates_approved(TEMPLATE, DONE, 1)
GATE = "testing-complete"
SHEET_OPEN = gates_approved(TEMPLATE, DONE)


def gate(release: Release) -> Message:
    return gate_message(TEMPLATE, release, GATE)


def signed(release: Release, decision: Decision, comment: str = "") -> Release:
    approved = gates_approved(TEMPLATE, release, 2).sign_offs[GATE][0]
    decided = replace(approved, by=QUINN, decision=decision, comment=comment)
    return replace(release, sign_offs={**release.sign_offs, GATE: (decided,)})


def opened(release: Release) -> Release:
    return replace(release, checks={**release.checks, "end-to-end-testing.browsers": Check()})


def test_a_gate_shows_the_evidence_of_its_checks() -> None:
    key = "end-to-end-testing.browsers"
    shot = Evidence("https://tests.example/run/17", DORA, NOW)
    shown_to_be = replace(READY.checks[key], evidence=(shot,))
    text = shown(gate(replace(READY, checks={**READY.checks, key: shown_to_be})).blocks)
    assert "*Evidence*\n• The tests pass in every supported browser: <https://tests.example/run/17>" in text


def test_a_gate_says_what_ships_what_was_checked_and_by_whom() -> None:
    text = shown(gate(READY).blocks)
    assert text.startswith("Testing complete: waiting for approval\n*Checkout 2.4* goes live <!date")
    assert "The new checkout: one page instead of four." in text
    assert "• End-to-end testing: 4 of 4 by <@U0DORA>, verified by <@U0QUINN>" in text
    assert "_You attest this by approving._" in text
    assert "_Met._" in text


def test_a_gate_says_what_is_not_applicable_and_why() -> None:
    skipped = Check(CheckState.NOT_APPLICABLE, DORA, NOW, "There is no mobile page.", QUINN, NOW)
    release = replace(READY, checks={**READY.checks, "end-to-end-testing.mobile": skipped})
    assert "*Not applicable*\n• " in shown(gate(release).blocks)
    assert "There is no mobile page." in shown(gate(release).blocks)


def test_a_gate_that_is_asked_for_has_the_buttons_and_confirms_before_anything_is_final() -> None:
    message = gate(READY)
    assert buttons(message.blocks) == ["Approve", "Approve with a comment…", "Reject…"]
    approve = elements(message.blocks)[0]
    assert target(approve["value"]).subject == GATE
    assert approve["confirm"]["text"]["text"].startswith("You sign “Testing complete” of Checkout 2.4: ")
    assert "2 conditions on your word" not in approve["confirm"]["text"]["text"]
    assert "1 condition on your word" in approve["confirm"]["text"]["text"]


def test_its_approver_reads_in_the_notification_that_it_is_theirs() -> None:
    to_person = draw(NoticeKind.GATE, TEMPLATE, READY, GATE, QUINN, NOW)
    to_channel = draw(NoticeKind.GATE, TEMPLATE, READY, GATE, READY.channel, NOW)
    assert to_person.text == f"Your approval is asked for. {to_channel.text}"
    assert to_person.blocks == to_channel.blocks[:-1]
    assert buttons(to_channel.blocks[-1:]) == ["Override…"]


def test_an_approved_gate_says_who_approved_it_and_has_no_buttons() -> None:
    message = gate(signed(READY, Decision.APPROVED, "Well <done>."))
    assert message.blocks[0]["text"]["text"] == "Testing complete: approved"
    assert "✅ Approved by <@U0QUINN>, <!date" in shown(message.blocks)
    assert "Well &lt;done&gt;." in shown(message.blocks)
    assert buttons(message.blocks) == []


def test_a_rejected_gate_says_why_and_its_holder_can_think_again() -> None:
    rejected = signed(READY, Decision.REJECTED, "The browsers are missing.")
    assert "❌ Rejected by <@U0QUINN>" in shown(gate(rejected).blocks)
    assert "Approve" in buttons(gate(rejected).blocks)


def test_whoever_gave_the_role_away_is_told_so_and_has_no_buttons_left() -> None:
    theirs = gate_message(TEMPLATE, READY, GATE, QUINN)
    assert "Approve" in buttons(theirs.blocks)

    given = replace(READY, roles={**READY.roles, "qa-team-lead": (DORA,)})
    old = gate_message(TEMPLATE, given, GATE, QUINN)
    assert buttons(old.blocks) == []
    assert f"It is no longer for you to sign, but for <@{DORA}>." in shown(old.blocks)
    assert "Approve" in buttons(gate_message(TEMPLATE, given, GATE, DORA).blocks)
    assert "Approve" in buttons(gate_message(TEMPLATE, given, GATE, given.channel).blocks)

    begun = gate_message(TEMPLATE, at_stage(given, Stage.DEPLOYING), GATE, QUINN)
    assert "no longer for you to sign" not in shown(begun.blocks)


def test_a_gate_whose_scope_was_opened_again_says_so() -> None:
    message = gate(opened(READY))
    assert message.blocks[0]["text"]["text"] == "Testing complete: closed again"
    assert "Nobody can sign it now: open, 1 check left." in shown(message.blocks)
    assert buttons(message.blocks) == []


def test_a_stale_gate_is_signed_again_with_one_press() -> None:
    approved = signed(READY, Decision.APPROVED)
    skipped = Check(CheckState.NOT_APPLICABLE, DORA, NOW, "None.", QUINN, NOW)
    changed = replace(approved, checks={**approved.checks, "end-to-end-testing.browsers": skipped})
    message = gate(changed)
    assert message.blocks[0]["text"]["text"] == "Testing complete: stale"
    text = shown(message.blocks)
    assert "*Closed again*: what was signed is different now" in text
    assert "was done, does not apply (None.) since <!date" in text
    again = next(e for e in elements(message.blocks) if e["action_id"] == Action.REAFFIRM)
    assert "confirm" not in again
    assert target(again["value"]).seen


def test_nobody_signs_a_release_that_is_no_longer_planned() -> None:
    message = gate(at_stage(READY, Stage.DEPLOYING))
    assert buttons(message.blocks) == []
    assert "no longer planned" in shown(message.blocks)
    begun = at_stage(SHEET_OPEN, Stage.DEPLOYING)
    line = TEMPLATE.sheet[0]
    for message in (sheet_message(TEMPLATE, begun), line_message(TEMPLATE, begun, line.key)):
        assert buttons(message.blocks) == []
        assert "no longer planned" in shown(message.blocks)
    signed_all = at_stage(sheet_signed(TEMPLATE, SHEET_OPEN), Stage.DEPLOYING)
    for message in (sheet_message(TEMPLATE, signed_all), line_message(TEMPLATE, signed_all, line.key)):
        assert "no longer planned" not in shown(message.blocks)


def test_after_a_start_without_signatures_nobody_is_waited_for() -> None:
    for begun in (at_stage(READY, Stage.DEPLOYING), at_stage(SHEET_OPEN, Stage.DEPLOYING)):
        for message in (gates_message(TEMPLATE, begun, NOW), sheet_message(TEMPLATE, begun), gate(begun)):
            text = shown(message.blocks).casefold()
            assert not [
                word
                for word in ("waiting for", "waits for", "signs last", "after the last gate")
                if word in text
            ]
    ready = at_stage(READY, Stage.DEPLOYING)
    assert "⬜ *Testing complete*: not approved before the start" in shown(
        gates_message(TEMPLATE, ready, NOW).blocks
    )
    assert "Support Lead: not signed before the start" in shown(sheet_message(TEMPLATE, ready).blocks)
    assert gate(ready).blocks[0]["text"]["text"] == "Testing complete: not approved"
    line = TEMPLATE.sheet[0]
    begun = at_stage(SHEET_OPEN, Stage.MONITORING)
    assert f"⬜ *{line.title}*: not signed before the start" in shown(
        line_message(TEMPLATE, begun, line.key).blocks
    )


def test_a_gate_is_a_record_once_it_was_signed_or_nobody_can_sign_it_any_more() -> None:
    planned = next(g for g in TEMPLATE.gates if any(c.plan for c in g.conditions))
    kept = next(c.text for c in planned.conditions if c.plan)
    late = {str(PostKey("hour-before", NOW)): Post(PostState.DUE, NOW)}
    for release in (SHEET_OPEN, at_stage(SHEET_OPEN, Stage.DEPLOYING)):
        message = gate_message(TEMPLATE, replace(release, posts=late), planned.key)
        assert message == gate_message(TEMPLATE, release, planned.key)
        assert f"✅ {kept} _Met when it was signed._" in shown(message.blocks)
    unsigned = at_stage(READY, Stage.DEPLOYING)
    message = gate_message(TEMPLATE, replace(unsigned, posts=late), planned.key)
    assert message == gate_message(TEMPLATE, unsigned, planned.key)
    assert f"• {kept}" in shown(message.blocks)
    asked = gate_message(TEMPLATE, replace(DONE, posts=late), planned.key)
    assert f"⬜ {kept} _Not met yet._" in shown(asked.blocks)


def test_what_was_not_signed_before_a_release_was_cancelled_says_so() -> None:
    cancelled = replace(SHEET_OPEN, stage=Stage.CANCELLED)
    text = shown(sheet_message(TEMPLATE, cancelled).blocks)
    assert f"⬜ *{TEMPLATE.sheet[0].title}*: not signed before the release was cancelled" in text


def test_an_approval_short_of_its_quorum_is_still_told_after_the_start() -> None:
    gates = (replace(TEMPLATE.gates[0], quorum=2), *TEMPLATE.gates[1:])
    begun = at_stage(READY, Stage.DEPLOYING)
    text = shown(gates_message(replace(TEMPLATE, gates=gates), begun, NOW).blocks)
    assert "1 of 2 approvals, not approved before the start" in text


def test_a_quorum_says_how_many_are_in() -> None:
    template = hostile_template()
    message = gate_message(template, hostile_done(), template.gates[0].key)
    assert "0 of 10 approvals are in." in shown(message.blocks)


def test_an_approval_that_runs_out_under_an_override_asks_nobody_and_closes_nothing() -> None:
    gates = tuple(replace(g, quorum=2, expires_after=timedelta(days=1)) for g in TEMPLATE.gates)
    template = replace(TEMPLATE, gates=gates)
    fresh = signed(READY, Decision.APPROVED)
    expired = tuple(replace(each, expired_at=NOW) for each in fresh.sign_offs[GATE])
    first = replace(template, gates=(TEMPLATE.gates[0], *gates[1:]))
    closed = replace(fresh, sign_offs={**fresh.sign_offs, GATE: expired})
    assert "Your approval is asked for." in gate_message(first, closed, GATE, QUINN).text
    overridden = replace(
        closed, overrides={GATE: Override(MARA, NOW, "It can't wait", ("One.",), confirmed_by=DORA)}
    )

    for to in (QUINN, overridden.channel):
        message = gate_message(first, overridden, GATE, to)
        text = shown(message.blocks)
        assert message.text == "Checkout 2.4: Testing complete: overridden"
        assert "It counts by this override." in text
        assert "Nobody is asked to sign it. An approval would take the override's place" in text
        for asking in ("Closed again", "of 2 approvals", "It is for"):
            assert asking not in text


def test_of_an_approval_under_an_override_nobody_is_warned_that_it_is_asked_for_again() -> None:
    gates = tuple(replace(g, quorum=2, expires_after=timedelta(days=1)) for g in TEMPLATE.gates)
    template = replace(TEMPLATE, gates=(TEMPLATE.gates[0], *gates[1:]))
    fresh = signed(READY, Decision.APPROVED)
    assert "runs out" in draw(NoticeKind.EXPIRY, template, fresh, GATE, QUINN, NOW).text
    overridden = replace(
        fresh, overrides={GATE: Override(MARA, NOW, "It can't wait", ("One.",), confirmed_by=DORA)}
    )
    assert draw(NoticeKind.EXPIRY, template, overridden, GATE, QUINN, NOW).text == (
        "Checkout 2.4: the approval of Testing complete is asked for no more: "
        "the gate counts by its override."
    )


def test_every_line_of_the_sheet_that_is_asked_for_has_its_button() -> None:
    message = sheet_message(TEMPLATE, SHEET_OPEN)
    assert message.blocks[0]["text"]["text"] == "Sign-off sheet: 0 of 10 signed"
    assert buttons(message.blocks) == ["Sign…"] * 9
    assert "*Release Manager*: signs last" in shown(message.blocks)


def test_the_final_line_is_asked_for_when_all_others_are_signed() -> None:
    everything = sheet_signed(TEMPLATE, SHEET_OPEN)
    final = TEMPLATE.sheet[-1].key
    release = replace(everything, sign_offs={k: s for k, s in everything.sign_offs.items() if k != final})
    message = sheet_message(TEMPLATE, release)
    assert buttons(message.blocks) == ["Sign…"]
    assert target(elements(message.blocks)[0]["value"]).subject == final


def test_a_line_tells_its_signer_that_it_is_theirs_and_later_who_signed() -> None:
    line = TEMPLATE.sheet[0].key
    asked = line_message(TEMPLATE, SHEET_OPEN, line)
    assert asked.text.endswith("your signature is asked for")
    assert buttons(asked.blocks) == ["Sign…", "Reject…"]
    done = line_message(TEMPLATE, sheet_signed(TEMPLATE, SHEET_OPEN), line)
    assert "✅ Approved by <@U0MARA>" in shown(done.blocks)
    assert buttons(done.blocks) == []


def test_a_rejected_line_says_why() -> None:
    line = TEMPLATE.sheet[0]
    fingerprint = sheet_fingerprint(TEMPLATE, SHEET_OPEN)
    rejection = SignOff(MARA, NOW, line.role or "", Decision.REJECTED, fingerprint, "Not yet.")
    release = replace(SHEET_OPEN, sign_offs={**SHEET_OPEN.sign_offs, line.key: (rejection,)})
    assert "rejected by <@U0MARA>, <!date" in shown(sheet_message(TEMPLATE, release).blocks)
    assert "Not yet." in shown(sheet_message(TEMPLATE, release).blocks)


def test_the_gates_are_listed_with_the_sheet_and_the_buttons_of_what_is_asked_for() -> None:
    message = gates_message(TEMPLATE, READY, NOW)
    assert message.blocks[0]["text"]["text"] == "Gates: 1 of 4 approved"
    assert "*Release Manager*: signs last" in shown(message.blocks)
    assert buttons(message.blocks) == ["Approve", "Approve with a comment…", "Reject…", "Override…"]
    assert buttons(gates_message(TEMPLATE, going(TEMPLATE, READY), NOW).blocks) == []


def test_the_list_of_gates_tells_those_that_were_overridden_from_those_that_were_approved() -> None:
    lacks = gate_lacks(TEMPLATE, READY, TEMPLATE.gate(GATE))
    given = Override(MARA, NOW, "It can't wait", ("One.",), confirmed_by=DORA, passes_over=lacks)
    message = gates_message(TEMPLATE, replace(READY, overrides={GATE: given}), NOW)
    assert message.blocks[0]["text"]["text"] == "Gates: 1 of 4 approved, 1 overridden"
    assert message.text.endswith("Gates: 1 of 4 approved, 1 overridden")


@pytest.mark.parametrize(
    ("decision", "optional", "submit"),
    [(Decision.APPROVED, True, "Approve"), (Decision.REJECTED, False, "Reject")],
)
def test_a_rejection_needs_a_comment_and_an_approval_does_not(
    decision: Decision, optional: bool, submit: str
) -> None:
    view = sign_view(TEMPLATE, READY, GATE, decision)
    assert inputs(view)[Field.COMMENT]["optional"] is optional
    assert view["submit"]["text"] == submit
    asked = target(view["private_metadata"])
    assert (asked.release, asked.subject, asked.wanted) == (READY.id, GATE, decision)


def test_the_window_of_a_line_shows_the_gates_the_plan_and_the_planned_start() -> None:
    text = shown(sign_view(TEMPLATE, SHEET_OPEN, TEMPLATE.sheet[0].key, Decision.APPROVED))
    assert "goes live <!date" in text
    assert "✅ *Deployment approved*: approved by" in text
    assert f"• {TEMPLATE.slots[0].title}" in text


def test_a_line_shows_where_each_audience_reads_and_what_changed_of_it_since() -> None:
    audience, line = TEMPLATE.audiences[-1], TEMPLATE.sheet[0].key
    window = shown(sign_view(TEMPLATE, SHEET_OPEN, line, Decision.APPROVED))
    assert f"• {audience.title}: ⚠️ no channel" in window
    complete = sheet_signed(TEMPLATE, SHEET_OPEN)
    was = tuple(replace(each, shown=sheet_shown(TEMPLATE, complete)) for each in complete.sign_offs[line])
    elsewhere = replace(
        complete, sign_offs={**complete.sign_offs, line: was}, audiences={audience.key: ("C0ELSEWHERE",)}
    )

    said = shown(line_message(TEMPLATE, elsewhere, line).blocks)

    assert f"*{audience.title}* read in no channel, and reads in <#C0ELSEWHERE>." in said


def test_of_two_who_decided_differently_it_says_who_rejected() -> None:
    rejected = signed(READY, Decision.REJECTED, "The browsers are missing.")
    approval = replace(rejected.sign_offs[GATE][0], by=DORA, decision=Decision.APPROVED, comment="")
    both = replace(rejected, sign_offs={**rejected.sign_offs, GATE: (*rejected.sign_offs[GATE], approval)})
    both = replace(both, roles={**both.roles, "qa-team-lead": (QUINN, DORA)})

    text = shown(gates_message(TEMPLATE, both, NOW).blocks)

    assert "rejected by <@U0QUINN>, <!date" in text
    assert "The browsers are missing." in text


def test_where_nobody_may_sign_it_says_that_duties_are_separated() -> None:
    barred = replace(READY, roles={**READY.roles, "qa-team-lead": (READY.opened_by,)})

    text = shown(gates_message(TEMPLATE, barred, NOW).blocks)

    assert "by another QA Team Lead than those who hold that role: duties are separated" in text
    assert "Nobody who holds the role is left to sign it: the release manager has to give it to" in text


def test_signing_windows_and_buttons_name_actions_that_listeners_know() -> None:
    known = {Action.APPROVE, Action.APPROVE_WITH_COMMENT, Action.REJECT}
    pressed: list[Any] = elements(gate(READY).blocks) + elements(sheet_message(TEMPLATE, SHEET_OPEN).blocks)
    assert {element["action_id"] for element in pressed} == known
