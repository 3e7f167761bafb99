from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from slackapp.sandbox import LocalSlack
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.server import LoopbackServer
from tests.sandbox import tea
from tests.sandbox.page import tour
from tests.sandbox.page.browsing import Opens, windows

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
    """Open the page as somebody, with the app that shows what Block Kit has."""
    with windows(chromium, slack.url) as opened:
        yield opened
