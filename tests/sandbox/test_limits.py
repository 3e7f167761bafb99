"""Every limit of the table, from both sides: exactly as much is taken, one more is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from slackapp.sandbox import validation
from slackapp.sandbox.limits import LIMITS, limit
from slackapp.sandbox.validation import Problem
from tests.sandbox.bounds import ANSWERS, IN_MESSAGES, MAY_BE_NOTHING, VIEWS, Row

Check = Callable[[Any], list[Problem]]
BY_CALLS = {"message.text", "message.metadata", "modal.stack", "view.bytes", "file.bytes"}
"""What no payload shows by itself: test_limits_of_calls.py holds these, test_views.py the stack."""


def rows() -> Iterable[tuple[Row, Check]]:
    yield from ((row, validation.problems) for row in IN_MESSAGES)
    yield from ((row, validation.view_problems) for row in VIEWS)
    yield from ((row, validation.options_problems) for row in ANSWERS)


def every() -> list[ParameterSet]:
    return [pytest.param(rule, make, check, id=f"{rule}: {at}") for (rule, at, make), check in rows()]


def not_nothing() -> list[ParameterSet]:
    return [each for each in every() if each.id not in MAY_BE_NOTHING]


@pytest.mark.parametrize(("rule", "make", "check"), every())
def test_as_much_as_the_limit_says_is_taken(rule: str, make: Callable[[int], Any], check: Check) -> None:
    assert check(make(limit(rule))) == []


@pytest.mark.parametrize(("rule", "make", "check"), every())
def test_one_more_is_refused_by_that_limit(rule: str, make: Callable[[int], Any], check: Check) -> None:
    most = limit(rule)
    found = check(make(most + 1))
    assert {problem.rule for problem in found} == {rule}
    assert {problem.limit for problem in found} == {most}


@pytest.mark.parametrize(("rule", "make", "check"), not_nothing())
def test_nothing_at_all_is_too_little(rule: str, make: Callable[[int], Any], check: Check) -> None:
    assert rule in {problem.rule for problem in check(make(0))}


def test_every_limit_of_the_table_is_held_from_both_sides() -> None:
    assert {rule for (rule, _, _), _ in rows()} | BY_CALLS == set(LIMITS)
