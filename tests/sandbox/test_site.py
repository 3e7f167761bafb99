from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.workspace import identifier
from tests.sandbox.kit import (
    actions,
    button,
    checkboxes,
    home,
    section,
)
from tests.sandbox.looking import Get, channel_of


def test_the_state_has_everything_that_a_person_sees(
    get: Get, client: WebClient, alice: Person, releases: str
) -> None:
    client.chat_postMessage(
        channel=releases, text="x", blocks=[actions(button(), checkboxes(), block_id="row")]
    )
    client.chat_postEphemeral(channel=releases, user=alice.id, text="Psst")
    client.chat_postMessage(channel=alice.id, text="Direct")
    state = get()
    assert state["me"] == alice.id
    assert state["app"]["commands"][0] == {"command": "/tea", "description": "Tea", "usage_hint": "[now]"}
    assert {each["type"] for each in state["app"]["shortcuts"]} == {"global", "message"}
    assert state["app"]["connected"] is False
    assert len(state["people"]) == 19
    assert channel_of(state, "watercooler")["app_is_member"] is False
    public, private = channel_of(state, "releases")["messages"]
    assert public["state"]["row"]["it"] == {"type": "checkboxes", "selected_options": []}
    assert (public["ephemeral"], private["ephemeral"]) == (False, True)
    direct = channel_of(state, "Tea Round")
    assert (direct["kind"], direct["with"]) == ("im", state["app"]["bot_user"])
    assert state["notifications"] == [
        {"channel": direct["id"], "ts": direct["messages"][0]["ts"], "text": "Direct"}
    ]


def test_the_state_keeps_what_others_alone_may_see(
    get: Get, client: WebClient, robin: Person, releases: str
) -> None:
    client.chat_postEphemeral(channel=releases, user=robin.id, text="For Robin alone")
    client.chat_postMessage(channel="#security-review", text="By invitation")
    client.views_publish(user_id=robin.id, view=home(section()))
    state = get()
    assert "For Robin alone" not in json.dumps(state)
    assert "security-review" not in {channel["name"] for channel in state["channels"]}
    assert state["home"] is None
    guest = get(identifier("U", "gil"))
    assert {channel["name"] for channel in guest["channels"]} == {"checkout-launch"}


@pytest.fixture
def raw(slack: LocalSlack) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(slack.url.removeprefix("http://"), timeout=10)
    yield connection
    connection.close()


def status_of(raw: http.client.HTTPConnection, method: str, path: str, body: str = "", **headers: str) -> int:
    raw.request(
        method, path, body=body, headers={key.replace("_", "-"): value for key, value in headers.items()}
    )
    response = raw.getresponse()
    response.read()
    return response.status


def test_other_sites_and_other_names_are_turned_away(
    slack: LocalSlack, raw: http.client.HTTPConnection
) -> None:
    assert status_of(raw, "GET", "/client/state") == 200
    assert status_of(raw, "GET", "/client/state", Origin="https://evil.example") == 403
    assert status_of(raw, "GET", "/client/state", Origin="null") == 403
    assert status_of(raw, "GET", "/client/state", Host="evil.example") == 403
    assert status_of(raw, "GET", "/", Host="evil.example") == 403
    port = slack.url.rpartition(":")[2]
    assert status_of(raw, "GET", "/client/state", Host=f"localhost:{port}") == 200
    act = '{"act": "home"}'
    assert status_of(raw, "POST", "/client/act", act, Content_Type="text/plain") == 400
    assert status_of(raw, "POST", "/client/act", "{", Content_Type="application/json") == 400
    assert status_of(raw, "POST", "/client/act", "[]", Content_Type="application/json") == 400
    assert status_of(raw, "GET", "/client/state?as=U0NOBODY") == 400
    assert status_of(raw, "GET", "/client/events?as=U0NOBODY") == 400


def test_the_page_may_run_nothing_but_its_own_files(raw: http.client.HTTPConnection) -> None:
    raw.request("GET", "/client/state")
    response = raw.getresponse()
    response.read()
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert status_of(raw, "GET", "/../local.py") == 404
    assert status_of(raw, "GET", "/%2e%2e/local.py") == 404
    assert status_of(raw, "GET", "/none.js") == 404


def test_changes_are_told_to_whoever_sees_them(
    slack: LocalSlack,
    raw: http.client.HTTPConnection,
    client: WebClient,
    alice: Person,
    robin: Person,
    releases: str,
) -> None:
    raw.request("GET", f"/client/events?as={alice.id}")
    feed = raw.getresponse()
    assert feed.headers["Content-Type"].startswith("text/event-stream")

    def told() -> Any:
        line = feed.readline()
        feed.readline()
        return json.loads(line.removeprefix(b"data: "))

    first = told()
    assert first["changed"] == []
    client.views_publish(user_id=robin.id, view=home())
    client.chat_postEphemeral(channel=releases, user=robin.id, text="x")
    client.chat_postMessage(channel=releases, text="x")
    news = told()
    assert news["changed"] == [releases]
    assert news["version"] > first["version"]
    client.views_publish(user_id=alice.id, view=home())
    assert told()["changed"] == ["home"]
    slack.stop()
    assert feed.read().count(b"data") <= 1


def test_the_page_lies_at_the_root(raw: http.client.HTTPConnection) -> None:
    raw.request("GET", "/")
    response = raw.getresponse()
    assert response.status == 200
    assert response.headers["Content-Type"].startswith("text/html")
    assert b"<script" in response.read()
