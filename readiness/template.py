"""What a template says: the items, gates, roles and plans of every release made from it. Values only.

A template is immutable. Changing one makes a new version, and a running release keeps the version that it
was made from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from readiness.figures import Comparison, Figure
from readiness.items import Due, Group, Item, Section
from readiness.kinds import Anchor, Detail, Kind, Phase, Risk

__all__ = [
    "DEPUTY",
    "ON_CALL",
    "RELEASE_MANAGER",
    "ROLLBACK_TEAM",
    "Anchor",
    "Comparison",
    "Condition",
    "Detail",
    "Due",
    "Duties",
    "Figure",
    "Gate",
    "Group",
    "Item",
    "Kind",
    "Phase",
    "Risk",
    "Role",
    "Section",
    "Slot",
    "Template",
]

RELEASE_MANAGER = "release-manager"
DEPUTY = "deputy"
ROLLBACK_TEAM = "rollback-team"
ON_CALL = "on-call"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a gate demands: met by items, by the communication plan, or attested by who signs."""

    text: str
    items: tuple[str, ...] = ()
    plan: bool = False
    """It is met while nothing of the communication plan that has come due is left waiting or in trouble."""

    @property
    def attested(self) -> bool:
        """Whether nothing but the approver's word meets it."""
        return not (self.items or self.plan)


class Duties(StrEnum):
    """Who may not approve a gate although they hold its role."""

    OPENER = "opener"
    CONTRIBUTORS = "contributors"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Gate:
    """A quality gate, approved by holders of ``role``; ``quorum`` distinct people are needed."""

    key: str
    title: str
    role: str
    conditions: tuple[Condition, ...]
    quorum: int = 1
    separation: Duties = Duties.OPENER
    expires_after: timedelta | None = None
    """How long an approval counts; None for as long as nothing in its scope changes."""
    start_may_move: timedelta | None = None
    """By how much the planned start may move before an approval no longer counts; None for any time."""


@dataclass(frozen=True, slots=True)
class Role:
    """A named responsibility, held by people or a user group. ``required``: nobody in it is a blocker."""

    key: str
    title: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Slot:
    """One time, or one repeating time, in the communication plan.

    ``every`` repeats it from the anchor plus ``offset``. ``wall_clock`` keeps the hour of the day across a
    change of daylight saving.
    """

    key: str
    title: str
    anchor: Anchor
    offset: timedelta
    every: timedelta | None = None
    wall_clock: bool = False


@dataclass(frozen=True)
class Template:
    """One immutable version of what a release must do. Look-ups by key raise ``KeyError``."""

    key: str
    title: str
    description: str
    roles: tuple[Role, ...]
    sections: tuple[Section, ...]
    gates: tuple[Gate, ...]
    slots: tuple[Slot, ...] = ()
    reference: str = ""
    """``key@version`` once it is stored; empty before."""
    rollback_thresholds: tuple[Figure, ...] = field(default=())
    overrides_need_second: bool = False
    """Whether an override counts only once a second person has agreed to it."""

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by key, in the order of the document."""
        return {item.key: item for section in self.sections for item in section.items}

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Every group by key, in order."""
        return {group.key: group for section in self.sections for group in section.groups}

    @cached_property
    def checks(self) -> tuple[Item, ...]:
        """The items that people tick."""
        return tuple(item for item in self.items.values() if item.kind is Kind.CHECK)

    @cached_property
    def checks_by_phase(self) -> Mapping[Phase, tuple[Item, ...]]:
        """The checks of each phase that has any, in the order of the document."""
        phases = dict.fromkeys(item.phase for item in self.checks)
        return {phase: tuple(item for item in self.checks if item.phase is phase) for phase in phases}

    @cached_property
    def high_risks(self) -> tuple[Item, ...]:
        """The checks that settle a high risk."""
        return tuple(item for item in self.checks if item.risk is Risk.HIGH)

    @cached_property
    def checks_before_start(self) -> tuple[Item, ...]:
        """The required checks that come before the start, without those that settle a high risk."""
        before = (item for item in self.checks if item.required and item.phase.before_start)
        return tuple(item for item in before if item.risk is not Risk.HIGH)

    @cached_property
    def sheet(self) -> tuple[Item, ...]:
        """The lines of the sign-off sheet, the final one last."""
        lines = [item for item in self.items.values() if item.kind is Kind.SIGN_OFF]
        return tuple(sorted(lines, key=lambda line: line.final))

    @cached_property
    def criteria(self) -> tuple[Item, ...]:
        """The success criteria."""
        return tuple(item for item in self.items.values() if item.kind is Kind.CRITERION)

    @cached_property
    def audiences(self) -> tuple[Item, ...]:
        """The audiences, who is told most first."""
        items = [item for item in self.items.values() if item.kind is Kind.AUDIENCE]
        return tuple(sorted(items, key=lambda item: item.reads_as.rank))

    @cached_property
    def timely_groups(self) -> tuple[tuple[Group, Due], ...]:
        """The groups of checks that are asked for at a moment; those of the rollback, when one begins."""
        going_back = Due(Anchor.ROLLBACK, timedelta())
        asked_for = (
            (group, group.due or (going_back if group.items[0].phase is Phase.ROLLBACK else None))
            for group in self.groups.values()
            if group.items and group.items[0].kind is Kind.CHECK
        )
        return tuple((group, due) for group, due in asked_for if due is not None)

    @cached_property
    def _slots(self) -> Mapping[str, Slot]:
        return {slot.key: slot for slot in self.slots}

    def slot(self, key: str) -> Slot | None:
        """The slot of the plan with this key, or None."""
        return self._slots.get(key)

    @cached_property
    def _gates(self) -> Mapping[str, Gate]:
        return {gate.key: gate for gate in self.gates}

    @cached_property
    def _roles(self) -> Mapping[str, Role]:
        return {role.key: role for role in self.roles}

    @cached_property
    def _scopes(self) -> Mapping[str, tuple[Item, ...]]:
        return {gate.key: tuple(i for i in self.checks if i.gate == gate.key) for gate in self.gates}

    def gate(self, key: str) -> Gate:
        """The gate with this key."""
        return self._gates[key]

    def has_gate(self, key: str) -> bool:
        """Whether there is a gate with this key."""
        return key in self._gates

    def role(self, key: str) -> Role:
        """The role with this key."""
        return self._roles[key]

    def has_role(self, key: str) -> bool:
        """Whether there is a role with this key."""
        return key in self._roles

    def scope(self, gate: str) -> tuple[Item, ...]:
        """The checks in the scope of the gate with this key, in order."""
        return self._scopes[gate]

    def section_of(self, item: Item) -> Section:
        """The section that holds the item."""
        wanted = self.groups[item.group].section
        return next(section for section in self.sections if section.key == wanted)
