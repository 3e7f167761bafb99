from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox import LocalSlack
from tests.sandbox.kit import header
from tests.sandbox.page.browsing import PHONE, Opens, types
from tests.sandbox.scenery import Scenery, guided

pytestmark = pytest.mark.slow

MINUTES, FASTEST = re.compile(r"^60\W$"), re.compile(r"^50,000\W$")


@pytest.fixture
def scenery(slack: LocalSlack) -> Scenery:
    made = Scenery(slack, walk=guided(slack))
    slack.hand_over(made)
    return made


def bar(page: Page) -> Locator:
    return page.get_by_role("contentinfo", name="Behind the scenes")


def test_the_app_s_time_is_shown_in_the_zone_of_whoever_looks(scenery: Scenery, opens: Opens) -> None:
    expect(bar(opens("robin")).get_by_role("timer")).to_have_text("Mon 1 Jun, 13:00:00")
    expect(bar(opens("hana")).get_by_role("timer")).to_have_text("Mon 1 Jun, 21:00:00")


def test_the_clock_runs_on_the_page_at_the_speed_that_is_chosen(scenery: Scenery, opens: Opens) -> None:
    page = opens("robin")
    speed = bar(page).get_by_role("button", name=FASTEST)
    speed.click()
    expect(speed).to_have_attribute("aria-pressed", "true")
    expect(bar(page).get_by_role("timer")).not_to_contain_text("1 Jun")
    page.get_by_role("button", name="Pause the clock").click()
    expect(page.get_by_role("button", name="Let the clock run")).to_be_visible()
    assert (scenery.face.rate, scenery.face.paused) == (50_000.0, True)


def test_a_jump_tells_how_far_it_is_and_can_be_stopped(scenery: Scenery, opens: Opens) -> None:
    page = opens("robin")
    page.get_by_role("button", name="Jump to").click()
    expect(page.get_by_role("menuitem", name="One day before")).to_contain_text("Tue, 2 Jun 2026, 13:00")
    expect(page.get_by_role("menu")).to_contain_text("Quarterly review")
    expect(page.get_by_role("menu")).to_contain_text("It has not been finished yet.")
    expect(page.get_by_role("menuitem", name="Quarterly review")).to_have_count(0)
    page.get_by_role("menuitem", name="Finish").click()
    expect(bar(page)).to_contain_text("Winding to: Finish · 3 due moments so far")
    page.get_by_role("button", name="Stop winding").click()
    expect(bar(page)).not_to_contain_text("Winding")
    page.get_by_role("button", name="Jump to").click()
    page.get_by_role("menuitem", name="A day").click()
    expect(bar(page).get_by_role("timer")).to_have_text("Tue 2 Jun, 13:00:00")


def test_what_cannot_be_done_now_is_said(scenery: Scenery, opens: Opens) -> None:
    page = opens("robin")
    page.get_by_role("button", name="Jump to").click()
    scenery.face = replace(scenery.face, moments=())
    page.get_by_role("menuitem", name="Finish").click()
    expect(page.get_by_text("Nothing is planned for then.")).to_be_visible()


def test_a_date_is_today_by_the_app_s_clock(slack: LocalSlack, scenery: Scenery, opens: Opens) -> None:
    noon = int(scenery.face.shown.timestamp())
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    client.chat_postMessage(channel="#releases", text=f"Go: <!date^{noon}^{{date_short_pretty}}|soon>")
    page = opens("robin")
    message = page.get_by_role("listitem").filter(has_text="Go:")
    expect(message).to_contain_text("Go: Today")
    bar(page).get_by_role("button", name="Jump to").click()
    page.get_by_role("menuitem", name="A day").click()
    expect(message).to_contain_text("Go: Yesterday")


def test_a_switched_fault_strikes_and_is_seen_on_the_bar(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    types(page, "/tour alone")
    expect(page.get_by_text("psst")).to_be_visible()
    page.get_by_role("button", name="Faults").click()
    failing = page.get_by_role("switch", name="Failing")
    failing.click()
    expect(failing).to_be_checked()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Faults, 1 on")).to_be_visible()
    types(page, "/tour form")
    expect(page.get_by_role("alert")).to_contain_text("failed")
    page.get_by_role("button", name="Faults, 1 on").click()
    expect(failing).to_have_accessible_description(re.compile("1 call so far"))
    failing.click()
    expect(failing).not_to_be_checked()


@pytest.mark.parametrize("name", ["Slow", "Rate limits", "Failing", "Losing replies", "Losing requests"])
def test_every_fault_has_a_switch(opens: Opens, name: str) -> None:
    page = opens("robin")
    page.get_by_role("button", name="Faults").click()
    switch = page.get_by_role("switch", name=name)
    switch.press("Space")
    expect(switch).to_be_checked()


def test_the_app_is_killed_and_started_again(scenery: Scenery, opens: Opens) -> None:
    page = opens("robin")
    page.get_by_role("button", name="Faults").click()
    page.get_by_role("button", name="Kill the app").click()
    expect(page.get_by_role("status").filter(has_text="It was killed.")).to_be_visible()
    expect(bar(page).get_by_role("button", name="Faults, the app is down")).to_be_visible()
    page.get_by_role("button", name="Start the app").click()
    expect(page.get_by_role("status").filter(has_text="was started 2 times")).to_be_visible()


def test_what_passes_is_seen_under_the_glass(opens: Opens) -> None:
    page = opens("robin")
    page.get_by_role("button", name="Under the glass").click()
    glass = page.get_by_role("complementary", name="Under the glass")
    types(page, "/tour alone")
    entry = glass.get_by_role("listitem").filter(has_text="/tour alone").first
    expect(entry).to_contain_text(re.compile(r"by Robin.*ack.*\d ms"))
    entry.get_by_role("button").click()
    expect(entry.get_by_label("Sent to the app", exact=True)).to_contain_text('"command": "/tour"')
    expect(entry.get_by_label("Acknowledged with", exact=True)).to_contain_text("Nobody else sees this")
    glass.get_by_role("button", name="Close the glass").click()
    expect(glass).to_have_count(0)


def test_a_broken_rule_is_shown_with_its_place_and_its_limit(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    page.get_by_role("button", name="Under the glass").click()
    glass = page.get_by_role("complementary", name="Under the glass")
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="#releases", text="x", blocks=[header("x" * 200)])
    entry = glass.get_by_role("listitem").filter(has_text="chat.postMessage").first
    expect(entry).to_contain_text("1 rule broken")
    expect(entry).to_contain_text("/blocks/0/text")
    expect(entry).to_contain_text("limit 150")
    types(page, "/tour alone")
    glass.get_by_role("button", name=re.compile("^Trouble")).click()
    expect(glass.get_by_role("button", name="/tour alone")).to_have_count(0)
    expect(glass.get_by_role("button", name="chat.postMessage")).to_be_visible()


def test_the_tour_leads_to_each_step_which_is_ticked_when_it_has_happened(
    scenery: Scenery, opens: Opens
) -> None:
    page = opens("robin")
    tour = page.get_by_role("region", name="Guided tour")
    expect(tour).to_contain_text("Look around")
    tour.get_by_role("button", name="Act as Noor Hadley").click()
    expect(page.get_by_role("button", name="Acting as Noor Hadley")).to_be_visible()
    expect(page.get_by_label("Message #support")).to_have_value("/tour alone")
    page.get_by_label("Message #support").press("Enter")
    expect(page.get_by_text("psst")).to_be_visible()
    expect(tour).to_contain_text("Look around")
    scenery.does("look")
    scenery.tells()
    expect(tour).to_contain_text("Open the Home tab")
    tour.get_by_role("button", name="Act as Alice Marlowe").click()
    expect(page.get_by_role("heading", name="Your tours")).to_be_visible()
    scenery.does("home")
    scenery.tells()
    tour.get_by_role("button", name="Let them rest").click()
    expect(tour).to_contain_text("That was the tour")
    tour.get_by_role("button", name="3 of 3 steps done").click()
    expect(page.get_by_role("menuitem", name="done Rest")).to_be_visible()


def test_a_page_without_an_address_opens_where_the_tour_begins(
    slack: LocalSlack, scenery: Scenery, opens: Opens
) -> None:
    page = opens("robin")
    page.goto(slack.url)
    expect(page.get_by_role("heading", name="support", level=1)).to_be_visible()
    assert page.url.endswith("?as=robin&in=support")
    page.goto(f"{slack.url}/?as=alice")  # who is not in #support
    expect(page.get_by_role("heading", name="releases", level=1)).to_be_visible()


def test_the_tour_can_be_skipped_and_taken_up_again(scenery: Scenery, opens: Opens) -> None:
    page = opens("robin")
    scenery.does("look")
    tour = page.get_by_role("region", name="Guided tour")
    tour.get_by_role("button", name="Skip the tour").click()
    expect(tour).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="Resume the tour: 1 of 3 done")).to_be_visible()
    page.get_by_role("button", name="Resume the tour").click()
    expect(tour).to_contain_text("Open the Home tab")


def test_on_a_phone_the_bar_opens_to_all_of_it(scenery: Scenery, opens: Opens) -> None:
    page = opens("robin", viewport=PHONE, has_touch=True, is_mobile=True)
    expect(bar(page).get_by_role("timer")).to_be_visible()
    expect(bar(page).get_by_role("button", name=MINUTES)).not_to_be_visible()
    bar(page).get_by_role("button", name="Speed and jumps").tap()
    bar(page).get_by_role("button", name=MINUTES).tap()
    expect(bar(page).get_by_role("button", name=MINUTES)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Under the glass").tap()
    glass = page.get_by_role("complementary", name="Under the glass")
    expect(glass).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
