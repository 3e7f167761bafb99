"""What waits for one person: what they can sign, verify or do now."""

from collections.abc import Iterable
from dataclasses import dataclass

from readiness.authority import bars
from readiness.checks import may_verify
from readiness.model import CheckState, Person, PersonKind, Release, Stage
from readiness.signing.fingerprints import covered
from readiness.signing.gates import GateView, gate_views
from readiness.signing.go import absent_roles, empty_roles
from readiness.signing.rejecting import outvotes, worked_on_since
from readiness.signing.sheet import LineView, sheet_views
from readiness.template import DEPUTY, RELEASE_MANAGER, Item, Phase, Role, Template

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
    """What waits for a person: gates and lines to sign, roles to fill, checks to verify and theirs to do."""

    gates: tuple[GateView, ...]
    lines: tuple[LineView, ...]
    to_verify: tuple[Item, ...]
    to_do: tuple[Item, ...]
    to_fill: tuple[Role, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing waits."""
        return not (self.gates or self.lines or self.to_fill or self.to_verify or self.to_do)


def waiting_for(template: Template, release: Release, person: Person) -> Waiting:
    """What waits for this person in this release, in the order of the template; only members may act."""
    if person.kind is not PersonKind.MEMBER:
        return Waiting((), (), (), ())
    return Waiting(
        gates=_gates(template, release, person),
        lines=_lines(template, release, person),
        to_verify=tuple(i for i in template.checks if _verifies(release, i, person)),
        to_do=tuple(i for i in template.checks if _does(release, i, person)),
        to_fill=_roles(template, release, person),
    )


def _gates(template: Template, release: Release, person: Person) -> tuple[GateView, ...]:
    return tuple(
        view
        for view in gate_views(template, release)
        if release.stage is Stage.PLANNED
        and view.override is None
        and release.holds(person, view.gate.role)
        and _is_their_turn(release, view, view.gate.role, covered(template, view.gate), person)
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
    keys = set[str]().union(*(covered(template, gate) for gate in template.gates))
    return tuple(
        view
        for view in sheet_views(template, release)
        if release.stage is Stage.PLANNED
        and release.holds(person, view.role)
        and _is_their_turn(release, view, view.role, keys, person)
        and not outvotes(view.rejections, person.id, release.stands_in_for(person, view.role))
    )


def _is_their_turn(
    release: Release, view: GateView | LineView, role: str, keys: Iterable[str], person: Person
) -> bool:
    """Whether a signature is missing; or whether what they rejected was worked on, so that they look again.

    ``keys`` are of the items that the signature covers.
    """
    behalf = release.stands_in_for(person, role)
    return view.awaits_signature or (
        view.signable and worked_on_since(release, keys, view.rejections, person.id, behalf)
    )


def _roles(template: Template, release: Release, person: Person) -> tuple[Role, ...]:
    """The roles without which nothing starts: for the release manager, in their absence for the deputy."""
    whose = RELEASE_MANAGER if release.acting(RELEASE_MANAGER) else DEPUTY
    if release.stage is not Stage.PLANNED or not release.holds(person, whose):
        return ()
    return (*empty_roles(template, release), *absent_roles(template, release))


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
