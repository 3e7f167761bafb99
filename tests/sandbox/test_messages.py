from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.workspace import identifier
from tests.sandbox.calling import ALICE, CHANNELS, error_of
from tests.sandbox.kit import actions, header, mrkdwn, section


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


def test_a_permalink_names_channel_and_time(client: WebClient, releases: str) -> None:
    ts = client.chat_postMessage(channel=releases, text="Hello")["ts"]
    link = client.chat_getPermalink(channel=releases, message_ts=ts)["permalink"]
    assert link == f"https://larkspur.slack.com/archives/{releases}/p{ts.replace('.', '')}"


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
