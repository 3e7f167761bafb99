"""What a refusal says, and whom it mentions: those whom the rules name, and nobody whom a title names."""

import pytest

from readiness.refusal import Refused, only_naming


def test_whom_the_rules_name_is_mentioned() -> None:
    refused = Refused("Ask <@U0MARA>, <!subteam^S0QA>.", ("U0MARA", "S0QA"))

    assert refused.sentence == "Ask <@U0MARA>, <!subteam^S0QA>."
    assert str(refused) == refused.sentence


@pytest.mark.parametrize(
    "title",
    [
        "<@U0BOSS>",
        "<!channel>",
        "<!subteam^S0ALL>",
        "<@U0BOSS|Mara>",
        "<\x1f@U0BOSS>",
        "<<@U0BOSS>>",
        "<\u2066@U0BOSS>",
    ],
)
def test_whom_only_a_title_names_is_not(title: str) -> None:
    refused = Refused(f"“{title}” is not done yet. Ask <@U0MARA>.", ("U0MARA",))

    assert refused.sentence.count("<") == 1
    assert refused.sentence.endswith("Ask <@U0MARA>.")


def test_a_figure_is_left_as_it_is() -> None:
    assert only_naming("“Answers in < 2 s, <3 errors, x <= y” is open.") == (
        "“Answers in < 2 s, <3 errors, x <= y” is open."
    )
