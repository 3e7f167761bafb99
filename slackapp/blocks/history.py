"""The history of a release: a sentence for everything that happened, with what people wrote, whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from readiness.model import Release
from readiness.records import APP
from readiness.template import Template
from slackapp.blocks.acts import told
from slackapp.blocks.before import was
from slackapp.blocks.narrowing import Looked, menus
from slackapp.blocks.parts import Block, Message, header, packed, section, sections
from slackapp.blocks.text import cut, escape, length, one_line, people, readable, said, sentence, when

REFUSED = "Refused"
"""How the audit names what was not done."""
MOST_ENTRIES = 20
ROOM = 11_000
"""Units of a message that the entries may take; what people wrote takes up to 3,000 characters."""


class Entry(Protocol):
    """One act in the audit: the name of its event (or ``Refused``), and its fields as JSON has them."""

    @property
    def seq(self) -> int:
        """Its number in the release's history, from 1."""
        ...

    @property
    def at(self) -> datetime:
        """When it happened."""
        ...

    @property
    def by(self) -> str:
        """The id of who did it; ``APP``, or empty, for what nobody pressed."""
        ...

    @property
    def surface(self) -> str:
        """Where it was done: by a command, a button, a window."""
        ...

    @property
    def kind(self) -> str:
        """The name of the event."""
        ...

    @property
    def data(self) -> Mapping[str, Any]:
        """The fields of the event."""
        ...


def history(
    template: Template, release: Release, entries: Sequence[Entry], seen: Looked | None = None
) -> Message:
    """A page of the history, newest first, as far as it fits, with menus for what is wanted of it.

    ``seen`` says what is looked at: all of it, where nothing is said.
    """
    seen = seen or Looked(release.id)
    head = f"{one_line(release.name)}: history{', narrowed' if seen.is_narrow else ''}"
    blocks: list[Block] = [header(head)]
    room, last = ROOM, 0
    for entry in entries[:MOST_ENTRIES]:
        drawn = _entry(template, entry)
        room -= sum(length(block["text"]["text"]) for block in drawn)
        if room < 0 and last:
            break
        blocks += drawn
        last = entry.seq
    if not last:
        blocks += sections(["Nothing more of this happened." if seen.is_narrow else "Nothing more happened."])
    blocks.append(menus(template, release, seen, last))
    return Message(escape(head), blocks)


def acts_lines(template: Template, entries: Sequence[Entry]) -> list[str]:
    """A line for each act: who did what when, with their words as far as there is room."""
    return [_line(template, entry) for entry in entries]


def _line(template: Template, entry: Entry) -> str:
    act, words = told(template, entry.kind, entry.data)
    quoted = sentence(cut(words, 200)) if entry.kind == REFUSED else said(words, 200)
    return f"• {when(entry.at)} · {_who(entry)} {act}" + (f": {quoted}" if words else "")


def _who(entry: Entry) -> str:
    """Who did it; what nobody pressed was done by the app."""
    return people([entry.by]) if entry.by and entry.by != APP else "The app"


def _entry(template: Template, entry: Entry) -> list[Block]:
    act, words = told(template, entry.kind, entry.data)
    replaced = was(entry.data)
    place = f" · {said(entry.surface, 40)}" if entry.surface else ""
    told_whole = f"{_who(entry)} {act}" + (f" _({replaced})_" if replaced else "")
    return [section(f"{when(entry.at)} · row {entry.seq}{place}\n{told_whole}"), *_quoted(entry.kind, words)]


def _quoted(kind: str, words: str) -> list[Block]:
    """What people wrote, as they wrote it; a sentence of the rules says by name whom to ask."""
    if kind == REFUSED:
        return sections([sentence(words)])
    return [
        {"type": "section", "text": {"type": "plain_text", "text": piece}}
        for piece in packed([readable(words)])
    ]
