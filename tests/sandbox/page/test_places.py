from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack
from tests.sandbox.page.browsing import PHONE, Opens, the_form, the_tour, types

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[3] / "slackapp" / "sandbox" / "page"


def test_acting_as_somebody_else_shows_what_she_sees(opens: Opens) -> None:
    page = opens("robin")
    types(page, "/tour alone")
    expect(page.get_by_text("psst")).to_be_visible()
    page.get_by_role("button", name="Acting as Robin Ashdown, Release Manager").click()
    expect(page.get_by_role("menuitemradio", name="Robin Ashdown")).to_be_focused()
    expect(page.get_by_role("menuitemradio", name="Gil Pemberton")).to_contain_text("guest")
    page.get_by_role("menuitemradio", name="Alice Marlowe").click()
    expect(page.get_by_role("button", name="Acting as Alice Marlowe, QA Team Lead")).to_be_visible()
    expect(page.get_by_text("psst")).to_have_count(0)
    assert "as=alice" in page.url
    page.reload()
    expect(page.get_by_role("button", name="Acting as Alice Marlowe, QA Team Lead")).to_be_visible()


def test_opening_the_page_as_somebody_reads_nothing_for_anybody_else(slack: LocalSlack, opens: Opens) -> None:
    slack.person("Omar").says("Anybody here?", "#releases")
    page = opens("alice", "engineering")
    page.get_by_role("button", name="Acting as Alice").click()
    page.get_by_role("menuitemradio", name="Robin Ashdown").click()
    expect(page.get_by_role("button", name="Acting as Robin")).to_be_visible()
    expect(page.get_by_role("button", name="releases, 1 unread")).to_be_visible()


def test_what_is_new_is_marked_until_it_is_read(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    slack.person("Omar").says("Anybody here?", "#engineering")
    slack.person("Omar").says("@robin?", "#engineering")
    entry = page.get_by_role("button", name="engineering, 2 unread")
    expect(entry).to_be_visible()
    expect(page.get_by_role("status").get_by_role("button", name=re.compile("#engineering"))).to_be_visible()
    entry.click()
    expect(page.get_by_role("listitem").filter(has_text="Anybody here?")).to_be_visible()
    expect(page.get_by_role("button", name="engineering", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    page.get_by_role("button", name="releases", exact=True).click()
    expect(page.get_by_role("button", name="engineering", exact=True)).to_be_visible()


def test_what_pops_up_is_plain_text(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    slack.person("Omar").says("*Look here*, @robin: `map_1` and 2*3*4", "#engineering")
    popped_up = page.get_by_role("status").get_by_role("button", name=re.compile("#engineering"))
    expect(popped_up).to_contain_text(re.compile(r"Look here, .*: map_1 and 2\*3\*4$"))


def test_the_home_tab_is_drawn_when_it_is_opened(opens: Opens) -> None:
    page = opens("robin")
    page.get_by_role("button", name="Tour Guide", exact=True).click()
    expect(page.get_by_role("heading", name="Your tours")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Welcome, @Robin")
    page.get_by_role("button", name="Open the form").click()
    expect(page.get_by_role("dialog", name="Book a tour")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("navigation", name="Tour Guide").get_by_role("button", name="Messages").click()
    expect(page.get_by_label("Message Tour Guide")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Your tours")).to_be_visible()


def test_a_channel_is_joined_before_anything_is_written_in_it(opens: Opens) -> None:
    page = opens("casey", "support")
    page.get_by_role("button", name="Join channel").click()
    types(page, "Hello, support")
    expect(page.get_by_role("listitem").filter(has_text="Hello, support")).to_be_visible()


def test_the_app_is_brought_into_a_channel(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin", "watercooler")
    page.get_by_role("button", name=re.compile("Tour Guide is not among them")).click()
    page.get_by_role("menuitem", name="Add Tour Guide to this channel").click()
    expect(page.get_by_text("@Tour Guide has joined the channel")).to_be_visible()


def test_bookmarks_stand_above_the_conversation_as_links(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    bookmarks = page.get_by_role("navigation", name="Bookmarks")
    expect(bookmarks).to_have_count(0)
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    plan = {"title": "The plan", "type": "link", "link": "https://example.org/plan", "emoji": ":compass:"}
    client.bookmarks_add(channel_id=channel_id(slack, "releases"), **plan)
    expect(bookmarks.get_by_role("link", name="The plan")).to_have_attribute("href", plan["link"])
    expect(bookmarks).to_contain_text("🧭")


def test_a_file_is_downloaded_from_the_message_that_shares_it(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    here, words = channel_id(slack, "releases"), "Left, then left again"
    client.files_upload_v2(channel=here, filename="map.txt", title="The map", content=words)
    message = page.get_by_role("listitem", name=re.compile("Tour Guide"))
    with page.expect_download() as coming:
        message.get_by_role("link", name="The map").click()
    assert coming.value.suggested_filename == "map.txt"
    assert coming.value.path().read_text(encoding="utf-8") == words


def channel_id(slack: LocalSlack, name: str) -> str:
    return slack.look(
        lambda world: next(each.id for each in world.conversations.values() if each.name == name)
    )


def test_on_a_phone_everything_fits_and_the_channels_are_one_tap_away(opens: Opens) -> None:
    page = opens("robin", viewport=PHONE, has_touch=True, is_mobile=True)
    the_tour(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.get_by_role("navigation", name="Channels")).not_to_be_visible()
    page.get_by_role("button", name="Channels", exact=True).tap()
    page.get_by_role("button", name="support", exact=True).tap()
    expect(page.get_by_role("heading", name="support")).to_be_visible()
    expect(page.get_by_role("navigation", name="Channels")).not_to_be_visible()
    form = the_form(page)
    box = form.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])


def test_a_stopped_local_slack_is_said(slack: LocalSlack, opens: Opens) -> None:
    page = opens("robin")
    slack.stop()
    expect(page.get_by_role("alert")).to_contain_text("does not answer")


def test_the_page_is_small_and_makes_no_html_of_data() -> None:
    files = list(PAGE.iterdir())
    assert sum(file.stat().st_size for file in files) < 200_000
    assert {file.suffix for file in files} == {".html", ".js", ".css"}
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text
        )
        if file.suffix == ".js":
            assert all(name.startswith("./") for name in re.findall(r'from "([^"]+)"', text))
