"""``python -m benchmarks.page``: how fast the local Slack's page answers a click, how smoothly it scrolls.

The app is a process of its own, as it runs behind ``readiness serve``; Slack's delay is 0. A click counts
from the moment when the browser tells of it until the first frame after the answer stands in the document.
"""

import re
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Error, Locator, Page, sync_playwright
from slack_sdk import WebClient

from benchmarks.servers import APP, serving
from slackapp.manifest import manifest
from slackapp.sandbox import LocalSlack
from slackapp.sandbox.cast import small_company
from tests.journeys.story import CHANNEL, Story

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
MEDIAN, P99 = 150.0, 400.0
"""Milliseconds within which a click is to be answered: half of them, and 99 of 100."""
FRAME, SLOWEST = 1000 / 30, 100.0
"""Milliseconds that a frame may take while scrolling: the median, and the slowest of all."""
MESSAGES = 1000
NEVER = 10_000.0
"""Milliseconds after which a click counts as not answered, such as one that the app was too slow for."""
NAMES = ("Omar", "Noor")

ANSWERED = """([clicked, pattern]) => new Promise((resolve, reject) => {
    const wanted = new RegExp(pattern);
    let pressed = null;
    const inMain = () => (document.querySelector("dialog") ?? document.querySelector("main")).textContent;
    const before = (inMain().match(new RegExp(pattern, "g")) ?? []).length;
    const seen = new MutationObserver(() => {
        if (pressed === null || (inMain().match(new RegExp(pattern, "g")) ?? []).length <= before) return;
        seen.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - pressed));
    });
    seen.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    const told = (event) => { pressed = event.timeStamp; };
    document.addEventListener("click", told, { capture: true, once: true });
    setTimeout(() => reject(new Error("No answer within ten seconds.")), 10000);
    // What is still under way from before takes no press, and shows it.
    const press = () => (clicked.ariaBusy ? requestAnimationFrame(press) : clicked.click());
    press();
})"""

SCROLLED = """(box) => new Promise((resolve) => {
    const frames = [];
    let last = performance.now();
    const step = (now) => {
        frames.push(now - last);
        last = now;
        box.scrollTop -= 120;
        if (box.scrollTop > 0) requestAnimationFrame(step);
        else resolve(frames.slice(2));
    };
    requestAnimationFrame(step);
})"""


def main(arguments: Sequence[str]) -> int:
    """Measure, print what came of it, and return 1 when something is short of its reach."""
    parser = ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--clicks", type=int, default=200, help="how many of each kind")
    clicks = parser.parse_args(arguments).clicks
    with TemporaryDirectory(prefix="readiness-page-") as name, LocalSlack(small_company(manifest())) as slack:
        environment = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": f"sqlite:///{name}/page.sqlite3",
        }
        with serving(APP, environment, Path(name)) as app, chromium() as browser:
            slack.deliver_to(f"{app.url}/slack/events")
            Story(slack).opens("Small team")
            reached = [
                told(what, measured(browser, slack, clicks), MEDIAN, P99) for what, measured in CLICKS.items()
            ]
        reached.append(smooth(scrolled(slack)))
    return 0 if all(reached) else 1


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    path = shutil.which("chromium")
    if path is None:
        sys.exit("This needs Chromium: apt-get install chromium.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


def page_of(browser: Browser, slack: LocalSlack, who: str, where: str = CHANNEL[1:]) -> Page:
    """The page as somebody, in a channel."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{slack.url}/?as={who}&in={where}")
    page.get_by_role("main").wait_for()
    return page


def answered(button: Locator, pattern: str) -> float:
    """Milliseconds from a click until these words stand there once more; NEVER when they don't."""
    try:
        return float(button.page.evaluate(ANSWERED, [button.element_handle(), pattern]))
    except Error:
        return NEVER


def cards(browser: Browser, slack: LocalSlack, clicks: int) -> list[float]:
    """Two people say in turn that the release can be rolled back; the card shows who said it last."""
    pages = [page_of(browser, slack, who.lower()) for who in NAMES]
    times: list[float] = []
    for number in range(clicks):
        page, name, other = pages[number % 2], NAMES[number % 2], NAMES[1 - number % 2]
        page.bring_to_front()
        if times and times[-1] < NEVER:
            page.get_by_text(f"says @{other}").first.wait_for()
        times.append(
            answered(page.get_by_role("button", name=re.compile("Ready to roll back")), f"says @{name}")
        )
    return times


def boxes(browser: Browser, slack: LocalSlack, clicks: int) -> list[float]:
    """The same box is ticked and unticked; its section is counted anew in the window."""
    page = page_of(browser, slack, "victor")
    page.get_by_role("button", name="Open checklist").click()
    window = page.get_by_role("dialog")
    box = window.get_by_role("checkbox").first
    box.wait_for()
    return [answered(box, rf"Code and tests\s+{0 if box.is_checked() else 1} of") for _ in range(clicks)]


def statuses(browser: Browser, slack: LocalSlack, clicks: int) -> list[float]:
    """Somebody asks for the status on the card, again and again."""
    page = page_of(browser, slack, "alice")
    button = page.get_by_role("button", name=re.compile("Status")).first
    return [answered(button, "NO-GO") for _ in range(clicks)]


CLICKS = {
    "a button on the card, to the card redrawn": cards,
    "a box in the checklist, to the window redrawn": boxes,
    "Status on the card, to the answer": statuses,
}


def scrolled(slack: LocalSlack) -> Callable[[Browser], list[float]]:
    """Fill a channel, and give what scrolls through it: from the newest message up to the first."""
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    channel = slack.look(
        lambda world: next(c.id for c in world.conversations.values() if c.name == "support")
    )
    for number in range(MESSAGES):
        words = f"Message {number}: *bold*, `code`, :rocket: <https://example.org/{number}|a link>"
        section: dict[str, object] = {"type": "section", "text": {"type": "mrkdwn", "text": words}}
        press = {"type": "button", "action_id": "look", "text": {"type": "plain_text", "text": "Look"}}
        actions: dict[str, object] = {"type": "actions", "elements": [press]}
        blocks = [section, actions] if number % 5 == 0 else [section]
        client.chat_postMessage(channel=channel, text=words, blocks=blocks)

    def scrolls(browser: Browser) -> list[float]:
        page = page_of(browser, slack, "hana", "support")
        main = page.get_by_role("main")
        main.get_by_text(re.compile("^Message 0:")).wait_for(state="attached")
        return list(main.get_by_role("region", name="Messages").evaluate(SCROLLED))

    return scrolls


def smooth(scrolls: Callable[[Browser], list[float]]) -> bool:
    """Scroll in a browser of its own, and tell how long the frames took."""
    with chromium() as browser:
        return told(
            f"a frame while {MESSAGES} messages scroll by", scrolls(browser), FRAME, SLOWEST, last=1.0
        )


def told(what: str, times: Sequence[float], half: float, most: float, *, last: float = 0.99) -> bool:
    """Print a line, and whether it is within its reach."""
    ordered = sorted(times)
    middle, late = ordered[len(ordered) // 2], ordered[min(int(len(ordered) * last), len(ordered) - 1)]
    name = "slowest" if last == 1.0 else "p99"
    fine = middle <= half and late <= most
    print(
        f"{what}: median {middle:.0f} ms (≤ {half:.0f}), {name} {late:.0f} ms (≤ {most:.0f}), "
        f"of {len(ordered)}  {'ok' if fine else 'SHORT'}"
    )
    return fine


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
