"""Small turns of phrase."""

import pytest

from readiness.authority import mentions
from readiness.wording import counted, listed


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 checks"), (1, "1 check"), (2, "2 checks"), (193, "193 checks")]
)
def test_a_number_has_its_noun_in_the_right_form(number: int, words: str) -> None:
    assert counted(number, "check") == words


def test_a_noun_that_takes_no_s_is_given_in_both_forms() -> None:
    assert counted(1, "person", "people") == "1 person"
    assert counted(2, "person", "people") == "2 people"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d", "e"], "a, b, c, d and e"),
        (["a", "b", "c", "d", "e", "f"], "a, b, c, d, e and 1 more"),
    ],
)
def test_a_list_reads_as_people_write_it(parts: list[str], words: str) -> None:
    assert listed(parts) == words


def test_a_list_is_as_long_as_it_is_asked_to_be() -> None:
    assert listed(["a", "b", "c"], most=2) == "a, b and 1 more"
    assert listed(["a", "b"], most=1) == "a and 1 more"


def test_people_and_user_groups_are_mentioned_each_in_their_way() -> None:
    assert mentions(("U0MARA", "W0GRID", "S0DEVS")) == "<@U0MARA>, <@W0GRID>, <!subteam^S0DEVS>"
    assert mentions(()) == ""
