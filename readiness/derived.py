"""Items that nobody ticks: each is met by what happened."""

from enum import StrEnum

from readiness.model import Release
from readiness.template import Item, Kind

SET_UP_CHANNELS = frozenset({"slack"})
"""The last parts of the keys of communication channels that this product can deliver to."""


class Verdict(StrEnum):
    """What a measured criterion says."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


def verdict(item: Item, release: Release) -> Verdict:
    """What the last measurement says; inconclusive while nobody has measured."""
    measured = release.measurements.get(item.key)
    if measured is None or measured.value is None or item.figure is None:
        return Verdict.INCONCLUSIVE
    holds = item.figure.comparison.holds(measured.value, item.figure.threshold)
    return Verdict.PASS if holds else Verdict.FAIL


def happened(item: Item, release: Release) -> bool:
    """Whether what meets the item has happened; never for a sign-off, whose standing the sheet knows."""
    match item.kind:
        case Kind.CRITERION:
            return verdict(item, release) is Verdict.PASS
        case Kind.AUDIENCE:
            return item.release_channel and bool(release.channel)
        case Kind.CHANNEL:
            return item.key.rpartition(".")[2] in SET_UP_CHANNELS
        case _:
            return False
