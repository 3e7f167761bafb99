"""Checks: how people tick, verify and waive them, and what is written beside them."""

import pytest

from readiness.checks import TEXT_LIMIT, history_of, met
from readiness.commands import (
    AddEvidence,
    AssignCheck,
    Command,
    MarkChecks,
    RemoveEvidence,
    Together,
    VerifyChecks,
    WriteNote,
)
from readiness.events import ChecksMarked, ChecksVerified, EvidenceRemoved
from readiness.model import CheckState, Person, Release
from readiness.template import Item, Kind
from tests.readiness.world import (
    BOT,
    DELIA,
    EMIL,
    FINN,
    GUS,
    MARA,
    OUTSIDERS,
    STRANGER,
    TEMPLATE,
    cancelled,
    closed,
    deploying,
    done,
    planned,
    reopen,
    waive,
)

SOME_WORK: dict[str, Command] = {
    "mark": done("review.retrospective"),
    "verify": VerifyChecks(("checkup.team",)),
    "assign": AssignCheck("review.retrospective", EMIL.id),
    "attach": AddEvidence("review.retrospective", "A link"),
    "remove": RemoveEvidence("review.retrospective", "A link"),
    "write": WriteNote("review.retrospective", "A note"),
}


def is_met(key: str, release: Release) -> bool:
    check = release.check(key)
    return met(TEMPLATE.items[key], check)


def test_a_check_that_nobody_touched_is_open() -> None:
    release = planned().release

    assert release.check("unit.tests").state is CheckState.OPEN
    assert not is_met("unit.tests", release)


def test_any_full_member_ticks_a_check_and_is_remembered_with_the_hour() -> None:
    story = planned()

    story.asks(EMIL, done("unit.tests"))

    check = story.release.check("unit.tests")
    assert (check.state, check.by, check.at) == (CheckState.DONE, EMIL.id, story.now)
    assert is_met("unit.tests", story.release)


def test_a_second_press_changes_nothing() -> None:
    story = planned()
    story.asks(EMIL, done("unit.tests"))

    assert story.later(minutes=1).asks(FINN, done("unit.tests")) == ()
    assert story.release.check("unit.tests").by == EMIL.id


def test_a_tick_is_taken_back() -> None:
    story = planned()

    story.asks(EMIL, done("unit.tests"), reopen("unit.tests"))

    assert story.release.check("unit.tests").state is CheckState.OPEN
    assert story.asks(EMIL, reopen("unit.tests")) == ()


def test_a_whole_group_is_marked_in_one_go_and_what_is_done_keeps_its_name() -> None:
    story = planned()
    story.asks(EMIL, done("unit.tests"))

    events = story.later(minutes=1).asks(FINN, done("unit.tests", "unit.coverage", "unit.style"))

    assert events == (ChecksMarked(("unit.coverage", "unit.style"), CheckState.DONE),)
    assert [story.release.check(key).by for key in ("unit.tests", "unit.coverage")] == [EMIL.id, FINN.id]


def test_a_check_named_twice_in_one_go_is_marked_once() -> None:
    story = planned()

    assert story.asks(EMIL, done("unit.tests", "unit.tests")) == (
        ChecksMarked(("unit.tests",), CheckState.DONE),
    )


def test_nothing_to_mark_is_no_event() -> None:
    story = planned()

    assert story.asks(EMIL, done()) == ()
    assert story.asks(EMIL, VerifyChecks(())) == ()


@pytest.mark.parametrize(
    ("state", "words"),
    [(CheckState.NOT_APPLICABLE, "Say why it does not apply"), (CheckState.BLOCKED, "Say why it is blocked")],
)
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_not_applicable_and_blocked_need_a_reason(state: CheckState, words: str, reason: str) -> None:
    assert planned().refuses(EMIL, MarkChecks(("tests.split",), state, reason)).startswith(words)


def test_not_applicable_with_a_reason_counts_and_blocked_does_not() -> None:
    story = planned()

    story.asks(EMIL, waive("tests.split", reason=" We split nothing. "))
    story.asks(EMIL, MarkChecks(("unit.tests",), CheckState.BLOCKED, "The build is broken."))

    assert story.release.check("tests.split").reason == "We split nothing."
    assert is_met("tests.split", story.release)
    assert story.release.check("unit.tests").state is CheckState.BLOCKED
    assert not is_met("unit.tests", story.release)


def test_a_whole_group_is_not_applicable_with_one_reason() -> None:
    story = planned()

    story.asks(EMIL, waive("unit.tests", "unit.coverage", reason="No code changed."))

    assert {story.release.check(key).reason for key in ("unit.tests", "unit.coverage")} == {
        "No code changed."
    }


def test_the_same_reason_again_changes_nothing_and_another_one_does() -> None:
    story = planned()
    story.asks(EMIL, waive("tests.split", reason="We split nothing."))

    assert story.asks(FINN, waive("tests.split", reason="We split nothing.")) == ()
    assert story.asks(FINN, waive("tests.split", reason="It is off."))
    assert story.release.check("tests.split").by == FINN.id


def test_the_reason_goes_when_the_check_is_done_after_all() -> None:
    story = planned()
    story.asks(EMIL, waive("tests.split"))

    story.asks(EMIL, MarkChecks(("tests.split",), CheckState.DONE, "A reason that nobody asked for."))

    assert story.release.check("tests.split").reason == ""


def test_where_a_second_person_is_asked_for_done_does_not_count_yet() -> None:
    story = planned()

    story.asks(EMIL, done("tests.security"))

    assert not is_met("tests.security", story.release)


def test_a_second_person_verifies() -> None:
    story = planned()
    story.asks(EMIL, done("tests.security"))

    assert story.later(minutes=5).asks(FINN, VerifyChecks(("tests.security",))) == (
        ChecksVerified(("tests.security",)),
    )

    check = story.release.check("tests.security")
    assert check.state is CheckState.VERIFIED
    assert (check.by, check.verified_by, check.verified_at) == (EMIL.id, FINN.id, story.now)
    assert is_met("tests.security", story.release)


def test_nobody_verifies_their_own_work() -> None:
    story = planned()
    story.asks(EMIL, done("tests.security"))

    assert "Somebody else has to verify it" in story.refuses(EMIL, VerifyChecks(("tests.security",)))


def test_not_applicable_needs_the_second_person_too_and_stays_not_applicable() -> None:
    story = planned()
    story.asks(EMIL, waive("tests.security"))
    assert not is_met("tests.security", story.release)

    story.asks(FINN, VerifyChecks(("tests.security",)))

    assert story.release.check("tests.security").state is CheckState.NOT_APPLICABLE
    assert is_met("tests.security", story.release)


def test_verifying_twice_changes_nothing() -> None:
    story = planned()
    story.asks(EMIL, done("tests.security"))
    story.asks(FINN, VerifyChecks(("tests.security",)))

    assert story.asks(MARA, VerifyChecks(("tests.security",))) == ()
    assert story.asks(EMIL, VerifyChecks(("tests.security",))) == ()
    assert story.release.check("tests.security").verified_by == FINN.id


def test_what_was_verified_stays_done_when_somebody_marks_it_done_again() -> None:
    story = planned()
    story.asks(EMIL, done("tests.security"))
    story.asks(FINN, VerifyChecks(("tests.security",)))

    assert story.asks(EMIL, done("tests.security")) == ()


def test_reopening_takes_the_verification_away() -> None:
    story = planned()
    story.asks(EMIL, done("tests.security"))
    story.asks(FINN, VerifyChecks(("tests.security",)))

    story.asks(EMIL, reopen("tests.security"), done("tests.security"))

    assert not is_met("tests.security", story.release)


def test_what_is_not_done_can_not_be_verified() -> None:
    story = planned()

    assert "is not done yet" in story.refuses(FINN, VerifyChecks(("tests.security",)))

    story.asks(EMIL, MarkChecks(("tests.security",), CheckState.BLOCKED, "The scanner is down."))
    assert "is not done yet" in story.refuses(FINN, VerifyChecks(("tests.security",)))


def test_what_asks_for_no_second_person_can_not_be_verified() -> None:
    story = planned()
    story.asks(EMIL, done("unit.tests"))

    assert "needs no second person" in story.refuses(FINN, VerifyChecks(("unit.tests",)))


def test_one_check_that_can_not_be_verified_refuses_the_whole_group() -> None:
    story = planned()
    story.asks(EMIL, done("tests.security"))

    story.refuses(FINN, VerifyChecks(("tests.security", "checkup.team")))


def test_verified_is_nothing_that_one_marks() -> None:
    sentence = planned().refuses(EMIL, MarkChecks(("tests.security",), CheckState.VERIFIED))

    assert "presses Verify" in sentence


@pytest.mark.parametrize(
    "item", [i for i in TEMPLATE.items.values() if i.kind is not Kind.CHECK], ids=lambda i: i.key
)
def test_what_follows_from_what_happens_is_never_ticked(item: Item) -> None:
    assert "nobody ticks it" in planned().refuses(EMIL, done(item.key))
    assert "nobody ticks it" in planned().refuses(EMIL, WriteNote(item.key, "A note"))


def test_one_derived_item_refuses_the_whole_group() -> None:
    planned().refuses(EMIL, done("unit.tests", "success.uptime"))


@pytest.mark.parametrize("act", ["mark", "verify", "assign", "attach", "remove", "write"])
def test_an_unknown_check_is_named(act: str) -> None:
    commands: dict[str, Command] = {
        "mark": done("no.such"),
        "verify": VerifyChecks(("no.such",)),
        "assign": AssignCheck("no.such", None),
        "attach": AddEvidence("no.such", "A link"),
        "remove": RemoveEvidence("no.such", "A link"),
        "write": WriteNote("no.such", ""),
    }

    assert "There is no item “no.such”" in planned().refuses(EMIL, commands[act])


@pytest.mark.parametrize("who", OUTSIDERS, ids=lambda person: person.kind)
@pytest.mark.parametrize("act", SOME_WORK)
def test_only_full_members_work_on_checks(who: Person, act: str) -> None:
    story = planned()
    story.asks(EMIL, done("checkup.team"))

    assert "Ask a full member" in story.refuses(who, SOME_WORK[act])


def test_each_outsider_reads_what_they_are() -> None:
    story = planned()

    assert story.refuses(GUS, done("unit.tests")).startswith("Guests can look, but not work on checks.")
    assert story.refuses(BOT, done("unit.tests")).startswith("Bots can't work on checks.")
    assert story.refuses(STRANGER, done("unit.tests")).startswith("People from another workspace can look")
    assert story.refuses(DELIA, done("unit.tests")).startswith("A deactivated account can't work")


def test_a_closed_release_lets_only_its_reviews_be_worked_on() -> None:
    story = closed()

    assert story.asks(EMIL, done("review.retrospective"), WriteNote("review.retrospective", "It went well."))
    for command in (done("watch.metrics"), WriteNote("unit.tests", "Late."), AddEvidence("unit.tests", "x")):
        assert "Only the checks of its reviews" in story.refuses(EMIL, command)


@pytest.mark.parametrize("act", SOME_WORK)
def test_a_cancelled_release_lets_nothing_be_worked_on(act: str) -> None:
    assert "was cancelled" in cancelled().refuses(EMIL, SOME_WORK[act])


def test_checks_are_worked_on_while_deploying() -> None:
    assert deploying().asks(EMIL, done("rollout.steps"))


def test_a_check_is_given_to_somebody_and_to_nobody() -> None:
    story = planned()

    story.asks(EMIL, AssignCheck("unit.tests", FINN.id))
    assert story.release.check("unit.tests").owner == FINN.id
    assert story.asks(EMIL, AssignCheck("unit.tests", FINN.id)) == ()

    story.asks(EMIL, AssignCheck("unit.tests", None))
    assert story.release.check("unit.tests").owner is None


def test_evidence_is_attached_with_who_and_when_and_once() -> None:
    story = planned()

    story.asks(EMIL, AddEvidence("unit.tests", " https://ci.example/1 "))
    assert story.later(hours=1).asks(FINN, AddEvidence("unit.tests", "https://ci.example/1")) == ()
    story.asks(FINN, AddEvidence("unit.tests", "Seen on staging."))

    evidence = story.release.check("unit.tests").evidence
    assert [(e.text, e.by) for e in evidence] == [
        ("https://ci.example/1", EMIL.id),
        ("Seen on staging.", FINN.id),
    ]


def test_empty_evidence_is_refused() -> None:
    assert "The evidence is empty" in planned().refuses(EMIL, AddEvidence("unit.tests", "  "))


def test_evidence_is_taken_away_once() -> None:
    story = planned()
    story.asks(EMIL, AddEvidence("unit.tests", "one"), AddEvidence("unit.tests", "two"))

    assert story.asks(FINN, RemoveEvidence("unit.tests", "one")) == (EvidenceRemoved("unit.tests", "one"),)
    assert story.asks(FINN, RemoveEvidence("unit.tests", "one")) == ()

    check = story.release.check("unit.tests")
    assert ([e.text for e in check.evidence], check.removed_evidence) == (["two"], 1)


def test_a_note_is_written_changed_and_removed() -> None:
    story = planned()

    story.asks(EMIL, WriteNote("unit.tests", " Ask Finn. "))
    assert story.release.check("unit.tests").note == "Ask Finn."
    assert story.asks(EMIL, WriteNote("unit.tests", "Ask Finn.")) == ()

    story.asks(EMIL, WriteNote("unit.tests", ""))
    assert story.release.check("unit.tests").note == ""


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (waive("tests.split", reason="x" * (TEXT_LIMIT + 1)), "The reason has 3,001 characters"),
        (AddEvidence("unit.tests", "x" * (TEXT_LIMIT + 1)), "The evidence has 3,001 characters"),
        (WriteNote("unit.tests", "x" * (TEXT_LIMIT + 1)), "The note has 3,001 characters"),
    ],
)
def test_a_text_longer_than_slack_takes_is_refused_with_its_length(command: Command, what: str) -> None:
    assert planned().refuses(EMIL, command).startswith(what)


def test_a_text_of_just_the_limit_fits() -> None:
    assert planned().asks(EMIL, WriteNote("unit.tests", " " + "x" * TEXT_LIMIT + " "))


def test_owner_note_and_evidence_outlive_a_change_of_state() -> None:
    story = planned()
    story.asks(
        EMIL,
        AssignCheck("unit.tests", FINN.id),
        WriteNote("unit.tests", "Ask Finn."),
        AddEvidence("unit.tests", "A link"),
        done("unit.tests"),
        reopen("unit.tests"),
    )

    check = story.release.check("unit.tests")
    assert (check.owner, check.note, len(check.evidence)) == (FINN.id, "Ask Finn.", 1)


def test_the_history_of_a_check_tells_who_did_what_in_order() -> None:
    story = planned()
    assert history_of(story.release.check("tests.security")) == ()

    story.asks(EMIL, AddEvidence("tests.security", "A link"))
    first = story.now
    story.later(hours=1).asks(EMIL, done("tests.security"))
    second = story.now
    story.later(hours=1).asks(FINN, VerifyChecks(("tests.security",)))

    assert history_of(story.release.check("tests.security")) == (
        ("evidence", EMIL.id, first),
        ("done", EMIL.id, second),
        ("verified", FINN.id, story.now),
    )


def test_the_history_names_the_state_that_is_not_done() -> None:
    story = planned()
    story.asks(EMIL, waive("tests.split"))

    assert history_of(story.release.check("tests.split")) == (("not_applicable", EMIL.id, story.now),)


def test_several_commands_at_once_happen_in_order() -> None:
    story = planned()

    story.asks(EMIL, Together((done("unit.tests"), WriteNote("unit.tests", "Green."), reopen("unit.tests"))))

    check = story.release.check("unit.tests")
    assert (check.state, check.note) == (CheckState.OPEN, "Green.")


def test_of_several_commands_at_once_one_refused_refuses_all() -> None:
    story = planned()

    story.refuses(EMIL, Together((done("unit.tests"), done("no.such"))))
