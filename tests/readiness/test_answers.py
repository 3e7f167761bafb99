"""What people say of a release: whether it can be rolled back, and what was measured."""

from datetime import timedelta

import pytest

from readiness.checks import TEXT_LIMIT
from readiness.commands import AnswerRollback, Measure
from readiness.events import Measured, RollbackAnswered
from readiness.model import Person, Stage
from readiness.reverting import ONE_PRESS
from tests.readiness.world import ADA, AT_STAGE, DAN, DORA, EMIL, FINN, MARA, OSKAR, OUTSIDERS, RHEA, planned

READY = AnswerRollback(ready=True)
NOT_READY = AnswerRollback(ready=False, reason="The backup failed.")
ASKED_IN = (Stage.PLANNED, Stage.DEPLOYING, Stage.MONITORING)


@pytest.mark.parametrize("who", [RHEA, OSKAR, MARA, DAN], ids=lambda person: person.id)
def test_those_who_would_roll_back_say_whether_they_can(who: Person) -> None:
    story = planned()

    story.asks(who, READY)

    answer = story.release.rollback_answer
    assert answer is not None
    assert (answer.ready, answer.by, answer.at, answer.reason) == (True, who.id, story.now, "")


@pytest.mark.parametrize("who", [EMIL, DORA, ADA], ids=lambda person: person.id)
def test_nobody_else_says_so(who: Person) -> None:
    sentence = planned().refuses(who, READY)

    assert sentence.startswith("Only the rollback team, on-call, the release manager or the deputy can say")


@pytest.mark.parametrize("who", OUTSIDERS, ids=lambda person: person.kind)
def test_outsiders_answer_and_measure_nothing(who: Person) -> None:
    assert "Ask a full member" in planned().refuses(who, READY)
    assert "Ask a full member" in planned().refuses(who, Measure("success.uptime", 99.0))


@pytest.mark.parametrize("stage", ASKED_IN)
def test_the_answer_is_asked_while_a_rollback_may_come(stage: Stage) -> None:
    assert AT_STAGE[stage]().later(hours=1).asks(RHEA, READY)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in ASKED_IN])
def test_the_answer_is_not_asked_otherwise(stage: Stage) -> None:
    assert AT_STAGE[stage]().refuses(RHEA, READY) == (
        f"Rollback readiness is not asked while a release is {stage.value.replace('_', ' ')}."
    )


def test_not_ready_wants_a_reason_and_keeps_it() -> None:
    story = planned()
    assert "Say why" in story.refuses(RHEA, AnswerRollback(ready=False, reason=" "))

    story.asks(RHEA, AnswerRollback(ready=False, reason=" The backup failed. "))

    assert story.release.rollback_answer is not None
    assert story.release.rollback_answer.reason == "The backup failed."


def test_ready_keeps_no_reason() -> None:
    assert planned().asks(RHEA, AnswerRollback(ready=True, reason="Because.")) == (
        RollbackAnswered(ready=True),
    )


def test_the_reason_has_a_limit() -> None:
    command = AnswerRollback(ready=False, reason="x" * (TEXT_LIMIT + 1))

    assert "3,001 characters" in planned().refuses(RHEA, command)


def test_a_double_click_on_the_answer_leaves_one_record() -> None:
    story = planned()
    story.asks(RHEA, READY)

    assert story.later(seconds=1).asks(RHEA, READY) == ()


def test_an_answer_given_again_later_renews_it() -> None:
    story = planned()
    story.asks(RHEA, READY)

    story.now += ONE_PRESS
    assert story.asks(RHEA, READY)
    assert story.release.rollback_answer is not None
    assert story.release.rollback_answer.at == story.now


def test_another_answer_or_another_person_counts_at_once() -> None:
    story = planned()
    story.asks(RHEA, READY)

    assert story.asks(RHEA, NOT_READY)
    assert story.asks(RHEA, AnswerRollback(ready=False, reason="The standby too."))
    assert story.asks(OSKAR, AnswerRollback(ready=False, reason="The standby too."))


def test_any_full_member_measures_and_is_remembered() -> None:
    story = planned()

    story.asks(EMIL, Measure("success.uptime", 99.95))

    measured = story.release.measurements["success.uptime"]
    assert (measured.value, measured.by, measured.at) == (99.95, EMIL.id, story.now)


@pytest.mark.parametrize("key", ["no.such", "unit.tests", "sheet.dev"])
def test_only_criteria_are_measured(key: str) -> None:
    assert f"no success criterion “{key}”" in planned().refuses(EMIL, Measure(key, 1.0))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_no_measurement(value: float) -> None:
    assert "is no measured value" in planned().refuses(EMIL, Measure("success.uptime", value))


def test_a_double_click_on_a_measurement_leaves_one_record() -> None:
    story = planned()
    story.asks(EMIL, Measure("success.uptime", 99.95))

    assert story.later(seconds=2).asks(EMIL, Measure("success.uptime", 99.95)) == ()


def test_the_same_value_measured_by_somebody_else_or_later_counts() -> None:
    story = planned()
    story.asks(EMIL, Measure("success.uptime", 99.95))

    assert story.asks(FINN, Measure("success.uptime", 99.95)) == (Measured("success.uptime", 99.95),)
    story.now += timedelta(minutes=5)
    assert story.asks(FINN, Measure("success.uptime", 99.95))
    assert story.asks(FINN, Measure("success.uptime", 98.0))
