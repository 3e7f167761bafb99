"""Whatever the plan, whoever presses, whatever is down: what is sent is the plan, once, ordered and true."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from readiness.evolve import evolve
from readiness.model import Release
from readiness.template import Slot
from tests.readiness import plan_oracle as oracle
from tests.readiness.plan_oracle import Moment
from tests.readiness.plan_whims import (
    PLANS,
    STEPS,
    ZONES,
    Step,
    answering,
    being_down,
    going_on,
    living,
    pressing,
    with_slack,
)
from tests.readiness.planned import HOUR, OPENED, SLOTS, TEMPLATE
from tests.readiness.playing import opened

PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
LONG = settings(PATIENT, max_examples=1000)


def walk(plan: tuple[Slot, ...], zone: str, ahead: int, steps: list[Step]) -> None:
    play = opened(OPENED + ahead * HOUR, zone=zone, template=replace(TEMPLATE, slots=plan))
    seen, passed = 0, set[Moment]()
    for step in steps:
        step(play)
        for post in play.sent[seen:]:
            oracle.is_true(play.template, post)
            oracle.pauses_are_kept(play.template, post, clock_went_back=play.era > 0)
        seen = len(play.sent)
        passed |= oracle.passed_by(play)
        oracle.in_order_and_once(play)
        oracle.all_is_shown(play, passed)
        oracle.nothing_is_forgotten(play)
    replayed: Release | None = None
    for event, by, at in play.log:
        replayed = evolve(replayed, event, by, at)
    assert replayed == play.release


WALK = {
    "plan": PLANS,
    "zone": st.sampled_from(ZONES),
    "ahead": st.integers(1, 24 * 20),
    "steps": st.lists(STEPS, min_size=4, max_size=14),
}
SEEN_AS_THE_NEXT_COMES_DUE = [
    going_on(5),
    pressing(0),
    with_slack(1, arrives=True),
    living(150),
    being_down(31),
    answering(0),
    going_on(1),
]
"""Somebody says that an update has arrived, at the very look that finds the next one due."""


@PATIENT
@example(SLOTS, "UTC", 1, SEEN_AS_THE_NEXT_COMES_DUE)
@given(**WALK)
def test_what_is_sent_is_the_plan_once_and_true(
    plan: tuple[Slot, ...], zone: str, ahead: int, steps: list[Step]
) -> None:
    walk(plan, zone, ahead, steps)


@pytest.mark.slow
@pytest.mark.timeout(600)
@LONG
@given(**{**WALK, "steps": st.lists(STEPS, min_size=12, max_size=40)})
def test_what_is_sent_is_the_plan_once_and_true_for_long(
    plan: tuple[Slot, ...], zone: str, ahead: int, steps: list[Step]
) -> None:
    walk(plan, zone, ahead, steps)
