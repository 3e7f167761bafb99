from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack
from tests.sandbox.page.browsing import Opens, types

# A machine that does much else takes its time over a thousand rows.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

MANY = 1000


@pytest.fixture
def long(slack: LocalSlack) -> None:
    """A thousand messages in #releases."""
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    for number in range(MANY):
        client.chat_postMessage(channel="#releases", text=f"Message {number}.")


def in_view(page: Page, words: str) -> None:
    expect(page.get_by_text(words, exact=True)).to_be_in_viewport()


def test_a_thousand_messages_open_at_the_newest_and_are_all_there(long: None, opens: Opens) -> None:
    page = opens("robin")
    in_view(page, "Message 999.")
    first = page.get_by_text("Message 0.", exact=True)
    first.wait_for(state="attached")
    in_view(page, "Message 999.")
    first.scroll_into_view_if_needed()
    in_view(page, "Message 0.")
    expect(page.get_by_text("very beginning of #releases")).to_be_visible()


def test_who_reads_further_up_is_left_there_and_told_of_what_comes(
    slack: LocalSlack, long: None, opens: Opens
) -> None:
    page = opens("robin")
    page.get_by_text("Message 500.", exact=True).scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Newest messages")).to_be_visible()
    slack.person("Omar").says("Something new", "#releases")
    down = page.get_by_role("button", name="1 new message")
    expect(down).to_be_visible()
    in_view(page, "Message 500.")
    down.click()
    in_view(page, "Something new")
    expect(page.get_by_role("button", name=re.compile("new message|Newest"))).to_have_count(0)


def test_whoever_is_at_the_end_follows_what_comes(slack: LocalSlack, long: None, opens: Opens) -> None:
    page = opens("robin")
    in_view(page, "Message 999.")
    types(page, "/tour alone")
    expect(page.get_by_text("psst")).to_be_in_viewport()
    slack.person("Omar").says("Something new", "#releases")
    in_view(page, "Something new")


def test_whoever_is_at_the_end_follows_what_grows_as_it_comes_into_view(
    slack: LocalSlack, opens: Opens
) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    for _ in range(2):
        client.chat_postMessage(channel="#releases", text="A tall message\n" * 30)
    page = opens("robin")
    last = page.get_by_role("listitem").last
    expect(last).to_contain_text("A tall message")
    # The browser tells of the scrolling to the end when the message is already taller than it was then.
    last.evaluate(
        "row => { row.style.paddingBottom = '200px';"
        " row.closest('.scroller').dispatchEvent(new Event('scroll')) }"
    )
    slack.person("Omar").says("Something new", "#releases")
    in_view(page, "Something new")
    expect(page.get_by_role("button", name=re.compile("new message|Newest"))).to_have_count(0)


def test_a_pin_leads_to_its_message_however_old(slack: LocalSlack, long: None, opens: Opens) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    old = slack.look(
        lambda world: next(
            (each.id, ts)
            for each in world.conversations.values()
            if each.is_general
            for ts, post in each.posts.items()
            if post.raw["text"] == "Message 3."
        )
    )
    client.pins_add(channel=old[0], timestamp=old[1])
    page = opens("robin")
    page.get_by_role("button", name="1 pinned").click()
    page.get_by_role("menuitem", name="Message 3.").click()
    expect(page.get_by_role("listitem").filter(has_text=re.compile("Message 3\\.$"))).to_be_in_viewport()
