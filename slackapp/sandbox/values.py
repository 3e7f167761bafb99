"""The shapes that pass around inside.

JSON, time limits, secrets, what is sent to the app and what it says back.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
Block: TypeAlias = dict[str, Any]
State: TypeAlias = dict[str, dict[str, dict[str, Any]]]
"""What is filled in: block_id → action_id → Slack's state of that element."""


@dataclass(slots=True)
class Timing:
    """Slack's time limits in seconds, as documented; tests may shorten them.

    `latency` is added to every Web API call; `patience` is how long a person waits for something to appear
    before they give up.
    """

    ack_limit: float = 3.0
    trigger_life: float = 3.0
    response_url_life: float = 30 * 60.0
    response_url_uses: int = 5
    event_retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    latency: float = 0.0
    patience: float = 5.0


@dataclass(frozen=True, slots=True)
class Credentials:
    """The secrets of this run, made anew for each local Slack."""

    bot_token: str = field(default_factory=lambda: f"xoxb-local-{secrets.token_hex(12)}")
    app_token: str = field(default_factory=lambda: f"xapp-local-{secrets.token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing sent to the app.

    `kind` is `command`, `interaction` or `event`; `retry` counts from 1 for an event sent again.
    """

    kind: str
    payload: Json
    retry: int = 0
    retry_reason: str = ""


@dataclass(frozen=True, slots=True)
class Ack:
    """What the app answered.

    `failure` is empty, `timeout`, `unreachable` or `refused` (a status other than 2xx).
    """

    body: Json = field(default_factory=dict)
    failure: str = ""
    status: int = 200
    no_retry: bool = False
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged in time."""
        return not self.failure
