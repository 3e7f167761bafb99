"""What the document says, in plain words and in its order: the same for the page and for Markdown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Detail:
    """Something said under a box, a gate or a heading: ``label`` is ours, ``text`` may be a person's."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """What nobody may overlook: it stands at the top of the document."""

    title: str
    text: str
    details: tuple[Detail, ...]
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of something are met."""

    label: str
    met: int
    total: int


@dataclass(frozen=True, slots=True)
class Box:
    """One item: whether its box is ticked, in words where it stands, and what is known of it."""

    ticked: bool
    title: str
    text: str
    state: str
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes under one heading, and what the document says below it beside them."""

    title: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Groups under one heading."""

    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class ShownItem:
    """What an approver was shown of one item."""

    title: str
    state: str
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """A role holder's decision. ``id`` is the signer's; ``counts`` says whether it still holds."""

    name: str
    id: str
    role: str
    decision: str
    at: str
    day: str
    approved: bool
    fingerprint: str
    details: tuple[Detail, ...]
    attested: tuple[str, ...]
    shown: tuple[ShownItem, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a gate demands, and what meets it."""

    text: str
    how: str


@dataclass(frozen=True, slots=True)
class Gate:
    """A quality gate as it stands, with the signatures that stand on it."""

    number: int
    title: str
    role: str
    state: str
    passed: bool
    conditions: tuple[Condition, ...]
    signatures: tuple[Signature, ...]
    overridden: tuple[Detail, ...]
    override_counts: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sign-off sheet."""

    title: str
    state: str
    signed: bool
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class SheetShown:
    """What those who signed some lines of the sheet were shown: ``to`` names the lines."""

    to: str
    items: tuple[ShownItem, ...]


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """Lines of the sign-off sheet under one heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody's answer to a question, or their word for an update."""

    at: str
    name: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """One update of the communication plan in one place, and what became of it."""

    due: str
    slot: str
    audience: str
    to: str
    state: str
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A role and who holds it, with their ids."""

    title: str
    holders: tuple[tuple[str, str], ...]
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the audit in words."""

    row: int
    at: str
    name: str
    surface: str
    words: str
    said: str
    hash: str
    refused: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The whole document."""

    title: str
    summary: str
    facts: tuple[Detail, ...]
    alarms: tuple[Alarm, ...]
    blockers: tuple[Detail, ...]
    tallies: tuple[Tally, ...]
    gates: tuple[Gate, ...]
    sheet: tuple[SheetGroup, ...]
    sheet_shown: tuple[SheetShown, ...]
    before: tuple[Section, ...]
    deployment: tuple[Section, ...]
    risks: tuple[Section, ...]
    rollback: tuple[Section, ...]
    communication: tuple[Section, ...]
    success: tuple[Section, ...]
    reviews: tuple[Section, ...]
    rollback_plan: tuple[Detail, ...]
    answers: tuple[Answered, ...]
    updates: tuple[Told, ...]
    said: tuple[Answered, ...]
    roles: tuple[Role, ...]
    acts: tuple[Act, ...]
    head: str
