"""What a person does on the page, in a few words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

Opens = Callable[..., Page]
"""Opens the page as somebody, in some place: `opens("robin", "support")`."""


@contextmanager
def windows(browser: Browser, url: str) -> Iterator[Opens]:
    """Windows on a local Slack, each of a browser of its own. A script that fails, or breaks the page's own
    policy, fails the test.
    """
    contexts, complaints = [], []

    def opened(who: str, where: str = "releases", viewport: dict[str, int] = DESK, **more: object) -> Page:
        context = browser.new_context(viewport=viewport, **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{url}/?as={who}&in={where}")
        page.get_by_role("main").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [each for each in complaints if "Failed to load resource" not in each] == []


def serious(page: Page) -> list[str]:
    """What axe-core finds that is serious or critical, with the element that it finds it in."""
    # What fades in is measured in the colours that it comes to.
    page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))")
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:200]}"
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


def tabs_to(page: Page, name: str | re.Pattern[str], role: Any = "button") -> None:
    """Press Tab until this has the focus."""
    wanted = page.get_by_role(role, name=name).first
    for _ in range(80):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}.")


def types(page: Page, text: str) -> None:
    composer = page.get_by_role("main").get_by_role("combobox", name=re.compile("^Message"))
    composer.fill(text)
    composer.press("Escape")
    composer.press("Enter")


def the_tour(page: Page) -> Locator:
    types(page, "/tour")
    message = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="The tour"))
    message.wait_for()
    return message


def the_form(page: Page) -> Locator:
    types(page, "/tour form")
    form = page.get_by_role("dialog", name="Book a tour")
    form.wait_for()
    return form


def picks(page: Page, opener: Locator, typed: str) -> None:
    opener.click()
    page.get_by_role("combobox", name=re.compile("^Search")).fill(typed)
    page.get_by_role("option").filter(has_text=re.compile(typed, re.IGNORECASE)).first.click()
