"""The windows: what they ask, what they show, and what comes back from them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from readiness.model import Answer, Check, CheckState, Evidence, Release, Stage
from readiness.records import Override
from readiness.template import Item
from slackapp.actions import Action, Field, Option, Submission, target
from slackapp.blocks import check, moves, opening, roles
from slackapp.sandbox.validation import view_problems
from tests.slackapp.blocks.drawings import listed
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
    hostile_template,
    plain_release,
    plain_template,
)

TEMPLATE = plain_template()
RELEASE = plain_release()
ITEM = TEMPLATE.items["unit-testing.coverage"]
VERIFIED_ITEM = next(item for item in TEMPLATE.checks if item.verification)
GO = going(TEMPLATE, RELEASE)


def with_check(item: Item, known: Check) -> Release:
    return replace(RELEASE, checks={item.key: known})


def test_the_details_show_the_whole_text_the_gate_and_who_did_what_when() -> None:
    known = Check(CheckState.DONE, DORA, NOW, evidence=(Evidence("See https://ci.example/1", QUINN, NOW),))
    text = shown(check.view(TEMPLATE, with_check(ITEM, known), ITEM))
    assert ITEM.text in text.replace("&gt;", ">")
    assert "Gate: Development complete" in text
    assert "Figure:" in text
    assert "*Done* · <@U0DORA>, <!date" in text
    assert "See <https://ci.example/1>" in text
    assert "added by <@U0QUINN>" in text


def test_the_details_start_from_what_is_known() -> None:
    known = Check(CheckState.BLOCKED, DORA, NOW, "No licence.", owner=QUINN, note="Ask Mara.")
    asked = inputs(check.view(TEMPLATE, with_check(ITEM, known), ITEM))
    assert asked[Field.STATE]["element"]["initial_option"]["value"] == "blocked"
    assert asked[Field.REASON]["element"]["initial_value"] == "No licence."
    assert asked[Field.OWNER]["element"]["initial_user"] == QUINN
    assert asked[Field.NOTE]["element"]["initial_value"] == "Ask Mara."
    assert Field.REMOVED_EVIDENCE not in asked


def test_a_check_that_awaits_a_second_person_has_the_button_for_them() -> None:
    waiting = Check(CheckState.DONE, DORA, NOW)
    assert buttons(check.view(TEMPLATE, with_check(VERIFIED_ITEM, waiting), VERIFIED_ITEM)) == ["Verify"]
    verified = replace(waiting, state=CheckState.VERIFIED, verified_by=QUINN, verified_at=NOW)
    view = check.view(TEMPLATE, with_check(VERIFIED_ITEM, verified), VERIFIED_ITEM)
    assert buttons(view) == []
    assert "Verified by <@U0QUINN>" in shown(view)


def test_ten_long_pieces_of_evidence_and_a_long_note_fit_whole() -> None:
    pieces = tuple(Evidence(f"{n} {'word ' * 599}"[:3_000], MARA, NOW) for n in range(10))
    known = Check(note="n" * 3_000, reason="r" * 3_000, evidence=pieces)
    view = check.view(TEMPLATE, with_check(ITEM, known), ITEM)
    assert view_problems(view) == []
    read = " ".join(shown(view).split())
    assert all(" ".join(piece.text.split()) in read for piece in pieces)


def test_evidence_that_does_not_fit_is_counted_and_the_newest_comes_first() -> None:
    pieces = tuple(Evidence(f"{n} {'<&>' * 999}", MARA, NOW) for n in range(40))
    text = shown(check.view(TEMPLATE, with_check(ITEM, Check(evidence=pieces)), ITEM))
    assert "\n39 &lt;" in text
    assert "older pieces: see `/readiness history`" in text


def test_the_details_stay_within_the_bytes_that_slack_takes_whatever_was_written() -> None:
    emoji = "😀" * 3_000
    pieces = tuple(Evidence(f"{n}{emoji}"[:3_000], MARA, NOW) for n in range(12))
    known = Check(CheckState.BLOCKED, DORA, NOW, emoji, note=emoji, evidence=pieces)
    item = replace(ITEM, text=emoji)
    view = check.view(TEMPLATE, with_check(item, known), item)
    assert view_problems(view) == []
    assert len(json.dumps(view)) <= 250_000
    assert "see `/readiness history`" in shown(view)


@pytest.mark.parametrize("count", [1, 10, 11, 100])
def test_evidence_to_remove_is_picked_by_what_it_says_and_not_by_its_place(count: int) -> None:
    pieces = tuple(Evidence(f"Evidence {n}", MARA, NOW) for n in range(count))
    known = Check(evidence=pieces)
    view = check.view(TEMPLATE, with_check(ITEM, known), ITEM)
    options = inputs(view)[Field.REMOVED_EVIDENCE]["element"]["options"]
    oldest = options[-1]["value"]
    meanwhile = replace(known, evidence=(*pieces, Evidence("Another", QUINN, NOW)))
    assert check.removed(meanwhile, {oldest}) == ("Evidence 0",)
    assert check.removed(Check(), {oldest}) == ()


def test_the_details_of_what_nobody_ticks_are_read_only() -> None:
    for item in TEMPLATE.items.values():
        view = check.view(TEMPLATE, RELEASE, item)
        assert ("submit" in view) == (item in TEMPLATE.checks)


def test_the_details_of_a_closed_release_are_read_only_with_its_note_and_reason() -> None:
    known = Check(CheckState.BLOCKED, DORA, NOW, "No licence.", note="Ask Mara.")
    view = check.view(TEMPLATE, at_stage(with_check(ITEM, known), Stage.CLOSED), ITEM)
    assert inputs(view) == {}
    assert "Ask Mara." in shown(view)


def test_opening_a_check_in_an_approved_scope_asks_first_and_says_what_it_costs() -> None:
    release = gates_approved(TEMPLATE, all_done(TEMPLATE, RELEASE))
    view = check.untick_view(TEMPLATE, release, ITEM.key, "development-complete")
    assert "*Development complete*, approved by <@U0SIGNER0>, <!date" in shown(view)
    assert target(view["private_metadata"]).subject == ITEM.key
    assert (view["callback_id"], view["close"]["text"]) == (Submission.UNTICK, "Keep it")


def test_unticking_names_the_override_that_it_makes_void_and_the_approval_if_there_is_one() -> None:
    key, gate = "development-complete", TEMPLATE.gate("development-complete")
    done = all_done(TEMPLATE, RELEASE)
    given = Override(MARA, NOW, "It can't wait", ("One.",), confirmed_by=DORA)
    overridden = replace(done, overrides={key: given})
    text = shown(check.untick_view(TEMPLATE, overridden, ITEM.key, key))
    assert f"of the gate *{gate.title}*, overridden by <@U0MARA>, <!date" in text
    assert "🚨 Opening it again makes the override void: the gate no longer counts by it." in text
    assert "approv" not in text

    half = replace(gates_approved(TEMPLATE, done, 1), overrides={key: given})
    text = shown(check.untick_view(TEMPLATE, half, ITEM.key, key))
    assert "approved by <@U0SIGNER0>, <!date" in text
    assert "and overridden by <@U0MARA>" in text
    assert text.index("makes that approval stale") < text.index("makes the override void")

    knew = replace(done, overrides={key: replace(given, passes_over=(ITEM.key,))})
    assert "void" not in shown(check.untick_view(TEMPLATE, gates_approved(TEMPLATE, knew, 1), ITEM.key, key))


def test_one_reason_is_asked_for_a_whole_group_or_section() -> None:
    one_done = with_check(ITEM, Check(CheckState.DONE, DORA, NOW))
    group = check.not_applicable_view(TEMPLATE, one_done, ITEM.group)
    assert "3 open checks will be not applicable, for one reason." in shown(group)
    assert ITEM.title not in shown(group)
    section = check.not_applicable_view(TEMPLATE, one_done, TEMPLATE.sections[0].key)
    assert "20 open checks" in shown(section)
    assert inputs(section)[Field.REASON]["optional"] is False


def test_a_message_becomes_evidence_of_a_check_of_a_release() -> None:
    view = check.evidence_view(listed(RELEASE, 1), "https://example.slack.com/archives/C0/p1")
    assert inputs(view).keys() == {Field.RELEASE, Option.CHECK}
    assert inputs(view)[Field.RELEASE]["element"]["initial_option"]["value"] == RELEASE.id
    assert json.loads(view["private_metadata"]) == {"link": "https://example.slack.com/archives/C0/p1"}


def test_starting_asks_for_the_name_and_nothing_else_when_it_is_a_go() -> None:
    view = moves.start_view(TEMPLATE, GO, NOW)
    assert view["blocks"][0]["text"]["text"] == "GO: Checkout 2.4"
    assert inputs(view).keys() == {Field.NAME}
    assert (view["submit"]["text"], buttons(view)) == ("Start", [])


def test_starting_without_go_lists_the_blockers_and_asks_for_a_reason_loudly() -> None:
    view = moves.start_view(TEMPLATE, RELEASE, NOW)
    assert view["blocks"][0]["text"]["text"] == "NO-GO: Checkout 2.4"
    assert inputs(view).keys() == {Field.OVERRIDE, Field.NAME}
    assert "in spite of NO-GO" in inputs(view)[Field.OVERRIDE]["hint"]["text"]
    assert view["submit"]["text"] == "Start without go"


def test_starting_without_go_says_where_it_waits_for_a_second_person() -> None:
    waits = "It begins once a second person has confirmed it."
    pair, alone = (replace(TEMPLATE, overrides_need_second=second) for second in (True, False))
    assert waits in inputs(moves.start_view(pair, RELEASE, NOW))[Field.OVERRIDE]["hint"]["text"]
    assert waits not in inputs(moves.start_view(alone, RELEASE, NOW))[Field.OVERRIDE]["hint"]["text"]


def test_starting_asks_again_whether_it_can_be_rolled_back_after_an_hour() -> None:
    answered = replace(GO, rollback_answer=Answer(ready=True, by=MARA, at=NOW))
    later = NOW + timedelta(hours=1, seconds=1)
    assert buttons(moves.start_view(TEMPLATE, answered, NOW)) == []
    assert buttons(moves.start_view(TEMPLATE, answered, later)) == ["Ready to roll back", "Not ready…"]


def test_finishing_lists_what_is_open_and_asks_again() -> None:
    deploying = at_stage(all_done(TEMPLATE, RELEASE), Stage.DEPLOYING)
    assert moves.finish_view(TEMPLATE, deploying)["submit"]["text"] == "Finish"
    view = moves.finish_view(TEMPLATE, at_stage(RELEASE, Stage.DEPLOYING))
    assert view["submit"]["text"] == "Finish anyway"
    assert "*12 checks are still open*" in shown(view)


def test_closing_needs_a_reason_only_while_something_is_open() -> None:
    done = at_stage(all_done(TEMPLATE, RELEASE), Stage.MONITORING)
    assert inputs(moves.close_view(TEMPLATE, done)) == {}
    view = moves.close_view(TEMPLATE, at_stage(RELEASE, Stage.MONITORING))
    assert inputs(view)[Field.REASON]["optional"] is False


def test_a_rollback_keeps_the_reason_that_was_typed_with_the_command() -> None:
    view = moves.roll_back_view(RELEASE, "Errors rise.")
    assert inputs(view)[Field.REASON]["element"]["initial_value"] == "Errors rise."


def test_moving_starts_from_the_plan_on_the_clocks_of_its_zone() -> None:
    asked = inputs(moves.move_view(RELEASE, NOW))
    assert asked[Field.DAY]["element"]["initial_date"] == "2026-11-25"
    assert asked[Field.HOUR]["element"]["initial_time"] == "13:00"
    assert asked[Option.ZONE]["element"]["initial_option"]["value"] == "Europe/Berlin"


def test_a_go_live_is_planned_until_its_time_has_passed() -> None:
    later = RELEASE.planned_start + timedelta(minutes=1)
    for view in (moves.start_view(TEMPLATE, RELEASE, NOW), moves.move_view(RELEASE, NOW)):
        assert "Go-live is planned for <!date" in shown(view)
    for view in (moves.start_view(TEMPLATE, RELEASE, later), moves.move_view(RELEASE, later)):
        assert "Go-live was planned for <!date" in shown(view)
    assert "Go-live was planned for" in shown(moves.move_view(at_stage(RELEASE, Stage.ROLLED_BACK), NOW))


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(days=8), "To start now is 8 days early."),
        (timedelta(hours=1, minutes=1), "To start now is 1 hour 1 minute early."),
        (timedelta(hours=1), ""),
        (timedelta(0), ""),
        (timedelta(days=-1), ""),
    ],
)
def test_a_start_well_before_its_time_draws_a_remark(ahead: timedelta, words: str) -> None:
    text = shown(moves.start_view(TEMPLATE, GO, GO.planned_start - ahead))
    assert (words in text) if words else ("early" not in text)


def test_planning_anew_says_what_has_to_be_done_again() -> None:
    view = moves.move_view(at_stage(RELEASE, Stage.ROLLED_BACK), NOW)
    assert view["submit"]["text"] == "Plan anew"
    assert "every gate and line is signed again" in shown(view)


def test_every_window_that_moves_a_release_names_it() -> None:
    for view in (
        moves.start_view(TEMPLATE, RELEASE, NOW),
        moves.finish_view(TEMPLATE, RELEASE),
        moves.close_view(TEMPLATE, RELEASE),
        moves.roll_back_view(RELEASE, ""),
        moves.cancel_view(RELEASE),
        moves.move_view(RELEASE, NOW),
        moves.not_ready_view(RELEASE),
    ):
        assert "Checkout 2.4" in shown(view)
        assert target(view["private_metadata"]).release == RELEASE.id


def test_not_being_ready_stands_in_the_way_only_of_a_start() -> None:
    assert "It can't start until" in shown(moves.not_ready_view(RELEASE))
    assert "It can't start until" not in shown(moves.not_ready_view(at_stage(RELEASE, Stage.DEPLOYING)))


def test_a_new_release_starts_from_the_persons_zone_channel_and_name() -> None:
    templates = [("production-readiness@1", "Production readiness"), ("hotfix@1", "Hotfix")]
    view = opening.new_release_view(
        templates, "hotfix@1", name="Checkout", zone="Pacific/Auckland", channel="C0CHECKOUT", now=NOW
    )
    asked = inputs(view)
    assert asked[Field.TEMPLATE]["element"]["initial_option"]["value"] == "hotfix@1"
    assert asked[Field.NAME]["element"]["initial_value"] == "Checkout"
    assert asked[Field.CHANNEL]["element"]["initial_conversation"] == "C0CHECKOUT"
    assert asked[Option.ZONE]["element"]["initial_option"]["value"] == "Pacific/Auckland"
    assert asked[Field.DAY]["element"]["initial_date"] == "2026-12-01"


def test_a_command_typed_in_a_direct_message_leaves_the_channel_open() -> None:
    view = opening.new_release_view([("a@1", "A")], "a@1", name="", zone="UTC", channel="D0MARA", now=NOW)
    assert "initial_conversation" not in inputs(view)[Field.CHANNEL]["element"]


def test_roles_are_filled_in_from_the_last_release_and_groups_keep_theirs() -> None:
    holders = {"qa-team-lead": (QUINN, "S0QA"), "deputy": (DORA,)}
    view = opening.new_release_roles_view(TEMPLATE, "{}", holders, {"S0QA": "qa-leads"})
    asked = inputs(view)
    assert asked["role:qa-team-lead"]["element"]["initial_users"] == [QUINN]
    assert asked["role:deputy"]["element"]["initial_users"] == [DORA]
    assert len(asked) == len(TEMPLATE.roles)
    assert "QA Team Lead: <!subteam^S0QA>" in shown(view)


def test_the_form_says_of_each_role_what_becomes_of_it_when_it_stays_empty() -> None:
    asked = inputs(opening.new_release_roles_view(TEMPLATE, "", {}, {}))
    hints = {block: each["hint"]["text"] for block, each in asked.items()}
    assert hints["role:release-manager"] == "It is you if nobody is named."
    assert hints["role:deputy"] == "Nobody has to hold it."
    assert hints["role:product-owner"] == "Can stay empty for now; the start needs it."


def test_what_will_stand_in_the_way_is_said_when_a_release_is_opened() -> None:
    view = opening.opened_view(TEMPLATE, RELEASE, ["Nobody holds the role Security Lead yet."])
    assert "✅ *Checkout 2.4* is open in <#C0CHECKOUT>." in shown(view)
    assert "⚠️ Nobody holds the role Security Lead yet." in shown(view)


def test_roles_are_listed_with_a_button_each_while_the_release_is_active() -> None:
    release = replace(RELEASE, roles={"release-manager": (MARA,), "qa-team-lead": ("S0QA", QUINN)})
    view = roles.roles_view(TEMPLATE, release)
    assert buttons(view) == ["Change…"] * len(TEMPLATE.roles) + ["Hand over a role…"]
    assert "*QA Team Lead*\n<!subteam^S0QA>, <@U0QUINN>" in shown(view)
    assert "*Security Lead*\n⚠️ nobody yet" in shown(view)
    assert "*Deputy*\nnobody" in shown(view)
    assert buttons(roles.roles_view(TEMPLATE, at_stage(release, Stage.CLOSED))) == []


def test_a_role_is_given_to_people_and_user_groups() -> None:
    release = replace(RELEASE, roles={"qa-team-lead": (QUINN, "S0QA")})
    view = roles.role_view(TEMPLATE, release, "qa-team-lead", {"S0QA": "qa-leads"})
    asked = inputs(view)
    assert asked[Field.PEOPLE]["element"]["initial_users"] == [QUINN]
    assert asked[Field.GROUPS]["element"]["initial_options"][0]["text"]["text"] == "@qa-leads"
    assert target(view["private_metadata"]).subject == "qa-team-lead"


def test_a_hundred_roles_fit() -> None:
    template = hostile_template()
    view = roles.roles_view(template, replace(RELEASE, roles={}))
    assert view_problems(view) == []
    changed = [e for e in elements(view) if e["action_id"] == Action.CHANGE_ROLE]
    assert len(changed) == roles.MOST_ROLES
