"""A template as data: kept whole, given back exactly, and known by a digest of what it says."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.template import (
    Anchor,
    Comparison,
    Condition,
    Detail,
    Due,
    Duties,
    Figure,
    Gate,
    Group,
    Item,
    Kind,
    Phase,
    Risk,
    Role,
    Section,
    Slot,
    Template,
)
from readiness.templates import (
    as_data,
    digest,
    from_data,
    read_template,
    shipped,
    shipped_source,
    shipped_template,
)
from tests.readiness.tea import SOURCE

LENGTHS = st.integers(-500_000, 500_000).map(lambda minutes: timedelta(minutes=minutes))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
FIGURES = st.builds(Figure, st.sampled_from(Comparison), NUMBERS, TEXTS, TEXTS)
DUES = st.builds(Due, st.sampled_from(Anchor), LENGTHS, st.none() | LENGTHS)


def few(parts: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(parts, max_size=2).map(tuple)


ITEMS = st.builds(
    Item,
    TEXTS,
    TEXTS,
    TEXTS,
    st.sampled_from(Kind),
    st.sampled_from(Phase),
    TEXTS,
    role=st.none() | TEXTS,
    gate=st.none() | TEXTS,
    risk=st.none() | st.sampled_from(Risk),
    required=st.booleans(),
    if_applicable=st.booleans(),
    verification=st.booleans(),
    figure=st.none() | FIGURES,
    due=st.none() | DUES,
    final=st.booleans(),
    slots=few(TEXTS),
    level=TEXTS,
    release_channel=st.booleans(),
    detail=st.none() | st.sampled_from(Detail),
)
GROUPS = st.builds(Group, TEXTS, TEXTS, TEXTS, few(ITEMS), st.none() | DUES)
CONDITIONS = st.builds(Condition, TEXTS, few(TEXTS), st.booleans())
GATES = st.builds(
    Gate, TEXTS, TEXTS, TEXTS, few(CONDITIONS), quorum=st.integers(1, 9), separation=st.sampled_from(Duties)
)
SLOTS = st.builds(Slot, TEXTS, TEXTS, st.sampled_from(Anchor), LENGTHS, st.none() | LENGTHS, st.booleans())
TEMPLATES = st.builds(
    Template,
    TEXTS,
    TEXTS,
    TEXTS,
    few(st.builds(Role, TEXTS, TEXTS, st.booleans())),
    few(st.builds(Section, TEXTS, TEXTS, st.sampled_from(Phase), few(GROUPS))),
    few(GATES),
    few(SLOTS),
    TEXTS,
    few(FIGURES),
)


def kept(template: Template) -> Template:
    """The template after it was written down as JSON and read again."""
    return from_data(json.loads(json.dumps(as_data(template))))


@settings(max_examples=100, deadline=None)
@given(TEMPLATES)
def test_a_template_that_was_kept_as_json_is_the_same_template(template: Template) -> None:
    assert kept(template) == template
    assert digest(kept(template)) == digest(template)


@pytest.mark.parametrize("key", shipped())
def test_a_shipped_template_survives_being_kept(key: str) -> None:
    template = replace(shipped_template(key), reference=f"{key}@3")
    assert kept(template) == template
    assert kept(template).reference == f"{key}@3"


def test_the_data_of_a_template_has_all_that_its_file_says() -> None:
    data = as_data(read_template(SOURCE, "tea.yml"))

    item = data["sections"][0]["groups"][0]["items"][0]
    assert item["key"] == "kettle.boils"
    assert item["figure"] == {"comparison": ">=", "threshold": 99.5, "unit": "°C", "measure": ""}
    assert data["slots"][0]["offset"] == "-P1D"
    assert data["gates"][0]["conditions"][0]["items"] == ["kettle.boils", "leaves.fresh"]


def test_data_that_is_no_template_is_refused() -> None:
    data = as_data(read_template(SOURCE, "tea.yml"))
    del data["sections"]
    with pytest.raises(ValueError, match="sections"):
        from_data(data)


def test_the_same_content_has_the_same_digest_whatever_its_reference_and_its_comments() -> None:
    tea = read_template(SOURCE, "tea.yml")
    again = read_template("# Another comment.\n" + SOURCE, "copy.yml")

    assert digest(replace(again, reference="tea@7")) == digest(tea)
    assert len(digest(tea)) == 64


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Kitchen", "title: Scullery"),
        ("threshold: 99.5", "threshold: 99.6"),
        ("role: brewer\n    quorum", "role: release-manager\n    quorum"),
        ("every: 30m", "every: 31m"),
        ("verification: true", "verification: false"),
        ("items: [kettle.boils]", "items: [kettle.clean]"),
    ],
)
def test_any_change_of_content_changes_the_digest(old: str, new: str) -> None:
    assert SOURCE.count(old) == 1
    changed = read_template(SOURCE.replace(old, new), "tea.yml")
    assert digest(changed) != digest(read_template(SOURCE, "tea.yml"))


def test_the_digest_of_a_content_stays_the_same_for_ever() -> None:
    role = Role("release-manager", "Release Manager")
    slot = Slot("early", "Früh", Anchor.PLANNED_START, timedelta(days=-1))
    template = Template("tea", "Tea", "A release for tests.", (role,), (), (), (slot,))
    assert digest(template) == "fc43517804864a724924bbf6b0abf0be50da9d9a935c05acaefbcb2063d5ce55"


def test_the_order_of_gates_counts_for_the_digest() -> None:
    template = shipped_template("production-readiness")
    assert digest(replace(template, gates=template.gates[::-1])) != digest(template)


@pytest.mark.parametrize("key", shipped())
def test_a_shipped_template_is_called_what_its_file_is_called(key: str) -> None:
    assert shipped_template(key).key == key
    assert shipped_source(key).startswith("# The ")


def test_the_template_to_begin_with_comes_first() -> None:
    assert shipped() == ("production-readiness", "hotfix", "small-team")


def test_there_is_no_shipped_template_of_another_name() -> None:
    with pytest.raises(KeyError):
        shipped_template("../../etc/passwd")


def test_the_whole_template_is_strict_about_time_and_emergencies_and_the_small_ones_are_not() -> None:
    whole, *small = (shipped_template(key) for key in ("production-readiness", "small-team", "hotfix"))
    days = [(gate.expires_after, gate.start_may_move) for gate in whole.gates]

    assert whole.overrides_need_second
    assert days == [
        *[(timedelta(days=30), None)] * 2,
        *[(timedelta(days=14), timedelta(days=7))] * 2,
    ]
    for template in small:
        assert not template.overrides_need_second
        assert all(gate.expires_after is gate.start_may_move is None for gate in template.gates)
