"""The card: one message in the release's channel, true in every stage, with the buttons that make sense."""

from datetime import timedelta

import pytest

from schedules.clock import MachineClock, WoundClock
from slackapp.sandbox import LocalSlack, Person
from tests.journeys.story import CHANNEL, NAME, Story, eventually
from tests.served import Served


def test_the_card_is_pinned_and_never_posted_twice(scene: Story, omar: Person) -> None:
    eventually(lambda: scene.card.pinned)
    ts = scene.card.ts

    scene.is_ready_to_roll_back()
    omar.sees("ready, says @Omar", in_=CHANNEL)

    assert scene.card.ts == ts
    assert "ready, says @Omar" in scene.card.shown


def test_the_notification_of_the_card_stands_alone(scene: Story) -> None:
    assert scene.card.text.startswith("Checkout 2.4: NO-GO, 14 blockers. Go-live: ")
    assert "*" not in scene.card.text


@pytest.mark.slow
def test_the_card_offers_what_makes_sense_in_each_stage(scene: Story, robin: Person) -> None:
    everyday = ("Open checklist", "Gates", "Status", "Schedule", "Ready to roll back", "Not ready…")
    assert _buttons(scene) == (*everyday, "Start…", "Move…", "Cancel release…")

    assert robin.presses("Start…", CHANNEL).ok
    robin.fills("Why start without go?", "Customers can't pay at all")
    robin.fills("Type the release's name", NAME)
    assert robin.submits().ok
    eventually(lambda: "Deploying since" in scene.card.shown)
    going = ("Open checklist", "Status", "Schedule", "Criteria", "Ready to roll back", "Not ready…")
    assert _buttons(scene) == (*going, "Finish…", "Roll back…")
    assert "Started without go by @Robin" in scene.card.shown
    assert "Customers can't pay at all" in scene.card.shown

    assert robin.presses("Finish…", CHANNEL).ok
    robin.sees("3 checks are still open", in_="modal")
    assert robin.submits().ok
    eventually(lambda: "Monitoring since" in scene.card.shown)
    assert _buttons(scene) == (*going, "Close…", "Roll back…")

    assert robin.presses("Close…", CHANNEL).ok
    robin.fills("Why close it with open checks?", "The rest is done elsewhere")
    assert robin.submits().ok
    eventually(lambda: "Closed " in scene.card.shown)
    assert _buttons(scene) == ("Open checklist",)
    assert "The rest is done elsewhere" in scene.card.shown


def _buttons(story: Story) -> tuple[str, ...]:
    return story.card.buttons


def test_the_card_opens_what_it_names(scene: Story, noor: Person) -> None:
    assert noor.presses("Open checklist", CHANNEL).ok
    noor.sees("Building it", in_="modal")
    noor.closes()
    assert noor.presses("Gates", CHANNEL).ok
    noor.sees("Gates: 0 of 2 approved", in_=CHANNEL)
    assert noor.presses("Status", CHANNEL).ok
    noor.sees("14 things stand in the way of the start", in_=CHANNEL)


def test_ready_to_roll_back_is_for_those_who_would_do_it(scene: Story, alice: Person, noor: Person) -> None:
    assert alice.presses("Ready to roll back", CHANNEL).ok
    alice.sees("Only the rollback team, on-call, the release manager or the deputy can", in_=CHANNEL)
    assert "nobody has said yet" in scene.status()

    assert noor.presses("Ready to roll back", CHANNEL).ok
    assert "ready, says @Noor" in scene.status()


def test_not_ready_needs_a_reason_that_everybody_reads(scene: Story, omar: Person) -> None:
    assert omar.presses("Not ready…", CHANNEL).ok
    assert omar.submits().errors == {"Why can't it be rolled back?": "Please complete this required field."}
    omar.fills("Why can't it be rolled back?", "The backup is broken")
    assert omar.submits().ok

    shown = scene.status()
    assert "not ready, says @Omar" in shown
    assert "The backup is broken" in shown
    omar.sees("The backup is broken", in_=CHANNEL)


def test_a_double_click_is_one_answer(scene: Story, omar: Person) -> None:
    old = scene.card
    assert omar.presses("Ready to roll back", old).ok
    assert omar.presses("Ready to roll back", old).ok

    assert scene.history().count("ready to be rolled back") == 1


def test_the_go_live_can_be_moved_and_the_card_says_so(scene: Story, robin: Person) -> None:
    assert robin.presses("Move…", CHANNEL).ok
    robin.fills("Day of the go-live", "2099-06-01")
    robin.fills("Time of the go-live", "14:30")
    robin.fills("Time zone", "Asia/Tokyo")
    assert robin.submits().ok

    robin.sees("Jun 1, 2099 06:30", in_=CHANNEL)  # Robin reads it in London
    assert "moved the go-live to" in scene.history()


def test_only_those_who_lead_move_a_release_on(scene: Story, alice: Person) -> None:
    assert alice.presses("Cancel release…", CHANNEL).ok
    alice.fills("Why?", "I say so")
    assert alice.submits().errors == {
        "Why?": "Only the release manager or the deputy can cancel the release. Ask Robin Ashdown."
    }
    assert "Planned" in scene.status()


@pytest.mark.slow
def test_when_the_planned_start_passes_the_card_says_overdue_and_the_manager_is_asked(
    slack: LocalSlack, sqlite_url: str, robin: Person, dana: Person
) -> None:
    clock = WoundClock(MachineClock())
    with Served(slack, sqlite_url, clock=clock) as served:
        story = Story(slack)
        story.opens("Hotfix")
        clock.wind(timedelta(days=9))
        served.run(served.app.clockwork.tick())

        robin.sees("Overdue", in_=CHANNEL)
        robin.sees("Nobody has started it. Start it, move it or cancel it?", in_="Readiness")
        assert robin.presses("Move…", "messages").ok
        robin.fills("Day of the go-live", "2099-06-01")
        assert robin.submits().ok
        robin.sees("was overdue. It is settled", in_="Readiness")
    assert slack.complaints == []
