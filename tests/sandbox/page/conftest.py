from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from slackapp.sandbox import LocalSlack
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.server import LoopbackServer
from tests.sandbox import tea
from tests.sandbox.page import tour
from tests.sandbox.page.browsing import DESK, Opens

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


expect.set_options(timeout=30_000)  # as long as it may take on a machine that does much else


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        missing = "Chromium isn't installed: the page of the local Slack can't be tried."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(small_company(tour.MANIFEST)) as running:
        server = LoopbackServer()
        server.start(tea.served(tour.tour(running)))
        running.deliver_to(f"{server.url}/slack/events")
        yield running
        server.stop()


@pytest.fixture
def opens(chromium: Browser, slack: LocalSlack) -> Iterator[Opens]:
    """Open the page as somebody. A script that fails, or breaks the page's own policy, fails the test."""
    contexts, complaints = [], []

    def opened(who: str, where: str = "releases", viewport: dict[str, int] = DESK, **more: object) -> Page:
        context = chromium.new_context(viewport=viewport, **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{slack.url}/?as={who}&in={where}")
        page.get_by_role("main").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [each for each in complaints if "Failed to load resource" not in each] == []
