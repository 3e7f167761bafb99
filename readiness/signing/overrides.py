"""Overrides as they stand: which count, which wait for a second person, and which are void."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from readiness.model import CheckState, Release, Stage
from readiness.records import START, Override
from readiness.signing.lacking import gate_lacks
from readiness.template import RELEASE_MANAGER, Template

CONFIRMED_WITHIN = timedelta(hours=1)
"""How long a start without go waits for its second person: what it was given for changes by the hour."""


@dataclass(frozen=True, slots=True)
class Overridden:
    """An override beside what it is of: a gate by its key, or ``START``; ``title`` is the gate's.

    ``counts``: by it the gate counts, or the release was started. ``waits`` for a second person.
    """

    subject: str
    title: str
    override: Override
    counts: bool
    waits: bool


def in_force(template: Template, release: Release, gate: str) -> Override | None:
    """The override by which the gate counts although it was not approved; None where there is none."""
    given = _of_this_plan(release, gate)
    if given is None or not _is_agreed(template, given):
        return None
    return None if outgrown(template, release, gate, given) else given


def voided_by(
    template: Template, release: Release, gate: str, key: str, state: CheckState
) -> Override | None:
    """The override that lets the gate count now and would be void with the check in this state."""
    check = replace(release.check(key), state=state, verified_by=None, verified_at=None)
    after = replace(release, checks={**release.checks, key: check})
    return in_force(template, release, gate) if in_force(template, after, gate) is None else None


def waiting(template: Template, release: Release, subject: str) -> Override | None:
    """The override that waits for a second person; None where none does, or it is void."""
    given = _of_this_plan(release, subject)
    if given is None or _is_agreed(template, given) or release.stage is not Stage.PLANNED:
        return None
    is_void = has_lost_the_role(release, given) or outgrown(template, release, subject, given)
    return None if is_void else given


def outgrown(template: Template, release: Release, subject: str, given: Override) -> tuple[str, ...]:
    """The keys of what the gate lacks beyond what the override named: it is void until that is mended.

    Nothing of an override of the start, which is held against all that blocks it when it is confirmed; and
    nothing once the release has started: it went out by that override.
    """
    if subject == START or release.stage is not Stage.PLANNED:
        return ()
    lacks = gate_lacks(template, release, template.gate(subject))
    return tuple(key for key in lacks if key not in given.passes_over)


def has_lost_the_role(release: Release, given: Override) -> bool:
    """Whether whoever gave the override is the release manager no longer, or is so for somebody else."""
    if given.by in release.unfit:
        return True
    if given.on_behalf is not None:
        return release.handed_by(given.by, RELEASE_MANAGER) != given.on_behalf
    return (given.through or given.by) not in release.holders(RELEASE_MANAGER)


def has_lapsed(override: Override, now: datetime) -> bool:
    """Whether it is too late for a second person to agree to this override of the start."""
    return now - override.at > CONFIRMED_WITHIN


def overrides(template: Template, release: Release) -> tuple[Overridden, ...]:
    """Every override that was given and is not void: of the present plan's gates in order, and of a start.

    That of a start stays, in a later plan of the release too.
    """
    found = [
        Overridden(gate.key, gate.title, given, counts=given == agreed, waits=given != agreed)
        for gate in template.gates
        for agreed in [in_force(template, release, gate.key)]
        if (given := agreed or waiting(template, release, gate.key)) is not None
    ]
    if release.override is not None:
        found.append(Overridden(START, "", release.override, counts=True, waits=False))
    if (given := waiting(template, release, START)) is not None:
        found.append(Overridden(START, "", given, counts=False, waits=True))
    return tuple(found)


def _of_this_plan(release: Release, subject: str) -> Override | None:
    given = release.overrides.get(subject)
    if given is None or given.cycle != release.cycle or given.voided_at is not None:
        return None
    return given


def _is_agreed(template: Template, given: Override) -> bool:
    return given.confirmed_by is not None or not template.overrides_need_second
