"""The page for whoever has no mouse, hears it read aloud, holds it in one hand, or works at night."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from slackapp.sandbox import LocalSlack
from tests.sandbox.page.browsing import DESK, PHONE, Opens, serious, tabs_to, the_form, the_tour, types
from tests.sandbox.scenery import Scenery, guided

pytestmark = pytest.mark.slow


@pytest.fixture
def scenery(slack: LocalSlack) -> Scenery:
    made = Scenery(slack, walk=guided(slack))
    slack.hand_over(made)
    return made


def closes(page: Page) -> None:
    page.keyboard.press("Escape")


def conversation(page: Page) -> None:
    the_tour(page)


def commands(page: Page) -> None:
    page.get_by_label("Message #releases").press_sequentially("/to")
    expect(page.get_by_role("option").first).to_be_visible()


def several(page: Page) -> None:
    the_tour(page).get_by_role("button", name="Which inns?").click()
    expect(page.get_by_role("option").first).to_be_visible()


def asked(page: Page) -> None:
    the_tour(page).get_by_role("button", name="Burn the map").click()
    expect(page.get_by_role("alertdialog")).to_be_visible()


def mistaken(page: Page) -> None:
    the_form(page).get_by_role("button", name="Book").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()


def front(page: Page) -> None:
    page.goto(re.sub("in=.*", "in=home", page.url))
    expect(page.get_by_role("heading", name="Your tours")).to_be_visible()


def thread(page: Page) -> None:
    types(page, "Who is in?")
    message = page.get_by_role("main").get_by_role("listitem").filter(has_text="Who is in?")
    message.focus()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Reply in thread").click()
    expect(page.get_by_role("complementary", name="Thread")).to_be_visible()


def people(page: Page) -> None:
    page.get_by_role("button", name="Acting as").click()


def faults(page: Page) -> None:
    page.get_by_role("button", name="Faults").click()
    page.get_by_role("switch", name="Slow").click()


def glass(page: Page) -> None:
    page.get_by_role("button", name="Under the glass").click()
    pane = page.get_by_role("complementary", name="Under the glass")
    pane.get_by_role("button", expanded=False).first.click()


STATES = (conversation, commands, several, asked, mistaken, front, thread, people, faults, glass)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_anybody_s_way(
    scenery: Scenery, opens: Opens, state: Callable[[Page], None], scheme: str
) -> None:
    page = opens("robin", color_scheme=scheme)
    page.get_by_role("main").wait_for()
    if state is glass:
        types(page, "/tour alone")
        expect(page.get_by_text("psst")).to_be_visible()
    state(page)
    assert serious(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nor_on_a_phone(scenery: Scenery, opens: Opens, scheme: str) -> None:
    page = opens("robin", viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=scheme)
    found: list[str] = []
    for state in (asked, mistaken, people, faults):
        state(page)
        found += serious(page)
        closes(page)
    page.get_by_role("button", name="Channels", exact=True).tap()
    found += serious(page)
    assert found == []


def test_a_whole_visit_with_the_keyboard_alone(slack: LocalSlack, scenery: Scenery, opens: Opens) -> None:
    page = opens("robin")
    keys = page.keyboard
    tabs_to(page, re.compile("^Acting as"))
    keys.press("Enter")
    keys.press("h")  # Hana
    keys.press("Enter")
    expect(page.get_by_role("button", name="Acting as Hana Morikawa")).to_be_visible()
    tabs_to(page, "Message #releases", "combobox")
    keys.type("/tour f")
    keys.press("Backspace")
    keys.type("form")
    keys.press("Enter")
    form = page.get_by_role("dialog", name="Book a tour")
    expect(form.get_by_label("Your name")).to_be_focused()
    keys.type("Hana")
    tabs_to(page, re.compile("^City"))
    keys.press("Enter")
    keys.type("del")
    keys.press("Enter")
    tabs_to(page, re.compile("^Guests"))
    keys.press("Enter")
    keys.type("omar")
    keys.press("Enter")
    keys.press("Escape")
    tabs_to(page, "Option 2", "checkbox")
    keys.press("Space")
    tabs_to(page, "Option 1", "radio")
    keys.press("Space")
    tabs_to(page, "Book")
    keys.press("Enter")
    expect(form).to_have_count(0)
    booked = slack.person("Hana").direct_messages()[-1].raw["text"]
    omar = slack.person("Omar").id
    assert all(part in booked for part in ("City=delhi", f"Guests={omar}", "Bags=v2", "Way=v1")), booked


def test_messages_are_walked_through_and_acted_on_by_keyboard(slack: LocalSlack, opens: Opens) -> None:
    for words in ("One", "Two", "Three"):
        slack.person("Omar").says(words, "#releases")
    page = opens("robin")
    tabs_to(page, "Messages", "region")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("listitem").filter(has_text="Three")).to_be_focused()
    page.keyboard.press("ArrowUp")
    two = page.get_by_role("listitem").filter(has_text="Two")
    expect(two).to_be_focused()
    page.keyboard.press("Tab")
    expect(two.get_by_role("button", name="More actions")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    reaction = two.get_by_role("button", name="white_check_mark, 1")
    expect(reaction).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_every_block_keeps_within_the_screen(opens: Opens, scheme: str, viewport: dict[str, int]) -> None:
    page = opens("robin", viewport=viewport, color_scheme=scheme)
    message = the_tour(page)
    wide = message.evaluate(
        """(row) => [...row.querySelectorAll("*")]
            .filter((each) => !each.closest(".table") && each.getBoundingClientRect().right > innerWidth)
            .map((each) => each.outerHTML.slice(0, 100))"""
    )
    assert wide == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
