from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from slackapp.sandbox import LocalSlack, Person
from slackapp.sandbox.acts.outcome import NotPossible
from slackapp.sandbox.workspace import identifier
from tests.sandbox.kit import (
    modal,
)


def test_a_command_with_escapes_carries_ids(app: AsyncApp, alice: Person) -> None:
    texts: list[str] = []

    @app.command("/tea")
    @app.command("/plain")
    async def command(ack: Any, body: Any) -> None:
        texts.append(body["text"])
        await ack()

    typed = "for @robin and @qa-leads in #releases, see https://example.org/ & @nobody"
    alice.types(f"/tea {typed}")
    alice.types(f"/plain {typed}")
    robin, group, channel = identifier("U", "robin"), identifier("S", "qa-leads"), identifier("C", "releases")
    assert texts == [
        (
            f"for <@{robin}|robin> and <!subteam^{group}|@qa-leads> in <#{channel}|releases>, "
            "see <https://example.org/> &amp; @nobody"
        ),
        "for @robin and @qa-leads in #releases, see https://example.org/ &amp; @nobody",
    ]


def test_a_command_that_the_app_does_not_have_is_slacks_to_refuse(alice: Person, slack: LocalSlack) -> None:
    with pytest.raises(NotPossible, match="/coffee is not a valid command"):
        alice.types("/coffee")
    assert slack.delivered == []


def test_shortcuts_are_used_by_name(app: AsyncApp, alice: Person) -> None:
    told: list[Any] = []

    @app.shortcut("order")
    @app.shortcut("blame")
    async def shortcut(ack: Any, body: Any, client: Any) -> None:
        told.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    assert alice.uses_shortcut("Order tea").modal is not None
    assert told[0]["type"] == "shortcut"
    assert "channel" not in told[0]
    alice.closes()
    said = alice.says("It broke")
    assert alice.uses_message_shortcut("Blame", said).modal is not None
    assert told[1]["type"] == "message_action"
    assert told[1]["message"]["text"] == "It broke"
    assert told[1]["channel"]["name"] == "releases"
    assert told[1]["response_url"]
    with pytest.raises(NotPossible):
        alice.uses_shortcut("Order coffee")
