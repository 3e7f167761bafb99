"""The local Slack as the page sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Act = Callable[..., Any]
"""An act of somebody's, as the page asks for it; gives the answer, refused or not."""
Get = Callable[..., Any]
"""Somebody's state, as the page gets it."""


def channel_of(state: Any, name: str) -> Any:
    return next(channel for channel in state["channels"] if channel["name"] == name)
