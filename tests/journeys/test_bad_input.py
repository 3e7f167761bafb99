"""Whatever is filled in wrongly gets a sentence under the input that is wrong, and nothing is lost."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from slackapp.sandbox import LocalSlack, Person
from tests.journeys.story import CHANNEL, NAME, Story, eventually


def _form(story: Story, name: str = NAME) -> Person:
    """Dana has the form of a new release before her."""
    dana = story.person("Dana")
    assert story.types("Dana", f"/readiness new {name}").modal is not None
    dana.fills("Template", "Small team")
    return dana


def test_a_date_in_the_past(empty_scene: Story) -> None:
    dana = _form(empty_scene)
    dana.fills("Day of the go-live", (datetime.now(UTC) - timedelta(days=2)).date())
    dana.fills("Summary", "Faster")
    assert dana.submits().errors == {
        "Day of the go-live": "The planned start lies in the past. Choose a time that is still to come."
    }
    dana.fills("Day of the go-live", "2099-06-01")
    assert dana.submits().ok
    dana.sees("Who does what", in_="modal")
    assert dana.submits().ok
    dana.sees("Jun 1, 2099", in_="modal")
    dana.sees("Faster", in_=CHANNEL)


def test_an_unknown_zone_is_offered_to_nobody_and_refused_when_forged(empty_scene: Story) -> None:
    dana = _form(empty_scene)
    dana.fills("Time zone", "Asia/Tokyo")
    dana.submits()
    payload = empty_scene.last_sent("view_submission")
    payload["view"]["state"]["values"]["zone"]["zone"]["selected_option"]["value"] = "Mars/Olympus"
    errors = empty_scene.sends_anew(payload).body["errors"]
    assert errors == {
        "zone": "There is no time zone “Mars/Olympus”. Use a name such as Europe/Berlin or UTC."
    }


def test_the_menu_of_zones_finds_a_city(empty_scene: Story) -> None:
    dana = _form(empty_scene)
    dana.fills("Time zone", "America/New_York")
    asked = empty_scene.last_sent("block_suggestion")
    asked["value"] = "new york"
    options = empty_scene.sends_anew(asked).body["options"]
    assert [option["value"] for option in options] == ["America/New_York"]


def test_a_time_that_the_change_to_summer_time_skips(empty_scene: Story) -> None:
    dana = _form(empty_scene)
    dana.fills("Day of the go-live", "2027-03-28")
    dana.fills("Time of the go-live", "02:30")
    dana.fills("Time zone", "Europe/Berlin")
    assert dana.submits().errors == {
        "Time of the go-live": "02:30 does not exist on 2027-03-28 in Europe/Berlin: the clocks go forward "
        "over it. Choose 03:30 or another time."
    }


def test_a_name_that_is_too_long_for_the_form_is_refused_when_it_comes_all_the_same(
    empty_scene: Story,
) -> None:
    dana = _form(empty_scene)
    dana.submits()
    payload = empty_scene.last_sent("view_submission")
    payload["view"]["state"]["values"]["name"]["name"]["value"] = "N" * 500
    payload["view"]["state"]["values"]["summary"]["summary"]["value"] = "S" * 501
    assert empty_scene.sends_anew(payload).body["errors"] == {
        "name": "The name is longer than 80 characters. Put the rest into the summary.",
        "summary": "The summary is longer than 500 characters. Link to the rest.",
    }


def test_a_name_of_500_characters_typed_after_the_command_is_cut_where_everybody_sees_it(
    empty_scene: Story,
) -> None:
    dana = _form(empty_scene, "N" * 500)
    assert dana.modal is not None
    assert dana.modal.state["name"]["name"]["value"] == "N" * 80


def test_a_blank_name(empty_scene: Story) -> None:
    dana = _form(empty_scene)
    dana.fills("Name", "   ")
    assert dana.submits().errors == {"Name": "Give the release a name, such as “Checkout 2.4”."}


def test_a_name_of_markup_is_shown_as_it_was_typed_and_calls_nobody(
    empty_scene: Story, noor: Person, robin: Person
) -> None:
    name = "*R&D* <!channel> <https://evil.example|x> &amp;"
    empty_scene.opens("Small team", name, Summary="<!here> & `code`")
    card = next(m for m in noor.messages(CHANNEL) if "Managed by" in m.shown)
    assert card.shown.startswith(f"{name}: NO-GO")
    assert "<!here> & code" in card.shown

    for command in ("status", "gates", "history", "list", "mine", "risks"):
        assert "R&D" in empty_scene.types("Robin", f"/readiness {command}").shown or command == "mine"
    for command in ("criteria", "checklist", "roles", "start", "cancel"):
        assert empty_scene.types("Robin", f"/readiness {command}").modal is not None, command
        robin.closes(everything=True)
    read_as_markup = "\n".join(_markup([m.raw for m in robin.messages(CHANNEL)]))
    assert "R&amp;D" in read_as_markup
    assert "<!channel" not in read_as_markup
    assert "<!here" not in read_as_markup
    assert "<https://evil" not in read_as_markup


def _markup(raw: object) -> Iterator[str]:
    """Every text that Slack reads as markup: those in mrkdwn, and the texts of messages."""
    match raw:
        case {"type": "mrkdwn", "text": str(text)} | {"ts": _, "text": str(text)}:
            yield text
    match raw:
        case dict():
            for each in raw.values():
                yield from _markup(each)
        case list():
            for each in raw:
                yield from _markup(each)


def test_a_long_summary_in_any_script_fits(empty_scene: Story) -> None:
    summary = "Новая касса 🚀" * 38
    dana = _form(empty_scene)
    dana.fills("Summary", summary[:500])
    assert dana.submits().ok
    assert dana.submits().ok
    dana.sees(f"{NAME} is open in", in_="modal")
    dana.sees(summary[:100], in_=CHANNEL)


def test_outsiders_in_the_form_are_refused_under_their_role(empty_scene: Story) -> None:
    sentences = {
        "Gil Pemberton": "Gil Pemberton is a guest, and can't hold a role. Choose a full member.",
        "Buildbot": "Buildbot is a bot, and can't hold a role. Choose a full member.",
        "Stella Vantongeren": "Stella Vantongeren is from another workspace, and can't hold a role. "
        "Choose a full member.",
    }
    dana = _form(empty_scene)
    assert dana.submits().ok
    for name, sentence in sentences.items():
        dana.fills("On-call", [name])
        assert dana.submits().errors == {"On-call": sentence}
    payload = empty_scene.last_sent("view_submission")
    payload["view"]["state"]["values"]["role:on-call"]["role:on-call"]["selected_users"] = ["U0NOBODY00"]
    errors = empty_scene.sends_anew(payload).body["errors"]
    assert errors == {"role:on-call": "Slack knows nobody with the id U0NOBODY00 (user_not_found)."}
    assert "There is no active release" in empty_scene.types("Dana", "/readiness list").shown


def test_a_role_that_the_template_does_not_have_is_refused(empty_scene: Story) -> None:
    dana = _form(empty_scene)
    assert dana.submits().ok
    dana.fills("On-call", ["Gil Pemberton"])
    dana.submits()
    payload = empty_scene.last_sent("view_submission")
    values = payload["view"]["state"]["values"]
    values["role:on-call"]["role:on-call"]["selected_users"] = []
    values["role:king"] = {"role:king": {"type": "multi_users_select", "selected_users": [dana.id]}}
    assert "There is no role “king”" in str(empty_scene.sends_anew(payload).body)


def test_who_became_a_guest_over_the_form_opens_no_release(empty_scene: Story, slack: LocalSlack) -> None:
    dana = _form(empty_scene)
    assert dana.submits().ok
    dana.fills("Release Manager", ["Robin Ashdown"])
    slack.admin.make_guest("Dana")
    assert "Guests can look, but not open a release." in dana.submits().trouble


def test_a_channel_that_the_app_is_not_in(empty_scene: Story, slack: LocalSlack) -> None:
    dana = _form(empty_scene)
    dana.joins("#watercooler")
    dana.fills("Channel", "#watercooler")
    assert dana.submits().errors == {
        "Channel": "The app isn't in #watercooler. Type /invite @Readiness there, then try again."
    }
    slack.admin.invite_app("#watercooler")
    assert dana.submits().ok


def test_a_channel_that_can_not_be_used(empty_scene: Story, slack: LocalSlack) -> None:
    dana = _form(empty_scene)
    slack.admin.archive("#checkout-launch")
    assert dana.submits().errors == {"Channel": "This channel is archived. Choose another."}
    slack.admin.unarchive("#checkout-launch")

    slack.faults.add("conversations.info", error="channel_not_found", times=1)
    assert "The app can't see this channel." in dana.submits().trouble
    slack.faults.add("conversations.info", status=503, times=1)
    assert "Slack can't be asked about this channel at the moment." in dana.submits().trouble
    assert dana.submits().ok


def test_a_template_that_does_not_exist(empty_scene: Story) -> None:
    dana = _form(empty_scene)
    dana.submits()
    payload = empty_scene.last_sent("view_submission")
    payload["view"]["state"]["values"]["template"]["template"]["selected_option"]["value"] = "none@9"
    assert "There is no template “none@9”" in str(empty_scene.sends_anew(payload).body["errors"])


def test_a_modal_that_is_submitted_after_its_release_was_cancelled_changes_nothing(
    scene: Story, robin: Person, noor: Person
) -> None:
    scene.opens_details(scene.item("build.load"), "Noor")
    noor.fills("State", "Done")
    omar = scene.opens_checklist("Omar")
    scene.types("Dana", "/readiness start")
    scene.person("Dana").fills("Why start without go?", "It burns")
    scene.person("Dana").fills("Type the release's name", NAME)

    scene.types("Robin", "/readiness cancel")
    robin.fills("Why?", "Not needed")
    assert robin.submits().ok

    cancelled = "This release was cancelled. Its checklist can be read, but no longer changed."
    assert noor.submits().errors == {"Reason": cancelled}
    assert omar.ticks("Every change is reviewed").ok
    omar.sees(cancelled, in_="modal")
    assert "You can't start a release that is cancelled" in scene.person("Dana").submits().trouble
    scene.person("Noor").closes(everything=True)
    assert "marked" not in scene.history()


def test_a_button_on_an_old_card_answers_with_how_things_stand_now(scene: Story, robin: Person) -> None:
    old = scene.card
    scene.starts_without_go()
    assert robin.presses("Cancel release…", old).ok
    robin.sees("You can't cancel a release that is deploying", in_=CHANNEL)


def test_a_button_that_a_newer_version_has_no_more_says_so(scene: Story, noor: Person) -> None:
    assert noor.presses("Status", CHANNEL).ok
    payload = scene.last_sent("block_actions")
    payload["actions"][0]["action_id"] = "gone_since_1_0"
    assert scene.sends_anew(payload).ok
    noor.sees("This button is no longer in use. Type /readiness status for the present state.", in_=CHANNEL)


def test_presses_on_things_that_do_not_exist_are_refused_in_sentences(scene: Story, noor: Person) -> None:
    assert noor.presses("Status", CHANNEL).ok
    sentences = {
        ("open_status", "gone"): "This release does not exist. /readiness list shows those that are active.",
        ("open_check", "{id}|no-such"): "This check does not exist in the release's template.",
        ("change_role", "{id}|king"): "This role does not exist in the release's template.",
        ("whole_group", "{id}|no-such|done"): "This part of the checklist does not exist",
        ("tick", "{id}"): "This belongs into the checklist. Open it with /readiness checklist.",
        ("rollback_ready", "gone"): "This release does not exist.",
        ("choose_release", "{id}|dance"): "There is no /readiness dance.",
    }
    sent = scene.last_sent("block_actions")
    release = sent["actions"][0]["value"]
    for (action, value), sentence in sentences.items():
        sent["actions"][0] |= {"action_id": action, "value": value.replace("{id}", release)}
        sent["response_url"] = scene.fresh_response_url("Noor")
        assert scene.sends_anew(sent).ok
        noor.sees(sentence, in_=CHANNEL)


def test_an_answer_that_is_lost_on_its_way_is_acknowledged_and_logged(
    scene: Story, noor: Person, caplog: pytest.LogCaptureFixture
) -> None:
    assert noor.presses("Status", CHANNEL).ok
    sent = scene.last_sent("block_actions")
    sent["response_url"] = "http://127.0.0.1:9/gone"
    caplog.set_level(logging.INFO)
    assert scene.sends_anew(sent).ok
    eventually(lambda: any("Slack did not take an answer" in r.getMessage() for r in caplog.records))


def test_a_part_of_a_form_that_is_asked_for_too_early_offers_nothing(scene: Story, noor: Person) -> None:
    scene.opens("Hotfix", "Hotfix 2.3.1")
    noor.uses_message_shortcut("Attach as evidence", noor.says("See this", CHANNEL))
    with pytest.raises(AssertionError, match="there are: none"):
        noor.fills("Check", "A backup has been restored")
