"""What holds for every shipped template, and what the two smaller ones promise."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from readiness.template import Anchor, Template
from readiness.templates import shipped, shipped_template


@pytest.fixture(params=shipped())
def any_template(request: pytest.FixtureRequest) -> Template:
    return shipped_template(request.param)


def test_what_a_condition_is_linked_to_is_in_its_gates_scope(any_template: Template) -> None:
    for gate in any_template.gates:
        linked = {key for condition in gate.conditions for key in condition.items}
        assert linked <= {item.key for item in any_template.scope(gate.key)}


def test_only_the_deputys_role_may_stay_empty(any_template: Template) -> None:
    assert [role.title for role in any_template.roles if not role.required] == ["Deputy"]
    assert {"release-manager", "deputy", "rollback-team", "on-call"} <= {r.key for r in any_template.roles}


def test_every_slot_but_those_of_a_rollback_belongs_to_an_item(any_template: Template) -> None:
    told = {slot for item in any_template.items.values() for slot in item.slots}
    assert told == {slot.key for slot in any_template.slots if slot.anchor is not Anchor.ROLLBACK}


def test_every_check_has_an_owner(any_template: Template) -> None:
    assert [check.key for check in any_template.checks if not check.role] == []


def test_titles_tell_items_of_a_group_apart_and_texts_are_sentences(any_template: Template) -> None:
    for group in any_template.groups.values():
        assert len({item.title for item in group.items}) == len(group.items)
    for item in any_template.items.values():
        assert item.text != item.title
        assert re.fullmatch(r"[A-Z].*\.", item.text), item.key
        assert not item.title.endswith("."), item.key


@pytest.mark.parametrize(
    ("key", "checks", "gates", "lines"), [("hotfix", 10, 1, 1), ("small-team", 25, 2, 3)]
)
def test_the_other_templates_are_as_small_as_they_promise(
    key: str, checks: int, gates: int, lines: int
) -> None:
    template = shipped_template(key)
    assert (len(template.checks), len(template.gates), len(template.sheet)) == (checks, gates, lines)


def test_a_hotfix_speaks_at_the_start_every_30_minutes_at_the_end_and_an_hour_later() -> None:
    times = [(slot.anchor, slot.offset, slot.every) for slot in shipped_template("hotfix").slots]
    assert times == [
        (Anchor.START, timedelta(), None),
        (Anchor.START, timedelta(minutes=30), timedelta(minutes=30)),
        (Anchor.FINISH, timedelta(), None),
        (Anchor.FINISH, timedelta(hours=1), None),
    ]


def test_the_templates_share_neither_gates_nor_slots() -> None:
    templates = [shipped_template(key) for key in shipped()]
    for parts in ("gates", "slots"):
        names = [part.key for template in templates for part in getattr(template, parts)]
        assert len(names) == len(set(names))


def test_the_shipped_templates_and_the_files_in_the_folder_are_the_same() -> None:
    folder = Path(__file__).parents[2] / "readiness" / "templates"
    assert sorted(file.stem for file in folder.iterdir()) == sorted(shipped())
