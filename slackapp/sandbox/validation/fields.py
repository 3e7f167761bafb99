"""The kinds of fields that Block Kit is made of. Each checks one JSON value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from slackapp.sandbox.validation.findings import Findings

PLAIN = frozenset({"plain_text"})
EITHER = frozenset({"plain_text", "mrkdwn"})

Rule = Callable[[Mapping[str, object], str, Findings], None]
"""A check of an object as a whole, for what no single field tells."""


class Field(Protocol):
    """A kind of value."""

    def check(self, value: object, place: str, findings: Findings) -> None:
        """Add what is wrong with the value at this place."""
        ...


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def check(self, value: object, place: str, findings: Findings) -> None:
        """See `Field`."""
        if not isinstance(value, bool):
            findings.add(place, "wrong_type", "must be a boolean")


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number within bounds."""

    least: int = 0
    most: int = 10**11

    def check(self, value: object, place: str, findings: Findings) -> None:
        """See `Field`."""
        if not isinstance(value, int) or isinstance(value, bool):
            findings.add(place, "wrong_type", "must be an integer")
        elif not self.least <= value <= self.most:
            findings.add(place, "out_of_range", f"must be between {self.least} and {self.most}")


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number, from `least` up to the figure of a limit."""

    limit: str
    least: int = 1

    def check(self, value: object, place: str, findings: Findings) -> None:
        """See `Field`."""
        if not isinstance(value, int) or isinstance(value, bool):
            findings.add(place, "wrong_type", "must be an integer")
        else:
            findings.count(place, self.limit, value, self.least)


@dataclass(frozen=True, slots=True)
class String:
    """A string; with the name of a limit, of at most so many characters; with a pattern, of that form."""

    limit: str = ""
    least: int = 1
    pattern: str = ""

    def check(self, value: object, place: str, findings: Findings) -> None:
        """See `Field`."""
        if not isinstance(value, str):
            findings.add(place, "wrong_type", "must be a string")
            return
        if self.limit:
            findings.count(place, self.limit, len(value), self.least)
        elif len(value) < self.least:
            findings.add(place, "empty", "must not be empty")
        if self.pattern and not re.fullmatch(self.pattern, value):
            findings.add(place, "wrong_form", f"must have the form {self.pattern}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def check(self, value: object, place: str, findings: Findings) -> None:
        """See `Field`."""
        if value not in self.words:
            findings.add(place, "not_a_choice", f"must be one of {', '.join(self.words)}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text object of one of these types, of at most so many characters."""

    limit: str
    types: frozenset[str] = EITHER

    def check(self, value: object, place: str, findings: Findings) -> None:
        """See `Field`."""
        if not isinstance(value, dict):
            findings.add(place, "wrong_type", "must be a text object")
            return
        kind = value.get("type")
        if kind not in self.types:
            findings.add(f"{place}/type", "text_type", f"must be {' or '.join(sorted(self.types))}")
        allowed = {"type", "text", "emoji" if kind == "plain_text" else "verbatim"}
        for key in sorted(set(value) - allowed):
            findings.add(f"{place}/{key}", "unknown_key", f"{key} does not belong in a {kind} object")
        for key in {"emoji", "verbatim"} & set(value):
            Flag().check(value[key], f"{place}/{key}", findings)
        String(self.limit).check(value.get("text"), f"{place}/text", findings)


@dataclass(frozen=True, slots=True)
class Many:
    """A list of one kind of value; with the name of a limit, of at most so many."""

    kind: Field
    limit: str = ""
    least: int = 1

    def check(self, value: object, place: str, findings: Findings) -> None:
        """See `Field`."""
        if not isinstance(value, list):
            findings.add(place, "wrong_type", "must be a list")
            return
        if self.limit:
            findings.count(place, self.limit, len(value), self.least)
        elif len(value) < self.least:
            findings.add(place, "empty", "must not be empty")
        for number, each in enumerate(value):
            self.kind.check(each, f"{place}/{number}", findings)


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: its fields, which of them must be there, and rules for the whole.

    Any other key is a fault.
    """

    fields: Mapping[str, Field]
    required: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def check(self, value: object, place: str, findings: Findings) -> None:
        """See `Field`."""
        if not isinstance(value, dict):
            findings.add(place, "wrong_type", "must be an object")
            return
        for key in self.required:
            if key not in value:
                findings.add(place, "missing", f"missing required field: {key}")
        for key, each in value.items():
            if key in self.fields:
                self.fields[key].check(each, f"{place}/{key}", findings)
            elif key != "type":
                findings.add(f"{place}/{key}", "unknown_key", f"{key} does not belong here")
        for rule in self.rules:
            rule(value, place, findings)


@dataclass(frozen=True, slots=True)
class ByType:
    """An object whose `type` says which shape it has; `allowed` narrows them for one place."""

    shapes: Mapping[str, Field]
    what: str
    allowed: frozenset[str] | None = None

    def check(self, value: object, place: str, findings: Findings) -> None:
        """See `Field`."""
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in self.shapes:
            findings.add(place, "unknown_type", f"{kind!r} is no type of {self.what}")
        elif self.allowed is not None and kind not in self.allowed:
            findings.add(place, "not_here", f"{kind} can't stand here")
        else:
            self.shapes[kind].check(value, place, findings)


def one_of(*keys: str) -> Rule:
    """The rule that exactly one of these keys is there."""

    def rule(value: Mapping[str, object], place: str, findings: Findings) -> None:
        if sum(key in value for key in keys) != 1:
            findings.add(place, "missing", f"exactly one of {', '.join(keys)} is needed")

    return rule


def any_of(*keys: str) -> Rule:
    """The rule that at least one of these keys is there."""

    def rule(value: Mapping[str, object], place: str, findings: Findings) -> None:
        if not any(key in value for key in keys):
            findings.add(place, "missing", f"one of {', '.join(keys)} is needed")

    return rule
