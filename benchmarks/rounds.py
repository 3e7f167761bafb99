"""Rounds: everything that is compared is run in turn, so that the machine's other work hits all alike."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.acts import Press
from benchmarks.load import Answered, Burst, Load

WARM_UP = 64
"""Requests before the first round, which nobody counts: imports, connections, what is known of people."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server, at ``port``, and ``number`` acts a round that ``supply`` makes for it.

    ``before`` are acts that come before the first round.
    """

    port: int
    supply: Callable[[int], list[Press]]
    number: int
    before: Sequence[Press] = ()


def rounds(
    load: Load, secret: str, contestants: Mapping[str, Contestant], number: int
) -> dict[str, list[Answered]]:
    """What came of each contestant's bursts, round by round. Raises when a request was not acknowledged."""
    for each in contestants.values():
        _run(load, secret, each.port, [*each.before, *each.supply(WARM_UP)])
    came: dict[str, list[Answered]] = {name: [] for name in contestants}
    for _ in range(number):
        for name, each in contestants.items():
            came[name].append(_run(load, secret, each.port, each.supply(each.number)))
    return came


def _run(load: Load, secret: str, port: int, presses: Sequence[Press]) -> Answered:
    answered = load.send(Burst(port, secret, [press.body for press in presses]))
    if answered.acked < len(presses):
        raise RuntimeError(f"Only {answered.acked} of {len(presses)} requests were acknowledged.")
    return answered


def share(ours: Sequence[Answered], theirs: Sequence[Answered]) -> float:
    """The rate of ours as a share of theirs: the median of the rounds, each compared with itself."""
    return median(mine.rate / other.rate for mine, other in zip(ours, theirs, strict=True))


def rate(bursts: Sequence[Answered]) -> float:
    """Requests a second, the median of the rounds."""
    return median(burst.rate for burst in bursts)


def p99(bursts: Iterable[Answered]) -> float:
    """The seconds within which 99 of 100 requests were acknowledged, of all rounds together."""
    times = sorted(taken for burst in bursts for taken in burst.times)
    return times[int(len(times) * 0.99)]
