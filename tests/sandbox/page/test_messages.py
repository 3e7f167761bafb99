from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack
from tests.sandbox.kit import without
from tests.sandbox.page.browsing import Opens, picks, the_tour, types

pytestmark = pytest.mark.slow


def test_a_command_is_suggested_with_its_hint(opens: Opens) -> None:
    page = opens("robin")
    page.get_by_label("Message #releases").press_sequentially("/touri")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Backspace")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("/tour [form | alone | slow]")
    expect(first).to_contain_text("Shows what there is to see")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Message #releases")).to_have_value("/tour ")
    expect(page.get_by_role("option")).to_have_text(re.compile("form | alone | slow"))


def test_an_answer_to_a_command_is_seen_by_the_person_alone(opens: Opens) -> None:
    robin, alice = opens("robin"), opens("alice")
    types(robin, "/tour alone")
    answer = robin.get_by_role("listitem").filter(has_text="Nobody else sees this")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer.get_by_text("psst")).to_have_css("font-weight", "700")
    expect(alice.get_by_role("main")).to_contain_text("Nobody has said anything")


def test_an_unknown_command_says_so_and_keeps_what_was_typed(opens: Opens) -> None:
    page = opens("robin")
    types(page, "/torque now")
    expect(page.get_by_role("alert")).to_have_text("/torque is not a valid command.")
    expect(page.get_by_label("Message #releases")).to_have_value("/torque now")


def test_a_command_that_the_app_does_not_answer_in_time_is_complained_of(
    slack: LocalSlack, opens: Opens
) -> None:
    slack.timing.ack_limit = 0.3
    page = opens("robin")
    types(page, "/tour slow")
    expect(page.get_by_role("alert")).to_contain_text('/tour failed with the error "operation_timeout"')
    page.get_by_role("button", name="Put away").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_somebody_else_says_appears_by_itself(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    slack.person("Omar").says("Has anybody seen the map?", "#releases")
    expect(page.get_by_role("listitem", name=re.compile("Omar Bellweather"))).to_contain_text("seen the map")


def test_a_press_shows_at_once_that_it_is_under_way(opens: Opens) -> None:
    page = opens("robin")
    dawdle = the_tour(page).get_by_role("button", name="Dawdle")
    dawdle.click()
    expect(dawdle).to_have_attribute("aria-busy", "true")
    expect(dawdle).not_to_have_attribute("aria-busy", "true")


def test_a_pressed_button_redraws_the_message_for_everybody(opens: Opens) -> None:
    robin, alice = opens("robin"), opens("alice")
    message = the_tour(robin)
    expect(message).to_contain_text("Pinned")
    message.get_by_role("button", name="Count one more press").click()
    for page in (robin, alice):
        expect(page.get_by_role("listitem").filter(has_text="Pressed 1 times")).to_contain_text("(edited)")


def test_a_press_counts_though_the_message_is_drawn_anew_in_that_moment(
    slack: LocalSlack, opens: Opens
) -> None:
    page = opens("robin")
    button = the_tour(page).get_by_role("button", name="Count one more press")
    pressed: list[Route] = []

    def passes(route: Route) -> None:
        if '"act":"press"' in (route.request.post_data or "") and not pressed:
            pressed.append(route)
            draws_anew(slack)
        route.continue_()

    page.route("**/client/act", passes)
    button.click()
    expect(page.get_by_role("listitem").filter(has_text="Pressed 1 times")).to_be_visible()
    assert pressed
    expect(page.get_by_text("isn't there any more")).to_have_count(0)


def draws_anew(slack: LocalSlack) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    message = next(each for each in slack.person("Robin").messages("#releases") if each.pinned)
    blocks = [without(block, "block_id") for block in message.raw["blocks"]]
    client.chat_update(channel=message.channel_id, ts=message.ts, text="The tour", blocks=blocks)


def test_a_confirmation_is_asked_and_declining_presses_nothing(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    message = the_tour(page)
    before = len(slack.delivered)
    message.get_by_role("button", name="Burn the map").click()
    dialog = page.get_by_role("alertdialog", name="Burn it?")
    expect(dialog).to_contain_text("The map is gone then.")
    dialog.get_by_role("button", name="No").click()
    expect(dialog).to_have_count(0)
    assert len(slack.delivered) == before
    message.get_by_role("button", name="Burn the map").click()
    dialog.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("burn: pressed")).to_be_visible()


@pytest.mark.parametrize(
    ("button", "typed", "told"),
    [
        ("City", "del", "city: delhi"),
        ("Companion", "noor", "who: U"),
        ("Meeting point", "support", "where: C"),
        ("Inn", "bel", "inn: Bell"),
    ],
)
def test_a_choice_in_a_list_is_told_and_stays_shown(opens: Opens, button: str, typed: str, told: str) -> None:
    page = opens("robin")
    message = the_tour(page)
    picks(page, message.get_by_role("button", name=button, exact=True), typed)
    expect(page.get_by_text(told)).to_be_visible()
    expect(
        message.get_by_role("button", name=re.compile(f"{button}: .*{typed}", re.IGNORECASE))
    ).to_be_visible()


def test_several_choices_are_told_when_the_list_closes(opens: Opens) -> None:
    page = opens("robin")
    message = the_tour(page)
    message.get_by_role("button", name="Words").last.click()
    page.get_by_role("option", name="Cairo").click()
    page.get_by_role("option", name="Berlin").click()
    expect(page.get_by_text(re.compile("^sights:"))).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_text("sights: cairo,berlin")).to_be_visible()
    message.get_by_role("button", name="Remove Cairo").click()
    expect(page.get_by_text("sights: berlin")).to_be_visible()


def test_boxes_radio_buttons_dates_and_menus_are_told(opens: Opens) -> None:
    page = opens("robin")
    message = the_tour(page)
    message.get_by_role("checkbox", name="Option 1").check()
    expect(page.get_by_text("packed: v1")).to_be_visible()
    message.get_by_role("radio", name="Option 1").check()
    expect(page.get_by_text("way: v1")).to_be_visible()
    message.get_by_label("Date", exact=True).fill("2026-12-24")
    expect(page.get_by_text("day: 2026-12-24")).to_be_visible()
    message.get_by_label("Time", exact=True).fill("17:30")
    expect(page.get_by_text("hour: 17:30")).to_be_visible()
    message.get_by_role("button", name="More: Pressed 0 times").click()
    page.get_by_role("menuitem", name="Never").click()
    expect(page.get_by_text("more: Never")).to_be_visible()


def test_shortcuts_are_used_from_the_bar_and_from_a_message(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Start a tour").click()
    expect(page.get_by_role("dialog", name="Book a tour")).to_be_visible()
    page.keyboard.press("Escape")
    slack.person("Omar").says("A thing worth keeping", "#releases")
    message = page.get_by_role("listitem").filter(has_text="worth keeping")
    message.hover()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Keep this").click()
    expect(page.get_by_text("Kept: A thing worth keeping")).to_be_visible()


def test_a_menu_is_walked_through_by_keyboard(opens: Opens) -> None:
    page = opens("robin")
    opener = the_tour(page).get_by_role("button", name="More: Pressed 0 times")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Later")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Never")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_reply_stands_in_the_thread_and_not_in_the_channel(opens: Opens) -> None:
    page = opens("robin")
    types(page, "Who is in?")
    message = page.get_by_role("main").get_by_role("listitem").filter(has_text="Who is in?")
    message.hover()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_role("combobox").fill("I am")
    thread.get_by_role("combobox").press("Enter")
    expect(thread.get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("main").get_by_role("listitem").filter(has_text="I am")).to_have_count(0)
    expect(message.get_by_role("button", name="1 reply")).to_be_visible()


def test_a_name_is_completed_into_a_mention(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    page.get_by_label("Message #releases").press_sequentially("Ask @devi")
    expect(page.get_by_role("option")).to_contain_text("Devi Ramanan")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("listitem").last).to_contain_text("Ask @Devi")
    assert slack.person("Robin").messages("#releases")[-1].raw["text"] == f"Ask <@{slack.person('Devi').id}>"
