"""Every promise in SECURITY.md names the tests that guard it, and each of them exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<rule>[^|]+) \| (?P<tests>\[.+) \|$", re.MULTILINE)
TEST = re.compile(r"\[`(?P<name>[^`]+)`\]\((?P<file>[^)]+)\)")
RULES = [
    (row["rule"], test["name"], test["file"])
    for row in ROW.finditer(PAGE)
    for test in TEST.finditer(row["tests"])
]


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


@pytest.mark.parametrize(("rule", "name", "file"), RULES)
def test_the_test_that_guards_a_rule_exists(rule: str, name: str, file: str) -> None:
    path, _, test = name.partition("::")
    assert path in ("", file), rule
    assert test.startswith("test_"), rule
    assert test in names_in(file), f"{rule} There is no {name}."


def test_every_row_of_the_tables_names_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| rule |")]
    assert len(rows) > 40
    assert [line for line in rows if not ROW.match(line)] == []


@pytest.mark.parametrize("page", ["SECURITY.md", "docs/personal-data.md", "docs/permissions.md"])
def test_the_pages_lead_to_what_exists(page: str) -> None:
    file = ROOT / page
    links = re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text(encoding="utf-8"))
    assert [link for link in links if not (file.parent / link).exists()] == []


def test_what_is_kept_of_people_names_every_table_that_holds_it() -> None:
    from storage.tables import metadata  # noqa: PLC0415

    text = (ROOT / "docs" / "personal-data.md").read_text(encoding="utf-8")
    about_people = [
        name for name, table in metadata.tables.items() if {"user_id", "members"} & {*table.c.keys()}
    ]
    assert about_people
    assert [name for name in about_people if f"`{name}`" not in text] == []
