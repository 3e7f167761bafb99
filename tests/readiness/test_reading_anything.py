"""Whatever somebody writes is a template, or is refused with lines and sentences."""

from collections.abc import Iterator
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.templates import MalformedTemplate, Problem, read_template, shipped_source
from tests.readiness.tea import SOURCE

PIECES = [
    "  ",
    "\n",
    ":",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "&a ",
    "*a",
    "!x ",
    "|",
    ">",
    "#",
    "%",
    "\t",
    "~",
]
STRANGERS: list[Any] = [
    None,
    "",
    "x",
    "x\ny",
    "x" * 99,
    "hot",
    "deputy",
    0,
    True,
    [],
    ["x"],
    [[]],
    {},
    {"x": 1},
]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A shipped template with some pieces removed, doubled, swapped, or put in."""
    text = draw(st.sampled_from([SOURCE, shipped_source("hotfix")]))
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(text)))
        end = min(len(text), begin + draw(st.integers(0, 40)))
        piece = draw(st.sampled_from(["", text[begin:end] * 2, *PIECES]) | st.text(max_size=8))
        text = text[:begin] + piece + text[end:]
    return text


@st.composite
def reshaped(draw: st.DrawFn) -> str:
    """A valid template in which some parts are missing, renamed, or something else altogether."""
    whole = yaml.safe_load(SOURCE)
    for _ in range(draw(st.integers(1, 3))):
        part, name = draw(st.sampled_from(list(parts_of(whole))))
        if draw(st.booleans()):
            part[name] = draw(st.sampled_from(STRANGERS))
        elif isinstance(part, dict):
            part[draw(st.sampled_from(["title", "kind", "gate", "due", "items"]))] = part.pop(name)
        else:
            part.pop(name)
    return str(yaml.safe_dump(whole, sort_keys=False, allow_unicode=True))


def parts_of(part: Any) -> Iterator[tuple[Any, Any]]:
    names = list(part) if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
    for name in names:
        yield part, name
        yield from parts_of(part[name])


def what_is_wrong_with(source: str) -> list[Problem]:
    try:
        read_template(source, "mutated.yml")
    except MalformedTemplate as refusal:
        return refusal.problems
    return []


@settings(max_examples=150, deadline=None)
@given(mutated() | reshaped() | st.text(max_size=200))
def test_whatever_is_written_is_read_or_refused_with_its_line(source: str) -> None:
    for problem in what_is_wrong_with(source):
        assert 1 <= problem.line <= len(source.splitlines()) + 1
        assert problem.sentence.endswith((".", "?"))
        assert "\n" not in problem.sentence
