"""docs/local-slack.md says what is so: its limits are those of the table, its seed file can be planted."""

import re
from pathlib import Path

from slackapp.backstage.opening import opening
from slackapp.backstage.scripts import script
from slackapp.backstage.seedfile import read_seed
from slackapp.backstage.tour import tour
from slackapp.cli.sandbox import sandbox
from slackapp.manifest import manifest
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.limits import LIMITS

PAGE = (Path(__file__).parents[2] / "docs" / "local-slack.md").read_text(encoding="utf-8")


def test_the_page_has_every_limit_with_its_figure_and_source() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| ([\d,]+) \| (\w+) \| (.+) \|$", PAGE, re.MULTILINE)
    told = {name: (int(most.replace(",", "")), unit, source) for name, most, unit, source in rows}
    assert told == {name: (each.most, each.unit, each.source) for name, each in LIMITS.items()}


def test_the_seed_file_of_the_page_can_be_read() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    seeded = read_seed(example, "page.yml", small_company(manifest()))
    assert [release.name for release in seeded.releases] == ["Pantry 3"]
    assert "readers.company" in seeded.releases[0].audiences


def test_the_page_names_every_option_of_the_command() -> None:
    options = set(sandbox.__annotations__) - {"return"}
    assert {option for option in options if f"`--{option}" not in PAGE} == set()


def test_the_tour_has_as_many_steps_as_the_page_says() -> None:
    places = opening(script()).places
    assert places is not None
    walked = tour(places)
    assert f"{len(walked.steps)} steps".replace("16", "sixteen") in PAGE
