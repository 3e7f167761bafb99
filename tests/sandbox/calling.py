"""Calls of the Web API, and how they are refused."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from slackapp.sandbox.workspace import identifier

ALICE = identifier("U", "alice")
CHANNELS = {
    name: identifier("C", name) for name in ("releases", "watercooler", "old-launch", "security-review")
}


def error_of(call: Any, **arguments: Any) -> str:
    """The name of the error that a call is refused with."""
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return str(refused.value.response["error"])
