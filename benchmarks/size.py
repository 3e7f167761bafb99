"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Rounds, acts a round, releases, kills, posts, slots. ``WHOLE`` is what the reaches are for."""

    rounds: int
    bare: int
    statuses: int
    ticks: int
    releases: int
    few: int
    many: int
    kills: int
    acks: int
    starts: int
    posts: int
    troubled: int
    wishes: int
    few_slots: int
    many_slots: int
    punctual: int


WHOLE = Size(
    *(5, 3000, 1000, 600),
    releases=1000,
    few=100,
    many=10_000,
    kills=8,
    acks=3000,
    starts=5,
    posts=10_000,
    troubled=1000,
    wishes=1000,
    few_slots=1000,
    many_slots=100_000,
    punctual=200,
)
QUICK = Size(
    *(2, 1000, 400, 250),
    releases=1000,
    few=100,
    many=2000,
    kills=2,
    acks=300,
    starts=2,
    posts=1000,
    troubled=200,
    wishes=300,
    few_slots=1000,
    many_slots=10_000,
    punctual=50,
)
