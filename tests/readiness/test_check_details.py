"""What is written beside a check: owner, evidence, note, and its history."""

import pytest

from readiness.checks import TEXT_LIMIT, mark_of
from readiness.commands import (
    AddEvidence,
    AssignCheck,
    Command,
    RemoveEvidence,
    Together,
    WriteNote,
)
from readiness.events import EvidenceRemoved
from readiness.model import CheckState
from tests.readiness.world import EMIL, FINN, done, planned, reopen, waive


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
    assert ([e.text for e in check.evidence], check.evidence_removed_by) == (["two"], FINN.id)


def test_a_note_is_written_changed_and_removed() -> None:
    story = planned()

    story.asks(EMIL, WriteNote("unit.tests", " Ask Finn. "))
    assert story.release.check("unit.tests").note == "Ask Finn."
    assert story.asks(EMIL, WriteNote("unit.tests", "Ask Finn.")) == ()

    story.asks(EMIL, WriteNote("unit.tests", ""))
    assert story.release.check("unit.tests").note == ""


def test_a_note_that_would_replace_one_that_was_not_shown_is_refused_with_that_one() -> None:
    story = planned()
    story.asks(FINN, WriteNote("unit.tests", "Slow on\nTuesdays."))

    refusal = story.refuses(EMIL, WriteNote("unit.tests", "Ask Finn.", mark_of("")))
    assert refusal == (
        f"<@{FINN.id}> has written a note meanwhile, which yours would replace: “Slow on Tuesdays.”. "
        "Put both together here, or copy yours and open the check anew."
    )
    assert story.refuses(EMIL, WriteNote("unit.tests", "", mark_of("An older one."))) == refusal
    assert story.release.check("unit.tests").note == "Slow on\nTuesdays."


@pytest.mark.parametrize("note", ["Ask Finn.", "", "Slow on Tuesdays."])
def test_a_note_replaces_the_one_that_was_shown(note: str) -> None:
    story = planned()
    story.asks(FINN, WriteNote("unit.tests", "Slow on Tuesdays."))

    story.asks(EMIL, WriteNote("unit.tests", note, mark_of("Slow on Tuesdays.")))
    assert story.release.check("unit.tests").note == note


@pytest.mark.parametrize("theirs", ["Slow on\nTuesdays.", ""])
def test_a_note_that_holds_what_was_written_meanwhile_loses_nothing(theirs: str) -> None:
    story = planned()
    story.asks(FINN, WriteNote("unit.tests", "Older."), WriteNote("unit.tests", theirs))

    story.asks(EMIL, WriteNote("unit.tests", "Ask Finn. Slow on Tuesdays.", mark_of("Older.")))
    assert story.release.check("unit.tests").note == "Ask Finn. Slow on Tuesdays."


def test_of_a_long_note_that_was_written_meanwhile_the_beginning_is_quoted() -> None:
    story = planned()
    story.asks(FINN, WriteNote("unit.tests", "long " * 500))

    refusal = story.refuses(EMIL, WriteNote("unit.tests", "Short.", mark_of("")))
    assert "long long…”" in refusal
    assert len(refusal) < 400


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


def test_several_commands_at_once_happen_in_order() -> None:
    story = planned()

    story.asks(EMIL, Together((done("unit.tests"), WriteNote("unit.tests", "Green."), reopen("unit.tests"))))

    check = story.release.check("unit.tests")
    assert (check.state, check.note) == (CheckState.OPEN, "Green.")


def test_of_several_commands_at_once_one_refused_refuses_all() -> None:
    story = planned()

    story.refuses(EMIL, Together((done("unit.tests"), done("no.such"))))
