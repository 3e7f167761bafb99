"""Who is told what when a release changes, and that what was posted stays true."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from readiness.commands import (
    AnswerRollback,
    AssignRole,
    Cancel,
    Close,
    Command,
    Finish,
    FinishRollback,
    Move,
    RollBack,
    Start,
    WriteNote,
)
from readiness.model import Person
from readiness.notices import NoticeKind, wishes
from readiness.template import DEPUTY
from tests.readiness.small import TEMPLATE
from tests.readiness.wishing import CARD, asked, redrawn, wished
from tests.readiness.world import (
    APPROVERS,
    AT_STAGE,
    CHANNEL,
    EMIL,
    FINN,
    LINES,
    MARA,
    OSKAR,
    START,
    Story,
    closed,
    deploying,
    done,
    monitoring,
    opening,
    planned,
    ready,
    rolling_back,
    signed,
)


def test_every_change_refreshes_the_card_of_the_release() -> None:
    story = Story()

    assert wished(story, MARA, opening()) == [CARD]
    assert wished(story, EMIL, done("checkup.smoke")) == [CARD]
    assert wished(story, EMIL, WriteNote("checkup.smoke", "Green.")) == [CARD]


class TestRoles:
    """A role that changes hands is said aloud."""

    def test_a_new_holder_is_said_aloud_in_the_channel(self) -> None:
        told = wished(planned(), MARA, AssignRole(DEPUTY, (FINN.id,)))

        assert asked(told, NoticeKind.ROLE) == [(CHANNEL, DEPUTY)]

    def test_nothing_is_said_of_roles_when_a_release_opens(self) -> None:
        assert asked(wished(Story(), MARA, opening()), NoticeKind.ROLE) == []

    def test_a_role_that_goes_back_is_said_aloud_again(self) -> None:
        story = planned()
        keys = [
            wish.key
            for holder in (FINN, EMIL, FINN)
            for wish in wished(story, MARA, AssignRole(DEPUTY, (holder.id,)))
            if wish.kind is NoticeKind.ROLE
        ]

        assert len(set(keys)) == 3


class TestMoves:
    """What everybody in the channel must hear, beside the card."""

    @pytest.mark.parametrize(
        ("begin", "who", "command", "stage"),
        [
            (ready, MARA, Start(), "deploying"),
            (signed, MARA, Start("Now."), "deploying"),
            (deploying, MARA, Finish(anyway=True), "monitoring"),
            (monitoring, MARA, Close("Enough."), "closed"),
            (planned, MARA, Cancel("No."), "cancelled"),
            (deploying, OSKAR, RollBack("Errors."), "rolling_back"),
            (monitoring, OSKAR, RollBack("Errors."), "rolling_back"),
            (rolling_back, MARA, FinishRollback(), "rolled_back"),
        ],
    )
    def test_every_stage_that_a_release_comes_into_is_said_aloud(
        self, begin: Callable[[], Story], who: Person, command: Command, stage: str
    ) -> None:
        told = wished(begin(), who, command)

        assert asked(told, NoticeKind.STAGE) == [(CHANNEL, stage)]

    def test_another_planned_start_is_no_other_stage(self) -> None:
        told = wished(planned(), MARA, Move(START.replace(hour=20), "UTC"))

        assert asked(told, NoticeKind.STAGE) == []

    def test_what_happens_while_deploying_is_not_said_again(self) -> None:
        story = signed()
        story.asks(MARA, Start("Now."))

        assert asked(wished(story, EMIL, done("rollout.steps")), NoticeKind.STAGE) == []

    def test_the_next_plan_is_said_again(self) -> None:
        story = signed()
        first = wished(story, MARA, Start("Now."))
        story.asks(MARA, RollBack("Errors."), FinishRollback(), Move(START.replace(month=12), "UTC"))

        again = wished(story, MARA, Start("Now."))

        keys = [{w.key for w in told if w.kind is NoticeKind.STAGE} for told in (first, again)]
        assert keys == [{"stage:deploying:1"}, {"stage:deploying:2"}]


def test_a_start_takes_the_buttons_from_every_request() -> None:
    about_the_start, about_going_back = "", START.isoformat()
    settled = {about_the_start, about_going_back}
    assert redrawn(wished(ready(), MARA, Start())) == {"sheet", *settled, *APPROVERS, *LINES}


@pytest.mark.parametrize("begin", [deploying, monitoring, closed])
def test_outside_the_planned_stage_nobody_is_asked_for_a_signature(begin: Callable[[], Story]) -> None:
    story = begin()
    before = replace(story.release, sign_offs={})

    told = list(wishes(TEMPLATE, before, replace(before, name="Another")))

    assert told == [CARD]


@pytest.mark.parametrize("begin", list(AT_STAGE.values()))
def test_no_key_is_wished_for_twice_in_one_change(begin: Callable[[], Story]) -> None:
    story = begin()

    keys = [wish.key for wish in wishes(TEMPLATE, None, story.release)]
    keys_of_a_change = [wish.key for wish in wishes(TEMPLATE, planned().release, story.release)]

    assert len(keys) == len(set(keys))
    assert len(keys_of_a_change) == len(set(keys_of_a_change))


def test_an_answer_on_rollback_changes_the_card_and_the_question() -> None:
    told = wished(signed(), OSKAR, AnswerRollback(ready=True))

    assert [wish for wish in told if not wish.redraw_only] == [CARD]
    assert [wish.kind for wish in told if wish.redraw_only] == [NoticeKind.PROMPT]
