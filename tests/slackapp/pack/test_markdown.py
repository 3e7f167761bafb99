"""The Markdown is the document that people know, filled in; nothing that people wrote is markup in it."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from readiness.communication.plan import PostKey
from readiness.records import Post, PostState
from slackapp.pack import markdown
from slackapp.pack.composing import report
from slackapp.pack.values import Pack
from slackapp.pack.verification import verify
from slackapp.pack.words import visible
from tests.contracts.document import BOXES, SECTIONS
from tests.slackapp.pack.test_page import HOSTILE, full_of, texts

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
NUMBERED = 6, 3
"""Sections of the preparation and of the deployment: the ones with a number."""


def headings(text: str) -> list[tuple[int, str]]:
    return [(len(found[1]), found[2]) for found in re.finditer(r"^(#+) (.*)$", text, re.MULTILINE)]


def test_the_headings_are_the_documents_in_its_order(whole: Pack) -> None:
    found = headings(markdown.draw(whole))
    assert [title for level, title in found if level == 2] == [
        "Overview",
        "Pre-deployment checklist",
        "Deployment checklist",
        "Quality gates",
        "Risk assessment",
        "Rollback readiness",
        "Communication plan",
        "Success criteria",
        "Sign-off",
        "Post-production reviews",
    ]
    sections, groups = list(SECTIONS), list(BOXES)
    numbered = [title for level, title in found if level == 3 and title[0].isdigit()]
    expected = [*enumerate(sections[:6], 1), *enumerate(sections[6:9], 1)]
    assert numbered == [f"{number}. {title}" for number, title in expected]
    gates = [title for level, title in found if level == 3 and title.startswith("Gate ")]
    assert gates == [f"Gate {n}: {gate.title}" for n, gate in enumerate(whole.template.gates, 1)]
    deep = [title for level, title in found if level == 4]
    assert deep == groups[: len(deep)]
    rest = [title for level, title in found if level == 3 and title in groups]
    assert rest == groups[len(deep) :]


def test_every_box_is_there_under_its_heading_and_ticked_where_it_is_met(whole: Pack) -> None:
    text = markdown.draw(whole)
    boxes: dict[str, int] = {}
    heading = ""
    for line in text.splitlines():
        heading = line.lstrip("# ") if line.startswith("#") else heading
        boxes[heading] = boxes.get(heading, 0) + line.startswith("- [")
    assert {heading: number for heading, number in boxes.items() if number} == BOXES
    assert text.count("- [x] ") == 157 + 10 + sum("Passes" in line for line in text.splitlines()) + _derived(
        text
    )


def _derived(text: str) -> int:
    """The ticked audiences, channels and slots."""
    part = text[text.index("## Communication plan") : text.index("## Success criteria")]
    return part.count("- [x] ")


def test_names_and_dates_stand_where_the_document_has_room_for_them(whole: Pack, small: Pack) -> None:
    text = markdown.draw(whole)
    assert "- [x] **Release Manager**: Robin Achterberg (U0ROBIN) Date: 2026-11-1" in text
    assert "**Approval required:** QA Team Lead" in text
    assert "**Approved by:** The QA Team Lead (U0QATEAMLEAD), QA Team Lead, 2026-11-1" in text
    unsigned = markdown.draw(_unsigned(small))
    assert re.search(r"^- \[ \] \*\*.*\*\*: _+ Date: _+$", unsigned, re.MULTILINE)


def test_who_did_a_check_and_who_verified_it_are_two_people(whole: Pack) -> None:
    text = markdown.draw(whole)
    first = next(item for item in whole.template.checks if item.verification)
    lines = text[text.index(f"- [x] {first.title}") :].splitlines()[1:4]
    assert [line.partition(":")[0].strip() for line in lines] == [
        "- Done and verified",
        "- By",
        "- Verified by",
    ]
    assert lines[1].partition(": ")[2].split(",")[0] != lines[2].partition(": ")[2].split(",")[0]


def _unsigned(pack: Pack) -> Pack:
    from dataclasses import replace  # noqa: PLC0415

    return replace(pack, release=replace(pack.release, sign_offs={}))


def test_it_says_the_digest_by_which_the_same_pack_can_be_checked(small: Pack) -> None:
    text = markdown.draw(small)
    assert small.head in text
    assert "can't be checked by itself" in text
    assert "one in Markdown can't be checked" in "\n".join(verify(text, "0.1.0").findings)


def test_what_was_not_signed_before_the_start_is_waited_for_no_more(small: Pack) -> None:
    unsigned = replace(small, release=replace(small.release, sign_offs={}))
    states = {line.state for group in report(unsigned).sheet for line in group.lines}
    assert states == {"Not signed before the start"}
    assert {gate.state for gate in report(unsigned).gates} == {"Not approved before the start"}


def test_the_conditions_of_a_gate_are_told_as_they_were_when_it_was_signed(small: Pack) -> None:
    unsent = {str(PostKey("hour-before", small.made_at)): Post(PostState.DUE, small.made_at)}
    late = replace(small, release=replace(small.release, posts=unsent))
    unsigned = replace(late, release=replace(late.release, sign_offs={}))
    kept = next(c for gate in small.template.gates for c in gate.conditions if c.plan)
    for pack, how in ((late, "met when it was signed"), (unsigned, "not met")):
        told = {each.text: each.how for gate in report(pack).gates for each in gate.conditions}
        assert told[kept.text] == how
        assert "to be attested at signing" not in told.values()


def test_overrides_stand_before_everything_else(small: Pack) -> None:
    text = markdown.draw(full_of(small, "Customers can't pay at all"))
    assert text.index("> **⚠ Started without go.**") < text.index("- Stage: ")
    assert "**⚠ This gate was overridden.**" in text


def structure(tokens: list[Token]) -> list[str]:
    """What a reader of Markdown makes of a text, without its words and links."""
    return [
        inline.type
        for token in tokens
        for inline in (token, *(token.children or ()))
        if inline.type not in ("text", "text_special", "link_open", "link_close")
    ]


class TestWhatPeopleWrote:
    @pytest.mark.slow
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(words=texts)
    def test_is_never_markup(self, small: Pack, words: str) -> None:
        self.is_no_markup(small, words)

    @pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
    def test_is_never_markup_whatever_it_tries(self, small: Pack, words: str) -> None:
        self.is_no_markup(small, words)

    def is_no_markup(self, pack: Pack, words: str) -> None:
        hostile = READER.parse(markdown.draw(full_of(pack, words)))
        plain = READER.parse(markdown.draw(full_of(pack, "x")))
        assert structure(hostile) == structure(plain)
        said = " ".join(visible(words).split())
        written = "".join(t.content for token in hostile for t in token.children or () if "text" in t.type)
        assert said in written

    def test_has_its_web_addresses_as_links(self, small: Pack) -> None:
        tokens = READER.parse(markdown.draw(full_of(small, "See https://a.example/x_y?b=1&c=*2.")))
        links = {
            str(t.attrs["href"]) for token in tokens for t in token.children or () if t.type == "link_open"
        }
        assert "https://a.example/x_y?b=1&c=" in links
