"""Draws the pictures of the documentation anew: the app in the local Slack, in a real browser.

`make pictures` runs this. It needs Chromium, which Debian has as `chromium`.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from slackapp.manifest import manifest
from slackapp.sandbox import LocalSlack
from slackapp.sandbox.cast import small_company
from tests.journeys.story import CHANNEL, Story
from tests.served import Served

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
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SETTLED = 800
"""Milliseconds after which the page has drawn what it was told."""


def main() -> None:
    """Tell a story up to the second gate, and take its pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Pictures need Chromium: apt-get install chromium.")
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalSlack(small_company(manifest())) as slack,
        Served(slack, f"sqlite:///{folder}/pictures.sqlite3"),
        browser(chromium) as opened,
    ):
        up_to_the_second_gate(Story(slack))
        take(opened, slack.url)


def up_to_the_second_gate(story: Story) -> None:
    """Open a release, do what the first two gates ask for, and approve the first."""
    story.opens("Production readiness", Summary="A faster basket, and gift cards.")
    story.does_section("Code quality and testing")
    for item in story.plan.checks:
        if item.verification and item.group == "security-testing":
            story.verifies(item, "Sam")
    victor = story.person("Victor")
    victor.sees("Development complete: waiting for approval", in_=CHANNEL)
    victor.presses("Approve", CHANNEL)
    victor.sees("Testing complete: waiting for approval", in_=CHANNEL)


@contextmanager
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


def take(opened: Browser, url: str) -> None:
    """Take every picture, as different people and on different screens."""
    page = opened.new_page(viewport=DESKTOP)
    look(page, url, "alice")
    page.screenshot(path=PICTURES / "approval.png")
    show(page, "Checkout 2.4: NO-GO")
    page.screenshot(path=PICTURES / "card.png")
    types(page, "/readiness checklist Configuration")
    page.get_by_role("dialog").wait_for()
    page.screenshot(path=PICTURES / "checklist.png")

    page = opened.new_page(viewport=DESKTOP)
    look(page, url, "paula", where="home")
    page.get_by_text("What waits for you").wait_for()
    page.screenshot(path=PICTURES / "home.png")

    phone = opened.new_page(viewport=PHONE)
    look(phone, url, "noor")
    types(phone, "/readiness status")
    phone.get_by_text("Only visible to you").wait_for()
    show(phone, "Checkout 2.4: NO-GO")
    phone.screenshot(path=PICTURES / "phone.png")


def look(page: Page, url: str, who: str, where: str = "checkout-launch") -> None:
    """Open the local Slack as this person, at this place."""
    page.goto(f"{url}/?as={who}&in={where}")
    page.get_by_role("main").wait_for()
    page.wait_for_timeout(SETTLED)


def show(page: Page, heading: str) -> None:
    """Scroll to the last message with this heading."""
    page.get_by_text(heading, exact=True).last.evaluate(
        "element => (element.closest('[role=listitem], article, li') ?? element).scrollIntoView()"
    )
    page.wait_for_timeout(SETTLED)


def types(page: Page, command: str) -> None:
    """Type a command."""
    composer = page.get_by_role("main").get_by_role("combobox")
    composer.fill(command)
    composer.press("Escape")
    composer.press("Enter")


if __name__ == "__main__":
    main()
