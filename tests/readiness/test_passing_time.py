"""What the passing of time does to a release."""

from datetime import datetime, timedelta

import pytest

from readiness.commands import AnswerRollback, AssignRole, Move, Start
from readiness.model import Stage
from readiness.notices import NoticeKind, notices_due
from readiness.schedule import next_due_at, overdue
from readiness.template import DEPUTY, RELEASE_MANAGER
from tests.readiness.world import (
    AT_STAGE,
    CHANNEL,
    DAN,
    FINN,
    MARA,
    RHEA,
    START,
    Story,
    planned,
    ready,
    signed,
)


def told(story: Story, now: datetime) -> list[tuple[NoticeKind, str]]:
    due = notices_due(story.template, story.release, now)
    about_the_start = (NoticeKind.CARD, NoticeKind.OVERDUE)
    return [(wish.kind, wish.to) for wish in due if wish.kind in about_the_start]


CARD = (NoticeKind.CARD, CHANNEL)


def after(**durations: float) -> datetime:
    return START + timedelta(**durations)


def test_before_the_planned_start_nothing_is_due() -> None:
    story = planned()

    assert told(story, after(microseconds=-1)) == []
    assert not overdue(story.release, after(microseconds=-1))


def test_when_the_planned_start_passes_the_card_says_overdue() -> None:
    story = planned()

    assert overdue(story.release, START)
    assert told(story, START) == [CARD]
    assert told(story, after(minutes=14, seconds=59)) == [CARD]


def test_after_15_minutes_the_release_manager_is_asked() -> None:
    assert told(planned(), after(minutes=15)) == [CARD, (NoticeKind.OVERDUE, MARA.id)]
    assert told(planned(), after(minutes=29, seconds=59)) == [CARD, (NoticeKind.OVERDUE, MARA.id)]


def test_after_30_minutes_the_deputy_is_asked_too() -> None:
    assert told(planned(), after(minutes=30)) == [
        CARD,
        (NoticeKind.OVERDUE, MARA.id),
        (NoticeKind.OVERDUE, DAN.id),
    ]


def test_whoever_is_both_manager_and_deputy_is_asked_once() -> None:
    story = planned()
    story.asks(MARA, AssignRole(DEPUTY, (MARA.id, FINN.id)))

    assert told(story, after(minutes=30))[1:] == [
        (NoticeKind.OVERDUE, MARA.id),
        (NoticeKind.OVERDUE, FINN.id),
    ]


def test_without_a_deputy_the_manager_alone_is_asked() -> None:
    story = planned()
    story.asks(MARA, AssignRole(DEPUTY, ()))

    assert told(story, after(hours=5)) == [CARD, (NoticeKind.OVERDUE, MARA.id)]


def test_asking_twice_gives_the_same_keys() -> None:
    story = planned()

    first, second = (
        notices_due(story.template, story.release, after(minutes=minutes)) for minutes in (31, 45)
    )

    assert first == second


def test_a_moved_start_arms_the_questions_anew() -> None:
    story = planned()
    keys = {wish.key for wish in notices_due(story.template, story.release, after(minutes=30))}
    later = START + timedelta(days=1)
    story.asks(MARA, Move(later, "UTC"))

    assert notices_due(story.template, story.release, after(minutes=30)) == ()
    asked_anew = {
        wish.key for wish in notices_due(story.template, story.release, later + timedelta(minutes=30))
    }
    assert asked_anew & keys == {"card"}


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.PLANNED])
def test_once_started_or_given_up_a_release_is_never_overdue(stage: Stage) -> None:
    story = AT_STAGE[stage]()

    assert not overdue(story.release, after(days=30))
    assert told(story, after(days=30)) == []
    assert next_due_at(story.template, story.release, story.now) is None


def test_a_planned_release_is_due_at_each_of_its_moments_and_then_no_more() -> None:
    story = planned()
    moments = []
    now: datetime | None = story.now
    while now is not None:
        now = next_due_at(story.template, story.release, now)
        moments.append(now)

    asked = after(hours=-1)
    prompts = [asked, asked + timedelta(minutes=10), asked + timedelta(minutes=20)]
    assert moments == [after(days=-1), *prompts, START, after(minutes=15), after(minutes=30), None]


def test_what_is_due_at_a_moment_is_told_at_that_very_moment() -> None:
    story = planned()
    counts = []
    now = after(minutes=-1)
    while (due := next_due_at(story.template, story.release, now)) is not None:
        now = due
        counts.append(len(told(story, now)))

    assert counts == [1, 2, 3]


def test_a_new_release_manager_is_asked_in_place_of_the_old_one() -> None:
    story = planned()
    story.asks(MARA, AssignRole(RELEASE_MANAGER, (FINN.id,)))

    assert told(story, after(minutes=15))[1:] == [(NoticeKind.OVERDUE, FINN.id)]


def test_the_card_is_drawn_anew_when_the_answer_on_rollback_is_too_old_for_a_start() -> None:
    story = ready()
    lapses = next_due_at(story.template, story.release, story.now)

    assert lapses == story.now + timedelta(hours=1, microseconds=1)
    assert told(story, lapses) == [CARD]
    assert told(story, lapses - timedelta(microseconds=1)) == []
    assert "more than an hour old" in story.later(hours=1, microseconds=1).refuses(MARA, Start())


def test_not_ready_does_not_grow_old() -> None:
    story = signed()
    story.asks(RHEA, AnswerRollback(ready=False, reason="The backup failed."))

    assert next_due_at(story.template, story.release, story.now) == after(days=-1)
    assert told(story, story.now + timedelta(hours=2)) == []
