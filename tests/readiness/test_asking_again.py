"""Approvers are asked again two minutes after an approval went stale, unless it was undone by then."""

from dataclasses import replace
from datetime import timedelta

from readiness.commands import AddEvidence, AssignRole, Move, RemoveEvidence
from readiness.notices import NoticeKind, Wish, notices_due
from readiness.schedule import next_due_at
from tests.readiness.small import TEMPLATE
from tests.readiness.wishing import asked, redrawn, wished
from tests.readiness.world import (
    CHANNEL,
    DORA,
    EMIL,
    FINN,
    MARA,
    START,
    Story,
    approve,
    approved,
    checked,
    done,
    reopen,
    signed,
    waive,
)

TWO_MINUTES = timedelta(minutes=2)


def due(story: Story, kind: NoticeKind = NoticeKind.GATE) -> list[tuple[str, str]]:
    return asked(list(notices_due(story.template, story.release, story.now)), kind)


def test_a_stale_gate_asks_its_approvers_two_minutes_later_and_not_at_once() -> None:
    story = approved()
    told = wished(story, EMIL, waive("unit.tests"))

    assert asked(told, NoticeKind.GATE) == []
    assert "development" in redrawn(told)
    assert next_due_at(story.template, story.release, story.now) == story.now + TWO_MINUTES
    assert due(story.later(seconds=119)) == []
    assert due(story.later(seconds=1)) == [(CHANNEL, "development"), (DORA.id, "development")]


def test_undoing_it_within_two_minutes_asks_nobody() -> None:
    story = approved()
    story.asks(EMIL, reopen("unit.tests"))

    told = wished(story.later(seconds=30), EMIL, done("unit.tests"))

    assert asked(told, NoticeKind.GATE) == []
    assert due(story.later(minutes=10)) == []


def test_another_change_begins_the_two_minutes_anew() -> None:
    story = approved()
    story.asks(EMIL, waive("unit.tests"))
    told = wished(story.later(seconds=90), EMIL, waive("unit.coverage"))

    assert asked(told, NoticeKind.GATE) == []
    assert due(story.later(seconds=60)) == []
    assert due(story.later(seconds=60)) == [(CHANNEL, "development"), (DORA.id, "development")]


def test_while_its_scope_is_open_nobody_can_be_asked() -> None:
    story = approved()
    story.asks(EMIL, reopen("unit.tests"))

    assert due(story.later(minutes=10)) == []

    told = wished(story, EMIL, waive("unit.tests"))
    assert asked(told, NoticeKind.GATE) == []
    assert due(story.later(minutes=2)) == [(CHANNEL, "development"), (DORA.id, "development")]


def test_a_later_gate_is_asked_for_at_once_when_the_earlier_one_counts_again() -> None:
    story = approved()
    story.asks(EMIL, waive("unit.tests", "tests.split"))

    told = wished(story.later(minutes=5), DORA, approve("development"))

    assert asked(told, NoticeKind.GATE)[1:] == [("U0QUINN", "testing")]


def test_what_goes_stale_twice_is_asked_for_twice() -> None:
    story = approved()
    story.asks(EMIL, waive("unit.tests"))
    first = keys(story.later(minutes=2))
    story.asks(EMIL, done("unit.tests"))
    story.later(minutes=1).asks(EMIL, waive("unit.tests"))
    second = keys(story.later(minutes=2))

    assert first
    assert second
    assert not first & second


def keys(story: Story) -> set[str]:
    told = notices_due(story.template, story.release, story.now)
    assert told == notices_due(story.template, story.release, story.now + timedelta(minutes=1))
    return {wish.key for wish in told if wish.kind is NoticeKind.GATE}


def test_asking_again_posts_once_and_leaves_what_was_posted_as_it_is() -> None:
    story = approved()
    story.asks(EMIL, waive("unit.tests"))
    told = [w for w in notices_due(story.template, story.release, story.now + TWO_MINUTES) if is_gate(w)]

    assert [wish.once for wish in told] == [True, True]


def is_gate(wish: Wish) -> bool:
    return wish.kind is NoticeKind.GATE


def test_a_new_holder_of_a_stale_gate_is_asked_at_once() -> None:
    story = approved()
    story.asks(EMIL, waive("unit.tests"))

    told = wished(story.later(minutes=3), MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))

    assert asked(told, NoticeKind.GATE) == [(FINN.id, "development")]


def test_evidence_that_was_taken_away_is_asked_about_two_minutes_later() -> None:
    story = checked()
    story.asks(EMIL, AddEvidence("unit.tests", "A link"))
    story.asks(DORA, approve("development"))
    story.later(hours=1).asks(EMIL, RemoveEvidence("unit.tests", "A link"))

    assert due(story) == []
    assert due(story.later(minutes=2)) == [(CHANNEL, "development"), (DORA.id, "development")]


def test_the_lines_of_the_sheet_are_asked_for_again_as_well() -> None:
    story = signed()
    told = wished(story, MARA, Move(START + timedelta(days=1), "UTC"))

    assert asked(told, NoticeKind.LINE) == []
    again = due(story.later(minutes=2), NoticeKind.LINE)
    assert (DORA.id, "sheet.dev") in again


def test_a_move_that_is_taken_back_in_time_asks_no_line() -> None:
    story = signed()
    story.asks(MARA, Move(START + timedelta(days=1), "UTC"))
    story.later(minutes=1).asks(MARA, Move(START, "UTC"))

    assert due(story.later(minutes=2), NoticeKind.LINE) == []


def test_once_the_release_has_started_nobody_is_asked_again() -> None:
    story = approved()
    story.asks(EMIL, waive("unit.tests"))
    deploying = replace(story.release, stage=story.release.stage.__class__.DEPLOYING)

    told = notices_due(TEMPLATE, deploying, story.now + TWO_MINUTES)

    assert not any(is_gate(wish) for wish in told)
