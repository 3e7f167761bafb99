"""Fingerprints: the digest of what is material in what somebody signs, so that a change of it shows.

A fingerprint is taken relative to what was shown to whoever signed: evidence that was added since is not
material, evidence that is gone is, and putting it back makes the fingerprint what it was.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping

from readiness.communication.plan import places
from readiness.model import CheckState, Release
from readiness.once import once
from readiness.records import Shown
from readiness.signing.lacking import item_met
from readiness.signing.overrides import in_force
from readiness.template import Gate, Item, Kind, Template

OVERRIDDEN = "overridden"
"""The state in which a line of the sheet was shown a gate that counted by an override."""
READS = "reads"
"""The state in which a line of the sheet was shown an audience; its reason is where it reads."""
VERSION = 1
"""What counts as material, and how it is written down to be digested; a change of either is the next one.

Each fingerprint begins with it, so that one of an earlier version is known from one of another scope.
"""
_VERSIONED = re.compile(r"v([1-9][0-9]{0,4})-[0-9a-f]+")
_REASONED = (CheckState.NOT_APPLICABLE, CheckState.BLOCKED)
_PLAIN = (CheckState.DONE, CheckState.VERIFIED, "met")


def gate_fingerprint(
    template: Template, release: Release, gate: Gate, shown: Iterable[Shown] | None = None
) -> str:
    """The digest of what is material in the gate's scope, for whoever was ``shown`` this; by default now.

    Material is the template version, the plan's cycle, and for each check whether it is met, why it is not
    applicable or blocked, and which of the evidence that was shown is still there; for each criterion whether
    it passes. Notes, owners, added evidence and figures are not.
    """
    basis = gate_shown(template, release, gate) if shown is None else shown
    return _versioned(digest([_materials(template, release)[gate.key], _evidence(release, basis)]))


def sheet_fingerprint(template: Template, release: Release, shown: Iterable[Shown] | None = None) -> str:
    """The digest that all lines of the sheet share, for whoever was ``shown`` this; by default now.

    It is over every gate, the communication plan (when there are updates, and where each audience reads
    them), the planned start, and the gates that were overridden since. What becomes of the plan's updates is
    not material.
    """
    basis = tuple(sheet_shown(template, release) if shown is None else shown)
    known = {each.key for each in basis if each.state == OVERRIDDEN}
    plan = [[slot.key, slot.anchor.value, slot.offset.total_seconds()] for slot in template.slots]
    present = digest(
        [
            list(_materials(template, release).values()),
            _evidence(release, basis),
            [key for key in _overridden(template, release) if key not in known],
            plan,
            [[audience.key, reads(release, audience)] for audience in template.audiences],
            release.planned_start.isoformat(),
            release.zone,
        ]
    )
    return _versioned(present)


def gate_shown(template: Template, release: Release, gate: Gate) -> tuple[Shown, ...]:
    """What whoever signs the gate now is shown of the items that the signature covers."""
    return tuple(_shown(template.items[key], release) for key in sorted(covered(template, gate)))


def sheet_shown(template: Template, release: Release) -> tuple[Shown, ...]:
    """What whoever signs a line of the sheet now is shown: of all that the gates cover, what is not plain.

    Plain is an item that is done without evidence; there are many, and every line would repeat them. Of the
    communication plan it is where each audience reads.
    """
    keys = set[str]().union(*(covered(template, gate) for gate in template.gates))
    items = (_shown(template.items[key], release) for key in sorted(keys))
    gates = (Shown(key, OVERRIDDEN) for key in _overridden(template, release))
    readers = (Shown(each.key, READS, reads(release, each)) for each in template.audiences)
    return (*(each for each in items if not is_plain(each)), *gates, *readers)


def reads(release: Release, audience: Item) -> str:
    """Where the audience reads, as the ids of channels and addresses in alphabetical order."""
    return ", ".join(sorted(places(release, audience)))


def is_plain(shown: Shown) -> bool:
    """Whether the item was done, and no evidence was there."""
    return shown.met and shown.state in _PLAIN and not shown.evidence


def covered(template: Template, gate: Gate) -> set[str]:
    """The keys of the items that a signature on the gate covers: its scope, and what its conditions name."""
    keys = {item.key for item in template.scope(gate.key)}
    return keys.union(*(condition.items for condition in gate.conditions))


def material(item: Item, release: Release) -> tuple[bool, str, str]:
    """What is material of an item beside its evidence: whether it is met, and why it is left out or stuck."""
    check = release.check(item.key)
    return item_met(item, release), *reasoned(check.state, check.reason)


def reasoned(state: str, reason: str) -> tuple[str, str]:
    """The state and the reason of what does not apply or is blocked; nothing of any other state."""
    return (state, reason) if state in _REASONED else ("", "")


def _shown(item: Item, release: Release) -> Shown:
    is_met, _, reason = material(item, release)
    check = release.check(item.key)
    state = check.state.value if item.kind is Kind.CHECK else "met" if is_met else "unmet"
    return Shown(item.key, state, reason, tuple(evidence.text for evidence in check.evidence), is_met)


@once
def _materials(template: Template, release: Release) -> Mapping[str, str]:
    """By gate, in order: the digest of what is material whatever somebody was shown."""
    return {
        gate.key: digest([release.template, release.cycle, gate.key, list(_rows(template, release, gate))])
        for gate in template.gates
    }


def _rows(template: Template, release: Release, gate: Gate) -> Iterator[list[object]]:
    for key in sorted(covered(template, gate)):
        yield [key, *material(template.items[key], release)]


def _evidence(release: Release, shown: Iterable[Shown]) -> list[list[object]]:
    """Of the evidence that was shown, what is still there."""
    return [[each.key, sorted(still_there(release, each))] for each in shown if each.evidence]


def still_there(release: Release, shown: Shown) -> set[str]:
    """The evidence that was shown of an item, as far as it is still there."""
    return {evidence.text for evidence in release.check(shown.key).evidence}.intersection(shown.evidence)


def _overridden(template: Template, release: Release) -> list[str]:
    return [gate.key for gate in template.gates if in_force(template, release, gate.key) is not None]


def seen(fingerprint: str) -> str:
    """What a button carries of the fingerprint, to tell whether what it showed is still so."""
    return fingerprint[:15]


def version_of(fingerprint: str) -> int | None:
    """The version that a fingerprint begins with; None for what is no fingerprint."""
    found = _VERSIONED.fullmatch(fingerprint)
    return None if found is None else int(found[1])


def _versioned(of_material: str) -> str:
    return f"v{VERSION}-{of_material}"


def digest(material: object) -> str:
    """A stable digest of plain values, 32 hexadecimal digits."""
    canonical = json.dumps(material, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
