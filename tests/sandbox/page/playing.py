"""`readiness sandbox` as somebody starts it, and what people do there with a release, by what they see."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

LONG = 120_000
"""Milliseconds that the clock may take for a jump, on a machine that does much else."""
LOG = "sandbox.log"
"""The file in the test's folder that holds what the sandbox logs."""


@contextmanager
def sandbox(folder: Path) -> Iterator[str]:
    """`readiness sandbox` as a process of its own, and the address that it prints; it must end in peace."""
    command = [sys.executable, "-m", "slackapp", "sandbox", "--port", "0"]
    log = folder / LOG
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        assert process.stdout is not None
        try:
            found = re.search(r"http://\S+:\d+", process.stdout.readline())
            assert found is not None, log.read_text(encoding="utf-8")
            yield found[0]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
    assert process.returncode == 0


def step(page: Page, title: str) -> Locator:
    """The strip of the guided tour, as soon as it has come to this step."""
    strip = page.get_by_role("region", name="Guided tour")
    expect(strip).to_contain_text(title)
    return strip


def led(page: Page, title: str) -> None:
    """Be led to a step: be the person, in the place, with the words put into the composer."""
    way = step(page, title).get_by_role("button", name=re.compile("^(Act as|Go to|Open|Type it)"))
    way.click()


def composer(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("combobox", name=re.compile("^Message"))


def sends(page: Page, command: str) -> None:
    """Send the command that the tour has put into the composer."""
    expect(composer(page)).to_have_value(re.compile(f"^{command}"))
    composer(page).press("Enter")
    expect(composer(page)).to_have_value("")


def message(page: Page, words: str | re.Pattern[str]) -> Locator:
    """The newest message with these words."""
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=words).last


def answer(page: Page, words: str | re.Pattern[str]) -> Locator:
    """The newest answer with these words that this person alone sees."""
    seen = page.get_by_role("main").get_by_role("listitem", name=re.compile("only visible to you"))
    return seen.filter(has_text=words).last


def card(page: Page) -> Locator:
    """The release's card in its channel."""
    pinned = page.get_by_role("main").get_by_role("listitem", name=re.compile("pinned"))
    return pinned.filter(has_text="Managed by")


def agrees(page: Page, question: str, word: str) -> None:
    """Say yes to what the app asks before it does something."""
    dialog = page.get_by_role("alertdialog", name=question)
    dialog.get_by_role("button", name=word).click()
    expect(dialog).to_have_count(0)


def headings(page: Page, channel: str) -> list[str]:
    """What the messages of this channel are called, oldest first."""
    page.get_by_role("button", name=re.compile(rf"^{channel}\b")).click()
    expect(page.get_by_role("heading", name=channel, level=1)).to_be_visible()
    return page.get_by_role("main").get_by_role("heading", level=2).all_text_contents()


def bar(page: Page) -> Locator:
    return page.get_by_role("contentinfo", name="Behind the scenes")


def jumps(page: Page, to: str) -> None:
    """Wind the clock to a moment of its menu, and wait until it is there."""
    opener = bar(page).get_by_role("button", name="Jump to")
    opener.click()
    page.get_by_role("menuitem", name=re.compile(to)).click()
    expect(opener).not_to_have_attribute("aria-busy", "true", timeout=LONG)
    expect(bar(page)).not_to_contain_text("Winding to", timeout=LONG)


def is_helped(page: Page, title: str, word: str) -> None:
    """Have a step of the tour done by its own button, and wait until the tour has come further."""
    strip = step(page, title)
    strip.get_by_role("button", name=word).click()
    expect(strip).not_to_contain_text(title, timeout=LONG)
    expect(bar(page)).not_to_contain_text("Winding to", timeout=LONG)


def runs_at(page: Page, rate: str) -> None:
    speed = bar(page).get_by_role("button", name=re.compile(rf"^{rate}\W$"))
    speed.click()
    expect(speed).to_have_attribute("aria-pressed", "true")


def watches_it_go_stale(page: Page, watched: Page) -> None:
    """Change what was signed, reload in the middle, and re-affirm it; the card in ``watched`` tells."""
    led(page, "Watch a signature go stale")
    says = page.get_by_role("region", name="Guided tour").inner_text()
    sends(page, "/readiness checklist")
    page.get_by_role("dialog", name="Checklist").get_by_role("button", name="Details of…").first.click()
    page.get_by_role("option", name=says.split("details of “")[1].split("”")[0]).click()
    details = page.get_by_role("dialog", name="Details")
    details.get_by_role("radio", name="Not applicable").check()
    why = details.get_by_label("Reason")
    why.fill("There is nothing like it in this release.")
    why.blur()
    page.reload()
    expect(why).to_have_value("There is nothing like it in this release.")
    expect(details.get_by_role("radio", name="Not applicable")).to_be_checked()
    details.get_by_role("button", name="Save").click()
    sure = page.get_by_role("dialog").filter(has_text="Change it all the same?")
    sure.get_by_role("button", name="Change").click()
    expect(card(watched)).to_contain_text(re.compile("Development complete: stale"))
    step(page, "Re-affirm it")
    page.get_by_role("dialog").get_by_role("button", name="Close the window").click()
    led(page, "Re-affirm it")
    sends(page, "/readiness gates")
    answer(page, "Development complete").get_by_role("button", name="Re-affirm Development complete").click()
    expect(card(watched)).to_contain_text(re.compile("Development complete: approved by @Victor"))
