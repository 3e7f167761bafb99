"""The fields of one part of a template file, read by name.

What is wrong is noted, a stand-in is returned, and reading goes on: so one reading finds every problem.
"""

import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from readiness.reading.problems import Problems, shown
from readiness.reading.tree import Entries, Mapping, Part, Scalar

MOST_LINE = 75
"""Characters that Slack shows in a button or a checkbox."""
MOST_TEXT = 3_000
"""Characters that Slack shows in one section."""
MOST_KEY = 48
"""Leaves room, in the 75 characters of an option's value, for a release's id and the state that is wanted."""

_KEY = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)?")
_DURATION = re.compile(r"(-?)([0-9]{1,4})([mhdw])")
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}

Choice = TypeVar("Choice", bound=StrEnum)


class Fields:
    """The fields of one part, which begins in ``line``. ``subject`` names it in sentences: The gate “…”."""

    def __init__(self, part: Part, subject: str, known: Collection[str], problems: Problems) -> None:
        self.line = part.line
        self.subject = subject
        self.problems = problems
        self._parts: dict[str, Part] = {}
        self._has_fields = isinstance(part.node, Mapping)
        if isinstance(part.node, Mapping):
            self._parts = part.node.parts
        else:
            rule = "Write them below it, indented, one `name: value` on each line"
            problems.note(part.line, f"{subject} has no fields. {rule}.")
        for name in self._parts:
            if name not in known:
                self._note_unknown(name, known)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def note(self, sentence: str, name: str = "") -> None:
        """Note a problem at the line of the field ``name``, else at the part's own line.

        Of a part that has no fields at all nothing more is said.
        """
        if self._has_fields:
            self.problems.note(self._parts[name].line if name in self._parts else self.line, sentence)

    def keys(self, name: str) -> Collection[str]:
        """The names within the mapping ``name``; none when it is missing."""
        part = self._parts.get(name)
        return part.node.parts.keys() if part and isinstance(part.node, Mapping) else ()

    def text(self, name: str, *, most: int = MOST_TEXT, otherwise: str | None = None) -> str:
        """A text of at most ``most`` characters. Without ``otherwise`` it has to be there."""
        if name not in self._parts and otherwise is not None:
            return otherwise
        value = self._scalar(name)
        if not value:
            self.note(f"{self.subject} has no {name}. Give it one.", name)
        elif len(value) > most:
            self.note(f"The {name} has {len(value):,} characters, and {most:,} fit. Shorten it.", name)
        return value

    def one_line(self, name: str, *, most: int = MOST_LINE, otherwise: str | None = None) -> str:
        """A text of one line: a title, a unit. Without ``otherwise`` it has to be there."""
        value = self.text(name, most=most, otherwise=otherwise)
        if len(value.splitlines()) > 1:
            self.note(f"The {name} has several lines, and has to be one. Shorten it.", name)
        return value

    def flag(self, name: str, *, otherwise: bool = False) -> bool:
        """A yes or no, written ``true`` or ``false``."""
        if name not in self._parts:
            return otherwise
        value = self._scalar(name)
        if value not in {"true", "false"}:
            self.note(f"`{name}` is {shown(value)}. Write `true` or `false`.", name)
        return value == "true"

    def choice(self, name: str, among: type[Choice], otherwise: Choice | None = None) -> Choice:
        """One of the members of an enumeration. Without ``otherwise`` it has to be there."""
        if name not in self._parts and otherwise is not None:
            return otherwise
        value = self._scalar(name)
        if value in [str(member) for member in among]:
            return among(value)
        said = f"`{name}` of {self.inline} is {shown(value)}" if value else f"{self.subject} has no `{name}`"
        self.note(f"{said}. Write one of: {', '.join(among)}.", name)
        return next(iter(among))

    def reference(self, name: str, among: Collection[str], otherwise: str | None = None) -> str | None:
        """The key of a part that exists, or ``otherwise``. A field is called what it refers to: ``role``."""
        if name not in self._parts:
            return otherwise
        key = self._scalar(name)
        self._check_reference(key, name, among, self._parts[name].line)
        return key

    def references(self, name: str, among: Collection[str]) -> tuple[str, ...]:
        """The keys of parts that exist, each once. A field is called what it refers to: ``items``."""
        part = self._parts.get(name)
        if part is None:
            return ()
        nodes = part.node.nodes if isinstance(part.node, Entries) else ()
        if not nodes:
            self.note(f"`{name}` has to be a list with something in it, such as [first, second].", name)
        keys = [node.text if isinstance(node, Scalar) else "" for node in nodes]
        for key, node in zip(keys, nodes, strict=True):
            self._check_reference(key, name.removesuffix("s"), among, node.line)
        return tuple(dict.fromkeys(keys))

    def duration(self, name: str, otherwise: timedelta | None = None) -> timedelta | None:
        """A length of time: ``30m``, ``1h``, ``-1d``, ``2w``, or ``0``."""
        if name not in self._parts:
            return otherwise
        value = self._scalar(name)
        match = _DURATION.fullmatch(value)
        if match is None:
            if value != "0":
                self.note(
                    f"`{name}` is {shown(value)}. Write a length of time such as 30m, 1h, -1d or 2w.", name
                )
            return timedelta()
        length = int(match[2]) * _UNITS[match[3]]
        return -length if match[1] else length

    def number(self, name: str) -> float:
        """A number, which has to be there."""
        value = self._scalar(name)
        if _NUMBER.fullmatch(value):
            return float(value)
        said = f"is {shown(value)}" if value else "is missing"
        self.note(f"`{name}` of {self.inline} {said}. Write a number such as 99.9.", name)
        return 0.0

    def count(self, name: str, *, otherwise: int, most: int) -> int:
        """A whole number from 1 to ``most``."""
        value = self._scalar(name) if name in self._parts else str(otherwise)
        if value.isascii() and value.isdecimal() and len(value) < 10 and 1 <= int(value) <= most:
            return int(value)
        self.note(f"`{name}` is {shown(value)}. Write a whole number from 1 to {most}.", name)
        return otherwise

    def key(self, name: str) -> str:
        """A key, which has to be there."""
        value = self.text(name, most=MOST_KEY)
        if value:
            self._check_key(value, self._parts[name].line)
        return value

    def part(self, name: str, subject: str, known: Collection[str]) -> "Fields | None":
        """The fields of the part ``name``; None when it isn't there."""
        part = self._parts.get(name)
        return Fields(part, subject, known, self.problems) if part else None

    def parts(
        self, name: str, noun: str, known: Collection[str], *, most: int, optional: bool = False
    ) -> Iterator[tuple[str, "Fields"]]:
        """Key and fields of each part in the mapping ``name``; ``noun`` says what each of them is."""
        part = self._parts.get(name)
        inner = part.node.parts if part and isinstance(part.node, Mapping) else {}
        if not inner and (part or not optional):
            self.note(
                f"{self.subject} has no {name}. Write at least one {noun} below `{name}:`, by its key.", name
            )
        if len(inner) > most:
            self.note(f"{self.subject} has {len(inner)} {name}, and {most} fit. Leave some out.", name)
        for key, each in inner.items():
            self._check_key(key, each.line)
            yield key, Fields(each, f"The {noun} {shown(key)}", known, self.problems)

    def listed(self, name: str, subject: str, known: Collection[str], *, most: int) -> Iterator["Fields"]:
        """The fields of each part in the list ``name``; none when it isn't there."""
        part = self._parts.get(name)
        if part is None:
            return
        if not isinstance(part.node, Entries):
            self.note(f"`{name}` has to be a list. Begin each entry with a hyphen.", name)
            return
        if len(part.node.nodes) > most:
            self.note(
                f"{self.subject} has {len(part.node.nodes)} {name}, and {most} fit. Leave some out.", name
            )
        for node in part.node.nodes:
            yield Fields(Part(node.line, node), subject, known, self.problems)

    @property
    def inline(self) -> str:
        """The subject, as it reads within a sentence."""
        return self.subject[0].lower() + self.subject[1:]

    def _scalar(self, name: str) -> str:
        part = self._parts.get(name)
        if part is None:
            return ""
        if not isinstance(part.node, Scalar):
            self.note(f"`{name}` has to be a single value, not a list or a mapping.", name)
            return ""
        return part.node.text

    def _check_key(self, key: str, line: int) -> None:
        if not _KEY.fullmatch(key) or len(key) > MOST_KEY:
            rule = f"Use up to {MOST_KEY} small letters, digits and hyphens, with at most one dot"
            self.problems.note(line, f"{shown(key)} can't be a key. {rule}, as in unit-testing.coverage.")

    def _check_reference(self, key: str, noun: str, among: Collection[str], line: int) -> None:
        if key not in among:
            self.problems.note(
                line, f"There is no {noun} {shown(key)}. {_suggestion(key, among, 'Define it, or use')}"
            )

    def _note_unknown(self, name: str, known: Collection[str]) -> None:
        sentence = f"{self.subject} can't have {shown(name)}. {_suggestion(name, known, 'Use')}"
        self.problems.note(self._parts[name].line, sentence)


def _suggestion(name: str, among: Collection[str], advice: str) -> str:
    nearest = get_close_matches(name[:MOST_KEY], among, n=1)
    if nearest:
        return f"Did you mean {shown(nearest[0])}?"
    return f"{advice} one of: {', '.join(list(among)[:20])}."
