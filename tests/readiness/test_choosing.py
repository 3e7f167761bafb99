"""Which release a command means when it does not say so."""

from itertools import permutations

import pytest

from readiness.choosing import Candidate, meant, named
from readiness.model import Stage

HERE, THERE = "C0HERE", "C0THERE"


def candidate(stage: Stage, channel: str = HERE, name: str = "") -> Candidate:
    name = name or f"{stage.value} in {channel}"
    return Candidate(name, name, stage, channel)


PLANNED = candidate(Stage.PLANNED)
DEPLOYING = candidate(Stage.DEPLOYING)
ROLLING_BACK = candidate(Stage.ROLLING_BACK)
MONITORING = candidate(Stage.MONITORING)
ALSO_MONITORING = candidate(Stage.MONITORING, name="also in monitoring")
ROLLED_BACK = candidate(Stage.ROLLED_BACK)
ELSEWHERE = candidate(Stage.PLANNED, THERE)
ALSO_ELSEWHERE = candidate(Stage.DEPLOYING, THERE)


@pytest.mark.parametrize("one", [PLANNED, DEPLOYING, ROLLING_BACK], ids=lambda c: c.stage)
def test_the_channels_one_at_work_is_meant_whatever_else_there_is(one: Candidate) -> None:
    for others in permutations((one, MONITORING, ROLLED_BACK, ELSEWHERE)):
        assert meant(others, HERE) == (one,)


def test_else_the_channels_only_one_in_monitoring() -> None:
    assert meant((ELSEWHERE, MONITORING, ROLLED_BACK), HERE) == (MONITORING,)


def test_else_the_only_active_one_wherever_it_is() -> None:
    assert meant((ELSEWHERE,), HERE) == (ELSEWHERE,)
    assert meant((ROLLED_BACK,), HERE) == (ROLLED_BACK,)


def test_without_any_release_none_is_meant() -> None:
    assert meant((), HERE) == ()


def test_of_several_at_work_the_monitored_one_is_not_taken_instead() -> None:
    candidates = (PLANNED, DEPLOYING, MONITORING)

    assert meant(candidates, HERE) == candidates


def test_of_several_in_monitoring_there_is_a_menu_of_the_channel() -> None:
    assert meant((MONITORING, ELSEWHERE, ALSO_MONITORING), HERE) == (MONITORING, ALSO_MONITORING)


def test_where_the_channel_decides_nothing_there_is_a_menu_of_all_its_own_first() -> None:
    assert meant((ELSEWHERE, ROLLED_BACK), HERE) == (ROLLED_BACK, ELSEWHERE)
    assert meant((ELSEWHERE, ALSO_ELSEWHERE), HERE) == (ELSEWHERE, ALSO_ELSEWHERE)


CHECKOUT, CHECKOUT_24, BIG_CHECKOUT = (
    candidate(Stage.PLANNED, name=name) for name in ("Checkout", "Checkout 2.4", "Big Checkout")
)
ALL = (BIG_CHECKOUT, CHECKOUT_24, CHECKOUT)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("checkout", (CHECKOUT,)),
        ("  CHECKOUT   2.4 ", (CHECKOUT_24,)),
        ("check", (CHECKOUT_24, CHECKOUT)),
        ("out", ALL),
        ("big", (BIG_CHECKOUT,)),
        ("straße", ()),
    ],
)
def test_a_name_is_found_whole_else_by_its_beginning_else_by_a_part(
    words: str, found: tuple[Candidate, ...]
) -> None:
    assert named(ALL, words) == found


def test_a_name_is_found_in_any_alphabet() -> None:
    release = candidate(Stage.PLANNED, name="Große Kasse Ёлка")

    assert named((release,), "GROSSE KASSE ёЛКА") == (release,)
