from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from slackapp.sandbox import LocalSlack
from slackapp.sandbox.validation.blocks import BLOCKS
from slackapp.sandbox.validation.elements import ELEMENTS
from slackapp.sandbox.workspace import identifier
from tests.sandbox.page.browsing import Opens, picks, the_tour
from tests.sandbox.page.sights import form, front_page, sights

pytestmark = pytest.mark.slow


def types_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield str(value.get("type"))
        for each in value.values():
            yield from types_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from types_in(each)


def test_the_tour_has_every_kind_of_block_and_element() -> None:
    ids = {"robin": "U1", "team": "S1", "releases": "C1"}
    shown = set(types_in([sights(0, ids), form(), front_page("U1")]))
    assert (set(ELEMENTS) | set(BLOCKS)) - shown == set()


USED_BY = {
    "button": "test_a_pressed_button_redraws_the_message_for_everybody",
    "channels_select": "test_a_channel_is_chosen",
    "checkboxes": "test_boxes_radio_buttons_dates_and_menus_are_told",
    "conversations_select": "test_a_choice_in_a_list_is_told_and_stays_shown",
    "datepicker": "test_boxes_radio_buttons_dates_and_menus_are_told",
    "datetimepicker": "test_a_moment_is_told_in_seconds",
    "email_text_input": "test_every_input_of_a_form_reaches_the_app",
    "external_select": "test_a_choice_in_a_list_is_told_and_stays_shown",
    "feedback_buttons": "test_feedback_is_told_either_way",
    "file_input": "test_every_input_of_a_form_reaches_the_app",
    "icon_button": "test_a_button_with_a_picture_is_pressed",
    "image": "test_nothing_of_it_is_unknown_to_the_page",
    "multi_channels_select": "test_several_are_chosen_beside_a_section",
    "multi_conversations_select": "test_several_are_chosen_beside_a_section",
    "multi_external_select": "test_several_are_chosen_beside_a_section",
    "multi_static_select": "test_several_choices_are_told_when_the_list_closes",
    "multi_users_select": "test_several_are_chosen_beside_a_section",
    "number_input": "test_every_input_of_a_form_reaches_the_app",
    "overflow": "test_boxes_radio_buttons_dates_and_menus_are_told",
    "plain_text_input": "test_every_input_of_a_form_reaches_the_app",
    "radio_buttons": "test_boxes_radio_buttons_dates_and_menus_are_told",
    "rich_text_input": "test_every_input_of_a_form_reaches_the_app",
    "static_select": "test_a_choice_in_a_list_is_told_and_stays_shown",
    "timepicker": "test_boxes_radio_buttons_dates_and_menus_are_told",
    "url_text_input": "test_every_input_of_a_form_reaches_the_app",
    "users_select": "test_a_choice_in_a_list_is_told_and_stays_shown",
}
"""A test in which somebody uses an element of this kind in the browser."""


def test_every_kind_of_element_is_used_in_a_browser() -> None:
    assert set(USED_BY) == set(ELEMENTS)
    tests = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in USED_BY.values() if f"def {name}(" not in tests] == []


def test_nothing_of_it_is_unknown_to_the_page(opens: Opens) -> None:
    page = opens("robin")
    message = the_tour(page)
    expect(message).not_to_contain_text("is not shown here")
    expect(message).not_to_contain_text(re.compile(r"\([a-z]+_[a-z_]+\)"))
    expect(message.get_by_role("figure")).to_have_count(2)
    expect(message.get_by_role("link", name="The walk")).to_have_attribute("href", "https://example.org/walk")
    expect(message.get_by_role("img", name="A map of the harbour")).to_have_count(3)
    expect(message.get_by_role("table")).to_contain_text("Harbour")


@pytest.mark.parametrize("word", ["Good", "Bad"])
def test_feedback_is_told_either_way(opens: Opens, word: str) -> None:
    page = opens("robin")
    the_tour(page).get_by_role("button", name=f"{word} tour").click()
    expect(page.get_by_text(f"liked: {word.lower()}")).to_be_visible()


def test_a_button_with_a_picture_is_pressed(opens: Opens) -> None:
    page = opens("robin")
    the_tour(page).get_by_role("button", name="Bin").click()
    expect(page.get_by_text("binned: pressed")).to_be_visible()


def test_a_moment_is_told_in_seconds(opens: Opens) -> None:
    page = opens("hana")
    moment = the_tour(page).get_by_label("Date and time")
    expect(moment).to_have_value("2026-11-22T18:00")
    moment.fill("2026-11-22T18:05")
    expect(page.get_by_text("start: 1795338300")).to_be_visible()


def test_a_channel_is_chosen(opens: Opens) -> None:
    page = opens("robin")
    picks(page, the_tour(page).get_by_role("button", name="Room"), "support")
    expect(page.get_by_text(f"room: {identifier('C', 'support')}")).to_be_visible()


@pytest.mark.parametrize(
    ("beside", "typed", "told"),
    [
        ("Who comes along?", "noor", "party: U"),
        ("Who is told?", "support", "told: C"),
        ("Who may watch?", "engineering", "watching: C"),
        ("Which inns?", "crown", "inns: Crown"),
    ],
)
def test_several_are_chosen_beside_a_section(opens: Opens, beside: str, typed: str, told: str) -> None:
    page = opens("robin")
    picks(page, the_tour(page).get_by_role("button", name=beside), typed)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text(told)).to_be_visible()


def test_a_menu_opens_once_though_its_message_stands_in_the_thread_as_well(
    slack: LocalSlack, opens: Opens
) -> None:
    page = opens("robin")
    message = the_tour(page)
    message.focus()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_role("button", name="City").click()
    expect(page.get_by_role("listbox")).to_have_count(1)
    page.get_by_role("option", name="Berlin").click()
    expect(page.get_by_text("city: berlin")).to_be_visible()
