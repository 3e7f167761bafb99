"""Putting elements before people, and what the app hears of their presses."""

from __future__ import annotations

from typing import Any

from slack_sdk import WebClient

from tests.sandbox.kit import Kit

Heard = list[dict[str, Any]]
"""Every block action that the app got."""


def post(client: WebClient, channel: str, *blocks: Kit) -> str:
    return str(client.chat_postMessage(channel=channel, text="x", blocks=list(blocks))["ts"])


def chosen(heard: Heard) -> Any:
    """What the last action carries beside its ids."""
    told = heard[-1]["actions"][0]
    return {
        key: told[key] for key in told if key.startswith("selected_") or key in {"value", "rich_text_value"}
    }
