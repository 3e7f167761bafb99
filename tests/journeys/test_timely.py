"""Checklists and reviews that come due as messages: a press on each check, redrawn where it stands."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Unpack

import pytest

from slackapp.sandbox import LocalSlack, Message, Person
from slackapp.sandbox.faults import Fault, FaultKind
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


def refuses(slack: LocalSlack, words: str, **fault: Unpack[FaultKind]) -> Fault:
    """Have Slack fail once with the message that says these words."""
    return slack.faults.add("chat.postMessage", times=1, when=lambda a: words in str(a["blocks"]), **fault)


def test_a_checklist_that_slack_refuses_is_sent_again_from_what_tells_of_it(
    slack: LocalSlack, sqlite_url: str
) -> None:
    with timed(slack, sqlite_url) as story:
        robin = story.person("Robin")
        story.opens("Small team")
        refused = refuses(slack, "The start is near", error="is_archived")
        story.winds_to(story.release.planned_start - timedelta(hours=2))
        robin.sees("❌ Checkout 2.4: a message was not sent", in_="Readiness")
        assert refused.struck == 1
        robin.sees("This is the checklist Before we begin in #checkout-launch", in_="Readiness")
        robin.sees("The channel is archived. Unarchive it, or choose another channel.", in_="Readiness")
        eventually(
            lambda: "❌ The checklist Before we begin in #checkout-launch was not sent" in story.card.shown
        )

        assert robin.presses("Send again", "messages").ok
        robin.sees("Everybody is there", in_=CHANNEL)
        robin.sees(
            "the checklist Before we begin in #checkout-launch is settled: it was sent.", in_="Readiness"
        )
        assert story.posts_in("Readiness", "a message was not sent") == 0
        eventually(lambda: "was not sent" not in story.card.shown)
        assert robin.presses("Done", CHANNEL, beside=EVERYBODY).ok
        robin.sees("1 of 2 done", in_=CHANNEL)
        assert story.posts_in(CHANNEL, BEFORE) == 1


def test_a_refused_checklist_is_sent_again_from_the_schedule_by_who_leads(
    slack: LocalSlack, sqlite_url: str
) -> None:
    with timed(slack, sqlite_url) as story:
        robin, noor = story.person("Robin"), story.person("Noor")
        story.opens("Small team")
        refuses(slack, "The start is near", error="channel_not_found")
        story.winds_to(story.release.planned_start - timedelta(hours=2))
        robin.sees("a message was not sent", in_="Readiness")

        assert story.types("Noor", "/readiness schedule").modal is not None
        noor.sees("❌ The checklist Before we begin in #checkout-launch was not sent", in_="modal")
        assert noor.presses("Send again", "modal").ok
        noor.sees("Only the release manager or the deputy can", in_="modal")
        assert story.posts_in(CHANNEL, BEFORE) == 0

        assert story.types("Robin", "/readiness schedule").modal is not None
        assert robin.presses("Send again", "modal").ok
        robin.sees(BEFORE, in_=CHANNEL)
        robin.closes(everything=True)
        robin.sees("is settled: it was sent.", in_="Readiness")


@pytest.mark.slow
def test_a_checklist_that_may_have_arrived_is_put_to_a_person_who_looks(
    slack: LocalSlack, sqlite_url: str
) -> None:
    with timed(slack, sqlite_url) as story:
        robin = story.person("Robin")
        story.opens("Small team")
        refuses(slack, "The start is near", lose_reply=True)
        slack.faults.add("conversations.history", error="missing_scope")
        story.winds_to(story.release.planned_start - timedelta(hours=2))
        robin.sees("❓ Checkout 2.4: a message may not have arrived", 60, in_="Readiness")
        assert robin.presses("It is there", "messages").ok
        robin.sees("is settled: it was sent.", in_="Readiness")
        assert story.posts_in(CHANNEL, BEFORE) == 1


def test_an_approver_whom_no_message_reaches_is_told_to_who_can_mend_it(
    slack: LocalSlack, sqlite_url: str
) -> None:
    with timed(slack, sqlite_url) as story:
        robin = story.person("Robin")
        victor = story.person("Victor").member.id
        slack.faults.add(
            "conversations.open", error="user_not_visible", times=1, when=lambda a: a.get("users") == victor
        )
        story.opens("Small team")
        story.does_everything_before_the_start()
        robin.sees("Slack delivers no direct messages to this person.", in_="Readiness")
        assert robin.presses("Send again", "messages").ok
        story.person("Victor").sees("waiting for approval", in_="Readiness")


def test_a_press_shows_although_slack_asks_the_redraw_to_wait(
    due: Timed, slack: LocalSlack, noor: Person
) -> None:
    waits = slack.faults.add("chat.update", rate_limited=1, times=2)
    due.does_section("The day itself")
    noor.sees("2 of 2 done", 15, in_=CHANNEL)
    assert waits.struck == 2
    assert due.posts_in(CHANNEL, BEFORE) == 1


@pytest.mark.slow
def test_a_press_shows_although_the_redraw_failed_at_first(
    due: Timed, slack: LocalSlack, noor: Person
) -> None:
    fails = slack.faults.add("chat.update", status=503, times=1, when=lambda a: BEFORE in str(a["blocks"]))
    due.does_section("The day itself")
    noor.sees("2 of 2 done", 60, in_=CHANNEL)
    assert fails.struck == 1
    assert due.posts_in(CHANNEL, BEFORE) == 1
