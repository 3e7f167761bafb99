"""Text that people wrote: safe, short enough, and never broken in the middle of something."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.blocks.parts import packed, sentence_message, sentence_view
from slackapp.blocks.text import (
    away,
    cut,
    fitted,
    length,
    linked,
    people,
    said,
    sentence,
    span,
    spoken,
    unmentioned,
    when,
)
from tests.slackapp.blocks.reading import shown
from tests.slackapp.blocks.worlds import NOW

WILD = st.text(alphabet=st.sampled_from("aЖ😀 &<>\n|;*")) | st.text()
WHOLE = re.compile(r"(?:[^&<>]|&(?:amp|lt|gt);)*")


@given(WILD, st.integers(2, 60))
def test_a_cut_text_is_short_enough_and_shows_that_it_was_cut(text: str, most: int) -> None:
    shorter = cut(text, most)
    assert length(shorter) <= most
    assert shorter == text or shorter.endswith("…")


@given(WILD, st.integers(8, 60))
def test_what_people_said_is_one_safe_line_of_the_length_that_was_asked_for(text: str, most: int) -> None:
    line = said(text, most)
    assert length(line) <= most
    assert WHOLE.fullmatch(line)
    assert "\n" not in line


@given(st.lists(WILD, max_size=8), st.integers(20, 80))
def test_packed_lines_lose_nothing_and_break_no_escaped_character(lines: list[str], most: int) -> None:
    paragraphs = packed([said(line, 500) for line in lines], most)
    assert all(length(paragraph) <= most for paragraph in paragraphs)
    assert all(WHOLE.fullmatch(paragraph) for paragraph in paragraphs)
    assert "".join("".join(paragraphs).split()) == "".join("".join(said(line, 500) for line in lines).split())


def test_packed_lines_break_no_mention_and_no_date() -> None:
    date = when(NOW)
    for before in range(40, 90):
        paragraphs = packed([f"{'x' * before} {date} <@U0MARA> and on it goes"], 100)
        assert date in "\n".join(paragraphs)
        assert any("<@U0MARA>" in paragraph for paragraph in paragraphs)


def test_a_line_that_fits_no_paragraph_and_has_no_end_is_cut_through() -> None:
    assert packed(["x" * 25], 10) == ["x" * 9, "x" * 9, "x" * 7]


@given(WILD)
def test_links_are_the_only_markup_in_what_people_wrote(text: str) -> None:
    left = re.sub(r"<https?://[^<>|]+>", "", linked(text))
    assert "<" not in left
    assert ">" not in left


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("see https://example.com/a?b=1&c=2, please", "see <https://example.com/a?b=1&amp;c=2>, please"),
        ("(https://example.com/a)", "(<https://example.com/a>)"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("<https://example.com|click>", "&lt;<https://example.com>|click&gt;"),
        ("<!channel>", "&lt;!channel&gt;"),
        (f"https://example.com/{'a' * 1_000}", f"https://example.com/{'a' * 1_000}"),
    ],
)
def test_web_addresses_become_links_and_nothing_else_does(text: str, markup: str) -> None:
    assert linked(text) == markup


def test_a_sentence_of_the_rules_keeps_its_mentions_and_no_other_markup() -> None:
    text = "“<!channel>” can't be approved by you. Ask <@U0MARA>, <!subteam^S0QA>."
    markup = "“&lt;!channel&gt;” can't be approved by you. Ask <@U0MARA>, <!subteam^S0QA>."
    assert sentence(text) == markup
    assert shown(sentence_message(text).blocks) == markup
    assert shown(sentence_view(text)) == markup


def test_a_sentence_can_be_read_where_slack_shows_no_mentions() -> None:
    assert unmentioned("You can't. Ask <@U0MARA>, <!subteam^S0QA>.") == "You can't. Ask them."
    assert sentence_message("You can't. Ask <@U0MARA>.").text == "You can't. Ask them."


def test_lines_without_room_are_counted() -> None:
    assert fitted(["a", "b", "c"], "see there", most=2, room=100) == ["a", "b", "…and 1 more: see there"]
    assert fitted(["aaa", "bbb", "ccc"], "see there", most=9, room=8) == [
        "aaa",
        "bbb",
        "…and 1 more: see there",
    ]
    assert fitted(["a"], "see there", most=1, room=2) == ["a"]
    assert fitted([], "see there", most=1, room=2) == []


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "a moment"),
        (1, "1 minute"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (1_440, "1 day"),
        (1_500, "1 day 1 hour"),
        (3 * 1_440 + 120, "3 days"),
    ],
)
def test_a_length_of_time_is_said_as_people_say_it(minutes: int, words: str) -> None:
    assert span(timedelta(minutes=minutes)) == words
    assert span(timedelta(minutes=-minutes)) == words


def test_a_moment_is_ahead_or_past() -> None:
    assert away(NOW + timedelta(hours=2), NOW) == "in 2 hours"
    assert away(NOW - timedelta(minutes=20), NOW) == "20 minutes ago"


def test_a_moment_is_shown_to_each_reader_in_their_zone_and_read_aloud_in_the_releases() -> None:
    moment = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert when(moment) == "<!date^1774747800^{date_short_pretty} {time}|2026-03-29 01:30 UTC>"
    assert spoken(moment, "Europe/Berlin") == "Sun 29 Mar 2026, 03:30 (Europe/Berlin)"


def test_a_crowd_is_named_up_to_a_point() -> None:
    assert people(["U0MARA", "S0QA"]) == "<@U0MARA>, <!subteam^S0QA>"
    assert people(["U0A", "U0B", "U0C"], most=2) == "<@U0A>, <@U0B> and 1 more"
    assert people([]) == ""
