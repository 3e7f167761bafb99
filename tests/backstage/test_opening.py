"""What the sandbox opens on, by the command's options, and for which of them there is a tour."""

from pathlib import Path

import pytest

from readiness.templates import shipped, shipped_source
from slackapp.backstage.opening import Opening, opening
from slackapp.backstage.scripts import Script, from_data, script
from slackapp.backstage.tour import tour

SEED = "releases:\n  x: {name: X, channel: support, opened_by: robin}\n"


def steps(opened: Opening) -> list[str]:
    return [step.key for step in tour(opened.places).steps] if opened.places else []


def own_template(folder: Path, key: str) -> Path:
    file = folder / "own.yml"
    file.write_text(shipped_source(key).replace(f"key: {key}", "key: ours"), encoding="utf-8")
    return file


def test_a_fresh_sandbox_opens_on_the_story_with_its_tour() -> None:
    opened = opening(script())
    assert [seed.name for seed in opened.releases] == ["Checkout 2.3", "Checkout 2.4"]
    assert len(steps(opened)) == 16


def test_an_empty_one_has_people_and_a_memory_and_no_tour() -> None:
    opened = opening(script(empty=True))
    assert [seed.cancelled for seed in opened.releases] == ["It ships with Checkout 2.4."]
    assert steps(opened) == []


def test_with_a_template_of_ones_own_the_story_and_the_tour_follow_it(tmp_path: Path) -> None:
    opened = opening(script(template=own_template(tmp_path, "small-team")))
    assert opened.template.key == "ours"
    assert {seed.template for seed in opened.releases} == {"ours"}
    assert "sign" in steps(opened)


def test_the_tour_of_another_template_asks_for_nothing_that_it_lacks(tmp_path: Path) -> None:
    """Its one gate is approved, nothing is sent before the start, and nobody reads as an executive."""
    opened = opening(script(template=own_template(tmp_path, "hotfix")))
    walked = set(steps(opened))
    assert {"refused", "sign", "plan", "executive", "engineer"} & walked == set()
    assert {"status", "stale", "reaffirm", "rest", "start", "finish", "export"} <= walked


@pytest.mark.parametrize("key", shipped())
def test_every_step_says_whom_to_act_as_and_where(tmp_path: Path, key: str) -> None:
    opened = opening(script(template=own_template(tmp_path, key)))
    assert opened.places is not None
    people = {member.id for member in opened.company.members if member.can_act}
    channels = {channel.id for channel in opened.company.channels} | {"messages"}
    for step in tour(opened.places).steps:
        assert step.person in people
        assert step.place in channels
        assert step.title
        assert step.text.endswith(".")


@pytest.mark.parametrize("empty", [False, True])
def test_a_seed_file_comes_without_a_tour(tmp_path: Path, empty: bool) -> None:
    file = tmp_path / "own.yml"
    file.write_text(SEED, encoding="utf-8")
    opened = opening(script(seed=file, empty=empty))
    assert [seed.name for seed in opened.releases] == ([] if empty else ["X"])
    assert steps(opened) == []


def test_a_script_travels_to_the_app_s_process_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "own.yml"
    file.write_text(SEED, encoding="utf-8")
    for one in (Script(), script(empty=True, seed=file), script(template=file)):
        assert from_data(one.as_data()) == one
