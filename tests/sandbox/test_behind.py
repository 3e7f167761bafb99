"""What the page asks behind the scenes, against a backstage of the test's own."""

from __future__ import annotations

import base64
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox import LocalSlack
from slackapp.sandbox.backstage import Backstage, ClockFace, Moment, Step, Tour
from slackapp.sandbox.client.backstage import DEEDS
from slackapp.sandbox.client.site import PAGE
from slackapp.sandbox.switches import SWITCHES
from tests.sandbox.asking import acted, behind, done, fetched, under_the_glass
from tests.sandbox.scenery import Scenery

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
FACE = ClockFace(NOON, 1.0, moments=(Moment("tea", "Tea", NOON + timedelta(hours=4)),))
WALK = Tour("Tea", "How it is made", (Step("boil", "Boil", "Boil it", done=True), Step("pour", "Pour", "")))


@pytest.fixture
def party(slack: LocalSlack) -> Scenery:
    made = Scenery(slack, face=FACE, walk=WALK)
    backstage: Backstage = made
    slack.hand_over(backstage)
    return made


def test_without_a_backstage_there_is_no_clock_no_tour_and_nothing_to_kill(slack: LocalSlack) -> None:
    shown = behind(slack)
    assert (shown["clock"], shown["tour"]) == (None, None)
    assert shown["app"] == {
        "connected": False,
        "connections": 0,
        "can_restart": False,
        "running": None,
        "starts": None,
        "note": "",
    }
    assert done(slack, "kill") == {
        "ok": False,
        "error": "This local Slack was started without that.",
        "reason": "not_there",
        "status": 409,
    }


def test_the_clock_is_shown_and_obeys(slack: LocalSlack, party: Scenery) -> None:
    assert behind(slack)["clock"] == {
        "shown": "2026-06-01T12:00:00+00:00",
        "rate": 1.0,
        "paused": False,
        "rates": [1.0, 60.0, 3600.0, 50000.0],
        "note": "",
        "moments": [{"key": "tea", "title": "Tea", "at": "2026-06-01T16:00:00+00:00", "note": ""}],
        "jump": None,
    }
    assert done(slack, "rate", rate=3600)["ok"]
    assert done(slack, "pause")["ok"]
    assert done(slack, "wind", seconds=90)["ok"]
    shown = behind(slack)["clock"]
    assert (shown["rate"], shown["paused"], shown["shown"]) == (3600.0, True, "2026-06-01T12:01:30+00:00")
    assert done(slack, "resume")["ok"]
    assert not behind(slack)["clock"]["paused"]


def test_a_jump_is_shown_until_it_is_stopped(slack: LocalSlack, party: Scenery) -> None:
    assert done(slack, "jump", to="tea")["ok"]
    assert behind(slack)["clock"]["jump"] == {
        "to": "tea",
        "title": "Tea",
        "target": "2026-06-01T16:00:00+00:00",
        "passed": 3,
    }
    assert done(slack, "stop_jump")["ok"]
    assert behind(slack)["clock"]["jump"] is None


def test_what_cannot_be_done_now_says_why(slack: LocalSlack, party: Scenery) -> None:
    refused = done(slack, "jump", to="supper")
    assert (refused["error"], refused["reason"]) == ("Nothing is planned for then.", "not_now")
    assert refused["status"] == 409


def test_the_app_is_killed_and_started_again(slack: LocalSlack, party: Scenery) -> None:
    assert done(slack, "kill")["ok"]
    shown = behind(slack)["app"]
    assert (shown["can_restart"], shown["running"], shown["note"]) == (True, False, "It was killed.")
    assert done(slack, "start")["ok"]
    assert (behind(slack)["app"]["running"], behind(slack)["app"]["starts"]) == (True, 2)


def test_the_tour_is_walked_skipped_and_resumed(slack: LocalSlack, party: Scenery) -> None:
    tour = behind(slack)["tour"]
    assert (tour["title"], tour["next"], tour["skipped"]) == ("Tea", "pour", False)
    assert [(step["key"], step["done"]) for step in tour["steps"]] == [("boil", True), ("pour", False)]
    assert done(slack, "skip_tour")["ok"]
    assert behind(slack)["tour"]["skipped"]
    assert done(slack, "resume_tour")["ok"]
    assert not behind(slack)["tour"]["skipped"]
    assert done(slack, "help", step="pour")["ok"]
    assert [step["done"] for step in behind(slack)["tour"]["steps"]] == [True, True]


@pytest.mark.parametrize(
    ("do", "more"),
    [
        ("dance", {}),
        ("rate", {}),
        ("rate", {"rate": 0}),
        ("rate", {"rate": -1}),
        ("rate", {"rate": True}),
        ("rate", {"rate": "60"}),
        ("rate", {"rate": 50_001}),
        ("wind", {"seconds": 0}),
        ("wind", {"seconds": 401 * 86400}),
        ("jump", {}),
        ("jump", {"to": 7}),
        ("switch", {"key": "none", "on": True}),
    ],
)
def test_what_makes_no_sense_is_refused(slack: LocalSlack, party: Scenery, do: str, more: Any) -> None:
    refused = done(slack, do, **more)
    assert (refused["reason"], refused["status"]) == ("bad_request", 400)


def test_everything_that_can_be_done_is_in_the_readme() -> None:
    readme = (PAGE.parent / "README.md").read_text()
    assert [name for name in DEEDS if f"`{name}`" not in readme] == []


def test_every_switch_spoils_calls_until_it_is_off(slack: LocalSlack) -> None:
    client = WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=1)
    for switch in SWITCHES:
        assert done(slack, "switch", key=switch.key, on=True)["ok"]
        assert done(slack, "switch", key=switch.key, on=True)["ok"]
        spoiled = 0
        while not spoiled:
            try:
                client.api_test()
            except (SlackApiError, OSError):
                spoiled += 1
        (shown,) = [each for each in behind(slack)["switches"] if each["on"]]
        assert shown["key"] == switch.key
        assert shown["struck"] >= 1
        assert done(slack, "switch", key=switch.key, on=False)["ok"]
        assert client.api_test()["ok"]
    faults = {entry["fault"] for entry in under_the_glass(slack)}
    assert faults >= {"rate_limited", "status", "lose_reply", "drop_request"}


def test_a_conversation_is_read_up_to_a_message(slack: LocalSlack, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="#releases", text="One")["ts"]
    robin, releases = slack.person("Robin").id, None

    def read() -> Any:
        state = fetched(slack, f"/client/state?as={robin}")
        return next(each for each in state["channels"] if each["name"] == "releases")

    releases = read()["id"]
    assert read()["read"] is None
    assert acted(slack, "Robin", "read", channel=releases, ts=ts)["ok"]
    assert read()["read"] == ts
    later = client.chat_postMessage(channel="#releases", text="Two")["ts"]
    assert acted(slack, "Robin", "read", channel=releases, ts=later)["ok"]
    assert acted(slack, "Robin", "read", channel=releases, ts=ts)["ok"]
    assert read()["read"] == later
    assert acted(slack, "Robin", "read", channel=releases, ts="1.0")["reason"] == "bad_request"


def test_a_file_of_any_bytes_can_be_uploaded_and_fetched_by_the_app(slack: LocalSlack) -> None:
    content = bytes(range(256))
    given = acted(slack, "Alice", "upload", name="x.png", base64=base64.b64encode(content).decode())
    with urllib.request.urlopen(f"{slack.url}/files/{given['file']}") as response:
        assert response.read() == content
    assert acted(slack, "Alice", "upload", name="x.png", base64="%")["reason"] == "bad_request"
    too_much = base64.b64encode(bytes(10_000_001)).decode()
    assert acted(slack, "Alice", "upload", name="x", base64=too_much)["reason"] == "too_long"


def test_a_complaint_says_when(slack: LocalSlack) -> None:
    alice = slack.person("Alice")
    releases = fetched(slack, f"/client/state?as={alice.id}")["channels"][0]["id"]
    alice.types("/tea")
    before = acted(slack, "Alice", "say", channel=releases, text="after")["ts"]
    (trouble,) = fetched(slack, f"/client/state?as={alice.id}")["troubles"]
    assert 0 < float(trouble["ts"]) < float(before)
