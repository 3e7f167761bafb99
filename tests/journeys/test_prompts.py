"""Questions during a deployment: can it be rolled back, shall it be, and how does it go."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from slackapp.sandbox import LocalSlack, Message, Person
from tests.journeys.story import CHANNEL, eventually
from tests.journeys.timed import Timed, timed

ASKED = "Can Checkout 2.4 be rolled back?"


@pytest.fixture
def story(slack: LocalSlack, sqlite_url: str) -> Iterator[Timed]:
    """A release of the small template, whose clock the story winds."""
    with timed(slack, sqlite_url) as told:
        told.opens("Small team")
        yield told


def deploying(story: Timed) -> None:
    """Go live at the planned start, by the clock."""
    story.winds_to(story.release.planned_start)
    story.starts_without_go()


def question(story: Timed, words: str) -> Message:
    return next(each for each in story.person("Omar").messages(CHANNEL) if words in each.shown)


def test_an_hour_before_the_start_the_team_is_asked_and_answers_with_one_press(
    story: Timed, omar: Person
) -> None:
    story.winds_to(story.release.planned_start - timedelta(hours=1))
    omar.sees(ASKED, in_=CHANNEL)
    asked = question(story, ASKED)
    assert omar.presses("Ready", asked).ok
    omar.sees("Checkout 2.4: ready to be rolled back", in_=CHANNEL)
    assert question(story, "ready to be rolled back").ts == asked.ts
    eventually(lambda: "✅ ready, says @Omar" in story.card.shown)

    assert omar.presses("Not ready…", question(story, "Checkout 2.4: ready to be rolled back")).ok
    omar.fills("Why can't it be rolled back?", "The backup is broken")
    assert omar.submits().ok
    omar.sees("Checkout 2.4: not ready to be rolled back", in_=CHANNEL)
    omar.sees("The backup is broken", in_=CHANNEL)


def test_who_may_not_answer_is_told_so_and_the_question_stays(story: Timed, alice: Person) -> None:
    story.winds_to(story.release.planned_start - timedelta(hours=1))
    alice.sees(ASKED, in_=CHANNEL)
    assert alice.presses("Ready", question(story, ASKED)).ok
    alice.sees("Only the rollback team, on-call, the release manager or the deputy")
    assert ASKED in question(story, ASKED).shown


def test_nobody_answers_so_the_team_and_the_manager_are_asked_and_the_update_says_since_when(
    story: Timed, omar: Person, robin: Person
) -> None:
    story.winds_to(story.release.planned_start)
    for each in (omar, robin):
        each.sees(ASKED, in_="Readiness")
    story.starts_without_go()
    for each in (omar, robin):
        each.sees("this question is settled", in_="Readiness")
    begun = story.release.started_at
    assert begun is not None
    story.winds_to(begun + timedelta(hours=1))
    omar.sees(ASKED, in_=CHANNEL)
    story.winds_to(begun + timedelta(hours=1, minutes=10))
    omar.sees(ASKED, in_="Readiness")
    story.winds_to(begun + timedelta(hours=1, minutes=20))
    robin.sees(ASKED, in_="Readiness")
    story.winds_to(begun + timedelta(hours=2))
    robin.sees("Nobody has confirmed since", in_=CHANNEL)

    assert omar.presses("Ready", "messages").ok
    omar.sees("Checkout 2.4: ready to be rolled back", in_="Readiness")
    robin.sees("Checkout 2.4: ready to be rolled back", in_="Readiness")


def test_a_question_of_an_earlier_stage_answers_with_a_sentence(story: Timed, omar: Person) -> None:
    story.winds_to(story.release.planned_start - timedelta(hours=1))
    omar.sees(ASKED, in_=CHANNEL)
    old = question(story, ASKED)
    deploying(story)
    omar.sees("this question is settled", in_=CHANNEL)
    for label in ("Ready", "Not ready…"):
        assert omar.presses(label, old).ok
        omar.sees("This question belongs to an earlier stage or date of the release.")
    assert story.release.rollback_answer is None


def test_a_failing_criterion_asks_on_call_at_once_who_keeps_going_with_a_reason(
    story: Timed, noor: Person, alice: Person
) -> None:
    deploying(story)
    measures(alice, story, "Fewer than 1 %", 2.5)
    noor.sees("❌ Checkout 2.4: a criterion fails", in_="Readiness")
    assert noor.presses("Keep going…", "messages").ok
    assert noor.submits().errors == {"Why does it keep going?": "Please complete this required field."}
    noor.fills("Why does it keep going?", "It is the load test")
    assert noor.submits().ok
    noor.sees("Checkout 2.4: a criterion fails, and it keeps going", in_="Readiness")
    modal = story.types("Noor", "/readiness criteria").modal
    assert modal is not None
    assert "@Noor keeps going: It is the load test" in modal.shown


def measures(person: Person, story: Timed, criterion: str, value: float | None, note: str = "") -> None:
    assert story.types(person.member.first_name, "/readiness criteria").modal is not None
    assert person.presses("Measure…", "modal", beside=criterion).ok
    if value is None:
        person.chooses("What did you find?", "Inconclusive")
    else:
        person.fills("Failed requests in %", value)
    if note:
        person.fills("Note", note)
    assert person.submits().ok
    person.closes(everything=True)


@pytest.mark.slow
def test_nobody_decides_so_the_rollback_team_and_the_manager_are_asked_and_the_update_says_since_when(
    story: Timed, noor: Person, alice: Person, omar: Person, robin: Person
) -> None:
    deploying(story)
    begun = story.release.started_at
    assert begun is not None
    measures(alice, story, "Fewer than 1 %", 2.5)
    noor.sees("❌ Checkout 2.4: a criterion fails", in_="Readiness")
    story.winds_to(begun + timedelta(minutes=11))
    omar.sees("Nobody has decided since", in_="Readiness")
    story.winds_to(begun + timedelta(minutes=21))
    robin.sees("Nobody has decided since", in_="Readiness")
    story.winds_to(begun + timedelta(hours=1))
    robin.sees("The criterion Failed requests fails, and nobody has said since", in_=CHANNEL)

    assert omar.presses("Keep going…", "messages").ok
    omar.fills("Why does it keep going?", "It is the load test")
    assert omar.submits().ok
    for each in (noor, omar, robin):
        each.sees("Checkout 2.4: a criterion fails, and it keeps going", in_="Readiness")
    story.winds_to(begun + timedelta(hours=2))
    robin.sees("to keep going: “It is the load test”", in_=CHANNEL)


def test_a_failing_criterion_rolls_the_release_back_with_what_fails_as_the_reason(
    story: Timed, noor: Person, alice: Person, robin: Person
) -> None:
    story.lets_read("The company", "#executives")
    deploying(story)
    measures(alice, story, "Fewer than 1 %", 2.5)
    noor.sees("❌ Checkout 2.4: a criterion fails", in_="Readiness")
    assert noor.presses("Roll back…", "messages").ok
    assert noor.submits().ok
    robin.sees("🚨 Checkout 2.4 is being rolled back", in_="#executives")
    robin.sees("Failed requests: 2.5 %", in_="#executives")
    noor.sees("a criterion failed, and it is rolled back", in_="Readiness")


def test_a_word_is_asked_for_before_each_update_and_goes_out_with_it(story: Timed, robin: Person) -> None:
    deploying(story)
    begun = story.release.started_at
    assert begun is not None
    story.winds_to(begun + timedelta(minutes=55))
    robin.sees("Checkout 2.4: how does it go?", in_=CHANNEL)
    assert robin.presses("Add a word…", CHANNEL).ok
    robin.fills("What is new?", "Half of the servers are done")
    assert robin.submits().ok
    robin.sees("Checkout 2.4: your word is in", in_=CHANNEL)
    story.winds_to(begun + timedelta(hours=1))
    robin.sees("1 hour into the deployment", in_=CHANNEL)
    eventually(lambda: story.posts_in(CHANNEL, "“Half of the servers are done”") == 2)
    story.winds_to(begun + timedelta(hours=2))
    robin.sees("2 hours into the deployment", in_=CHANNEL)
    robin.sees("No word from the team since", in_=CHANNEL)


def test_who_holds_no_role_adds_no_word(story: Timed) -> None:
    story.person("Casey").joins(CHANNEL)
    shown = story.types("Casey", "/readiness word Hello").shown
    assert "Only who holds a role in this release can add to its updates." in shown


@pytest.mark.slow
def test_the_question_and_the_word_on_each_kind_of_database(slack: LocalSlack, database_url: str) -> None:
    with timed(slack, database_url) as story:
        omar, robin = story.person("Omar"), story.person("Robin")
        story.opens("Small team")
        story.winds_to(story.release.planned_start - timedelta(hours=1))
        omar.sees(ASKED, in_=CHANNEL)
        assert omar.presses("Ready", CHANNEL).ok
        omar.sees("ready to be rolled back", in_=CHANNEL)
        deploying(story)
        assert story.types("Robin", "/readiness word Going well").ok
        begun = story.release.started_at
        assert begun is not None
        story.winds_to(begun + timedelta(hours=1))
        robin.sees("“Going well”", in_=CHANNEL)
