"""What a person does on the page, in a few words."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

Opens = Callable[..., Page]
"""Opens the page as somebody, in some place: `opens("robin", "support")`."""


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
