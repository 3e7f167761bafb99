"""Quality gates: what is in the scope of each, where it stands, and how it is signed, in order."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

from readiness.authority import bars, require_holder
from readiness.checks import cleaned, met
from readiness.commands import Sign
from readiness.derived import happened
from readiness.events import Event, SignedOff
from readiness.model import CheckState, Decision, Person, Release, SignOff, Stage
from readiness.once import once
from readiness.refusal import Refused
from readiness.template import Condition, Gate, Item, Kind, Template
from readiness.wording import counted, listed


class Standing(StrEnum):
    """Where a gate, or a line of the sign-off sheet, stands."""

    WAITING = "waiting"
    READY = "ready"
    APPROVED = "approved"
    REJECTED = "rejected"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class GateView:
    """A gate as it stands now.

    ``open`` are the checks in its scope that are not met, ``unmet`` its conditions that items or the plan
    do not meet yet, ``after`` the earlier gates that do not count yet. ``counts``: approved, and every
    earlier gate counts. ``awaits_signature``: nothing but a holder's word is missing, for the first time or
    again; a rejected gate awaits it once something in its scope was mended. ``fingerprint`` is of what would
    be signed, while it can be.
    """

    gate: Gate
    standing: Standing
    counts: bool
    open: tuple[Item, ...]
    unmet: tuple[Condition, ...]
    after: tuple[Gate, ...]
    sign_offs: tuple[SignOff, ...]
    awaits_signature: bool = False
    fingerprint: str = ""

    @property
    def signable(self) -> bool:
        """Whether a holder can sign it: it is asked for, or was rejected and a holder may think again."""
        return bool(self.fingerprint)

    @property
    def approvals(self) -> int:
        """How many people have approved it."""
        return sum(sign_off.decision is Decision.APPROVED for sign_off in self.sign_offs)


@once
def gate_views(template: Template, release: Release) -> tuple[GateView, ...]:
    """Every gate of the template as it stands, in order."""
    views: list[GateView] = []
    for gate in template.gates:
        views.append(_view(template, release, gate, tuple(v.gate for v in views if not v.counts)))
    return tuple(views)


def gate_view(template: Template, release: Release, key: str) -> GateView:
    """One gate as it stands."""
    return next(view for view in gate_views(template, release) if view.gate.key == key)


def _view(template: Template, release: Release, gate: Gate, after: tuple[Gate, ...]) -> GateView:
    still_open = tuple(i for i in template.scope(gate.key) if i.required and not met(i, release.check(i.key)))
    unmet = tuple(c for c in gate.conditions if not _condition_met(template, release, c))
    sign_offs = release.sign_offs.get(gate.key, ())
    standing = _standing(template, release, gate, sign_offs)
    passable = not (still_open or unmet or after) and _has_substance(template, gate)
    if passable and standing is Standing.WAITING:
        standing = Standing.READY
    counts = standing is Standing.APPROVED and not after
    awaits = passable and _awaits(template, release, gate, standing, sign_offs)
    signable = passable and standing is not Standing.APPROVED
    fingerprint = gate_fingerprint(template, release, gate) if signable else ""
    return GateView(gate, standing, counts, still_open, unmet, after, sign_offs, awaits, fingerprint)


def _standing(template: Template, release: Release, gate: Gate, sign_offs: tuple[SignOff, ...]) -> Standing:
    if not sign_offs:
        return Standing.WAITING
    if any(s.decision is Decision.REJECTED for s in sign_offs):
        return Standing.REJECTED
    present = gate_fingerprint(template, release, gate)
    if any(s.fingerprint != present for s in sign_offs):
        return Standing.STALE
    return Standing.APPROVED if len({s.by for s in sign_offs}) >= gate.quorum else Standing.WAITING


def _awaits(
    template: Template, release: Release, gate: Gate, standing: Standing, sign_offs: tuple[SignOff, ...]
) -> bool:
    if standing is Standing.REJECTED:
        return any(_mended(template, release, gate, sign_off) for sign_off in sign_offs)
    return standing in (Standing.READY, Standing.STALE)


def _mended(template: Template, release: Release, gate: Gate, rejection: SignOff) -> bool:
    """Whether anything in the scope was worked on after the rejection."""
    if rejection.fingerprint != gate_fingerprint(template, release, gate):
        return True
    worked_on = (release.check(item.key).at for item in template.scope(gate.key))
    return any(at is not None and at > rejection.at for at in worked_on)


def _has_substance(template: Template, gate: Gate) -> bool:
    return bool(template.scope(gate.key) or gate.conditions)


def _condition_met(template: Template, release: Release, condition: Condition) -> bool:
    return all(_item_met(template.items[key], release) for key in condition.items)


def _item_met(item: Item, release: Release) -> bool:
    return met(item, release.check(item.key)) if item.kind is Kind.CHECK else happened(item, release)


def gate_fingerprint(template: Template, release: Release, gate: Gate) -> str:
    """The digest of what is material in the gate's scope.

    Material is the template version, the plan's cycle, and for each check whether it is met, why it is not
    applicable or blocked, and whether evidence was taken away; for each criterion whether it passes. Notes,
    owners, added evidence and figures are not.
    """
    material = [_material(template.items[key], release) for key in sorted(covered(template, gate))]
    return digest([release.template, release.cycle, gate.key, material])


def covered(template: Template, gate: Gate) -> set[str]:
    """The keys of the items that a signature on the gate covers: its scope, and what its conditions name."""
    keys = {item.key for item in template.scope(gate.key)}
    return keys.union(*(condition.items for condition in gate.conditions))


def _material(item: Item, release: Release) -> list[object]:
    check = release.check(item.key)
    reason = check.reason if check.state in (CheckState.NOT_APPLICABLE, CheckState.BLOCKED) else ""
    return [item.key, _item_met(item, release), reason, check.removed_evidence]


def seen(fingerprint: str) -> str:
    """What a button carries of the fingerprint, to tell whether what it showed is still so."""
    return fingerprint[:12]


def digest(material: object) -> str:
    """A stable digest of plain values, 32 hexadecimal digits."""
    canonical = json.dumps(material, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


def sign_gate(template: Template, release: Release, command: Sign, by: Person) -> tuple[Event, ...]:
    """Record a role holder's decision on a gate whose turn has come."""
    gate = template.gate(command.subject)
    require_planned(release)
    require_holder(template, release, by, gate.role, f"approve or reject the gate “{gate.title}”")
    if barred := bars(template, release, gate, by.id):
        raise Refused(barred)
    view = gate_view(template, release, gate.key)
    _require_turn(view, template)
    fingerprint = gate_fingerprint(template, release, gate)
    approves = command.decision is Decision.APPROVED
    attested = tuple(c.text for c in gate.conditions if approves and c.attested)
    return signed(release, command, by, gate.role, fingerprint, view.standing, attested)


def require_planned(release: Release) -> None:
    """Refuse signatures outside the planned stage: a rollback freezes gates, a start makes them history."""
    if release.stage is not Stage.PLANNED:
        raise Refused(
            f"Sign-offs are given while a release is planned, and this is {stage_words(release.stage)}."
        )


def stage_words(stage: Stage) -> str:
    """The stage as people read it: ``rolling back``."""
    return stage.value.replace("_", " ")


def _require_turn(view: GateView, template: Template) -> None:
    title = view.gate.title
    if view.after:
        raise Refused(
            f"“{title}” waits for {listed([f'“{g.title}”' for g in view.after])}: gates open in order."
        )
    if view.open:
        names = listed([f"“{item.title}”" for item in view.open], most=3)
        raise Refused(f"“{title}” still has {counted(len(view.open), 'open check')} in its scope: {names}.")
    if view.unmet:
        raise Refused(f"“{title}” waits for: {listed([c.text for c in view.unmet])}.")
    if not _has_substance(template, view.gate):
        raise Refused(
            f"“{title}” has nothing in it. A gate with no checks and no conditions can't be passed."
        )


def signed(
    release: Release,
    command: Sign,
    by: Person,
    role: str,
    fingerprint: str,
    standing: Standing,
    attested: tuple[str, ...] = (),
) -> tuple[Event, ...]:
    """The event of a decision; none when this person's same decision on this fingerprint stands already."""
    comment = cleaned(command.comment, "The comment")
    if command.decision is Decision.REJECTED and not comment:
        raise Refused("Say why you reject it, so that the team knows what to mend.")
    theirs = (s for s in release.sign_offs.get(command.subject, ()) if s.by == by.id and s.role == role)
    same = any(s.decision is command.decision and s.fingerprint == fingerprint for s in theirs)
    if same and standing is not Standing.STALE:
        return ()
    if not fingerprint.startswith(command.seen):
        raise Refused("This changed after it was shown to you. Look at it as it is now, then sign.")
    return (SignedOff(command.subject, role, command.decision, fingerprint, comment, attested),)
