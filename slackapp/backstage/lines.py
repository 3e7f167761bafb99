"""What the local Slack's process and the app's tell each other: JSON, a line each, over the child's pipes."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from schedules.clock import Setting

Said = Mapping[str, Any]


def line(said: Said) -> bytes:
    """One message as a line."""
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"


def heard(text: bytes) -> dict[str, Any]:
    """The message of one line; an empty one where a line is none, such as a stray word on the output."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def setting_as_data(setting: Setting) -> dict[str, Any]:
    """A clock's setting in values that JSON knows."""
    return {
        "machine": setting.machine.isoformat(),
        "shown": setting.shown.isoformat(),
        "rate": setting.rate,
        "until": setting.until.isoformat() if setting.until else None,
    }


def setting_from_data(data: Said) -> Setting:
    """The setting that ``setting_as_data`` made ``data`` of."""
    until = data["until"]
    return Setting(
        machine=datetime.fromisoformat(data["machine"]),
        shown=datetime.fromisoformat(data["shown"]),
        rate=float(data["rate"]),
        until=datetime.fromisoformat(until) if until else None,
    )
