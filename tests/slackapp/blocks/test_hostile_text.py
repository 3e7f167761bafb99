"""Whatever people write, in every place where they write, no drawing does more with it than show it.

Hypothesis writes it: Slack's control sequences, tags of scripts, controls of direction, words without end.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.model import Release, Stage
from readiness.records import RollbackPlan, Said
from readiness.template import Template
from readiness.templates import shipped_template
from slackapp.blocks.text import escape, linked, readable, said
from slackapp.blocks.witness import witnessed
from slackapp.sandbox.validation import problems, view_problems
from tests.slackapp.blocks import worlds
from tests.slackapp.blocks.drawings import messages, views
from tests.slackapp.blocks.test_limits import TOKEN, marked_up, walk
from tests.slackapp.blocks.worlds import MARA, NOW

T = TypeVar("T")
LIMITS = {
    "title": 75,
    "name": 80,
    "summary": 500,
    "unit": 20,
    "measure": 75,
    "level": 75,
    "text": 3_000,
    "description": 3_000,
    "reason": 3_000,
    "note": 3_000,
    "comment": 3_000,
    "stage_reason": 3_000,
    "automatic": 3_000,
    "manual": 3_000,
    "recovery": 3_000,
    "point_of_no_return": 3_000,
}
"""Every field in which a text of people's stands, with as many characters as the rules let it have."""
DIRECTIONS = "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
FRAGMENTS = (
    *("<!channel>", "<!here>", "<!everyone|all>", "<@U0FOUL>", "<#C0FOUL|secret>", "<!subteam^S0FOUL>"),
    *("<https://evil.example|click>", "<mailto:a@b|c>", "<!date^0^{date}|x>", "&lt;!channel&gt;", "&amp;"),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "]]>", "<!--"),
    *("*bold*", "_it_", "~no~", "`code`", "```", "> quote", "• point", "|", "\n\n", "\t", "\x00", "\x1b[31m"),
    *DIRECTIONS,
    *("👩‍👩‍👧‍👦", "é" * 3, "x" * 10_000, "Ж" * 10_000, "😀" * 5_000, "שלום", "مرحبا", "\ufeff", "\u2028"),
)
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=20), min_size=1, max_size=6).map("".join)
STATES = ("planned", "done", "approved", "signed", *Stage)
IDS = ("U0FOUL", "C0FOUL", "S0FOUL")
KEPT_RAW = ("initial_value", "private_metadata", "value", "block_id")
"""What Slack gives back: the text that somebody goes on writing, and what nobody reads."""


def rewritten(value: T, words: str) -> T:
    """The value with these words in every field in which a text of people's stands."""
    made: Any = value
    if isinstance(value, tuple):
        made = tuple(rewritten(each, words) for each in value)
    elif isinstance(value, Mapping):
        made = {key: rewritten(each, words) for key, each in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        changes = {}
        for field in fields(value):
            held = getattr(value, field.name)
            if field.name in LIMITS and isinstance(held, str):
                changes[field.name] = words[: LIMITS[field.name]].strip() or "x"
            elif field.init:
                changes[field.name] = rewritten(held, words)
        made = replace(value, **changes)
    found: T = made
    return found


def world(words: str, state: str) -> tuple[Template, Release]:
    """A small release in this state, in which all that people write are these words."""
    template = rewritten(replace(shipped_template("small-team"), reference="small-team@1"), words)
    plan = RollbackPlan("x", "x", "x", MARA, None, 20, "x")
    release = replace(worlds.plain_release(), template="small-team@1", rollback_plan=plan)
    release = replace(release, word=Said("x", MARA, NOW), roles={r.key: (MARA,) for r in template.roles})
    steps = ("planned", "done", "approved", "signed")
    reached = steps.index(state) if state in steps else 3
    if reached >= 1:
        release = worlds.all_done(template, release)
    if reached >= 2:
        release = worlds.gates_approved(template, release)
    if reached >= 3:
        release = worlds.sheet_signed(template, release)
    if state in list(Stage):
        release = worlds.at_stage(release, Stage(state))
    return template, rewritten(release, words)


def check(name: str, drawn: Any, words: str) -> None:
    for text in marked_up(drawn):
        left = TOKEN.sub("", text)
        assert "<" not in left, (name, words)
        assert ">" not in left, (name, words)
        tokens = " ".join(match[0] for match in TOKEN.finditer(text) if not match[0].startswith("<http"))
        assert not any(some_id in tokens for some_id in IDS), (name, words)
    for found in walk(drawn):
        for key, text in found.items():
            if isinstance(text, str) and key not in KEPT_RAW:
                assert text == readable(text), (name, key, words)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=TEXTS, state=st.sampled_from(STATES))
def test_every_drawing_takes_whatever_people_write(words: str, state: str) -> None:
    template, release = world(words, state)
    for name, message in messages(template, release, NOW):
        heads = {
            (k, s.by, s.at): "212:4f2a91c3d5e6f708" for k, all_ in release.sign_offs.items() for s in all_
        }
        shown = witnessed(message, release, heads, *release.sign_offs)
        assert problems(shown.blocks) == [], (name, words)
        check(name, [shown.blocks, {"type": "mrkdwn", "text": shown.text}], words)
    for name, view in views(template, release, NOW):
        assert view_problems(view) == [], (name, words)
        check(name, view, words)


@given(st.text() | TEXTS)
def test_escaped_text_has_nothing_that_slack_reads_or_that_is_not_seen(words: str) -> None:
    for shown in (escape(words), said(words, 200)):
        assert "<" not in shown
        assert ">" not in shown
        assert shown == readable(shown)
    assert not any(some_id in TOKEN.sub("", linked(words)) for some_id in ("<@U0FOUL", "<!channel"))


@given(st.text(alphabet=st.characters(categories=["L", "M", "N", "P", "Zs"])))
def test_letters_of_every_script_and_what_joins_them_stay(words: str) -> None:
    assert readable(words) == words


def test_every_control_of_direction_is_taken_out() -> None:
    kinds = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    turning = {chr(n) for n in range(0x110000) if unicodedata.bidirectional(chr(n)) in kinds}
    assert turning == {*DIRECTIONS}
    assert readable("".join(turning)) == ""
