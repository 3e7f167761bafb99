"""A template's values: look-ups, figures and comparisons."""

import pytest

from readiness.template import Comparison, Condition, Figure
from tests.readiness.small import TEMPLATE


@pytest.mark.parametrize(
    ("comparison", "holding"),
    [
        (Comparison.ABOVE, [False, False, True]),
        (Comparison.AT_LEAST, [False, True, True]),
        (Comparison.BELOW, [True, False, False]),
        (Comparison.AT_MOST, [True, True, False]),
        (Comparison.EQUAL, [False, True, False]),
    ],
)
def test_a_value_is_held_against_the_threshold(comparison: Comparison, holding: list[bool]) -> None:
    assert [comparison.holds(value, 5.0) for value in (4.9, 5.0, 5.1)] == holding


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure(Comparison.ABOVE, 99.9, "%"), "> 99.9 %"),
        (Figure(Comparison.BELOW, 2, "s"), "< 2 s"),
        (Figure(Comparison.BELOW, 200.0, "MB"), "< 200 MB"),
        (Figure(Comparison.EQUAL, 0, ""), "= 0"),
    ],
)
def test_a_figure_reads_as_the_document_writes_it(figure: Figure, words: str) -> None:
    assert str(figure) == words


def test_items_and_groups_are_found_in_the_order_of_the_document() -> None:
    assert list(TEMPLATE.items)[:3] == ["unit.tests", "unit.coverage", "unit.style"]
    assert list(TEMPLATE.groups)[:3] == ["unit", "tests", "checkup"]
    assert [item.key for item in TEMPLATE.criteria] == ["success.uptime", "success.mood"]


def test_a_scope_holds_the_checks_of_its_gate() -> None:
    assert [item.key for item in TEMPLATE.scope("development")] == [
        "unit.tests",
        "unit.coverage",
        "unit.style",
    ]


def test_what_is_not_there_is_a_key_error() -> None:
    for look_up in (TEMPLATE.gate, TEMPLATE.role, TEMPLATE.scope):
        with pytest.raises(KeyError):
            look_up("no-such")


def test_gates_and_roles_are_known_by_key() -> None:
    assert TEMPLATE.has_gate("testing")
    assert not TEMPLATE.has_gate("unit.tests")
    assert TEMPLATE.has_role("qa-lead")
    assert TEMPLATE.role("qa-lead").title == "QA Lead"
    assert not TEMPLATE.has_role("wizard")


def test_an_item_knows_its_section_through_its_group() -> None:
    assert TEMPLATE.section_of(TEMPLATE.items["tests.security"]).key == "preparation"
    assert TEMPLATE.section_of(TEMPLATE.items["review.retrospective"]).key == "review"


def test_a_condition_that_no_item_meets_is_attested() -> None:
    assert Condition("We want it").attested
    assert not Condition("The plan was followed", plan=True).attested
    assert not Condition("It is tested", ("unit.tests",)).attested
