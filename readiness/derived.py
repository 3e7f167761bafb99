"""Items that nobody ticks: each is met by what happened."""

from enum import StrEnum

from readiness.communication.plan import places
from readiness.model import Measurement, Release
from readiness.records import PostState
from readiness.template import Item, Kind

IN_TROUBLE = frozenset({PostState.FAILED, PostState.UNCERTAIN})
"""The states of a post that somebody has to mend or to settle."""
LEFT_OPEN = frozenset({PostState.DUE, PostState.CALLED}) | IN_TROUBLE
"""The states of a post that is neither sent nor left out for good."""
SET_UP_CHANNELS = frozenset({"slack"})
"""The last parts of the keys of communication channels that this product can deliver to."""


class Verdict(StrEnum):
    """What a measured criterion says."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


def verdict(item: Item, release: Release) -> Verdict:
    """What the last measurement says; inconclusive while nobody has measured."""
    return says(item, release.measurements.get(item.key))


def says(item: Item, measured: Measurement | None) -> Verdict:
    """What this measurement of the criterion says."""
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
            return bool(places(release, item))
        case Kind.CHANNEL:
            return item.key.rpartition(".")[2] in SET_UP_CHANNELS
        case Kind.SLOT:
            states = post_states(release, item)
            return PostState.SENT in states and not states & LEFT_OPEN
        case _:
            return False


def post_states(release: Release, item: Item) -> frozenset[PostState]:
    """What became of the posts that make up an item of the communication schedule."""
    return frozenset(post.state for key, post in release.posts.items() if key.partition("/")[0] in item.slots)


def plan_is_kept(release: Release) -> bool:
    """Whether every post that has come due was sent, or is shown as left out."""
    return not any(post.state in LEFT_OPEN for post in release.posts.values())
