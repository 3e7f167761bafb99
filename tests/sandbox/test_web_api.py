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

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.workspace import identifier
from tests.sandbox.kit import actions, header, mrkdwn, section
from tests.sandbox.tea import MANIFEST

ALICE = identifier("U", "alice")
CHANNELS = {
    name: identifier("C", name) for name in ("releases", "watercooler", "old-launch", "security-review")
}


def error_of(call: Any, **arguments: Any) -> str:
    """The name of the error that a call is refused with."""
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return str(refused.value.response["error"])


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


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("#nowhere", "channel_not_found"),
        (CHANNELS["watercooler"], "not_in_channel"),
        (CHANNELS["old-launch"], "is_archived"),
        (identifier("U", "otto"), "channel_not_found"),
    ],
)
def test_a_message_needs_a_place_where_the_app_may_speak(client: WebClient, channel: str, error: str) -> None:
    assert error_of(client.chat_postMessage, channel=channel, text="Hello") == error


def test_a_message_goes_to_a_channel_by_name_and_to_a_person(
    client: WebClient, alice: Person, releases: str
) -> None:
    assert client.chat_postMessage(channel="#releases", text="Hello")["channel"] == releases
    assert client.chat_postMessage(channel=ALICE, text="Only you")["channel"].startswith("D")
    assert alice.direct_messages()[-1].text == "Only you"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"blocks": [section()]}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": "{"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [header("x" * 151)]}, "invalid_blocks"),
        ({"text": "x", "blocks": [section(text=mrkdwn("x" * 3000))] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "attachments": [{"text": "old"}]}, "invalid_arguments"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": "nothing"}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "a", "event_payload": {"b": "x" * 8000}}},
            "metadata_too_large",
        ),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
    ],
)
def test_what_slack_does_not_take_is_refused(
    client: WebClient, releases: str, content: Any, error: str
) -> None:
    arguments = {"channel": releases, **content}
    assert error_of(client.api_call, api_method="chat.postMessage", json=arguments) == error


def test_invalid_blocks_say_where_and_by_how_much(client: WebClient, releases: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=releases, text="x", blocks=[section(), header("x" * 151)])
    told = refused.value.response["response_metadata"]["messages"]
    assert told == ["[ERROR] must be at most 150 characters, but has 151 [json-pointer:/blocks/1/text/text]"]


def test_ids_that_the_app_left_out_are_filled_in(client: WebClient, releases: str) -> None:
    nameless = {"type": "button", "text": {"type": "plain_text", "text": "Press"}}
    told = client.chat_postMessage(channel=releases, text="x", blocks=[actions(nameless)])["message"]
    assert told["blocks"][0]["block_id"]
    assert told["blocks"][0]["elements"][0]["action_id"]


def test_times_in_a_channel_are_unique_and_rise(client: WebClient, releases: str) -> None:
    stamps = [client.chat_postMessage(channel=releases, text=str(number))["ts"] for number in range(20)]
    assert stamps == sorted(set(stamps))


def test_an_update_keeps_what_it_does_not_name(client: WebClient, releases: str) -> None:
    metadata = {"event_type": "notice", "event_payload": {"id": "7"}}
    ts = client.chat_postMessage(channel=releases, text="x", blocks=[section()], metadata=metadata)["ts"]
    told = client.chat_update(channel=releases, ts=ts, text="y")["message"]
    assert told["blocks"]
    assert told["metadata"] == metadata
    assert told["edited"]
    told = client.chat_update(channel=releases, ts=ts, text="y", blocks=[], metadata={})["message"]
    assert "blocks" not in told
    assert "metadata" not in told


def test_only_the_apps_own_lasting_messages_can_be_changed(
    client: WebClient, alice: Person, releases: str
) -> None:
    said = alice.says("Mine")
    unseen = client.chat_postEphemeral(channel=releases, user=ALICE, text="Psst")["message_ts"]
    assert error_of(client.chat_update, channel=releases, ts=said.ts, text="x") == "cant_update_message"
    assert error_of(client.chat_delete, channel=releases, ts=said.ts) == "cant_delete_message"
    assert error_of(client.chat_update, channel=releases, ts=unseen, text="x") == "message_not_found"
    assert error_of(client.chat_update, channel=releases, ts="1.0", text="x") == "message_not_found"
    assert error_of(client.chat_update, channel=ALICE, ts=said.ts, text="x") == "channel_not_found"


def test_an_ephemeral_is_seen_by_its_reader_alone_and_found_by_nobody(
    client: WebClient, alice: Person, robin: Person, releases: str
) -> None:
    ts = client.chat_postEphemeral(channel=releases, user=ALICE, text="Psst")["message_ts"]
    assert alice.messages()[-1].ephemeral
    robin.sees_nothing_of("Psst", for_=0)
    assert client.conversations_history(channel=releases)["messages"] == []
    assert error_of(client.chat_getPermalink, channel=releases, message_ts=ts) == "message_not_found"
    assert (
        error_of(client.chat_postEphemeral, channel=releases, user="U0NOBODY", text="x") == "user_not_found"
    )


def test_an_ephemeral_reaches_members_alone(client: WebClient, slack: LocalSlack) -> None:
    channel = CHANNELS["security-review"]
    assert error_of(client.chat_postEphemeral, channel=channel, user=ALICE, text="x") == "user_not_in_channel"


def test_history_is_read_in_pages_newest_first_without_threads_or_metadata(
    client: WebClient, releases: str
) -> None:
    metadata = {"event_type": "notice", "event_payload": {"id": "7"}}
    first = client.chat_postMessage(channel=releases, text="first", metadata=metadata)["ts"]
    client.chat_postMessage(channel=releases, text="reply", thread_ts=first)
    second = client.chat_postMessage(channel=releases, text="second")["ts"]
    page = client.conversations_history(channel=releases, limit=1)
    assert [message["text"] for message in page["messages"]] == ["second"]
    assert page["has_more"]
    cursor = page["response_metadata"]["next_cursor"]
    page = client.conversations_history(channel=releases, limit=1, cursor=cursor)
    assert [message["text"] for message in page["messages"]] == ["first"]
    assert "metadata" not in page["messages"][0]
    assert page["messages"][0]["reply_count"] == 1
    told = client.conversations_history(
        channel=releases, oldest=first, inclusive=True, include_all_metadata=True
    )
    assert told["messages"][-1]["metadata"] == metadata
    told = client.conversations_history(channel=releases, oldest=first, latest=second)
    assert told["messages"] == []


def test_a_thread_is_read_back_in_direct_messages_only(client: WebClient, releases: str) -> None:
    direct = client.conversations_open(users=ALICE)["channel"]["id"]
    first = client.chat_postMessage(channel=direct, text="first")["ts"]
    client.chat_postMessage(channel=direct, text="reply", thread_ts=first)
    told = client.conversations_replies(channel=direct, ts=first)["messages"]
    assert [message["text"] for message in told] == ["first", "reply"]
    ts = client.chat_postMessage(channel=releases, text="first")["ts"]
    assert error_of(client.conversations_replies, channel=releases, ts=ts) == "not_allowed_token_type"


def test_history_needs_membership(client: WebClient) -> None:
    assert error_of(client.conversations_history, channel=CHANNELS["watercooler"]) == "not_in_channel"


def test_conversations_are_listed_by_type_with_what_they_are(client: WebClient) -> None:
    told = client.conversations_list(types="public_channel,private_channel", limit=1000)["channels"]
    by_name = {channel["name"]: channel for channel in told}
    assert by_name["security-review"]["is_private"]
    assert by_name["old-launch"]["is_archived"]
    assert not by_name["watercooler"]["is_member"]
    assert by_name["harbourline-partners"]["is_ext_shared"]
    public = client.conversations_list(exclude_archived=True)["channels"]
    assert {"security-review", "old-launch"} & {channel["name"] for channel in public} == set()
    assert error_of(client.conversations_list, types="club") == "invalid_types"


def test_a_channel_is_joined_and_then_spoken_in(client: WebClient) -> None:
    channel = CHANNELS["watercooler"]
    assert client.conversations_join(channel=channel)["channel"]["is_member"]
    assert client.conversations_join(channel=channel)["warning"] == "already_in_channel"
    assert client.chat_postMessage(channel=channel, text="Hello")["ok"]
    private = CHANNELS["security-review"]
    assert error_of(client.conversations_join, channel=private) == "method_not_supported_for_channel_type"


def test_members_and_conversations_of_a_person(client: WebClient, releases: str) -> None:
    assert ALICE in client.conversations_members(channel=releases)["members"]
    told = client.users_conversations(user=ALICE)["channels"]
    assert {channel["name"] for channel in told} >= {"releases", "checkout-launch", "engineering"}
    assert "watercooler" not in {channel["name"] for channel in client.users_conversations()["channels"]}


def test_a_direct_message_opens_with_people_only(client: WebClient) -> None:
    assert client.conversations_open(users=ALICE)["channel"]["id"].startswith("D")
    assert client.conversations_open(users=[ALICE, identifier("U", "robin")])["channel"]["id"].startswith("G")
    assert error_of(client.conversations_open, users="U0NOBODY") == "user_not_found"
    assert error_of(client.conversations_open, users=identifier("U", "otto")) == "user_disabled"
    assert error_of(client.conversations_open, users=identifier("U", "buildbot")) == "cannot_dm_bot"
    assert error_of(client.conversations_open, users=[]) == "users_list_not_supplied"


def test_people_are_told_with_zone_and_standing(client: WebClient) -> None:
    def user(name: str) -> Any:
        return client.users_info(user=identifier("U", name))["user"]

    assert user("hana")["tz"] == "Asia/Tokyo"
    assert user("hana")["tz_offset"] == 9 * 3600
    assert user("alice")["profile"]["real_name"] == "Alice Marlowe"
    assert user("gil")["is_restricted"]
    assert user("stella")["is_stranger"]
    assert user("otto")["deleted"]
    assert user("buildbot")["is_bot"]
    assert error_of(client.users_info, user="U0NOBODY") == "user_not_found"
    everybody = [member for page in client.users_list(limit=5) for member in page["members"]]
    assert len(everybody) == 19


def test_user_groups_and_their_people(client: WebClient) -> None:
    told = client.usergroups_list(include_users=True)["usergroups"]
    by_handle = {group["handle"]: group for group in told}
    assert ALICE in by_handle["qa-leads"]["users"]
    listed = client.usergroups_users_list(usergroup=by_handle["qa-leads"]["id"])
    assert listed["users"] == by_handle["qa-leads"]["users"]
    assert error_of(client.usergroups_users_list, usergroup="S0NONE") == "no_such_subteam"


def test_pins_are_added_listed_and_removed(client: WebClient, alice: Person, releases: str) -> None:
    ts = client.chat_postMessage(channel=releases, text="Card")["ts"]
    client.pins_add(channel=releases, timestamp=ts)
    assert error_of(client.pins_add, channel=releases, timestamp=ts) == "already_pinned"
    assert [item["message"]["text"] for item in client.pins_list(channel=releases)["items"]] == ["Card"]
    assert alice.messages()[-1].pinned
    client.pins_remove(channel=releases, timestamp=ts)
    assert error_of(client.pins_remove, channel=releases, timestamp=ts) == "no_pin"
    assert error_of(client.pins_add, channel=releases, timestamp="1.0") == "message_not_found"


def test_bookmarks_are_added_changed_and_removed(client: WebClient, releases: str) -> None:
    link = {"title": "Plan", "type": "link", "link": "https://example.org/"}
    made = client.bookmarks_add(channel_id=releases, **link)["bookmark"]
    client.bookmarks_edit(channel_id=releases, bookmark_id=made["id"], title="New plan")
    assert [each["title"] for each in client.bookmarks_list(channel_id=releases)["bookmarks"]] == ["New plan"]
    client.bookmarks_remove(channel_id=releases, bookmark_id=made["id"])
    assert client.bookmarks_list(channel_id=releases)["bookmarks"] == []
    assert error_of(client.bookmarks_remove, channel_id=releases, bookmark_id=made["id"]) == "not_found"
    assert error_of(client.bookmarks_add, channel_id=releases, **(link | {"link": "plan"})) == "invalid_link"


def test_a_reaction_is_added_once(client: WebClient, releases: str) -> None:
    ts = client.chat_postMessage(channel=releases, text="Hello")["ts"]
    client.reactions_add(channel=releases, timestamp=ts, name="eyes")
    assert error_of(client.reactions_add, channel=releases, timestamp=ts, name="eyes") == "already_reacted"
    told = client.conversations_history(channel=releases)["messages"][0]["reactions"]
    assert [(each["name"], each["count"]) for each in told] == [("eyes", 1)]


def test_a_file_is_uploaded_in_two_steps_and_shared(client: WebClient, alice: Person, releases: str) -> None:
    client.files_upload_v2(
        channel=releases, filename="plan.txt", content="The plan", initial_comment="Read this"
    )
    message = alice.messages()[-1]
    assert message.text == "Read this"
    with urllib.request.urlopen(message.raw["files"][0]["url_private"]) as response:
        assert response.read() == b"The plan"
    assert error_of(client.files_completeUploadExternal, files=[{"id": "F0NONE"}]) == "file_not_found"


def test_the_workspace_and_its_bots_are_told(client: WebClient) -> None:
    assert client.team_info()["team"]["name"] == "Larkspur Goods"
    assert client.bots_info(bot=client.auth_test()["bot_id"])["bot"]["name"] == "Tea Round"
    assert error_of(client.bots_info, bot="B0NONE") == "bot_not_found"
    assert client.api_test(foo="bar")["args"]["foo"] == "bar"
    assert error_of(client.api_test, error="as_asked") == "as_asked"


def test_a_permalink_names_channel_and_time(client: WebClient, releases: str) -> None:
    ts = client.chat_postMessage(channel=releases, text="Hello")["ts"]
    link = client.chat_getPermalink(channel=releases, message_ts=ts)["permalink"]
    assert link == f"https://larkspur.slack.com/archives/{releases}/p{ts.replace('.', '')}"


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


def test_moments_that_are_none_are_refused(client: WebClient, releases: str) -> None:
    client.chat_postMessage(channel=releases, text="x")
    assert error_of(client.conversations_history, channel=releases, oldest="then") == "invalid_ts_oldest"
    assert error_of(client.conversations_history, channel=releases, latest="then") == "invalid_ts_latest"


def test_a_message_is_deleted_with_its_pin(client: WebClient, alice: Person, releases: str) -> None:
    ts = client.chat_postMessage(channel=releases, text="x")["ts"]
    client.pins_add(channel=releases, timestamp=ts)
    client.chat_delete(channel=releases, ts=ts)
    assert alice.messages() == []
    assert client.pins_list(channel=releases)["items"] == []


def test_a_reply_can_be_shown_in_the_channel_too(client: WebClient, releases: str) -> None:
    ts = client.chat_postMessage(channel=releases, text="x")["ts"]
    reply = client.chat_postMessage(channel=releases, text="y", thread_ts=ts, reply_broadcast=True)["message"]
    assert reply["subtype"] == "thread_broadcast"


def test_one_conversation_is_told(client: WebClient, releases: str) -> None:
    told = client.conversations_info(channel=releases, include_num_members=True)["channel"]
    assert (told["name"], told["is_general"]) == ("releases", True)
    assert told["num_members"] > 10
    assert "num_members" not in client.conversations_info(channel=releases)["channel"]
    direct = client.conversations_open(users=ALICE, return_im=True)["channel"]
    assert (direct["is_im"], direct["user"]) == (True, ALICE)
    assert client.conversations_open(channel=direct["id"])["channel"]["id"] == direct["id"]


def test_a_file_must_have_the_length_that_was_said(slack: LocalSlack, client: WebClient) -> None:
    made = client.files_getUploadURLExternal(filename="plan.txt", length=4)
    with urllib.request.urlopen(urllib.request.Request(made["upload_url"], data=b"longer", method="POST")):
        pass
    files = [{"id": made["file_id"]}]
    assert error_of(client.files_completeUploadExternal, files=files) == "file_upload_size_mismatch"
    for address in (f"{slack.url}/files/F0NONE", f"{slack.url}/upload/F0NONE"):
        method = "POST" if "upload" in address else "GET"
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(urllib.request.Request(address, method=method))
        missing.value.close()
        assert missing.value.code == 404


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
