"""What an event replaced: the part of a release that it changed, as that was before."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from readiness.model import Release
from storage.encoding import as_json

_LEFT_OUT = frozenset({"shown"})
"""What an approver was shown is in the row of their sign-off, whole."""
_NOTHING: tuple[object, ...] = (None, "", (), [], {})
_FIELDS = tuple(field.name for field in fields(Release))


def replaced(before: Release, after: Release) -> dict[str, Any]:
    """Each field that differs, as it was, in values that JSON has; of what had nothing before, nothing.

    Of a mapping only the keys that differ, and of a value with fields only the fields.
    """
    differing = ((name, getattr(before, name), getattr(after, name)) for name in _FIELDS)
    found = ((name, _old(old, new)) for name, old, new in differing if old is not new)
    return {name: old for name, old in found if old not in _NOTHING}


def _old(old: object, new: object) -> Any:  # noqa: ANN401 - whatever JSON can say
    if old == new:
        return None
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found = {key: _old(value, new.get(key)) for key, value in old.items() if value is not new.get(key)}
        return {key: value for key, value in found.items() if value not in _NOTHING}
    if is_dataclass(old) and not isinstance(old, type):
        names = [each.name for each in fields(old) if each.name not in _LEFT_OUT]
        differing = {name: _old(getattr(old, name), getattr(new, name, None)) for name in names}
        return {name: value for name, value in differing.items() if value not in _NOTHING}
    if isinstance(old, tuple) and any(is_dataclass(each) for each in old):
        kept = new if isinstance(new, tuple) else ()
        return [_old(each, None) for each in old if each not in kept]
    return as_json(type(old), old)
