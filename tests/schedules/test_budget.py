"""A budget gives so many turns a minute, and some at once after a quiet time."""

from schedules.budget import Budget


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_full_budget_gives_its_burst_at_once() -> None:
    seconds = Seconds()
    budget = Budget(60, burst=3, seconds=seconds)
    for _ in range(3):
        assert not budget.is_spent
        budget.spend()
    assert budget.is_spent
    assert budget.seconds_until_next == 1


def test_turns_come_back_steadily_and_never_more_than_the_burst() -> None:
    seconds = Seconds()
    budget = Budget(60, burst=3, seconds=seconds)
    budget.spend(3)
    seconds.now = 1
    assert not budget.is_spent
    seconds.now = 3600
    budget.spend(3)
    assert budget.is_spent


def test_an_overdrawn_budget_is_spent_for_longer() -> None:
    seconds = Seconds()
    budget = Budget(60, burst=3, seconds=seconds)
    budget.spend(5)
    assert budget.seconds_until_next == 3
    seconds.now = 2
    assert budget.is_spent
    seconds.now = 3
    assert not budget.is_spent
