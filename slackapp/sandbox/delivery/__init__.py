"""The ways from Slack to the app: signed HTTP requests, or envelopes over Socket Mode."""

from __future__ import annotations

from typing import Protocol

from slackapp.sandbox.values import Ack, Delivery


class Route(Protocol):
    """A way to the app."""

    async def send(self, delivery: Delivery, limit: float) -> Ack:
        """Send, and wait at most `limit` seconds for the app to acknowledge.

        Never raises for what the app does.
        """
        ...
