"""The Home tab, which stays true while somebody looks, and the two shortcuts."""

import pytest

from slackapp.sandbox import LocalSlack, Person
from tests.journeys.story import CHANNEL, NAME, Story


def test_home_says_what_waits_for_me_my_releases_and_all_of_them(scene: Story, noor: Person) -> None:
    home = noor.opens_home()
    assert home is not None
    waits, mine, everything = (
        home.shown.index(heading)
        for heading in ("What waits for you", "Your releases", "All active releases")
    )
    assert waits < mine < everything
    assert "To do (2)" in home.shown[waits:mine]
    assert "Checkout 2.4: planned" in home.shown[mine:everything]


def test_home_of_somebody_without_a_role_says_so(scene: Story) -> None:
    home = scene.person("Casey").opens_home()
    assert home is not None
    assert "Nothing waits for you." in home.shown
    assert "You hold no role in an active release." in home.shown
    assert "Checkout 2.4: planned" in home.shown


def test_what_waits_for_a_signature_has_a_button_in_home(scene: Story, victor: Person) -> None:
    scene.does_section("Building it")
    scene.verifies(scene.item("build.security"), "Hana")
    victor.opens_home()
    assert victor.presses("Review and sign…", "home").ok
    victor.sees("You approve Built and tested, under your name.", in_="modal")
    assert victor.submits().ok
    assert "Built and tested: approved by @Victor" in scene.status()


def test_the_checklist_and_the_status_open_from_home(scene: Story, noor: Person) -> None:
    noor.opens_home()
    assert noor.presses("Open checklist", "home").ok
    noor.sees("Building it", in_="modal")
    noor.closes()
    noor.chooses("Details of…", "Nothing else is going on", "home")
    noor.sees("No incident is open", in_="modal")
    noor.closes()
    assert noor.presses("Status", "home").ok
    noor.sees("14 things stand in the way of the start")


@pytest.mark.slow
def test_an_open_home_tab_follows_what_others_do(scene: Story, noor: Person) -> None:
    home = noor.opens_home()
    assert home is not None
    assert "Nothing else is going on" in home.shown

    scene.opens_checklist("Omar", "The day itself")
    assert scene.person("Omar").ticks("Nothing else is going on").ok
    noor.sees("To do (1)", within=25, in_="home")


@pytest.mark.slow
def test_one_home_tab_that_slack_does_not_take_holds_up_no_other(
    scene: Story, slack: LocalSlack, noor: Person, omar: Person
) -> None:
    noor.opens_home()
    omar.opens_home()
    fault = slack.faults.add("views.publish", drop_request=True, when=lambda a: a["user_id"] == omar.id)
    scene.is_ready_to_roll_back("Noor")
    scene.opens_checklist("Robin", "The day itself")
    assert scene.person("Robin").ticks("Nothing else is going on").ok

    noor.sees("To do (1)", within=25, in_="home")
    assert fault.struck


def test_a_release_is_opened_from_home_and_by_the_shortcut_which_know_no_channel(
    empty_scene: Story, dana: Person
) -> None:
    home = dana.opens_home()
    assert home is not None
    assert "There is none." in home.shown
    assert dana.presses("New release…", "home").ok
    dana.sees("New release", in_="modal")
    dana.closes()

    assert dana.uses_shortcut("New release").modal is not None
    dana.fills("Template", "Hotfix")
    dana.fills("Name", "Hotfix 1")
    assert dana.submits().errors == {"Channel": "Please complete this required field."}
    dana.fills("Channel", "#engineering")
    assert dana.submits().ok
    dana.sees("Who does what", in_="modal")
    assert dana.submits().ok
    dana.sees("Hotfix 1 is open in #engineering", in_="modal")


def test_a_message_becomes_evidence_of_a_check(scene: Story, omar: Person, noor: Person) -> None:
    message = omar.says("The restore took 14 minutes", CHANNEL)
    assert noor.uses_message_shortcut("Attach as evidence", message).modal is not None
    noor.sees("This message becomes evidence", in_="modal")
    noor.fills("Release", NAME)
    noor.fills("Check", "A backup has been restored")
    assert noor.submits().ok

    scene.opens_details(scene.item("home.backup"), "Omar")
    omar.sees("Evidence (1)", in_="modal")
    omar.sees("added by @Noor", in_="modal")
    assert omar.modal is not None
    assert message.ts.replace(".", "") in omar.modal.shown


def test_a_check_that_the_picked_release_does_not_have_is_refused(scene: Story, noor: Person) -> None:
    message = noor.says("See this", CHANNEL)
    noor.uses_message_shortcut("Attach as evidence", message)
    noor.fills("Check", "A backup has been restored")
    payload = scene.last_sent("block_suggestion")
    assert payload["value"] == "A backup has been restored"
    assert noor.submits().ok
    sent = scene.last_sent("view_submission")
    sent["view"]["state"]["values"]["check"]["check"]["selected_option"]["value"] = "no-such-check"
    assert "is not on the checklist of Checkout 2.4" in scene.sends_anew(sent).body["errors"]["check"]


def test_evidence_for_no_release_at_all_is_refused_in_a_window(empty_scene: Story, noor: Person) -> None:
    message = noor.says("See this", CHANNEL)
    noor.uses_message_shortcut("Attach as evidence", message)
    noor.sees("There is no active release. Plan one with /readiness new.", in_="modal")


def test_a_message_that_the_app_can_not_see_says_how_to_mend_it(
    scene: Story, slack: LocalSlack, noor: Person
) -> None:
    message = noor.says("See this", CHANNEL)
    slack.faults.add("chat.getPermalink", error="channel_not_found", times=1)
    noor.uses_message_shortcut("Attach as evidence", message)
    noor.sees("Type /invite @Readiness in its channel", in_="modal")
    noor.closes()

    slack.faults.add("chat.getPermalink", status=503, times=1)
    noor.uses_message_shortcut("Attach as evidence", message)
    noor.sees("Slack gives no link to this message at the moment. Try again soon.", in_="modal")
