"""How far a release has come, and which of its items count as met."""

from collections.abc import Iterable
from dataclasses import dataclass

from readiness.checks import met_checks
from readiness.derived import Verdict, happened, verdict
from readiness.model import Release
from readiness.once import once
from readiness.signing.gates import Standing
from readiness.signing.sheet import sheet_views
from readiness.template import Item, Kind, Phase, Template

__all__ = [
    "Progress",
    "Verdict",
    "fulfilled",
    "progress_by_phase",
    "progress_of",
    "verdict",
]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of some items are met."""

    met: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return self.met == self.total


def fulfilled(template: Template, release: Release, item: Item) -> bool:
    """Whether an item of any kind is met: a check by people, every other kind by what happened."""
    return progress_of(template, release, (item,)).complete


def progress_of(template: Template, release: Release, items: Iterable[Item]) -> Progress:
    """How many of the items are met. The sheet is read once, however many of its lines are among them."""
    counted = tuple(items)
    has_lines = any(item.kind is Kind.SIGN_OFF for item in counted)
    views = sheet_views(template, release) if has_lines else ()
    signed = {view.line.key for view in views if view.standing is Standing.APPROVED}
    done = met_checks(template, release)
    found = (i.key in done or i.key in signed or happened(i, release) for i in counted)
    return Progress(sum(found), len(counted))


@once
def progress_by_phase(template: Template, release: Release) -> tuple[tuple[Phase, Progress], ...]:
    """The checks of each phase that has any, in the order of the document."""
    done = met_checks(template, release)
    return tuple(
        (phase, Progress(sum(item.key in done for item in items), len(items)))
        for phase, items in template.checks_by_phase.items()
    )
