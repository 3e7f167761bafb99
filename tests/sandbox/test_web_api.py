from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox import LocalSlack
from slackapp.sandbox.cast import small_company
from tests.sandbox.calling import ALICE, CHANNELS, error_of
from tests.sandbox.kit import mrkdwn, section
from tests.sandbox.tea import MANIFEST


def test_an_unknown_method_is_named_as_such(client: WebClient) -> None:
    assert error_of(client.api_call, api_method="chat.shout") == "unknown_method"


def test_the_token_is_checked(slack: LocalSlack) -> None:
    def auth(token: str | None) -> Any:
        return WebClient(token=token, base_url=slack.api_url).auth_test

    assert error_of(auth("xoxb-wrong")) == "invalid_auth"
    assert error_of(auth(None)) == "not_authed"
    assert error_of(auth(slack.app_token)) == "not_allowed_token_type"
    told = auth(slack.bot_token)()
    assert told["user"] == "tea_round"
    assert told["bot_id"].startswith("B")


def test_the_scopes_of_the_manifest_are_told_and_held(client: WebClient) -> None:
    assert "chat:write" in client.auth_test().headers["x-oauth-scopes"].split(",")
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=CHANNELS["releases"], text="Hello", username="Somebody else")
    assert refused.value.response["needed"] == "chat:write.customize"
    assert "chat:write" in refused.value.response["provided"]


@pytest.mark.parametrize("how", ["query", "form", "json"])
def test_arguments_come_in_the_query_a_form_or_json(slack: LocalSlack, how: str) -> None:
    blocks = json.dumps([section()])
    arguments = {"channel": CHANNELS["releases"], "text": "Hello", "blocks": blocks}
    address, body, content_type = f"{slack.api_url}chat.postMessage", b"", "application/x-www-form-urlencoded"
    if how == "query":
        address += "?" + urllib.parse.urlencode(arguments)
    elif how == "form":
        body = urllib.parse.urlencode(arguments).encode()
    else:
        body, content_type = json.dumps(arguments).encode(), "application/json;charset=utf-8"
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": content_type}
    request = urllib.request.Request(address, data=body, headers=headers, method="POST")
    with urllib.request.urlopen(request) as response:
        assert json.load(response)["message"]["blocks"][0]["text"] == mrkdwn()


def test_the_workspace_and_its_bots_are_told(client: WebClient) -> None:
    assert client.team_info()["team"]["name"] == "Larkspur Goods"
    assert client.bots_info(bot=client.auth_test()["bot_id"])["bot"]["name"] == "Tea Round"
    assert error_of(client.bots_info, bot="B0NONE") == "bot_not_found"
    assert client.api_test(foo="bar")["args"]["foo"] == "bar"
    assert error_of(client.api_test, error="as_asked") == "as_asked"


def test_calls_are_recorded_without_the_token(slack: LocalSlack, client: WebClient, releases: str) -> None:
    client.chat_postMessage(channel=releases, text="Hello")
    error_of(client.chat_postMessage, channel="C0NOWHERE", text="Hello")
    first, second = slack.calls("chat.postMessage")
    assert first.ok
    assert not second.ok
    assert first.arguments["text"] == "Hello"
    assert slack.bot_token not in str(slack.calls())


def refused(slack: LocalSlack, method: str, body: bytes, content_type: str) -> Any:
    """The answer to a request that slack_sdk would not send."""
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": content_type}
    request = urllib.request.Request(f"{slack.api_url}{method}", data=body, headers=headers)
    with urllib.request.urlopen(request) as response:
        return json.load(response)["error"]


def test_a_body_that_is_no_json_object_is_refused(slack: LocalSlack) -> None:
    assert refused(slack, "auth.test", b"{", "application/json") == "invalid_json"
    assert refused(slack, "auth.test", b"[]", "application/json") == "json_not_object"
    assert refused(slack, "auth.test", b"<x/>", "text/xml") == "invalid_post_type"


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        (
            "chat.postMessage",
            {"channel": CHANNELS["releases"], "text": "x", "blocks": 7},
            "invalid_blocks_format",
        ),
        ("conversations.history", {"channel": CHANNELS["releases"], "limit": "many"}, "invalid_arguments"),
        ("conversations.history", {"channel": CHANNELS["releases"], "limit": 0}, "invalid_limit"),
        ("conversations.history", {"channel": CHANNELS["releases"], "cursor": "mine"}, "invalid_cursor"),
        ("conversations.history", {"channel": CHANNELS["security-review"] + "X"}, "channel_not_found"),
        ("bookmarks.add", {"channel_id": CHANNELS["releases"], "type": "folder"}, "invalid_bookmark_type"),
        ("bookmarks.edit", {"channel_id": CHANNELS["releases"], "bookmark_id": "Bk1"}, "not_found"),
        ("views.publish", {"user_id": ALICE}, "invalid_arguments"),
        ("views.publish", {"user_id": ALICE, "view": "{"}, "invalid_arguments"),
        ("views.publish", {"user_id": ALICE, "view": []}, "invalid_arguments"),
        ("views.update", {"view": {"type": "home", "blocks": []}}, "invalid_arguments"),
        ("files.completeUploadExternal", {}, "invalid_arguments"),
    ],
)
def test_arguments_that_are_missing_or_make_no_sense_are_refused(
    client: WebClient, releases: str, method: str, arguments: Any, error: str
) -> None:
    client.chat_postMessage(channel=releases, text="x")
    assert error_of(client.api_call, api_method=method, json=arguments) == error


@pytest.fixture
def poor() -> Iterator[LocalSlack]:
    """A local Slack whose app may do hardly anything, and has no Home tab."""
    scopes = {"bot": ["channels:read", "chat:write", "chat:write.customize", "chat:write.public", "commands"]}
    manifest = {
        **MANIFEST,
        "oauth_config": {"scopes": scopes},
        "features": {"bot_user": {"display_name": "Poor"}},
    }
    with LocalSlack(small_company(manifest)) as slack:
        yield slack


def test_scopes_that_are_missing_are_named(poor: LocalSlack) -> None:
    client = WebClient(token=poor.bot_token, base_url=poor.api_url, retry_handlers=[])
    for method, arguments, needed in (
        ("pins.add", {"channel": CHANNELS["releases"], "timestamp": "1.0"}, "pins:write"),
        ("conversations.list", {"types": "private_channel,public_channel"}, "groups:read"),
        ("users.info", {"user": ALICE}, "users:read"),
    ):
        with pytest.raises(SlackApiError) as failed:
            client.api_call(method, json=arguments)
        assert failed.value.response["error"] == "missing_scope"
        assert failed.value.response["needed"] == needed
    assert error_of(client.views_publish, user_id=ALICE, view={"type": "home", "blocks": []}) == "not_enabled"


def test_some_scopes_open_more(poor: LocalSlack) -> None:
    client = WebClient(token=poor.bot_token, base_url=poor.api_url, retry_handlers=[])
    told = client.chat_postMessage(
        channel=CHANNELS["watercooler"], text="x", username="Owl", icon_emoji=":owl:"
    )
    assert told["message"]["username"] == "Owl"
    assert poor.person("Alice").messages("#watercooler")[-1].author == "Owl"
    scopes = {"bot": ["users:read", "users:read.email"]}
    with LocalSlack(small_company({**MANIFEST, "oauth_config": {"scopes": scopes}})) as rich:
        client = WebClient(token=rich.bot_token, base_url=rich.api_url)
        assert client.users_info(user=ALICE)["user"]["profile"]["email"] == "alice@larkspur.example"
