"""The page on permissions shows the table that the code has."""

from pathlib import Path

from slackapp.permissions import WHO, Right, Who, as_markdown, may

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


def test_the_page_shows_the_table_as_it_is() -> None:
    assert as_markdown() in PAGE.read_text(encoding="utf-8"), (
        "Put what slackapp.permissions.as_markdown() returns into docs/permissions.md."
    )


def test_every_right_says_who_has_it_and_nobody_from_outside_does_anything() -> None:
    assert {*WHO} == {*Right}
    for right in Right:
        for who in (Who.GUEST, Who.STRANGER, Who.BOT):
            assert may(right, who) is (right is Right.LOOK), (right, who)
