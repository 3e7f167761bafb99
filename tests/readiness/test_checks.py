"""Checks: how people tick, verify and waive them, and what is written beside them."""

import pytest

from readiness.checks import met
from readiness.commands import (
    MarkChecks,
    VerifyChecks,
)
from readiness.events import ChecksMarked, ChecksVerified
from readiness.model import CheckState, Release
from tests.readiness.small import TEMPLATE
from tests.readiness.world import EMIL, FINN, MARA, done, planned, reopen, waive


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
