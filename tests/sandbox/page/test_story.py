"""The whole story on the real `readiness sandbox`, in two windows, by what people see."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.backstage.test_tour import UPDATES
from tests.sandbox.page.browsing import PHONE, Opens, serious, tabs_to, types, windows
from tests.sandbox.page.playing import (
    LOG,
    LONG,
    agrees,
    answer,
    bar,
    card,
    composer,
    headings,
    is_helped,
    jumps,
    led,
    message,
    runs_at,
    sandbox,
    sends,
    step,
    watches_it_go_stale,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

HERE = "checkout-launch"


@pytest.fixture
def sits(chromium: Browser, tmp_path: Path) -> Iterator[Opens]:
    """Open the real sandbox as somebody, in some place."""
    with sandbox(tmp_path) as url, windows(chromium, url) as opened:
        yield opened


def test_the_whole_story_in_two_windows(sits: Opens, tmp_path: Path) -> None:
    robin, other = sits("robin"), sits("noor", HERE)
    opens_what_the_command_prints(robin)
    looks_and_ticks_by_keyboard_alone(other, robin)
    signs(other, robin)
    watches_it_go_stale(other, robin)
    lets_time_pass(other)
    goes_live(other, robin)
    finishes_and_lets_a_day_pass(robin)
    comes_to_the_quarter(robin)
    assert "Traceback" not in (tmp_path / LOG).read_text(encoding="utf-8")


def opens_what_the_command_prints(page: Page) -> None:
    page.goto(page.url.partition("?")[0])
    expect(page.get_by_role("button", name="Acting as Robin Ashdown")).to_be_visible()
    expect(page.get_by_role("heading", name=HERE, level=1)).to_be_visible()


def looks_and_ticks_by_keyboard_alone(page: Page, watched: Page) -> None:
    expect(card(watched)).to_contain_text("Environment configuration: 2 open checks")
    follows_the_tour_by_keyboard(page, "See where the release stands", "Noor Hadley")
    expect(answer(page, "Checkout 2.4: NO-GO")).to_contain_text("stand in the way of the start")
    follows_the_tour_by_keyboard(page, "Tick a check", "Devi Ramanan")
    checklist = page.get_by_role("dialog", name="Checklist")
    box = checklist.get_by_role("checkbox", name="Settings of each environment have been checked")
    tabs_to(page, "Settings of each environment have been checked", "checkbox")
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.keyboard.press("Escape")
    expect(checklist).to_have_count(0)
    expect(card(watched)).to_contain_text(
        "Environment configuration: The configuration passes its validation"
    )


def follows_the_tour_by_keyboard(page: Page, title: str, person: str) -> None:
    step(page, title)
    tabs_to(page, re.compile("^(Act as|Type it)"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Acting as {person}")).to_be_visible()
    expect(composer(page)).to_be_focused()
    expect(composer(page)).to_have_value(re.compile("^/readiness"))
    page.keyboard.press("Enter")


def signs(page: Page, watched: Page) -> None:
    led(page, "Try to sign what is not yours")
    sends(page, "/readiness gates")
    approves(page, answer(page, "Testing complete"))
    step(page, "Sign as the right person")
    expect(card(watched)).to_contain_text(re.compile("Testing complete: waiting for approval"))
    led(page, "Sign as the right person")
    expect(step(page, "Sign as").get_by_role("button", name="Open Readiness's messages")).to_have_count(0)
    approves(page, message(page, "Testing complete: waiting for approval"))
    expect(card(watched)).to_contain_text(re.compile("Testing complete: approved by @Alice"))


def approves(page: Page, asked: Locator) -> None:
    asked.get_by_role("button", name="Approve Testing complete of Checkout 2.4").click()
    agrees(page, "Approve this gate?", "Approve")


def lets_time_pass(page: Page) -> None:
    is_helped(page, "Let time pass", "Wind the clock")
    is_helped(page, "Let the team do the rest", "Let the team do the rest")
    is_helped(page, "Come to the last hour", "Wind the clock")


def goes_live(page: Page, robin: Page) -> None:
    led(page, "Say that there is a way back")
    card(page).get_by_role("button", name="Ready to roll back").click()
    expect(card(robin)).to_contain_text("Rollback: ✅ ready, says @Omar")
    led(robin, "Start")
    sends(robin, "/readiness start")
    start = robin.get_by_role("dialog", name="Start the deployment")
    start.get_by_label("Type the release's name").fill("Checkout 2.4")
    start.get_by_role("button", name="Start", exact=True).click()
    expect(card(page)).to_contain_text("Deploying since")
    led(page, "Read an update as an executive")
    expect(message(page, "Checkout 2.4 is being deployed")).to_be_visible()
    led(page, "Read the same update as an engineer")
    expect(message(page, "Checkout 2.4 is being deployed")).to_be_visible()
    jumps(robin, "The next update")
    led(page, "Answer a rollback prompt")
    asks = message(page, "Can Checkout 2.4 be rolled back?")
    asks.get_by_role("button", name="Ready to roll back").click()
    step(robin, "Finish")


def finishes_and_lets_a_day_pass(robin: Page) -> None:
    jumps(robin, "The finish")
    led(robin, "Finish")
    sends(robin, "/readiness finish")
    robin.get_by_role("dialog", name="Finish deployment").get_by_role("button", name="Finish").click()
    expect(card(robin)).to_contain_text("Monitoring since")
    runs_at(robin, "3,600")
    robin.get_by_role("button", name=re.compile("^executives")).click()
    expect(message(robin, "Checkout 2.4 has been live for 1 day")).to_be_visible(timeout=90_000)
    runs_at(robin, "1")
    so_far = UPDATES[: UPDATES.index("has been live for 1 day") + 1]
    assert [said.removeprefix("Checkout 2.4 ") for said in headings(robin, "executives")] == so_far


def comes_to_the_quarter(robin: Page) -> None:
    jumps(robin, "A quarter after the finish")
    said = headings(robin, "executives")
    assert [each.removeprefix("Checkout 2.4 ") for each in said] == UPDATES
    led(robin, "Take the record with you")
    sends(robin, "/readiness export")
    step(robin, "That was the tour")
    robin.get_by_role("button", name=re.compile("^Readiness")).first.click()
    with robin.expect_download() as coming:
        robin.get_by_role("main").get_by_role("link", name="Evidence pack of Checkout 2.4").click()
    assert coming.value.suggested_filename.endswith(".html")
    command = [sys.executable, "-m", "slackapp", "verify", str(coming.value.path())]
    assert subprocess.run(command, check=False).returncode == 0
    expect(bar(robin).get_by_role("button", name=re.compile("16 of 16 done"))).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_screens_of_the_story_stand_in_nobody_s_way(sits: Opens, scheme: str) -> None:
    for look in ({}, {"viewport": PHONE, "has_touch": True, "is_mobile": True}):
        page = sits("noor", HERE, color_scheme=scheme, **look)
        expect(card(page)).to_contain_text("NO-GO")
        found = serious(page)
        types(page, "/readiness status")
        answer(page, "Checkout 2.4: NO-GO").wait_for()
        found += serious(page)
        types(page, "/readiness checklist")
        page.get_by_role("dialog", name="Checklist").get_by_role("button", name="Details of…").first.click()
        page.get_by_role("option").first.click()
        page.get_by_role("dialog", name="Details").wait_for()
        found += serious(page)
        page.get_by_role("dialog").get_by_role("button", name="Close the window").click()
        page.get_by_role("button", name="Under the glass").click()
        page.get_by_role("button", name="/readiness status").first.wait_for()
        assert found + serious(page) == []


READERS = ("executives", "engineering", "support")
SLOTS = ("One week before", "One day before", "One hour before")


@pytest.mark.parametrize(
    "in_turn", [("Failing", "Slow", "Rate limits"), ("Losing requests", "Losing replies")]
)
def test_through_faults_nothing_is_lost_and_nothing_doubled(sits: Opens, in_turn: tuple[str, ...]) -> None:
    omar, robin = sits("omar", HERE), sits("robin", HERE)
    for count, fault in enumerate(in_turn, 1):
        says_ready(omar)
        turns(omar, fault, on=True)
        jumps(omar, "The next update")
        turns(omar, fault, on=False)
        everything_came_once(omar, robin, count)


def test_cut_off_or_killed_the_app_loses_nothing_and_doubles_nothing(sits: Opens) -> None:
    omar, robin = sits("omar", HERE), sits("robin", HERE)
    says_ready(omar)
    board = faults(omar)
    board.get_by_role("button", name="Drop the socket").click()
    expect(board).to_contain_text("not connected")
    expect(board).to_contain_text("One connection is open.")
    omar.keyboard.press("Escape")
    jumps(omar, "The next update")
    everything_came_once(omar, robin, 1)
    says_ready(omar)
    faults(omar).get_by_role("button", name="Kill the app").click()
    expect(board).to_contain_text("You killed it")
    board.get_by_role("button", name="Start the app").click()
    expect(board).to_contain_text("was started 2 times", timeout=LONG)
    omar.keyboard.press("Escape")
    jumps(omar, "The next update")
    everything_came_once(omar, robin, 2)


def faults(page: Page) -> Locator:
    """The board of faults, open."""
    bar(page).get_by_role("button", name=re.compile("^Faults")).click()
    return page.get_by_role("dialog", name="Faults")


def turns(page: Page, fault: str, *, on: bool) -> None:
    """Turn a fault on, or off when it has struck."""
    switch = faults(page).get_by_role("switch", name=fault)
    if not on:
        expect(switch).to_have_accessible_description(re.compile(r"calls? so far"))
    switch.click()
    expect(switch).to_be_checked(checked=on)
    page.keyboard.press("Escape")


def says_ready(page: Page) -> None:
    press = card(page).get_by_role("button", name="Ready to roll back")
    press.click()
    expect(press).not_to_have_attribute("aria-busy", "true")


def everything_came_once(omar: Page, robin: Page, count: int) -> None:
    """The card tells of the answer, and that the update went out; every reader has read each update once."""
    expect(card(omar)).to_contain_text("says @Omar", timeout=LONG)
    expect(card(omar)).not_to_contain_text(f"Next update: {SLOTS[count - 1]}", timeout=LONG)
    expect(card(omar)).to_have_count(1)
    for channel in READERS:
        robin.get_by_role("button", name=re.compile(f"^{channel}")).click()
        expect(message(robin, UPDATES[count - 1])).to_be_visible(timeout=LONG)
        said = headings(robin, channel)
        assert [each.removeprefix("Checkout 2.4 ") for each in said] == UPDATES[:count]
