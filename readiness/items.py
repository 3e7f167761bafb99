"""The boxes of the document as items, and the headings that they stand under. Values only."""

from dataclasses import dataclass
from datetime import timedelta

from readiness.figures import Figure
from readiness.kinds import Anchor, Detail, Kind, Phase, Risk


@dataclass(frozen=True, slots=True)
class Due:
    """When a part is asked for: ``offset`` from ``anchor``; for a watch, also until when it lasts."""

    anchor: Anchor
    offset: timedelta
    until: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One box of the document.

    ``key`` is stable and readable: ``unit-testing.coverage``. ``title`` is short enough for a button (75
    characters); ``text`` says the whole. ``role`` owns it. ``gate`` is the gate in whose scope it lies.
    """

    key: str
    title: str
    text: str
    kind: Kind
    phase: Phase
    group: str
    role: str | None = None
    gate: str | None = None
    risk: Risk | None = None
    required: bool = True
    if_applicable: bool = False
    verification: bool = False
    figure: Figure | None = None
    due: Due | None = None
    final: bool = False
    """Of a sign-off: it is the last one, and waits for all others."""
    slots: tuple[str, ...] = ()
    """Of a slot item: the keys of the plan's slots that make it up."""
    level: str = ""
    """Of an audience: what it is told."""
    release_channel: bool = False
    """Of an audience: it reads in the release's own channel unless told otherwise."""
    detail: Detail | None = None
    """Of an audience: as whom it reads; None for what its key says, or where it reads."""

    @property
    def reads_as(self) -> Detail:
        """Of an audience: as whom it reads."""
        if self.detail is not None:
            return self.detail
        name = self.key.rpartition(".")[2]
        if name in list(Detail):
            return Detail(name)
        return Detail.ENGINEERING if self.release_channel else Detail.EXECUTIVE


@dataclass(frozen=True, slots=True)
class Group:
    """Items under one heading. Exactly one level: a group belongs to one section."""

    key: str
    title: str
    section: str
    items: tuple[Item, ...]
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Groups under one heading, and one page of the checklist."""

    key: str
    title: str
    phase: Phase
    groups: tuple[Group, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item of the section, in order."""
        return tuple(item for group in self.groups for item in group.items)
