"""Sections, groups and items of a template file."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import timedelta

from readiness.reading.fields import Fields
from readiness.reading.problems import shown
from readiness.template import (
    Anchor,
    Comparison,
    Detail,
    Due,
    Figure,
    Group,
    Item,
    Kind,
    Phase,
    Risk,
    Section,
)

FIGURE = ("comparison", "threshold", "unit", "measure")
MOST_SECTIONS = 100
"""Options of one select in Slack."""
MOST_ITEMS = 500
"""The number of items that every surface is built for."""

_SECTION = ("title", "phase", "groups")
_SHARED = ("role", "gate", "risk", "required", "if_applicable", "verification", "due")
"""What a group says for all of its items, and an item for itself."""
_GROUP = ("title", "kind", *_SHARED, "items")
_ITEM = ("title", "text", *_SHARED, "figure", "final", "slots", "level", "release_channel", "detail")
_ONLY_FOR = {
    "gate": (Kind.CHECK,),
    "verification": (Kind.CHECK,),
    "if_applicable": (Kind.CHECK,),
    "figure": (Kind.CHECK, Kind.CRITERION),
    "final": (Kind.SIGN_OFF,),
    "slots": (Kind.SLOT,),
    "level": (Kind.AUDIENCE,),
    "release_channel": (Kind.AUDIENCE,),
    "detail": (Kind.AUDIENCE,),
}
_NEEDED_BY = {Kind.CRITERION: "figure", Kind.SIGN_OFF: "role", Kind.SLOT: "slots", Kind.AUDIENCE: "level"}
_HOMES = {
    Kind.SIGN_OFF: Phase.SIGN_OFF,
    Kind.CRITERION: Phase.SUCCESS,
    Kind.AUDIENCE: Phase.COMMUNICATION,
    Kind.CHANNEL: Phase.COMMUNICATION,
    Kind.SLOT: Phase.COMMUNICATION,
}
"""The phase of each kind that nobody ticks. Checks are in the others, where something waits for them."""


@dataclass(frozen=True, slots=True)
class Known:
    """The keys that fields may refer to. What is read of items and groups is added as it is met."""

    roles: Collection[str]
    gates: Collection[str]
    slots: Collection[str]
    items: dict[str, Item] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """Where each item begins."""


def sections(fields: Fields, known: Known) -> tuple[Section, ...]:
    """The sections of the file, with all that is in them."""
    read = tuple(
        _section(key, section, known)
        for key, section in fields.parts("sections", "section", _SECTION, most=MOST_SECTIONS)
    )
    if len(known.items) > MOST_ITEMS:
        fields.note(
            f"The template has {len(known.items)} items, and {MOST_ITEMS} fit. Leave some out.", "sections"
        )
    return read


def figure(fields: Fields) -> Figure:
    """A comparison, a threshold and its unit."""
    return Figure(
        fields.choice("comparison", Comparison),
        fields.number("threshold"),
        fields.one_line("unit", most=20, otherwise=""),
        fields.one_line("measure", otherwise=""),
    )


def comes_after_gates(item: Item) -> bool:
    """Whether the item can only be met once the release has started, which waits for every gate."""
    return item.phase in {Phase.EXECUTION, Phase.MONITORING, Phase.REVIEW}


def _section(key: str, fields: Fields, known: Known) -> Section:
    title = fields.one_line("title")
    phase = fields.choice("phase", Phase)
    groups = tuple(
        _group(group_key, group, phase, known, section=key)
        for group_key, group in fields.parts("groups", "group", _GROUP, most=MOST_ITEMS)
    )
    return Section(key, title, phase, groups)


def _group(key: str, fields: Fields, phase: Phase, known: Known, section: str) -> Group:
    if key in known.groups:
        fields.note(f"{fields.subject} is in an earlier section too. Give this one another key.")
    kind = fields.choice("kind", Kind, Kind.CHECK)
    home = _HOMES.get(kind)
    if (phase is not home) if home else (phase in _HOMES.values()):
        advice = f"a section of phase {home}" if home else "a section of another phase"
        fields.note(
            f"Items of kind {kind} can't be in the phase {phase}. Move the group to {advice}.", "kind"
        )
    shared = _shared(fields, Item("", "", "", kind, phase, key), known)
    items = tuple(
        _item(item_key, item, shared, known)
        for item_key, item in fields.parts("items", "item", _ITEM, most=MOST_ITEMS)
    )
    known.groups[key] = tuple(item.key for item in items)
    return Group(key, fields.one_line("title"), section, items, shared.due)


def _item(key: str, fields: Fields, shared: Item, known: Known) -> Item:
    if key in known.items:
        fields.note(
            f"{fields.subject} is here for the second time (first in line {known.lines[key]}). Rename one."
        )
    title = fields.one_line("title")
    figure_fields = fields.part("figure", f"The figure of the item {shown(key)}", FIGURE)
    item = replace(
        _shared(fields, shared, known),
        key=key,
        title=title,
        text=fields.text("text", otherwise=title),
        figure=figure(figure_fields) if figure_fields else None,
        final=fields.flag("final"),
        slots=fields.references("slots", known.slots),
        level=fields.one_line("level", otherwise=""),
        release_channel=fields.flag("release_channel"),
        detail=fields.choice("detail", Detail) if "detail" in fields else None,
    )
    _check_needs(fields, item)
    known.items.setdefault(key, item)
    known.lines.setdefault(key, fields.line)
    return item


def _shared(fields: Fields, above: Item, known: Known) -> Item:
    """What the fields say, and where they say nothing what stands above them does."""
    for name, kinds in _ONLY_FOR.items():
        if name in fields and above.kind not in kinds:
            said = " or ".join(kinds)
            fields.note(
                f"`{name}` is only for items of kind {said}, not for those of kind {above.kind}. Remove it.",
                name,
            )
    return replace(
        above,
        role=fields.reference("role", known.roles, above.role),
        gate=fields.reference("gate", known.gates, above.gate),
        risk=fields.choice("risk", Risk) if "risk" in fields else above.risk,
        required=fields.flag("required", otherwise=above.required),
        if_applicable=fields.flag("if_applicable", otherwise=above.if_applicable),
        verification=fields.flag("verification", otherwise=above.verification),
        due=_due(fields, above.due),
    )


def _check_needs(fields: Fields, item: Item) -> None:
    needed = _NEEDED_BY.get(item.kind, "text")
    if not getattr(item, needed):
        fields.note(f"{fields.subject} is of kind {item.kind} and has no `{needed}`. Add it.")
    if item.gate and comes_after_gates(item):
        fields.note(
            f"{fields.subject} comes after the start, and the start waits for its gate. "
            "Take it out of the gate, or move it to an earlier section."
        )


def _due(fields: Fields, otherwise: Due | None) -> Due | None:
    due = fields.part("due", f"`due` of {fields.inline}", ("anchor", "offset", "until"))
    if due is None:
        return otherwise
    offset = due.duration("offset") or timedelta()
    until = due.duration("until")
    if until is not None and until <= offset:
        due.note("`until` has to lie after `offset`. Write a longer one.", "until")
    return Due(due.choice("anchor", Anchor), offset, until)
