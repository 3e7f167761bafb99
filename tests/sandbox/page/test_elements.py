from __future__ import annotations

import re
from collections.abc import Iterator
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
