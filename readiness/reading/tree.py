"""YAML source to a tree of texts that remember their lines.

Only the parser of PyYAML is used: no object is ever constructed, and nothing is guessed from how a text
looks, so a title may be ``yes`` or ``1.0``. Aliases, tags and deep nesting are refused: nothing is left that
could blow up.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import yaml

from readiness.reading.problems import Problems, shown

MOST_CHARACTERS = 1_000_000
"""The largest shipped template has a sixteenth of this."""
DEEPEST = 12
"""A template needs ten levels, from the file down to the threshold of a figure."""

_UNREADABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single text, as it is written."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Entries:
    """A list."""

    line: int
    nodes: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Part:
    """What stands behind a name in a mapping; ``line`` is the name's."""

    line: int
    node: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Named parts, in the order of the file."""

    line: int
    parts: dict[str, Part]


Node = Scalar | Entries | Mapping


def tree(source: str, problems: Problems) -> Node:
    """The source as a tree. Notes what isn't allowed; raises ``MalformedTemplate`` where it has to stop."""
    if len(source) > MOST_CHARACTERS:
        problems.refuse(1, "The file is larger than 1 MB, and no template is. Is this the right file?")
    if unreadable := _UNREADABLE.search(source):
        line = source.count("\n", 0, unreadable.start()) + 1
        problems.refuse(line, f"The character U+{ord(unreadable[0]):04X} can't be in a template. Remove it.")
    return _Composer(_events(source, problems), problems).document()


def _events(source: str, problems: Problems) -> Iterator[yaml.Event]:
    line = 1
    try:
        for event in yaml.parse(source, Loader=yaml.SafeLoader):
            line = _line(event)
            yield event
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.refuse(
            mark.line + 1 if mark else line,
            f"This is not valid YAML: {error.problem or error.context}. Mend this line, or the one above it.",
        )
    except (OverflowError, ValueError):
        # PyYAML lets these escape for "\UFFFFFFFF", which names no character.
        problems.refuse(
            line, "A “\\U” in this line, or below it, names no character. Write the character itself."
        )


class _Composer:
    """Makes a tree of the events of the YAML parser."""

    def __init__(self, events: Iterator[yaml.Event], problems: Problems) -> None:
        self._events = events
        self._problems = problems

    def document(self) -> Node:
        """The one document of the stream; an empty text when there is none."""
        node: Node = Scalar(1, "")
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._problems.refuse(
                        _line(event), "A file holds one template. Move what follows to its own file."
                    )
                node = self._node(next(self._events), DEEPEST)
        return node

    def _node(self, event: yaml.Event, room: int) -> Node:
        line = _line(event)
        if room == 0:
            self._problems.refuse(
                line, "This is nested deeper than anything in a template. Check the indentation."
            )
        if getattr(event, "tag", None):
            self._problems.note(line, "Tags (words that begin with “!”) are not read. Remove it.")
        match event:
            case yaml.MappingStartEvent():
                return Mapping(line, self._parts(room))
            case yaml.SequenceStartEvent():
                nodes = []
                while not isinstance(entry := next(self._events), yaml.SequenceEndEvent):
                    nodes.append(self._node(entry, room - 1))
                return Entries(line, tuple(nodes))
            case yaml.ScalarEvent():
                return Scalar(line, self._readable(event.value.strip(), line))
            case _:
                self._problems.note(
                    line, "Aliases (words that begin with “*”) are not read. Write it out here."
                )
                return Scalar(line, "")

    def _readable(self, text: str, line: int) -> str:
        """The text; an escape may have put something into it that the file itself could not hold."""
        if unreadable := _UNREADABLE.search(text):
            code = f"U+{ord(unreadable[0]):04X}"
            self._problems.note(
                line, f"This text holds the character {code}, which nobody can read. Remove it."
            )
        return text

    def _parts(self, room: int) -> dict[str, Part]:
        parts: dict[str, Part] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            name = self._node(event, room - 1)
            node = self._node(next(self._events), room - 1)
            if not isinstance(name, Scalar):
                self._problems.note(
                    name.line, "A list or a mapping can't be a name. Put a word before the colon."
                )
            elif name.text in parts:
                first = parts[name.text].line
                self._problems.note(
                    name.line,
                    f"{shown(name.text)} is here for the second time (first in line {first}). Remove one.",
                )
            else:
                parts[name.text] = Part(name.line, node)
        return parts


def _line(event: yaml.Event) -> int:
    # Marks are optional only for events that a program makes; those of the parser have them.
    return cast("yaml.Mark", event.start_mark).line + 1
