"""The guide to templates says what is true: its example is a template, and no field is missing from it."""

import re
from pathlib import Path

import pytest
import yaml

from readiness.reading.fields import MOST_KEY, MOST_LINE, MOST_TEXT
from readiness.reading.items import MOST_ITEMS, MOST_SECTIONS
from readiness.reading.whole import MOST_CONDITIONS, MOST_GATES, MOST_ROLES, MOST_SLOTS
from readiness.template import Anchor, Comparison, Duties, Kind, Phase, Risk
from readiness.templates import read_template, shipped, shipped_template
from tests.readiness.tea import SOURCE

GUIDE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


def fields_of(node: yaml.Node | None) -> set[str]:
    """Every name in the source of a template that uses all fields; keys of parts among them."""
    if isinstance(node, yaml.MappingNode):
        inner = [fields_of(value) for _, value in node.value]
        return {name.value for name, _ in node.value}.union(*inner)
    return set().union(*map(fields_of, node.value)) if isinstance(node, yaml.SequenceNode) else set()


def keys_of(source: str) -> set[str]:
    template = read_template(source, "tea.yml")
    parts = (template.roles, template.gates, template.slots, template.sections)
    return {part.key for each in parts for part in each} | {*template.items, *template.groups}


def test_the_example_is_a_template() -> None:
    example = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert example is not None
    assert read_template(example[1], "website.yml").title == "Website"


def test_every_field_is_explained() -> None:
    fields = fields_of(yaml.compose(SOURCE, Loader=yaml.SafeLoader)) - keys_of(SOURCE)
    assert len(fields) > 30
    assert [name for name in sorted(fields) if f"`{name}`" not in GUIDE and f"`{name}:" not in GUIDE] == []


@pytest.mark.parametrize("words", [Anchor, Comparison, Duties, Kind, Phase, Risk])
def test_every_word_that_a_field_may_hold_is_explained(words: type[Kind]) -> None:
    assert [str(word) for word in words if f"`{word}`" not in GUIDE] == []


def test_the_limits_are_those_that_are_held() -> None:
    words = " ".join(GUIDE.split())
    room = [
        f"up to {MOST_LINE} characters",
        f"up to {MOST_TEXT:,};",
        f"up to {MOST_KEY} small letters",
        f"{MOST_ITEMS} items, {MOST_SECTIONS} sections, {MOST_ROLES} roles",
        f"{MOST_SLOTS} slots, {MOST_GATES} gates, {MOST_CONDITIONS} conditions of a gate",
    ]
    assert [sentence for sentence in room if sentence not in words] == []


@pytest.mark.parametrize("key", shipped())
def test_the_shipped_templates_are_listed_with_their_size(key: str) -> None:
    template = shipped_template(key)
    (row,) = (line for line in GUIDE.splitlines() if line.startswith(f"| `{key}` |"))
    assert f"{len(template.items)} items" in row
