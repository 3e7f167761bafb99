"""Help, lists, what waits, risks, history, Home, and what is told unasked."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from readiness import events, plan_events
from readiness.communication.plan import PostKey
from readiness.model import (
    Check,
    CheckState,
    Decision,
    Person,
    Release,
    Stage,
)
from readiness.notices import NoticeKind
from readiness.records import PostState
from readiness.template import Template
from readiness.waiting import Waiting, waiting_for
from slackapp.actions import Action, target
from slackapp.blocks.acts import told
from slackapp.blocks.history import acts_lines, history
from slackapp.blocks.home import home
from slackapp.blocks.listing import (
    choose_release,
    help_message,
    mine,
    release_list,
    risks,
    words_of,
)
from slackapp.blocks.notices import draw
from slackapp.listeners.commands import OF_RELEASE, PLAIN
from tests.slackapp.blocks.drawings import Entry, entries, listed
from tests.slackapp.blocks.reading import buttons, elements, shown
from tests.slackapp.blocks.worlds import (
    DORA,
    MARA,
    NOW,
    QUINN,
    START,
    all_done,
    at_stage,
    gates_approved,
    plain_release,
    plain_template,
)

TEMPLATE = plain_template()
RELEASE = plain_release()
KEY = "unit-testing.coverage"


def case(release: Release, person: str) -> tuple[Template, Release, Waiting]:
    return TEMPLATE, release, waiting_for(TEMPLATE, release, Person(person))


def test_help_has_a_line_for_every_command() -> None:
    text = shown(help_message().blocks)
    for command in {*PLAIN, *OF_RELEASE} - {"help"}:
        assert f"`/readiness {command}" in text


def test_the_list_says_where_each_release_stands() -> None:
    message = release_list(listed(RELEASE, 1), NOW)
    assert "*Checkout 2.4*: planned, go-live in 3 days (<!date" in shown(message.blocks)
    assert "<#C0CHECKOUT>" in shown(message.blocks)
    late = release_list(listed(RELEASE, 1), START + timedelta(minutes=1))
    assert "*overdue*" in shown(late.blocks)
    assert "go-live" not in shown(release_list(listed(at_stage(RELEASE, Stage.DEPLOYING), 1), NOW).blocks)


def test_a_long_list_counts_what_does_not_fit_and_says_how_to_see_it() -> None:
    text = shown(release_list(listed(RELEASE, 100), NOW).blocks)
    assert "Active releases: 100" in text
    assert "more: see `/readiness status NAME`" in text


def test_an_empty_list_says_how_to_open_a_release() -> None:
    assert release_list([], NOW).text == "There is no active release. /readiness new opens one."


def test_choosing_a_release_keeps_the_words_that_were_typed() -> None:
    message = choose_release(listed(RELEASE, 2), "rollback", "Errors | rise.")
    row = message.blocks[1]
    assert words_of(row["block_id"]) == "Errors | rise."
    chosen = target(row["elements"][0]["options"][0]["value"])
    assert (chosen.release, chosen.subject) == (RELEASE.id, "rollback")


def test_releases_of_one_name_are_told_apart_by_when_they_go_live() -> None:
    later = replace(RELEASE, planned_start=RELEASE.planned_start + timedelta(days=7))
    message = choose_release([*listed(RELEASE, 1), *listed(later, 1)], "cancel", "")
    told = [each["description"]["text"] for each in message.blocks[1]["elements"][0]["options"]]
    assert told == [
        "planned, go-live Wed 25 Nov 2026, 12:00 (UTC)",
        "planned, go-live Wed 02 Dec 2026, 12:00 (UTC)",
    ]


def test_what_waits_is_signed_with_one_press() -> None:
    ready = gates_approved(TEMPLATE, all_done(TEMPLATE, RELEASE), 1)
    message = mine([case(ready, QUINN)], NOW)
    assert "Sign the gate *Testing complete*" in shown(message.blocks)
    assert buttons(message.blocks)[0] == "Review and sign…"
    assert message.text == "What waits for you: 1 release"


def test_what_waits_lists_what_to_do_and_opens_its_details() -> None:
    message = mine([case(RELEASE, QUINN)], NOW)
    assert "*To do* (" in shown(message.blocks)
    menu = next(e for e in elements(message.blocks) if e["action_id"] == Action.OPEN_CHECK)
    assert target(menu["options"][0]["value"]).release == RELEASE.id


def test_a_role_that_waits_to_be_filled_is_given_with_a_button_and_further_ones_are_named() -> None:
    keys = ("qa-team-lead", "product-owner", "on-call", "rollback-team")
    empty = replace(RELEASE, roles={**RELEASE.roles, **dict.fromkeys(keys, ())})
    message = mine([case(empty, MARA)], NOW)
    assert "Give somebody the role *QA Team Lead*: nobody can act in it" in shown(message.blocks)
    assert buttons(message.blocks).count("Assign…") == 3
    assert shown(message.blocks).count("• Give somebody the role") == 1
    give = next(e for e in elements(message.blocks) if e["action_id"] == Action.CHANGE_ROLE)
    assert target(give["value"]).release == RELEASE.id


def test_what_waits_to_be_verified_is_apart_from_what_is_to_do() -> None:
    item = next(item for item in TEMPLATE.checks if item.verification and item.role == "qa-team-lead")
    release = replace(RELEASE, checks={item.key: Check(CheckState.DONE, DORA, NOW)})
    assert "*To verify as a second person* (1)" in shown(mine([case(release, QUINN)], NOW).blocks)


def test_releases_without_room_are_told_by_name_and_number() -> None:
    cases = [case(RELEASE, QUINN)] * 6
    count = len(cases[0][2].to_do)
    text = shown(mine(cases, NOW).blocks)
    assert text.count(f"• *Checkout 2.4*: {count} things") == 2


def test_nothing_waiting_is_said_in_words() -> None:
    assert mine([], NOW).text == "Nothing waits for you."


def test_risks_come_gravest_first_with_who_can_close_them() -> None:
    message = risks(TEMPLATE, RELEASE)
    text = shown(message.blocks)
    assert text.index("*High risks*: 4 of 4 open") < text.index("*Medium risks*") < text.index("*Low risks*")
    assert "      ↳ <@U0MARA>" in text
    assert message.text == "Checkout 2.4: 12 open risks"
    assert "↳" not in shown(risks(TEMPLATE, all_done(TEMPLATE, RELEASE)).blocks)


def test_a_template_without_risks_says_so() -> None:
    bare = replace(TEMPLATE, sections=TEMPLATE.sections[:1])
    assert risks(bare, RELEASE).text == "This template assesses no risks."


def test_home_shows_what_waits_my_releases_and_all_of_them() -> None:
    active = [*listed(RELEASE, 1), replace(listed(RELEASE, 1)[0], id="other00000", name="Search 3")]
    view = home([case(RELEASE, QUINN)], {"other00000"}, active, NOW)
    text = shown(view)
    assert view["type"] == "home"
    waits, own, every = text.split("What waits for you")[1].partition("Your releases")
    assert "*To do*" in waits
    assert own
    yours, _, all_active = every.partition("All active releases")
    assert "*Search 3*" in yours
    assert "*Checkout 2.4*" not in yours
    assert "*Checkout 2.4*" in all_active
    assert "New release…" in buttons(view)


def test_an_empty_home_says_so_in_words() -> None:
    text = shown(home([], [], [], NOW))
    assert "Nothing waits for you." in text
    assert "You hold no role in an active release." in text


POST = str(PostKey("day-before", START, "audiences.users", "C0NEWS"))
OTHER_POST = str(PostKey("gone", START))
SAMPLES: dict[type, tuple[Any, str, str]] = {
    events.Opened: (
        events.Opened("i", "T", "n", "Two words.", "t@1", "C0X", START, "UTC", {}, ""),
        "opened the release in <#C0X>; go-live <!date",
        "Two words.",
    ),
    events.ChecksMarked: (
        events.ChecksMarked((KEY,), CheckState.BLOCKED, "No licence."),
        "marked “",
        "No licence.",
    ),
    events.ChecksVerified: (events.ChecksVerified((KEY,)), "verified “", ""),
    events.CheckAssigned: (events.CheckAssigned(KEY, QUINN), "to <@U0QUINN>", ""),
    events.EvidenceAdded: (events.EvidenceAdded(KEY, "A link."), "added evidence to “", "A link."),
    events.EvidenceRemoved: (events.EvidenceRemoved(KEY, "A link."), "removed evidence from “", "A link."),
    events.NoteWritten: (events.NoteWritten(KEY, "A note."), "wrote the note of “", "A note."),
    events.RoleAssigned: (
        events.RoleAssigned("qa-team-lead", (QUINN, "S0QA")),
        "gave the role QA Team Lead to <@U0QUINN>, <!subteam^S0QA>",
        "",
    ),
    events.SignedOff: (
        events.SignedOff("testing-complete", "r", Decision.APPROVED, "f", "Fine.", ("One.",)),
        "approved the gate “Testing complete”, and attested 1 condition",
        "Fine.",
    ),
    events.RollbackAnswered: (
        events.RollbackAnswered(ready=False, reason="No backup."),
        "is *not* ready to be rolled back",
        "No backup.",
    ),
    events.Measured: (events.Measured(TEMPLATE.criteria[0].key, 99.5), ": 99.5 %", ""),
    events.KeptGoing: (
        events.KeptGoing(TEMPLATE.criteria[0].key, "A false alarm."),
        "keeps going although “Availability above 99.9 %” fails",
        "A false alarm.",
    ),
    plan_events.AudienceSet: (
        plan_events.AudienceSet("audiences.users", ("C0NEWS", "mail@example.com")),
        "let Users read in <#C0NEWS> and mail@example.com",
        "",
    ),
    plan_events.WordSaid: (
        plan_events.WordSaid("All is well."),
        "said a word for the next update",
        "All is well.",
    ),
    plan_events.PostsChanged: (
        plan_events.PostsChanged((POST, POST), PostState.SKIPPED, "A holiday."),
        "left out the update “One day before” in 2 places",
        "A holiday.",
    ),
    plan_events.NoticeChanged: (
        plan_events.NoticeChanged(
            "k", NoticeKind.CHECKLIST, "C0TEAM", "deployment-process", PostState.FAILED, "It is archived."
        ),
        "could not send the checklist *",
        "It is archived.",
    ),
    events.RollbackPlanWritten: (
        events.RollbackPlanWritten("", "", "", None, None, None, ""),
        "wrote the rollback plan down",
        "",
    ),
    events.RoleDelegated: (
        events.RoleDelegated("qa-team-lead", QUINN, DORA, START, "On leave."),
        "handed the role QA Team Lead to <@U0DORA> until <!date",
        "On leave.",
    ),
    events.DelegationEnded: (
        events.DelegationEnded("qa-team-lead", DORA),
        "ended that <@U0DORA> acts as QA Team Lead",
        "",
    ),
    events.FitnessChanged: (events.FitnessChanged((QUINN,)), "learned that <@U0QUINN> can't act", ""),
    events.ApprovalExpired: (
        events.ApprovalExpired("testing-complete", QUINN),
        "let the approval of “Testing complete” by <@U0QUINN> run out",
        "",
    ),
    events.OverrideGiven: (
        events.OverrideGiven("testing-complete", "It has to.", ("One.",), DORA),
        "*overrode* the gate “Testing complete” for <@U0DORA>, against 1 blocker",
        "It has to.",
    ),
    events.OverrideConfirmed: (
        events.OverrideConfirmed("start"),
        "confirmed the *override* of the start without go as a second person",
        "",
    ),
    events.Moved: (events.Moved(START, "UTC"), "moved the go-live to <!date", ""),
    events.PlannedAnew: (events.PlannedAnew(START, "UTC", (KEY,), ()), "which opened 1 check again", ""),
    events.Started: (
        events.Started("It has to.", ("One.", "Two.")),
        "started the deployment *without go*, against 2 blockers",
        "It has to.",
    ),
    events.RolloutSet: (events.RolloutSet(25, "Slowly."), "set the rollout to 25 %", "Slowly."),
    events.Finished: (events.Finished((KEY,)), "finished the deployment with “", ""),
    events.RollbackBegan: (events.RollbackBegan("Errors."), "began to roll the release back", "Errors."),
    events.RolledBack: (events.RolledBack(), "said that the release is rolled back", ""),
    events.Closed: (events.Closed("Enough.", (KEY, KEY)), "closed the release with 2 checks (“", "Enough."),
    events.Cancelled: (events.Cancelled("No budget."), "cancelled the release", "No budget."),
}


def as_kept(event: Any) -> dict[str, Any]:
    """The fields of the event as the audit gives them back."""
    kept: dict[str, Any] = json.loads(TypeAdapter(type(event)).dump_json(event))
    return kept


@pytest.mark.parametrize("kind", get_args(events.Event), ids=lambda kind: kind.__name__)
def test_the_history_has_a_sentence_for_every_event(kind: type) -> None:
    event, words, written = SAMPLES[kind]
    sentence, said = told(TEMPLATE, kind.__name__, as_kept(event))
    assert words in sentence
    assert said == written


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (events.CheckAssigned(KEY, None), "without an owner"),
        (events.NoteWritten(KEY, ""), "removed the note of “"),
        (events.RoleAssigned("qa-team-lead", ()), "left the role QA Team Lead empty"),
        (events.SignedOff("sign-off.gone", "r", Decision.REJECTED, "f"), "rejected the sign-off sheet as “"),
        (events.RollbackAnswered(ready=True), "release is ready to be rolled back"),
        (events.Started(), "started the deployment"),
        (events.Finished(), "finished the deployment"),
        (events.Measured("gone", 1.5), "measured “gone”: 1.5"),
        (events.Measured(TEMPLATE.criteria[0].key, None, "No traffic."), "above 99.9 %”: inconclusive"),
        (
            plan_events.PostsChanged((POST,), PostState.SENT),
            "sent the update “One day before” for Users in <#C0NEWS>",
        ),
        (
            plan_events.PostsChanged((POST, OTHER_POST), PostState.DUE),
            "updates “One day before” and “gone” due",
        ),
        (plan_events.AudienceSet("audiences.users", ()), "left Users without a place to read"),
        (events.ChecksMarked((KEY,) * 5, CheckState.DONE), "marked 5 checks (“"),
    ],
)
def test_the_history_says_what_is_otherwise(event: Any, words: str) -> None:
    assert words in told(TEMPLATE, type(event).__name__, as_kept(event))[0]


def test_a_refusal_is_in_the_history_with_its_sentence() -> None:
    fields = {"command": "Start", "sentence": "Only the release manager can start without go."}
    page = [Entry(1, NOW, DORA, "Refused", fields)]
    text = shown(history(TEMPLATE, RELEASE, page).blocks)
    assert "<@U0DORA> was refused" in text
    assert "Only the release manager can start without go." in text


def test_a_refusal_in_the_history_names_whom_to_ask_and_quotes_the_rest() -> None:
    sentence = "There is no role “<!channel> & <b>”. Ask <@U0MARA>, <!subteam^S0LEADS>."
    page = [Entry(1, NOW, DORA, "Refused", {"command": "AssignRole", "sentence": sentence})]
    text = shown(history(TEMPLATE, RELEASE, page).blocks)
    assert "There is no role “&lt;!channel&gt; &amp; &lt;b&gt;”. Ask <@U0MARA>, <!subteam^S0LEADS>." in text
    assert "Ask <@U0MARA>" in acts_lines(TEMPLATE, page)[0]


def test_what_time_did_is_told_of_the_clock() -> None:
    page = [Entry(1, NOW, "", "RolledBack", {})]
    assert "The app said that the release is rolled back" in shown(history(TEMPLATE, RELEASE, page).blocks)


def test_the_history_goes_on_from_the_last_entry_that_fitted() -> None:
    page = entries(NOW, KEY)
    message = history(TEMPLATE, RELEASE, page)
    drawn = shown(message.blocks).count("added evidence")
    assert 0 < drawn < len(page)
    more = next(e for e in elements(message.blocks) if e["action_id"] == Action.MORE_HISTORY)
    assert target(more["value"]).subject == str(page[drawn - 1].seq)


def test_the_history_ends_with_the_first_entry() -> None:
    assert buttons(history(TEMPLATE, RELEASE, [Entry(1, NOW, MARA, "RolledBack", {})]).blocks) == []
    assert "Nothing more happened." in shown(history(TEMPLATE, RELEASE, []).blocks)


def test_what_people_wrote_stands_whole_in_the_history() -> None:
    words = "word " * 599
    page = [Entry(1, NOW, MARA, "EvidenceAdded", {"key": KEY, "text": words})]
    assert words.strip() in shown(history(TEMPLATE, RELEASE, page).blocks)


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.DEPLOYING, "🚨 Checkout 2.4 started without go"),
        (Stage.ROLLING_BACK, "🚨 Checkout 2.4 is being rolled back"),
        (Stage.ROLLED_BACK, "🚨 Checkout 2.4 is rolled back"),
    ],
)
def test_a_rollback_and_a_start_without_go_are_loud_and_say_why(stage: Stage, words: str) -> None:
    release = replace(at_stage(RELEASE, stage), stage_reason="Errors rise.")
    message = draw(NoticeKind.STAGE, TEMPLATE, release, stage, release.channel, NOW)
    assert message.blocks[0]["text"]["text"] == words
    assert ("Errors rise." in shown(message.blocks)) == (stage is not Stage.DEPLOYING)
    assert "Started without go" in shown(message.blocks)


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.ROLLING_BACK, "We are taking Checkout 2.4 back"),
        (Stage.ROLLED_BACK, "Checkout 2.4 is taken back"),
        (Stage.CANCELLED, "Checkout 2.4 is called off"),
    ],
)
def test_users_are_told_of_a_stage_without_names_and_reasons(stage: Stage, words: str) -> None:
    readers = {"audiences.users": ("C0USERS",), "audiences.executive": ("C0BOARD",)}
    release = replace(at_stage(RELEASE, stage), stage_reason="The <db> burns", audiences=readers)
    news = draw(NoticeKind.STAGE, TEMPLATE, release, stage, "C0USERS", NOW)
    assert news.blocks[0]["text"]["text"] == words
    assert news.text.startswith(f"{words}. ")
    whole = shown(news.blocks) + news.text
    assert not any(word in whole for word in ("burns", "<@", "without go", "Rollback", "NO-GO"))
    for place in ("C0BOARD", release.channel):
        assert "burns" in shown(draw(NoticeKind.STAGE, TEMPLATE, release, stage, place, NOW).blocks)


def test_once_it_is_rolled_back_nobody_asks_whether_it_can_be() -> None:
    release = at_stage(RELEASE, Stage.ROLLED_BACK)
    message = draw(NoticeKind.STAGE, TEMPLATE, release, Stage.ROLLED_BACK, release.channel, NOW)
    assert "*Rollback*" not in shown(message.blocks)


def test_an_ordinary_move_is_said_calmly() -> None:
    release = replace(at_stage(RELEASE, Stage.MONITORING), override=None)
    message = draw(NoticeKind.STAGE, TEMPLATE, release, Stage.MONITORING, release.channel, NOW)
    assert message.blocks[0]["text"]["text"] == "Checkout 2.4 is live"


def test_whoever_leads_an_overdue_release_is_asked_to_start_move_or_cancel_it() -> None:
    late = START + timedelta(minutes=15)
    message = draw(NoticeKind.OVERDUE, TEMPLATE, RELEASE, "", MARA, late)
    assert message.text.startswith("Checkout 2.4 is overdue by 15 minutes: it was planned for Wed 25 Nov")
    assert buttons(message.blocks) == ["Start…", "Move…", "Cancel release…"]


@pytest.mark.parametrize("moment", [NOW, START + timedelta(hours=1)])
def test_a_question_that_is_settled_has_no_buttons_any_more(moment: datetime) -> None:
    release = RELEASE if moment == NOW else at_stage(RELEASE, Stage.DEPLOYING)
    message = draw(NoticeKind.OVERDUE, TEMPLATE, release, "", MARA, moment.astimezone(UTC))
    assert buttons(message.blocks) == []
    assert message.text == "Checkout 2.4 is no longer overdue."


def test_a_role_that_changes_hands_is_said_aloud() -> None:
    message = draw(NoticeKind.ROLE, TEMPLATE, RELEASE, "qa-team-lead", RELEASE.channel, NOW)
    assert shown(message.blocks) == "*QA Team Lead* of *Checkout 2.4* is now <@U0QUINN>."
    assert message.text == "Checkout 2.4: the role QA Team Lead was given to somebody else."


def test_a_holder_who_can_not_act_was_not_given_the_role_just_now() -> None:
    alone = replace(RELEASE, unfit=(QUINN,))
    message = draw(NoticeKind.ROLE, TEMPLATE, alone, "qa-team-lead", RELEASE.channel, NOW)
    assert shown(message.blocks).startswith("*QA Team Lead* of *Checkout 2.4* is held by <@U0QUINN>.")
    assert "deactivated, or a guest. That leaves nobody: give the role to somebody else." in shown(
        message.blocks
    )
