"""A seed file is read whole, and what is wrong with one is told by line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readiness.templates import MalformedTemplate, shipped_template
from slackapp.backstage.scripts import script
from slackapp.backstage.seedfile import Seeded, read_seed
from slackapp.backstage.seeds import planned_start
from slackapp.manifest import manifest
from slackapp.sandbox.backstage import NotNow
from slackapp.sandbox.cast import small_company
from slackapp.sandbox.workspace import identifier
from tests.backstage.rehearsal import eventually, rehearsal
from tests.sandbox.asking import behind

TEAM = """\
team: Harbour Foods
people:
  ada: {name: Ada Norling, title: Release Manager, zone: Europe/Oslo, face: 🐙, admin: true}
  ben: {name: Ben Okafor, title: Tech Lead}
  gus: {name: Gus Tarn, kind: guest}
  ola: {name: Ola Frost, kind: deactivated}
channels:
  ship-it: {topic: Where it happens, members: [ada, ben]}
  chiefs: {members: [ada], private: true}
  tea: {app: false}
groups:
  on-duty: {title: On duty, members: [ben]}
releases:
  pantry-3:
    name: Pantry 3
    summary: A larder for everyone.
    template: small-team
    channel: ship-it
    opened_by: ada
    start: 2d
    hour: 9
    zone: Europe/Oslo
    roles:
      release-manager: [ada]
      tech-lead: [ben]
      on-call: [on-duty]
"""


def read(source: str) -> Seeded:
    return read_seed(source, "mine.yml", small_company(manifest()))


def complaints(source: str) -> list[str]:
    with pytest.raises(MalformedTemplate) as wrong:
        read(source)
    return str(wrong.value).splitlines()


def test_people_channels_groups_and_releases_are_read() -> None:
    seeded = read(TEAM)
    company = seeded.company
    assert company.team_name == "Harbour Foods"
    ada, ben, gus, ola = company.members
    assert (ada.real_name, ada.title, ada.tz, ada.emoji, ada.is_admin) == (
        *("Ada Norling", "Release Manager", "Europe/Oslo", "🐙"),
        True,
    )
    assert (ben.can_act, gus.is_restricted, ola.can_act) == (True, True, False)
    ship_it, chiefs, tea = company.channels
    assert (ship_it.is_general, ship_it.topic, ship_it.members) == (True, "Where it happens", ("ada", "ben"))
    assert (chiefs.is_private, tea.app_is_member) == (True, False)
    (release,) = seeded.releases
    assert (release.id, release.template, release.channel) == ("pantry-3", "small-team", ship_it.id)
    assert release.roles["on-call"] == (company.user_groups[0].id,)
    assert release.opened_by == identifier("U", "ada")


def test_the_start_is_at_its_hour_in_its_zone() -> None:
    (release,) = read(TEAM).releases
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert planned_start(release, noon) == datetime(2026, 6, 4, 7, tzinfo=UTC)
    assert planned_start(release, noon - timedelta(hours=6)) == datetime(2026, 6, 3, 7, tzinfo=UTC)


def test_an_empty_file_leaves_the_company_that_there_is() -> None:
    seeded = read("team: Mine")
    assert len(seeded.company.members) == len(small_company(manifest()).members)
    assert seeded.company.channels == small_company(manifest()).channels
    assert seeded.releases == ()


def test_checks_are_named_by_section_group_or_item() -> None:
    template = shipped_template("production-readiness")
    release = "releases:\n  x: {name: X, channel: support, opened_by: robin, done: [%s], approved: [%s]}"
    (seed,) = read(release % ("unit-testing, low-risks", "development-complete")).releases
    assert set(seed.done) == {
        item.key for g in ("unit-testing", "low-risks") for item in template.groups[g].items
    }
    assert seed.approved == ("development-complete",)
    (single,) = read(release % ("unit-testing.coverage", "development-complete")).releases
    assert single.done == ("unit-testing.coverage",)


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("people:\n  ada: {name: Ada, zone: Europe/Nowhere}\n", 2, "Europe/Nowhere"),
        ("people:\n  ada: {name: Ada, kind: king}\nchannels: {a: {}}", 2, "member, guest"),
        ("people:\n  ada: {name: Ada}\n", 1, "needs channels of its own"),
        ("people:\n  ada: {name: Ada, kind: guest}\n  bob: {name: B, kind: deactivated}", 1, "channels"),
        ("people:\n  ada: {nam: Ada}\nchannels: {a: {}}", 2, "Did you mean “name”?"),
        ("channels:\n  a: {members: [nobody]}", 2, "There is no member “nobody”"),
        ("releases:\n  x: {name: X, opened_by: robin}", 2, "has no channel"),
        ("releases:\n  x: {name: X, channel: support}", 2, "who opened it"),
        ("releases:\n  x: {name: X, channel: suport, opened_by: robin}", 2, "Did you mean “support”?"),
        (
            "releases:\n  x:\n    name: X\n    channel: support\n    opened_by: robin\n    start: soon",
            6,
            "1h",
        ),
        ("releases:\n  x: {name: X, channel: support, opened_by: robin, roles: {qa: [robin]}}", 2, "qa"),
        ("releases:\n  x: {name: X, channel: support, opened_by: robin, template: none}", 2, "none"),
        ("releases:\n  x: {name: X, channel: support, opened_by: robin, done: [tests]}", 2, "tests"),
        ("team: [a]\n", 1, "single value"),
        ("team: {\n", 2, "not valid YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(source: str, line: int, words: str) -> None:
    told = complaints(source)
    assert any(each.startswith(f"mine.yml:{line}: ") and words in each for each in told), told


def test_everything_that_is_wrong_is_told_at_once() -> None:
    told = complaints("releases:\n  x: {name: X}\n  y: {channel: support, opened_by: robin}\n")
    assert [each.partition(": ")[0] for each in told] == ["mine.yml:2", "mine.yml:2", "mine.yml:3"]


@pytest.mark.slow
def test_a_sandbox_opens_on_a_seed_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text(TEAM, encoding="utf-8")
    with rehearsal(script(seed=file), tmp_path) as it:
        ada = it.slack.person("Ada")
        ada.sees("Pantry 3: NO-GO", in_="#ship-it", within=30)
        eventually(lambda: it.moment("start") is not None)
        assert it.clock["jump"] is None
        assert behind(it.slack)["tour"] is None


@pytest.mark.slow
def test_a_seed_that_the_rules_refuse_says_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text(TEAM.replace("start: 2d", "start: -2w"), encoding="utf-8")
    where = r"mine\.yml:14: The release “Pantry 3”: The planned start lies in the past"
    with pytest.raises(NotNow, match=where), rehearsal(script(seed=file), tmp_path):
        pass


@pytest.mark.slow
def test_the_seed_file_of_the_documentation_opens_as_it_says(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "local-slack.md").read_text(encoding="utf-8")
    file = tmp_path / "mine.yml"
    file.write_text(page.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    with rehearsal(script(seed=file), tmp_path) as it:
        shown = it.slack.person("Ada").types("/readiness gates", "#ship-it").shown
        assert "Built and tested: approved by @Ben" in shown
