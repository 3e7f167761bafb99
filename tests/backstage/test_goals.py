"""Where the clock can be wound to in each stage of a release, and what is said where it can't be."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from readiness.model import Release, Stage
from slackapp.backstage.goals import SO_FAR, Goal, goals
from tests.slackapp.blocks.worlds import NOW, START, plain_release, plain_template

TEMPLATE = plain_template()
PLANNED = plain_release()
HOUR = timedelta(hours=1)
DEPLOYING = replace(PLANNED, stage=Stage.DEPLOYING, started_at=START)
FINISHED = START + 3 * HOUR
MONITORING = replace(DEPLOYING, stage=Stage.MONITORING, finished_at=FINISHED)
CLOSED = replace(MONITORING, stage=Stage.CLOSED, closed_at=FINISHED + timedelta(days=30))
ROLLING_BACK = replace(MONITORING, stage=Stage.ROLLING_BACK, rollback_began_at=FINISHED + HOUR)
CANCELLED = replace(PLANNED, stage=Stage.CANCELLED, closed_at=NOW)


def by_key(release: Release, now: datetime) -> dict[str, Goal]:
    return {goal.key: goal for goal in goals(TEMPLATE, release, now)}


def test_a_planned_release_is_wound_to_its_updates_its_last_hour_and_its_start() -> None:
    found = by_key(PLANNED, NOW)
    assert {key for key, goal in found.items() if goal.at} == {"next-post", "hour-before", "start"}
    assert found["next-post"].title == "The next update: One day before"
    assert found["hour-before"].at == START - HOUR
    assert found["start"].at == START
    assert found["finish"].why == "It has not been started yet."
    assert found["quarter"].why == "It has not been finished yet."


def test_in_the_last_hour_nothing_lies_between_here_and_the_start() -> None:
    found = by_key(PLANNED, START - HOUR / 2)
    assert {key for key, goal in found.items() if goal.at} == {"start"}
    assert found["next-post"].why.startswith("All updates before the start are out")
    assert found["hour-before"].why == "It is less than an hour to the planned start."


def test_an_overdue_start_is_for_people_to_press() -> None:
    found = by_key(PLANNED, START + HOUR)
    assert not any(goal.at for goal in found.values())
    assert found["start"].why == "It has passed: start, move or cancel it."
    assert found["hour-before"].why == "The planned start has passed."


def test_a_deployment_is_wound_to_its_finish_which_is_then_for_people_to_press() -> None:
    found = by_key(DEPLOYING, START + HOUR)
    assert {key for key, goal in found.items() if goal.at} == {"next-post", "finish"}
    assert found["finish"].title == "The finish: two hours into the deployment"
    assert found["finish"].at == START + 2 * HOUR
    late = by_key(DEPLOYING, START + 2 * HOUR)
    assert (late["finish"].at, late["finish"].why) == (None, "It is time: /readiness finish.")
    assert late["next-post"].at is not None


@pytest.mark.parametrize("release", [MONITORING, CLOSED])
def test_from_the_finish_on_the_quarter_is_ahead(release: Release) -> None:
    found = by_key(release, FINISHED + HOUR / 2)
    assert found["quarter"].at == FINISHED + timedelta(days=91)
    assert found["finish"].why == SO_FAR[release.stage]
    over = by_key(release, FINISHED + timedelta(days=92))
    assert over["quarter"].why == "The quarter is over."


def test_updates_end_with_the_close() -> None:
    assert by_key(MONITORING, FINISHED + timedelta(days=40))["next-post"].at is not None
    assert by_key(CLOSED, FINISHED + timedelta(days=40))["next-post"].why == "It is closed."


@pytest.mark.parametrize("release", [ROLLING_BACK, CANCELLED])
def test_where_it_was_given_up_the_menu_says_so(release: Release) -> None:
    found = by_key(release, FINISHED + 2 * HOUR)
    for key in ("hour-before", "start", "finish", "quarter"):
        assert (found[key].at, found[key].why) == (None, SO_FAR[release.stage])


@pytest.mark.parametrize("stage", Stage)
def test_wherever_it_cannot_be_wound_a_sentence_says_why(stage: Stage) -> None:
    for now in (NOW, START - HOUR / 2, START + 3 * HOUR, FINISHED + timedelta(days=100)):
        for goal in goals(TEMPLATE, replace(CLOSED, stage=stage), now):
            assert (goal.at is None) is goal.why.endswith(".")
            assert goal.at is None or goal.at > now
