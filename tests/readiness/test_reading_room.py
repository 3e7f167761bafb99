"""What just fits is read; one more, or one longer, is refused."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from readiness.templates import read_template
from tests.readiness.tea import SOURCE, problems_of, spoilt


class Many(NamedTuple):
    """Parts that are put in after some words of the source, which has ``there`` of them, up to ``room``."""

    after: str
    there: int
    room: int
    part: Callable[[int], str]
    of: str = "The template"

    def source(self, count: int) -> str:
        return spoilt(self.after, self.after + "".join(map(self.part, range(count - self.there))))


def role(number: int) -> str:
    return f"  role-{number}: {{title: Role}}\n"


def gate(number: int) -> str:
    return f"  gate-{number}: {{title: Gate, role: brewer, conditions: [{{text: Ready.}}]}}\n"


def condition(number: int) -> str:
    return f"      - text: Condition {number}\n"


def slot(number: int) -> str:
    return f"  slot-{number}: {{title: Slot, anchor: start}}\n"


def threshold(number: int) -> str:
    return f"  - {{comparison: '>', threshold: {number}}}\n"


def section(number: int) -> str:
    groups = f"{{g-{number}: {{title: Group, items: {{i-{number}: {{title: Item}}}}}}}}"
    return f"  s-{number}: {{title: Section, phase: risk, groups: {groups}}}\n"


def item(number: int) -> str:
    return f"          i-{number}: {{title: Item}}\n"


MANY = {
    "roles": Many("roles:\n", 3, 50, role),
    "gates": Many("gates:\n", 1, 20, gate),
    "conditions": Many("    conditions:\n", 3, 20, condition, of="The gate “hot”"),
    "slots": Many("slots:\n", 2, 50, slot),
    "rollback_thresholds": Many("rollback_thresholds:\n", 1, 20, threshold),
    "sections": Many("sections:\n", 5, 100, section),
    "items": Many("unit: °C}\n", 10, 500, item),
}


@pytest.mark.parametrize("name", MANY)
def test_as_many_as_fit_are_read_and_one_more_is_refused(name: str) -> None:
    many = MANY[name]
    read_template(many.source(many.room), "tea.yml")

    (problem,) = problems_of(many.source(many.room + 1))

    assert problem.sentence == f"{many.of} has {many.room + 1} {name}, and {many.room} fit. Leave some out."


@pytest.mark.parametrize(
    ("old", "fits", "too_much"),
    [
        ("title: Kitchen", f"title: {'x' * 75}", f"title: {'x' * 76}"),
        ("A release for tests.", "x" * 3000, "x" * 3001),
        ("cups.full:", f"{'c' * 48}:", f"{'c' * 49}:"),
        ("unit: of 5", f"unit: {'x' * 20}", f"unit: {'x' * 21}"),
        ("quorum: 2", "quorum: 10", "quorum: 11"),
        ("quorum: 2", "quorum: 1", "quorum: 0"),
        ("every: 30m", "every: 5m", "every: 4m"),
        ("until: 1h", "until: 6m", "until: 5m"),
        ("offset: -1d", "offset: -9999w", "offset: -10000w"),
        ("threshold: 99.5", "threshold: 999999999999", "threshold: 9999999999999"),
    ],
)
def test_what_just_fits_is_read_and_what_is_beyond_it_is_refused(old: str, fits: str, too_much: str) -> None:
    read_template(spoilt(old, fits), "tea.yml")
    assert len(problems_of(spoilt(old, too_much))) == 1


def test_a_file_of_a_megabyte_is_read() -> None:
    filled = SOURCE + "#" * (1_000_000 - len(SOURCE))
    assert read_template(filled, "tea.yml") == read_template(SOURCE, "tea.yml")
    assert len(problems_of(filled + "#")) == 1
