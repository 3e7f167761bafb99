"""Overrides as they stand: which count, which wait for a second person, and which are void."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from readiness.model import Release, Stage
from readiness.records import START, Override
from readiness.template import Template

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
    return given if given is not None and _is_agreed(template, given) else None


def waiting(template: Template, release: Release, subject: str) -> Override | None:
    """The override that waits for a second person; None where none does, or it came too late."""
    given = _of_this_plan(release, subject)
    if given is None or _is_agreed(template, given) or release.stage is not Stage.PLANNED:
        return None
    return given


def has_lapsed(override: Override, now: datetime) -> bool:
    """Whether it is too late for a second person to agree to this override of the start."""
    return now - override.at > CONFIRMED_WITHIN


def overrides(template: Template, release: Release) -> tuple[Overridden, ...]:
    """Every override that was given and is not void: of the present plan's gates in order, and of a start.

    That of a start stays, in a later plan of the release too.
    """
    found = [
        Overridden(gate.key, gate.title, given, counts=agreed is not None, waits=agreed is None)
        for gate in template.gates
        if (given := _of_this_plan(release, gate.key)) is not None
        for agreed in [in_force(template, release, gate.key)]
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
