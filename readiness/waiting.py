"""What waits for one person: what they can sign, verify or do now."""

from dataclasses import dataclass

from readiness.authority import bars
from readiness.checks import may_verify
from readiness.model import CheckState, Person, PersonKind, Release, Stage
from readiness.signing.gates import GateView, gate_views
from readiness.signing.rejecting import outvotes
from readiness.signing.sheet import LineView, sheet_views
from readiness.template import RELEASE_MANAGER, Item, Phase, Template

_PHASES = {
    Stage.PLANNED: frozenset({Phase.PREPARATION, Phase.VERIFICATION, Phase.RISK, Phase.ROLLBACK}),
    Stage.DEPLOYING: frozenset({Phase.EXECUTION}),
    Stage.MONITORING: frozenset({Phase.MONITORING, Phase.REVIEW}),
    Stage.ROLLING_BACK: frozenset({Phase.ROLLBACK}),
    Stage.CLOSED: frozenset({Phase.REVIEW}),
}
"""The phases that people work on in each stage."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person: gates and lines to sign, checks to verify, and checks of theirs to do."""

    gates: tuple[GateView, ...]
    lines: tuple[LineView, ...]
    to_verify: tuple[Item, ...]
    to_do: tuple[Item, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing waits."""
        return not (self.gates or self.lines or self.to_verify or self.to_do)


def waiting_for(template: Template, release: Release, person: Person) -> Waiting:
    """What waits for this person in this release, in the order of the template; only members may act."""
    if person.kind is not PersonKind.MEMBER:
        return Waiting((), (), (), ())
    return Waiting(
        gates=_gates(template, release, person),
        lines=_lines(template, release, person),
        to_verify=tuple(i for i in template.checks if _verifies(release, i, person)),
        to_do=tuple(i for i in template.checks if _does(release, i, person)),
    )


def _gates(template: Template, release: Release, person: Person) -> tuple[GateView, ...]:
    return tuple(
        view
        for view in gate_views(template, release)
        if release.stage is Stage.PLANNED
        and view.awaits_signature
        and release.holds(person, view.gate.role)
        and _may_approve(template, release, view, person)
        and not _has_approved(release, view, person)
    )


def _may_approve(template: Template, release: Release, view: GateView, person: Person) -> bool:
    behalf = release.stands_in_for(person, view.gate.role)
    barred = bars(template, release, view.gate, person.id, behalf)
    return not barred and not outvotes(view.rejections, person.id, behalf)


def _has_approved(release: Release, view: GateView, person: Person) -> bool:
    """Whether the person's say is in for what is in the scope now, and others of the quorum are missing."""
    theirs = {person.id, release.stands_in_for(person, view.gate.role) or person.id}
    return any(theirs & {sign_off.by, sign_off.on_behalf} for sign_off in view.fresh)


def _lines(template: Template, release: Release, person: Person) -> tuple[LineView, ...]:
    return tuple(
        view
        for view in sheet_views(template, release)
        if release.stage is Stage.PLANNED
        and view.awaits_signature
        and release.holds(person, view.role)
        and not outvotes(view.rejections, person.id, release.stands_in_for(person, view.role))
    )


def _verifies(release: Release, item: Item, person: Person) -> bool:
    return (
        item.phase in _PHASES.get(release.stage, frozenset())
        and may_verify(item, release.check(item.key), person)
        and _falls_to(release, item, person)
    )


def _falls_to(release: Release, item: Item, person: Person) -> bool:
    """Whether a done check is this person's to verify.

    It falls to its owner; where the owner did it, to the others who hold its role; where nobody else does,
    to the release manager.
    """
    check = release.check(item.key)
    if check.owner is not None and check.owner != check.by:
        return check.owner == person.id
    if item.role is not None and any(one != check.by for one in release.acting(item.role)):
        return release.holds(person, item.role)
    return release.holds(person, RELEASE_MANAGER)


def _does(release: Release, item: Item, person: Person) -> bool:
    is_left = release.check(item.key).state in (CheckState.OPEN, CheckState.BLOCKED)
    return (
        item.phase in _PHASES.get(release.stage, frozenset()) and is_left and _concerns(release, item, person)
    )


def _concerns(release: Release, item: Item, person: Person) -> bool:
    """Whether the check is this person's: theirs by name, or by their role while nobody is named."""
    owner = release.check(item.key).owner
    if owner is not None:
        return owner == person.id
    return item.role is not None and release.holds(person, item.role)
