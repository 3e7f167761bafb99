"""A sign-off means what was signed: it closes again with the difference in words, and takes one tap to renew.

Roles are handed over for a time, absence shows at once, and an emergency is loud.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from readiness.templates import shipped_template
from schedules.clock import MachineClock
from slackapp.sandbox import LocalSlack, Message, Person
from storage import templates
from storage.database import Database
from tests.journeys.story import CHANNEL, HOLDERS, NAME, Story, eventually, insists
from tests.journeys.timed import Timed, timed

GATE = "Built and tested"


@pytest.fixture
def wound(slack: LocalSlack, sqlite_url: str) -> Iterator[Timed]:
    """The small release on a clock that can be wound, with its first gate approved by Victor."""
    with timed(slack, sqlite_url) as story:
        story.opens("Small team")
        approve_the_first_gate(story)
        yield story


def approve_the_first_gate(story: Story) -> None:
    story.does_section("Building it")
    story.verifies(story.item("build.security"), "Hana")
    victor = story.person("Victor")
    victor.sees(f"{GATE}: waiting for approval", in_="Readiness")
    assert victor.presses("Approve", "messages").ok
    victor.sees(f"{GATE}: approved", in_=CHANNEL)


def message(person: Person, channel: str = CHANNEL) -> Message:
    return next(m for m in person.messages(channel) if m.shown.startswith(GATE))


def leaves_out(story: Story, key: str, reason: str) -> None:
    """Noor says that a check does not apply although the gate is approved, and goes on when she is asked."""
    noor = story.opens_details(story.item(key), "Noor")
    noor.fills("State", "Not applicable")
    noor.fills("Reason", reason)
    assert noor.submits().ok
    noor.sees("makes that approval stale", in_="modal")
    assert noor.submits().ok
    noor.closes(everything=True)


def test_a_gate_closes_again_and_says_what_is_different_in_words(wound: Timed, victor: Person) -> None:
    leaves_out(wound, "build.load", "Nothing changed on the server")

    victor.sees("Closed again", in_=CHANNEL)
    shown = message(victor).shown
    assert "was done, does not apply (Nothing changed on the server) since" in shown
    assert "by @Noor" in shown
    assert f"{GATE}: stale" in wound.status()


def test_the_approver_is_asked_again_after_two_minutes_and_re_affirms_with_one_tap(
    wound: Timed, victor: Person
) -> None:
    leaves_out(wound, "build.load", "Nothing changed on the server")
    victor.sees("Closed again", in_=CHANNEL)
    before = len(victor.direct_messages())

    assert wound.clock is not None
    wound.winds_to(wound.clock.now() + timedelta(minutes=2, seconds=5))

    eventually(lambda: len(victor.direct_messages()) == before + 1)
    asks = len(victor.asked)
    assert victor.presses("Re-affirm", "messages").ok
    assert len(victor.asked) == asks, "no dialog asks once more"
    victor.sees(f"{GATE}: approved", in_=CHANNEL)
    assert f"{GATE}: approved by @Victor" in wound.status()


def test_a_mis_tap_that_is_undone_asks_nobody(wound: Timed, noor: Person, victor: Person) -> None:
    before = len(victor.direct_messages())
    wound.opens_checklist("Noor", "Building it")
    assert noor.unticks("What is new is written up").ok
    noor.sees("makes that approval stale", in_="modal")
    assert noor.submits().ok
    victor.sees("Closed again", in_=CHANNEL)
    assert noor.ticks("What is new is written up").ok
    noor.closes(everything=True)
    victor.sees(f"{GATE}: approved", in_=CHANNEL)

    assert wound.clock is not None
    wound.winds_to(wound.clock.now() + timedelta(minutes=3))

    assert len(victor.direct_messages()) == before


def test_a_role_is_handed_over_for_a_time_and_the_signature_says_for_whom(
    scene: Story, victor: Person, alice: Person
) -> None:
    assert victor.types("/readiness delegate", CHANNEL).modal is not None
    victor.fills("Role", "Tech Lead")
    victor.fills("To whom?", alice.member.real_name)
    victor.fills("Until which day?", "2099-01-01")
    victor.fills("Until what time?", "12:00")
    victor.fills("Why?", "At a conference")
    assert "at most 60 days" in victor.submits().errors["Until which day?"]
    victor.fills("Until which day?", _in_days(5))
    assert victor.submits().ok
    alice.sees("acts for @Victor until", in_=CHANNEL)
    alice.sees("At a conference", in_="Readiness")

    scene.does_section("Building it")
    scene.verifies(scene.item("build.security"), "Hana")
    alice.sees(f"{GATE}: waiting for approval", in_="Readiness")
    assert alice.presses("Approve", "messages").ok
    victor.sees("✅ Approved by @Alice for @Victor", in_=CHANNEL)
    history = scene.history()
    assert "handed the role Tech Lead to @Alice until" in history
    assert f"approved the gate “{GATE}” for @Victor" in history


def _in_days(days: int) -> str:
    return (MachineClock().now() + timedelta(days=days)).date().isoformat()


def test_a_role_that_was_handed_over_is_taken_back(scene: Story, victor: Person, alice: Person) -> None:
    assert victor.types("/readiness roles", CHANNEL).modal is not None
    assert victor.presses("Hand over a role…").ok
    victor.fills("To whom?", alice.member.real_name)
    victor.fills("Until which day?", _in_days(5))
    victor.fills("Until what time?", "12:00")
    victor.fills("Why?", "At a conference")
    assert victor.submits().ok
    victor.sees("acts as Tech Lead for @Victor", in_="modal")

    assert victor.presses("Take back").ok

    victor.closes(everything=True)
    alice.sees("@Alice no longer acts as Tech Lead", in_=CHANNEL)


def test_what_is_wrong_with_handing_a_role_over_stands_under_the_input_that_says_it(
    scene: Story, victor: Person
) -> None:
    assert victor.types("/readiness delegate", CHANNEL).modal is not None
    victor.fills("Role", "Tech Lead")
    victor.fills("To whom?", victor.member.real_name)
    victor.fills("Until which day?", _in_days(-2))
    victor.fills("Until what time?", "12:00")
    victor.fills("Why?", "   ")
    (person,) = victor.submits().errors.items()
    assert person == ("To whom?", f"{victor.member.real_name} holds the role Tech Lead already.")

    victor.fills("To whom?", scene.person("Alice").member.real_name)
    (reason,) = victor.submits().errors.items()
    assert reason == ("Why?", "Say why you hand the role over: everybody reads it in the channel.")

    victor.fills("Why?", "At a conference")
    (day,) = victor.submits().errors.items()
    assert day == ("Until which day?", "That time is over already. Choose one that is still to come.")
    victor.closes(everything=True)
    assert "handed the role" not in scene.history()


def test_who_holds_no_role_has_none_to_hand_over(scene: Story, gil: Person) -> None:
    assert "none to hand over" in scene.types("Hana", "/readiness delegate").shown


def test_a_role_whose_only_holder_is_deactivated_says_so_at_once(
    scene: Story, slack: LocalSlack, robin: Person
) -> None:
    slack.admin.deactivate("Victor")

    robin.sees("can't act: deactivated, or a guest. That leaves nobody", in_=CHANNEL)
    robin.sees("can't act: deactivated, or a guest. That leaves nobody", in_="Readiness")
    status = scene.status()
    assert "Nobody who holds the role Tech Lead can act" in status
    assert "↳ @Robin: assign with /readiness roles" in status


def test_a_gate_is_overridden_loudly_by_the_release_manager_alone(
    scene: Story, robin: Person, noor: Person
) -> None:
    scene.types("Noor", "/readiness gates")
    assert noor.presses("Override…").ok
    noor.sees(f"Only the release manager can override the gate “{GATE}”", in_=CHANNEL)

    scene.types("Robin", "/readiness gates")
    assert robin.presses("Override…").ok
    robin.sees("What it lacks", in_="modal")
    robin.fills("Why override it?", "Customers can't pay at all")
    assert robin.submits().ok

    robin.sees(f"🚨 Gate “{GATE}” overridden by @Robin", in_=CHANNEL)
    eventually(lambda: f"Gate “{GATE}” overridden by @Robin" in scene.card.shown)
    status = scene.status()
    assert f"Gate “{GATE}” overridden by @Robin" in status
    assert "Customers can't pay at all" in status
    scene.person("Dana").sees(f"Override of the gate “{GATE}”", in_="Readiness")
    assert f"overrode the gate “{GATE}”" in scene.history()


def test_who_would_make_an_override_void_is_asked_first(scene: Story, robin: Person, noor: Person) -> None:
    scene.does_section("Building it")
    scene.verifies(scene.item("build.security"), "Hana")
    scene.types("Robin", "/readiness gates")
    assert robin.presses("Override…").ok
    robin.fills("Why override it?", "Customers can't pay at all")
    assert robin.submits().ok

    scene.opens_checklist("Noor", "Building it")
    assert noor.unticks("What is new is written up").ok
    noor.sees("Opening it again makes the override void", in_="modal")
    noor.closes(everything=True)

    noor = scene.opens_details(scene.item("build.docs"), "Noor")
    noor.fills("State", "Open")
    assert noor.submits().ok
    noor.sees("Opening it again makes the override void", in_="modal")
    assert noor.submits().ok
    noor.closes(everything=True)
    noor.sees("counts no longer", in_=CHANNEL)
    assert "Built and tested: open, 1 check left" in scene.status()


@pytest.fixture
def of_two(slack: LocalSlack, sqlite_url: str, on_sqlite: object) -> Iterator[Story]:
    """A release of a template whose overrides a second person has to confirm."""
    template = replace(
        shipped_template("small-team"), key="small-pair", title="Small pair", overrides_need_second=True
    )
    database = Database(sqlite_url)
    database.write(lambda session: templates.add(session, template, MachineClock().now()))
    database.close()
    story = Story(slack, template)
    dana = story.person("Dana")
    assert dana.types(f"/readiness new {NAME}", CHANNEL).modal is not None
    dana.fills("Template", "Small pair")
    insists(dana)
    for role in template.roles:
        dana.fills(role.title, [story.person(HOLDERS[role.title]).member.real_name])
    insists(dana)
    dana.closes()
    dana.sees(f"{NAME}: NO-GO", in_=CHANNEL)
    yield story
    assert slack.complaints == []


def test_a_start_without_go_waits_for_a_second_person_who_starts_it(
    of_two: Story, robin: Person, dana: Person, noor: Person
) -> None:
    of_two.starts_without_go()
    robin.sees("A second person is asked for: override of the start", in_=CHANNEL)
    assert "Planned" in of_two.status()
    assert "A second person has yet to confirm it" in of_two.status()

    assert robin.presses("Confirm the override", CHANNEL).ok
    robin.sees("Somebody else has to confirm it", in_=CHANNEL)
    assert "A second person has yet to confirm it" in of_two.status()

    dana.sees("A second person is asked for", in_="Readiness")
    assert dana.presses("Confirm the override", "messages").ok
    noor.sees("started without go", in_=CHANNEL)
    status = of_two.status()
    assert "Started without go by @Robin" in status
    assert "confirmed by @Dana" in status
