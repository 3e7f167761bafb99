"""The limits that only a call meets, from both sides."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from slack_sdk import WebClient

from slackapp.sandbox import LocalSlack
from slackapp.sandbox.limits import limit
from tests.sandbox.asking import acted
from tests.sandbox.calling import error_of
from tests.sandbox.kit import Kit, modal, mrkdwn, section


def test_a_text_of_40_thousand_characters_is_taken_and_no_longer_one(
    client: WebClient, releases: str
) -> None:
    most = limit("message.text")
    assert client.chat_postMessage(channel=releases, text="x" * most)["ok"]
    assert error_of(client.chat_postMessage, channel=releases, text="x" * (most + 1)) == "msg_too_long"


def metadata_of(characters: int) -> Any:
    made = {"event_type": "card", "event_payload": {"id": ""}}
    made["event_payload"] = {"id": "x" * (characters - len(json.dumps(made)))}
    return made


def test_metadata_of_8_thousand_characters_is_taken_and_no_longer_one(
    client: WebClient, releases: str
) -> None:
    most = limit("message.metadata")
    assert client.chat_postMessage(channel=releases, text="x", metadata=metadata_of(most))["ok"]
    longer = {"channel": releases, "text": "x", "metadata": metadata_of(most + 1)}
    assert error_of(client.chat_postMessage, **longer) == "metadata_too_large"


def view_of(size: int) -> Kit:
    """A view of so many bytes, every block of it as long as may be."""
    full = section(text=mrkdwn("x" * 3000))
    blocks = [full]
    while len(json.dumps(modal(*blocks, full, section(text=mrkdwn("x"))))) < size:
        blocks.append(full)
    rest = size - len(json.dumps(modal(*blocks, section(text=mrkdwn("")))))
    return modal(*blocks, section(text=mrkdwn("x" * rest)))


def test_a_view_of_250_thousand_bytes_is_taken_and_no_larger_one(client: WebClient, trigger: str) -> None:
    most = limit("view.bytes")
    assert error_of(client.views_open, trigger_id=trigger, view=view_of(most + 1)) == "view_too_large"
    assert client.views_open(trigger_id=trigger, view=view_of(most))["ok"]


@pytest.mark.parametrize(("more", "taken"), [(0, True), (1, False)])
def test_a_file_of_10_million_bytes_is_taken_and_no_larger_one(
    slack: LocalSlack, more: int, taken: bool
) -> None:
    content = base64.b64encode(bytes(limit("file.bytes") + more)).decode()
    assert acted(slack, "Alice", "upload", name="x", base64=content)["ok"] is taken
