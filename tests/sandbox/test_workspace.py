from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.workspace import identifier
from tests.sandbox.calling import ALICE, CHANNELS, error_of


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
