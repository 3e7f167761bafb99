"""Stub."""

from typing import Any


def problems(blocks: Any, surface: str = "message") -> list[Any]:
    return []


def options_problems(body: Any) -> list[Any]:
    return []


def view_problems(view: Any) -> list[Any]:
    return []
