"""Draws the pictures of the documentation anew: `readiness sandbox`, its tour walked in a real browser.

`make pictures` runs this. It needs Chromium, which Debian has as `chromium`.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.sandbox.page.playing import (
    agrees,
    answer,
    bar,
    card,
    is_helped,
    jumps,
    led,
    message,
    sandbox,
    sends,
    step,
    watches_it_go_stale,
)

PICTURES = Path(__file__).parent / "pictures"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
HERE = "checkout-launch"
PATIENCE = 30_000
"""Milliseconds that the page may take, on a machine that does much else."""
SETTLED = 800
"""Milliseconds after which the page has drawn what it was told."""


def main() -> None:
    """Walk the tour to its end, and take pictures on the way."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Pictures need Chromium: apt-get install chromium.")
    PICTURES.mkdir(exist_ok=True)
    expect.set_options(timeout=PATIENCE)
    with (
        tempfile.TemporaryDirectory() as folder,
        sandbox(Path(folder)) as url,
        browser(chromium) as opened,
    ):
        walk(opened, url)


@contextmanager
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


def walk(opened: Browser, url: str) -> None:
    """The tour from the first look to the export, in one window."""
    page = look(opened, url, "robin", HERE)
    expect(card(page)).to_contain_text("NO-GO")
    page.get_by_role("region", name="Messages").hover()
    show(page, "Checkout 2.4: NO-GO")
    take(page, "card")
    on_a_phone(opened, url)
    before_the_start(page, look(opened, url, "robin", HERE))
    go_live(page)
    to_the_quarter(page, opened, url)


def on_a_phone(opened: Browser, url: str) -> None:
    """What the on-call engineer reads on a phone."""
    page = look(opened, url, "noor", HERE, PHONE)
    step(page, "See where the release stands").get_by_role("button", name="Skip").click()
    composer = page.get_by_role("main").get_by_role("combobox")
    composer.fill("/readiness status")
    composer.press("Escape")
    composer.press("Enter")
    answer(page, "Checkout 2.4: NO-GO").wait_for()
    show(page, "Checkout 2.4: NO-GO")
    take(page, "phone")
    page.get_by_role("button", name="Resume the tour").click()


def before_the_start(page: Page, watched: Page) -> None:
    """The checklist, an approver's message, and how time is wound."""
    led(page, "Tick a check")
    sends(page, "/readiness checklist")
    checklist = page.get_by_role("dialog", name="Checklist")
    checklist.wait_for()
    take(page, "checklist")
    checklist.get_by_role("checkbox", name="Settings of each environment have been checked").check()
    checklist.get_by_role("button", name="Close the window").click()
    led(page, "Try to sign what is not yours")
    sends(page, "/readiness gates")
    approves(page, "Testing complete")
    led(page, "Sign as the right person")
    message(page, "Testing complete: waiting for approval").wait_for()
    show(page, "Testing complete: waiting for approval")
    take(page, "approval")
    approves(page, "Testing complete")
    watches_it_go_stale(page, watched)


def go_live(page: Page) -> None:
    """Time is wound to the start, and everybody reads of it in their own words."""
    is_helped(page, "Let time pass", "Wind the clock")
    is_helped(page, "Let the team do the rest", "Let the team do the rest")
    led(page, "Come to the last hour")
    bar(page).get_by_role("button", name="Jump to").click()
    page.wait_for_timeout(SETTLED)
    take(page, "clock")
    page.keyboard.press("Escape")
    jumps(page, "One hour before the start")
    led(page, "Say that there is a way back")
    card(page).get_by_role("button", name="Ready to roll back").click()
    led(page, "Start")
    sends(page, "/readiness start")
    start = page.get_by_role("dialog", name="Start the deployment")
    start.get_by_label("Type the release's name").fill("Checkout 2.4")
    start.get_by_role("button", name="Start", exact=True).click()
    led(page, "Read an update as an executive")
    message(page, "Checkout 2.4 is being deployed").wait_for()


def to_the_quarter(page: Page, opened: Browser, url: str) -> None:
    """One update for two readers, side by side; what passes under the glass; and the record at the end."""
    jumps(page, "The next update")
    take(page, "executive")
    led(page, "Read the same update as an engineer")
    page.get_by_role("button", name="Under the glass").click()
    take(page, "glass")
    page.get_by_role("button", name="Close the glass").click()
    led(page, "Answer a rollback prompt")
    message(page, "Can Checkout 2.4 be rolled back?").get_by_role("button", name="Ready to roll back").click()
    jumps(page, "The finish")
    led(page, "Finish")
    sends(page, "/readiness finish")
    page.get_by_role("dialog", name="Finish deployment").get_by_role("button", name="Finish").click()
    led(page, "Take the record with you")
    sends(page, "/readiness export")
    evidence(page, opened)
    home = look(opened, url, "paula", "home")
    home.get_by_text("What waits for you").wait_for()
    take(home, "home")


def evidence(page: Page, opened: Browser) -> None:
    """The evidence pack's page, as the app sent it."""
    page.get_by_role("button", name=re.compile("^Readiness")).first.click()
    link = page.get_by_role("main").get_by_role("link", name="Evidence pack of Checkout 2.4")
    with page.expect_download() as coming, tempfile.TemporaryDirectory() as folder:
        link.click()
        file = Path(folder) / "pack.html"
        coming.value.save_as(file)
        pack = opened.new_page(viewport=DESKTOP)
        pack.goto(file.as_uri())
        take(pack, "evidence")


def approves(page: Page, gate: str) -> None:
    """Approve the newest message about a gate."""
    message(page, gate).get_by_role("button", name=f"Approve {gate} of").last.click()
    agrees(page, "Approve this gate?", "Approve")


def look(opened: Browser, url: str, who: str, where: str, viewport: ViewportSize = DESKTOP) -> Page:
    """Open the local Slack as this person, at this place."""
    page = opened.new_page(viewport=viewport)
    page.goto(f"{url}/?as={who}&in={where}")
    page.get_by_role("main").wait_for()
    return page


def show(page: Page, heading: str) -> None:
    """Scroll to the last message with this heading."""
    message(page, heading).evaluate("element => element.scrollIntoView()")


def take(page: Page, name: str) -> None:
    """Take a picture of what the page shows when it has settled."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
