"""Checklists and reviews that come due as messages: a press on each check, redrawn where it stands."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from slackapp.sandbox import LocalSlack, Message, Person
from tests.journeys.story import CHANNEL, eventually
from tests.journeys.timed import Timed, timed

BEFORE = "Checkout 2.4: Before we begin"
EVERYBODY = "Everybody is there"


@pytest.fixture
def due(slack: LocalSlack, sqlite_url: str) -> Iterator[Timed]:
    """A release of the small template, two hours before its start."""
    with timed(slack, sqlite_url) as story:
        story.opens("Small team")
        story.winds_to(story.release.planned_start - timedelta(hours=2))
        story.person("Noor").sees(BEFORE, in_=CHANNEL)
        yield story


def message(story: Timed, words: str, who: str = "Noor") -> Message:
    found = [each for each in story.person(who).messages(CHANNEL) if words in each.shown]
    assert len(found) == 1, [each.shown for each in found]
    return found[0]


def test_a_check_is_done_with_one_press_and_the_message_says_by_whom(due: Timed, noor: Person) -> None:
    ts = message(due, BEFORE).ts
    assert noor.presses("Done", CHANNEL, beside=EVERYBODY).ok
    noor.sees("1 of 2 done", in_=CHANNEL)
    shown = message(due, BEFORE)
    assert shown.ts == ts
    assert f"✅ {EVERYBODY}\nDone · @Noor" in shown.shown
    assert "marked “Everybody is there” done" in due.history()


def test_two_who_press_the_same_button_make_one_act(due: Timed, noor: Person, omar: Person) -> None:
    as_omar_saw_it = message(due, BEFORE, "Omar")
    assert noor.presses("Done", CHANNEL, beside=EVERYBODY).ok
    assert omar.presses("Done", as_omar_saw_it, beside=EVERYBODY).ok
    noor.sees("1 of 2 done", in_=CHANNEL)
    assert due.history().count("marked “Everybody is there” done") == 1


def test_a_check_is_opened_again_and_its_details_are_one_press_away(due: Timed, noor: Person) -> None:
    assert noor.presses("Done", CHANNEL, beside=EVERYBODY).ok
    noor.sees("1 of 2 done", in_=CHANNEL)
    assert noor.presses("Details…", CHANNEL, beside=EVERYBODY).ok
    noor.sees(EVERYBODY, in_="modal")
    noor.closes(everything=True)
    assert noor.presses("Open it again", CHANNEL, beside=EVERYBODY).ok
    noor.sees("0 of 2 done", in_=CHANNEL)


def test_the_checklist_opens_at_the_page_of_the_message(due: Timed, noor: Person) -> None:
    assert noor.presses("Open checklist", message(due, BEFORE)).ok
    noor.sees("0 of 2 done in The day itself", in_="modal")


def test_a_guest_is_refused_and_changes_nothing(due: Timed, gil: Person) -> None:
    assert gil.presses("Done", CHANNEL, beside=EVERYBODY).ok
    gil.sees("Guests can look, but not")
    assert "0 of 2 done" in message(due, BEFORE).shown


def test_what_is_ticked_in_the_checklist_shows_in_the_message(due: Timed, noor: Person) -> None:
    due.does_section("The day itself")
    noor.sees("2 of 2 done", in_=CHANNEL)


def test_the_steps_come_with_the_start_and_the_review_opens_with_overrides_and_promises(
    due: Timed, noor: Person
) -> None:
    due.starts_without_go("Customers can't pay at all")
    noor.sees("These are its steps", in_=CHANNEL)
    assert noor.presses("Done", CHANNEL, beside="The database is migrated").ok
    eventually(lambda: "1 of 3 done" in message(due, "These are its steps").shown)
    due.finishes()
    noor.sees("Watch these now that it is live", in_=CHANNEL)

    finished = due.release.finished_at
    assert finished is not None
    due.winds_to(finished + timedelta(days=30))
    noor.sees("After a month: Checkout 2.4", in_=CHANNEL)
    review = message(due, "After a month: Checkout 2.4")
    words = review.shown
    first, then = words.index("Overrides"), words.index("What was promised, and what was measured")
    assert first < then < words.index("To be done now")
    assert "Started without go by @Robin" in words
    assert "Failed requests: not measured yet (has to be less than 1 %)" in words
    assert noor.presses("Done", review, beside="The goals are looked at again").ok
    noor.sees("1 of 1 done", in_=CHANNEL)
