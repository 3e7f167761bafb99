"""Whatever the plan, whoever presses, whatever is down: what is sent is the plan, once, ordered and true."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.commands import (
    Cancel,
    Close,
    Command,
    Finish,
    FinishRollback,
    Move,
    RollBack,
    SayWord,
    SetAudience,
    Start,
)
from readiness.communication.overview import PostStanding
from readiness.communication.plan import LIVE, PostKey
from readiness.evolve import evolve
from readiness.model import Release, Stage
from readiness.records import PostState
from readiness.refusal import Refused
from readiness.schedule import next_due_at
from readiness.template import Anchor, Slot
from tests.readiness.playing import (
    BOARD,
    DAY,
    HOUR,
    MINUTE,
    OPENED,
    TEAM,
    TEMPLATE,
    Outcome,
    Play,
    Sent,
    opened,
)
from tests.readiness.world import MARA

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
REACHED = {
    Stage.PLANNED: Anchor.PLANNED_START,
    Stage.DEPLOYING: Anchor.START,
    Stage.MONITORING: Anchor.FINISH,
    Stage.ROLLING_BACK: Anchor.ROLLBACK,
}


@dataclass(frozen=True, slots=True)
class Anchors:
    """The anchors of a release at one moment, and the moment at which each was set."""

    moments: dict[Anchor, datetime]
    zone: str
    planned_at: datetime


def anchors(release: Release) -> Anchors:
    moments = {
        Anchor.PLANNED_START: release.planned_start,
        Anchor.START: release.started_at,
        Anchor.FINISH: release.finished_at,
        Anchor.ROLLBACK: release.rollback_began_at,
    }
    known = {anchor: moment for anchor, moment in moments.items() if moment is not None}
    return Anchors(known, release.zone, release.planned_at or release.opened_at)


def moments_of(slot: Slot, held: Anchors, until: datetime) -> list[datetime]:
    """Every moment of the slot by ``until``, worked out step by step on the clocks of the zone."""
    anchor = held.moments.get(slot.anchor)
    if anchor is None:
        return []
    zone, found = ZoneInfo(held.zone), list[datetime]()
    distance = slot.offset
    while True:
        moment = anchor + distance
        if slot.wall_clock and distance:
            naive = anchor.astimezone(zone).replace(tzinfo=None, fold=0) + distance
            moment = naive.replace(tzinfo=zone).astimezone(UTC)
        ends = slot.anchor is Anchor.PLANNED_START and slot.offset < timedelta() and slot.every is not None
        if moment > until or (ends and moment >= anchor):
            return found
        since = held.planned_at if slot.anchor is Anchor.PLANNED_START else anchor
        if moment >= since:
            found.append(moment)
        if slot.every is None:
            return found
        distance += slot.every


OFFSETS = st.integers(1, 60).map(lambda n: n * 10 * MINUTE)
AT_ONCE = st.just(timedelta())
EVERY = st.none() | st.sampled_from([30 * MINUTE, HOUR, 6 * HOUR])


@st.composite
def slots(draw: st.DrawFn) -> tuple[Slot, ...]:
    found = list[Slot]()
    for number in range(draw(st.integers(1, 6))):
        anchor = draw(st.sampled_from(Anchor))
        if anchor is Anchor.PLANNED_START and draw(st.booleans()):
            days = draw(st.integers(1, 8))
            found.append(Slot(f"slot-{number}", "A slot", anchor, -days * DAY, None, wall_clock=True))
            continue
        offset = draw(OFFSETS) * (-1 if anchor is Anchor.PLANNED_START else 1)
        offset = (
            draw(st.sampled_from([timedelta(), offset])) if anchor is not Anchor.PLANNED_START else offset
        )
        found.append(Slot(f"slot-{number}", "A slot", anchor, offset, draw(EVERY)))
    return tuple(found)


Step = Callable[[Play], None]


def asking(*commands: Command) -> Step:
    def step(play: Play) -> None:
        # What the stage does not allow is refused, and then nothing happens.
        with suppress(Refused):
            play.asks(MARA, *commands)

    return step


def moving(hours: int) -> Step:
    return lambda play: asking(Move(play.now + hours * HOUR, play.release.zone))(play)


def living(minutes: int) -> Step:
    def step(play: Play) -> None:
        play.later(minutes * MINUTE)

    return step


def being_down(minutes: int) -> Step:
    def step(play: Play) -> None:
        play.down_until(play.now + minutes * MINUTE)

    return step


def with_slack(up: int) -> Step:
    """Slack takes posts in some minutes and not in others; in each of nine it refuses one for good."""

    def courier(key: PostKey, now: datetime) -> Outcome:
        minute = int(now.timestamp() // 60)
        if up == 0:
            return PostState.SENT
        if minute % 9 == 0:
            return PostState.FAILED
        return PostState.SENT if minute % (up + 1) == 0 else None

    def step(play: Play) -> None:
        play.courier = courier
        play.deliver()

    return step


STEPS = st.one_of(
    st.integers(1, 3000).map(living),
    st.integers(1, 600).map(living),
    st.integers(1, 600).map(being_down),
    st.integers(1, 300).map(moving),
    st.integers(0, 3).map(with_slack),
    st.sampled_from(
        [
            asking(Start("Now.")),
            asking(Start("Now.")),
            asking(Finish(anyway=True)),
            asking(RollBack("Errors.")),
            asking(FinishRollback()),
            asking(Close("Done.")),
            asking(Cancel("No.")),
            asking(SayWord("It goes on.")),
            asking(SetAudience("readers.executive", (BOARD,))),
            asking(SetAudience("readers.engineering", ())),
            asking(SetAudience("readers.engineering", (TEAM,))),
        ]
    ),
)
PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
LONG = settings(PATIENT, max_examples=1500)


def walk(plan: tuple[Slot, ...], zone: str, ahead: int, steps: list[Step]) -> None:
    play = opened(OPENED + ahead * HOUR, zone=zone, template=replace(TEMPLATE, slots=plan))
    seen = 0
    for step in steps:
        held = anchors(play.release)
        step(play)
        for post in play.sent[seen:]:
            is_true(plan, post, held, anchors(play.release))
        seen = len(play.sent)
        in_order_and_once(play)
        all_is_shown(play)
        due = next_due_at(play.template, play.release, play.now)
        assert due is None or due > play.now
    replayed: Release | None = None
    for event, by, at in play.log:
        replayed = evolve(replayed, event, by, at)
    assert replayed == play.release


def is_true(plan: tuple[Slot, ...], post: Sent, before: Anchors, after: Anchors) -> None:
    """The post is in the plan as it was, came at its time or later, and nothing had overtaken it."""
    slot = next(slot for slot in plan if slot.key == post.key.slot)
    assert slot.anchor is REACHED[post.stage]
    held = before if post.key.due in moments_of(slot, before, post.at) else after
    assert post.key.due in moments_of(slot, held, post.at)
    assert post.at >= post.key.due
    of_anchor = [other for other in plan if other.anchor is slot.anchor]
    overtaken_by = [m for other in of_anchor for m in moments_of(other, held, post.at) if m > post.key.due]
    assert not overtaken_by
    if slot.anchor is Anchor.PLANNED_START and post.key.due < post.planned_start:
        assert post.at < post.planned_start


def in_order_and_once(play: Play) -> None:
    told = [(post.key.slot, post.key.due, post.key.destination) for post in play.sent]
    assert len(set(told)) == len(told)
    for place in (TEAM, BOARD):
        dues = [post.key.due for post in play.sent if post.key.destination == place]
        assert dues == sorted(dues)


def all_is_shown(play: Play) -> None:
    """Every moment of the stage that has passed is in the overview, and so is all that was sent."""
    rows = play.rows()
    shown = {(row.slot.key, row.due) for row in rows}
    held = anchors(play.release)
    anchor = LIVE.get(play.release.stage)
    for slot in play.template.slots:
        if slot.anchor is anchor:
            assert {(slot.key, moment) for moment in moments_of(slot, held, play.now)} <= shown
    sent = {(row.slot.key, row.due, row.destination) for row in rows if row.standing is PostStanding.SENT}
    assert {(post.key.slot, post.key.due, post.key.destination) for post in play.sent} == sent
    for row in rows:
        if row.standing in (PostStanding.EXPIRED, PostStanding.SKIPPED):
            assert row.reason
        if row.standing in (PostStanding.NEXT, PostStanding.PLANNED) and row.due is not None:
            assert row.due > play.now or row.post is not None


WALK = {
    "plan": slots(),
    "zone": st.sampled_from(ZONES),
    "ahead": st.integers(1, 24 * 20),
    "steps": st.lists(STEPS, max_size=14),
}


@PATIENT
@given(**WALK)
def test_what_is_sent_is_the_plan_once_and_true(
    plan: tuple[Slot, ...], zone: str, ahead: int, steps: list[Step]
) -> None:
    walk(plan, zone, ahead, steps)


@pytest.mark.slow
@LONG
@given(**{**WALK, "steps": st.lists(STEPS, max_size=30)})
def test_what_is_sent_is_the_plan_once_and_true_for_long(
    plan: tuple[Slot, ...], zone: str, ahead: int, steps: list[Step]
) -> None:
    walk(plan, zone, ahead, steps)
