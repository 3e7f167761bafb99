"""Which release a command means when it does not say so."""

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.model import Stage

_AT_WORK = (Stage.PLANNED, Stage.DEPLOYING, Stage.ROLLING_BACK)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is needed of an active release to choose it."""

    id: str
    name: str
    stage: Stage
    channel: str


def meant(candidates: Sequence[Candidate], channel: str) -> tuple[Candidate, ...]:
    """The release that a command in ``channel`` means: one; none; or several to choose from in a menu.

    The channel's one that is planned, deploying or rolling back; else its only one in monitoring; else the
    only active one; else a menu: of the channel's releases where there are several, else of all, the
    channel's first.
    """
    here = [candidate for candidate in candidates if candidate.channel == channel]
    at_work = [candidate for candidate in here if candidate.stage in _AT_WORK]
    monitored = [candidate for candidate in here if candidate.stage is Stage.MONITORING]
    for narrowed in (at_work or monitored, candidates):
        if len(narrowed) == 1:
            return tuple(narrowed)
    elsewhere = (candidate for candidate in candidates if candidate.channel != channel)
    return tuple(here) if len(here) > 1 else (*here, *elsewhere)


def named(candidates: Sequence[Candidate], words: str) -> tuple[Candidate, ...]:
    """The releases whose name is, else starts with, else contains the words, whatever their case."""
    wanted = " ".join(words.split()).casefold()
    names = [(candidate, candidate.name.casefold()) for candidate in candidates]
    for matches in (
        [candidate for candidate, name in names if name == wanted],
        [candidate for candidate, name in names if name.startswith(wanted)],
        [candidate for candidate, name in names if wanted in name],
    ):
        if matches:
            return tuple(matches)
    return ()
