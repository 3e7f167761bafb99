"""How values become JSON and come back: each field by its type, in a form that is the same every time."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter

from readiness.events import Event

T = TypeVar("T")
_EVENTS: dict[str, type] = {kind.__name__: kind for kind in get_args(Event)}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a class, or a tuple of a class
    return TypeAdapter(kind)


def as_json(kind: Any, value: object) -> Any:  # noqa: ANN401 - whatever JSON can say
    """The value of this type as lists, dicts, strings, numbers and booleans; None stays None."""
    return None if value is None else _adapter(kind).dump_python(value, mode="json")


def from_json(kind: Any, data: object) -> Any:  # noqa: ANN401 - a value of ``kind``
    """The inverse of ``as_json``."""
    return None if data is None else _adapter(kind).validate_python(data)


def canonical(data: object) -> str:
    """JSON with sorted keys and no spaces: equal data gives equal text."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def event_text(event: Event, before: Mapping[str, Any] | None = None) -> str:
    """What the audit keeps of an event beside its kind: its fields, and under ``before`` what it replaced."""
    content = as_json(type(event), event)
    return canonical({**content, "before": before} if before else content)


def event_of(kind: str, text: str) -> Event:
    """The event of this kind that was kept as ``text``. Raises ``KeyError`` for what is no kind of event.

    What it replaced is left out: that follows from the events before it.
    """
    event: Event = from_json(_EVENTS[kind], json.loads(text))
    return event
