"""The look for known holes fails for a hole, and says so where it could not look."""

import importlib.util
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def told() -> Callable[[str, str], tuple[list[str], int]]:
    spec = importlib.util.spec_from_file_location("holes", ROOT / ".ci" / "holes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tells: Callable[[str, str], tuple[list[str], int]] = module.told
    return tells


def report(*packages: Mapping[str, object]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


SOUND = {"name": "sound", "version": "1.0", "vulns": []}
HOLED = {"name": "holed", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1", "2.0"]}]}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}


def test_a_known_hole_fails_and_is_named(told: Callable[[str, str], tuple[list[str], int]]) -> None:
    sentences, code = told(report(SOUND, HOLED), "")
    assert code == 1
    assert sentences == [
        "holed 1.0 has the hole CVE-1; mended in 1.1 or 2.0.",
        "2 packages: 1 known holes.",
    ]


def test_what_could_not_be_looked_at_is_named(told: Callable[[str, str], tuple[list[str], int]]) -> None:
    assert told(report(SOUND, UNKNOWN), "") == (
        ["Nothing is known of unknown.", "1 packages: 0 known holes."],
        0,
    )


@pytest.mark.parametrize(
    ("said", "errors"), [("", "ConnectionError: no route"), (report(UNKNOWN), ""), ("", ""), ("[", "")]
)
def test_without_its_data_it_says_that_it_did_not_look(
    told: Callable[[str, str], tuple[list[str], int]], said: str, errors: str
) -> None:
    (sentence,), code = told(said, errors)
    assert code == 0
    assert sentence.startswith("Known holes were not looked for: ")


def test_make_check_looks_for_holes() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^check:.*\bholes\b", makefile, re.MULTILINE)
    assert "python .ci/holes.py" in makefile
