"""How far a release has come, and which of its items count as met."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from readiness.checks import met
from readiness.gates import Standing
from readiness.model import Release
from readiness.sheet import sheet_views
from readiness.template import Item, Kind, Phase, Template

SET_UP_CHANNELS = frozenset({"slack"})
"""The last parts of the keys of communication channels that this product can deliver to."""


class Verdict(StrEnum):
    """What a measured criterion says."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of some items are met."""

    met: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return self.met == self.total


def verdict(item: Item, release: Release) -> Verdict:
    """What the last measurement says; inconclusive while nobody has measured."""
    measured = release.measurements.get(item.key)
    if measured is None or item.figure is None:
        return Verdict.INCONCLUSIVE
    holds = item.figure.comparison.holds(measured.value, item.figure.threshold)
    return Verdict.PASS if holds else Verdict.FAIL


def fulfilled(template: Template, release: Release, item: Item) -> bool:
    """Whether an item of any kind is met: a check by people, every other kind by what happened."""
    match item.kind:
        case Kind.CHECK:
            return met(item, release.check(item.key))
        case Kind.SIGN_OFF:
            views = sheet_views(template, release)
            return any(v.line == item and v.standing is Standing.APPROVED for v in views)
        case Kind.CRITERION:
            return verdict(item, release) is Verdict.PASS
        case Kind.AUDIENCE:
            return item.release_channel and bool(release.channel)
        case Kind.CHANNEL:
            return item.key.rpartition(".")[2] in SET_UP_CHANNELS
        case Kind.SLOT:
            return False


def progress_of(template: Template, release: Release, items: Iterable[Item]) -> Progress:
    """How many of the items are met."""
    counted = [fulfilled(template, release, item) for item in items]
    return Progress(sum(counted), len(counted))


def progress_by_phase(template: Template, release: Release) -> tuple[tuple[Phase, Progress], ...]:
    """The checks of each phase that has any, in the order of the document."""
    by_phase: dict[Phase, list[bool]] = {}
    for item in template.checks:
        by_phase.setdefault(item.phase, []).append(met(item, release.check(item.key)))
    return tuple((phase, Progress(sum(done), len(done))) for phase, done in by_phase.items())
