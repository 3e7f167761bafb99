"""Freshness: whether a sign-off still stands for what was signed, and if not, what is different since when.

Computed from the present scope and never stored, so that undoing a mis-tap heals it. That an approval ran
out is the one thing that stays: its time is over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from readiness.authority import bars, contributions
from readiness.model import CheckState, Decision, Release, SignOff
from readiness.records import Shown
from readiness.signing.fingerprints import (
    OVERRIDDEN,
    READS,
    covered,
    gate_fingerprint,
    material,
    reads,
    reasoned,
    sheet_fingerprint,
    still_there,
)
from readiness.signing.overrides import in_force
from readiness.template import Gate, Item, Kind, Template

ASKED_AGAIN_AFTER = timedelta(minutes=2)
"""How long after an approval became stale its approvers are asked again: it may be undone as a mis-tap."""


class Change(StrEnum):
    """What kind of thing became different since somebody signed."""

    ITEM = "item"
    EVIDENCE = "evidence"
    START = "start"
    PLAN = "plan"
    OVERRIDE = "override"
    EXPIRED = "expired"
    DUTY = "duty"
    AUDIENCE = "audience"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different from what was signed, since ``at`` and by ``by`` as far as is known.

    ``item`` and ``was`` are of an item and what was shown of it, ``gone`` the evidence that was taken away,
    ``gate`` the one that was overridden.
    """

    change: Change
    at: datetime | None
    by: str | None = None
    item: Item | None = None
    was: Shown | None = None
    gone: tuple[str, ...] = ()
    gate: str = ""


def gate_fresh(template: Template, release: Release, gate: Gate, sign_off: SignOff) -> bool:
    """Whether an approval of the gate, or a rejection, still stands for what was signed."""
    if sign_off.expired_at is not None or start_moved(release, gate, sign_off):
        return False
    if sign_off.decision is Decision.APPROVED and _is_barred(template, release, gate, sign_off):
        return False
    return gate_unchanged(template, release, gate, sign_off)


def gate_unchanged(template: Template, release: Release, gate: Gate, sign_off: SignOff) -> bool:
    """Whether the scope is what was signed."""
    return sign_off.fingerprint == gate_fingerprint(template, release, gate, sign_off.shown)


def _is_barred(template: Template, release: Release, gate: Gate, sign_off: SignOff) -> bool:
    return bool(bars(template, release, gate, sign_off.by, sign_off.on_behalf))


def start_moved(release: Release, gate: Gate, sign_off: SignOff) -> bool:
    """Whether the planned start lies further from the one that was signed than the gate allows."""
    if gate.start_may_move is None or sign_off.planned_start is None:
        return False
    return abs(release.planned_start - sign_off.planned_start) > gate.start_may_move


def runs_out_at(gate: Gate, sign_off: SignOff) -> datetime | None:
    """When the approval runs out by the gate's rule of time; None when it does not, or did already."""
    is_standing = sign_off.decision is Decision.APPROVED and sign_off.expired_at is None
    return sign_off.at + gate.expires_after if gate.expires_after is not None and is_standing else None


def gate_differences(
    template: Template, release: Release, gate: Gate, sign_off: SignOff
) -> tuple[Difference, ...]:
    """Why the sign-off of the gate is not fresh, in the order of the template; nothing when it is."""
    if gate_fresh(template, release, gate, sign_off):
        return ()
    return (
        *_differences(template, release, gate, sign_off),
        *_by_time(release, gate, sign_off),
        *_by_duty(template, release, gate, sign_off),
    )


def sheet_differences(template: Template, release: Release, sign_off: SignOff) -> tuple[Difference, ...]:
    """Why the sign-off of a line of the sheet is not fresh, in the order of the template."""
    if sign_off.fingerprint == sheet_fingerprint(template, release, sign_off.shown):
        return ()
    found = list(_differences(template, release, None, sign_off))
    known = {each.key for each in sign_off.shown if each.state == OVERRIDDEN}
    for gate in template.gates:
        given = in_force(template, release, gate.key)
        if given is not None and gate.key not in known:
            since = given.confirmed_at or given.at
            found.append(Difference(Change.OVERRIDE, since, given.by, gate=gate.key))
    found += _of_audiences(template, release, sign_off)
    if sign_off.planned_start != release.planned_start or not found:
        # Where nothing else is different, it was the time zone that the plan is in.
        found.append(Difference(Change.START, release.planned_at))
    return tuple(found)


def _of_audiences(template: Template, release: Release, sign_off: SignOff) -> Iterator[Difference]:
    """Which audiences read elsewhere than was shown; nothing of another plan, which tells that already."""
    told = {each.key: each for each in sign_off.shown if each.state == READS}
    for audience in template.audiences if sign_off.cycle == release.cycle else ():
        was = told.get(audience.key)
        if was is not None and was.reason != reads(release, audience):
            yield Difference(Change.AUDIENCE, None, item=audience, was=was)


def stale_since(differences: tuple[Difference, ...]) -> datetime | None:
    """When the last of the differences came to be; None where that is not known of every one."""
    moments = [difference.at for difference in differences]
    known = [moment for moment in moments if moment is not None]
    return max(known) if known and len(known) == len(moments) else None


def _by_time(release: Release, gate: Gate, sign_off: SignOff) -> Iterator[Difference]:
    if start_moved(release, gate, sign_off):
        yield Difference(Change.START, release.planned_at)
    if sign_off.expired_at is not None:
        yield Difference(Change.EXPIRED, sign_off.expired_at)


def _by_duty(template: Template, release: Release, gate: Gate, sign_off: SignOff) -> Iterator[Difference]:
    """What whoever approved, or for whom, has completed in the scope since, where duties are so separated."""
    if sign_off.decision is Decision.APPROVED and _is_barred(template, release, gate, sign_off):
        for one in dict.fromkeys((sign_off.by, sign_off.on_behalf or sign_off.by)):
            for item in contributions(template, release, gate, one):
                yield Difference(Change.DUTY, release.check(item.key).at, one, item)


def _differences(
    template: Template, release: Release, gate: Gate | None, sign_off: SignOff
) -> Iterator[Difference]:
    """What of the items differs; of a plan that is another one altogether nothing but that."""
    if sign_off.cycle != release.cycle:
        yield Difference(Change.PLAN, release.planned_at)
        return
    gates = template.gates if gate is None else (gate,)
    keys = set[str]().union(*(covered(template, each) for each in gates))
    shown = {each.key: each for each in sign_off.shown if each.state != READS}
    for item in template.items.values():
        if item.key in keys:
            was = shown.get(item.key, Shown(item.key, _plain_state(item)))
            yield from _of_item(release, item, was)


def _plain_state(item: Item) -> str:
    """The state in which a line of the sheet was shown an item of which it keeps nothing."""
    if item.kind is not Kind.CHECK:
        return "met"
    return CheckState.VERIFIED if item.verification else CheckState.DONE


def _of_item(release: Release, item: Item, was: Shown) -> Iterator[Difference]:
    if material(item, release) != (was.met, *reasoned(was.state, was.reason)):
        yield Difference(Change.ITEM, *_last_touched(release, item), item, was)
    gone = tuple(text for text in was.evidence if text not in still_there(release, was))
    if gone:
        check = release.check(item.key)
        removed = check.evidence_removed_at, check.evidence_removed_by
        yield Difference(Change.EVIDENCE, *removed, item, was, gone)


def _last_touched(release: Release, item: Item) -> tuple[datetime | None, str | None]:
    """When the item came into its state, and who brought it there."""
    if item.kind is Kind.CRITERION:
        measured = release.measurements.get(item.key)
        return (None, None) if measured is None else (measured.at, measured.by)
    check = release.check(item.key)
    if check.verified_at is not None:
        return check.verified_at, check.verified_by
    return check.at, check.by
