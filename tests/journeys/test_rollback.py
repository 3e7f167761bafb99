"""Going live against advice, rolling back, planning anew, and closing with something open."""

import pytest

from slackapp.sandbox import Person
from tests.journeys.story import CHANNEL, NAME, Story, eventually


def test_a_start_without_go_needs_the_manager_a_reason_and_the_name(
    scene: Story, dana: Person, robin: Person
) -> None:
    scene.types("Dana", "/readiness start")
    dana.fills("Type the release's name", NAME)
    assert dana.submits().errors == {"Why start without go?": "Please complete this required field."}
    dana.fills("Why start without go?", "It burns")
    assert dana.submits().errors == {
        "Why start without go?": "Only the release manager can start without go. Ask Robin Ashdown."
    }
    dana.closes()

    scene.types("Robin", "/readiness start")
    robin.fills("Why start without go?", "It burns")
    robin.fills("Type the release's name", "Checkout")
    assert robin.submits().errors == {
        "Type the release's name to start it": "Type the release's name to confirm: Checkout 2.4"
    }
    robin.fills("Type the release's name", "  checkout   2.4 ")
    assert robin.submits().ok

    robin.sees("🚨 It was started without go by Robin Ashdown", in_=CHANNEL)
    status = scene.status()
    assert "Started without go by @Robin" in status
    assert "against 14 blockers" in status
    assert "It burns" in status


def test_the_start_window_asks_for_the_way_back_where_nobody_has_answered(scene: Story, omar: Person) -> None:
    scene.types("Omar", "/readiness start")
    assert omar.presses("Ready to roll back", "modal").ok
    omar.sees("ready, says @Omar", in_="modal")
    assert omar.modal is not None
    assert "13 blockers" in omar.modal.shown
    assert "Ready to roll back" not in omar.modal.buttons


def test_not_ready_can_be_said_from_the_start_window_too(scene: Story, omar: Person) -> None:
    scene.types("Omar", "/readiness start")
    assert omar.presses("Not ready…", "modal").ok
    omar.fills("Why can't it be rolled back?", "The backup is broken")
    assert omar.submits().ok
    assert "not ready, says @Omar" in scene.status()


@pytest.mark.slow
def test_a_release_is_rolled_back_planned_anew_and_given_up(story: Story) -> None:
    robin, noor = story.person("Robin"), story.person("Noor")
    story.opens("Small team")
    story.does_everything_before_the_start()
    story.approves_every_gate()
    story.signs_the_sheet()
    story.is_ready_to_roll_back()
    story.starts()
    story.does_section("Going live")

    noor.sees("Deploying", in_=CHANNEL)
    assert story.types("Noor", "/readiness rollback the error rate doubled").modal is not None
    assert noor.submits().ok
    robin.sees("🚨 Checkout 2.4 is being rolled back", in_=CHANNEL)
    robin.sees("the error rate doubled", in_=CHANNEL)
    assert "Sign-offs are given while a release is planned" in _tries_to_sign(story)

    assert "Only the release manager or the deputy" in story.types("Noor", "/readiness rolled-back").shown
    assert "is rolled back. Plan it anew" in story.types("Robin", "/readiness rolled-back").shown
    robin.sees("Plan anew…", in_=CHANNEL)

    assert robin.presses("Plan anew…", CHANNEL).ok
    robin.sees("The checks of the deployment open again", in_="modal")
    robin.fills("Day of the go-live", "2099-06-01")
    assert robin.submits().ok
    status = story.status()
    assert "Planned: go-live" in status
    assert "Built and tested: stale" in status
    assert "Deployment 0 of 3" in status
    assert "Verification 0 of 2" in status
    assert "Preparation 12 of 12" in status
    sheet = story.types("Robin", "/readiness gates").shown.split("Sign-off sheet")[1]
    assert "after the last gate" in sheet
    assert "signed by" not in sheet

    assert story.types("Robin", "/readiness cancel").modal is not None
    robin.fills("Why?", "It is not worth it")
    assert robin.submits().ok
    robin.sees("Cancelled ", in_=CHANNEL)
    assert "planned it anew for" in story.history()


def _tries_to_sign(story: Story) -> str:
    """What Victor reads who presses Approve on a message that still has the button."""
    victor = story.person("Victor")
    payload = next(
        sent.delivery.payload
        for sent in story.slack.delivered
        if sent.delivery.payload.get("actions", [{}])[0].get("action_id") == "approve"
    )
    fresh = payload | {"response_url": story.fresh_response_url("Victor")}
    assert story.sends_anew(fresh).ok
    found = victor.sees("Sign-offs are given while a release is planned")
    return getattr(found, "shown", "")


def test_a_rollback_is_called_by_those_who_would_do_it_with_a_reason(
    scene: Story, alice: Person, omar: Person, robin: Person
) -> None:
    scene.starts_without_go()
    scene.types("Alice", "/readiness rollback I don't like it")
    assert "Only the rollback team, on-call, the release manager or the deputy" in alice.submits().trouble
    alice.closes()

    scene.types("Omar", "/readiness rollback")
    assert omar.submits().errors == {"Why?": "Please complete this required field."}
    omar.fills("Why?", "Payments fail")
    assert omar.submits().ok
    expected = ("Open checklist", "Status", "Schedule", "Rollback plan", "Rolled back")
    eventually(lambda: scene.card.buttons == expected)

    assert robin.presses("Rolled back", CHANNEL, confirm=False).reason == "denied"
    assert robin.presses("Rolled back", CHANNEL).ok
    assert "Rolled back" in scene.status()
    robin.sees("Plan anew…", in_=CHANNEL)


def test_closing_with_something_open_needs_a_reason(scene: Story, robin: Person) -> None:
    scene.starts_without_go()
    scene.finishes()
    scene.types("Robin", "/readiness close")
    robin.sees("24 checks are still open", in_="modal")
    assert robin.submits().errors == {
        "Why close it with open checks?": "Please complete this required field."
    }
    robin.fills("Why close it with open checks?", "They moved to the next release")
    assert robin.submits().ok
    assert "Closed" in scene.status()
    assert "They moved to the next release" in scene.history()


def test_after_the_close_only_the_reviews_can_still_be_ticked(scene: Story, robin: Person) -> None:
    scene.starts_without_go()
    scene.finishes()
    scene.types("Robin", "/readiness close")
    robin.fills("Why close it with open checks?", "Enough")
    assert robin.submits().ok

    scene.opens_checklist("Noor", "Building it")
    assert scene.person("Noor").modal is not None
    assert not any("checkboxes" in str(b) for b in scene.person("Noor").modal.raw["blocks"])  # type: ignore[union-attr]
    scene.person("Noor").closes()
    scene.opens_checklist("Noor", "Looking back")
    assert scene.person("Noor").ticks("The goals are looked at again").ok
    scene.person("Noor").sees("1 of 1 done in Looking back", in_="modal")


def test_a_stage_that_is_not_its_turn_says_so_and_changes_nothing(scene: Story) -> None:
    for command, sentence in (
        ("finish", "You can't finish a release that is planned; it has to be deploying."),
        ("close", "You can't close a release that is planned; it has to be monitoring."),
        ("rollback too early", "You can't roll back a release that is planned"),
    ):
        answer = scene.types("Robin", f"/readiness {command}")
        assert answer.modal is None
        assert sentence in answer.shown
    assert scene.types("Dana", "/readiness history").shown.count("@Robin was refused") == 3
    assert "You can't end the rollback of" in scene.types("Robin", "/readiness rolled-back").shown
    assert "Planned: go-live" in scene.status()


def test_no_window_says_go_for_a_release_that_can_not_be_started(scene: Story) -> None:
    scene.does_everything_before_the_start()
    scene.approves_every_gate()
    scene.signs_the_sheet()
    scene.is_ready_to_roll_back()
    scene.starts()
    answer = scene.types("Robin", "/readiness start")
    assert answer.modal is None
    assert "You can't start a release that is deploying; it has to be planned." in answer.shown


def test_a_window_that_was_opened_in_time_and_submitted_too_late_says_so(scene: Story, robin: Person) -> None:
    scene.starts_without_go()
    scene.types("Robin", "/readiness finish")
    scene.types("Omar", "/readiness rollback it fails")
    assert scene.person("Omar").submits().ok

    assert robin.submits().ok
    robin.sees("You can't finish a release that is rolling back; it has to be deploying.", in_="modal")
    assert "Rolling back" in scene.status()


def test_starting_twice_is_one_start(scene: Story, dana: Person) -> None:
    scene.types("Dana", "/readiness start")
    dana.fills("Why start without go?", "It burns")
    dana.fills("Type the release's name", NAME)
    scene.starts_without_go()

    assert dana.submits().ok
    assert scene.history().count("started the deployment") == 1
