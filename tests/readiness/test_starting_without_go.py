"""The start itself is overridden: confirmed by a second person, or asked for anew."""

from dataclasses import replace
from datetime import timedelta

from readiness.commands import ConfirmOverride, Delegate, FinishRollback, Move, RollBack, Start
from readiness.events import OverrideConfirmed, Started
from readiness.model import Stage
from readiness.records import START
from readiness.signing.overrides import overrides
from readiness.template import RELEASE_MANAGER
from tests.readiness.emergency import DO_ALL, WITH_SECOND
from tests.readiness.world import (
    DAN,
    DORA,
    EMIL,
    FINN,
    MARA,
    NEXT_WEEK,
    QUINN,
    Story,
    approved,
    planned,
    ready,
    reject,
    reopen,
)
from tests.readiness.world import START as GO_LIVE


def stage(story: Story) -> Stage:
    return story.release.stage


class TestStart:
    """Starting without go, where a second person has to agree."""

    @staticmethod
    def asked_for() -> Story:
        story = planned().with_template(WITH_SECOND)
        story.asks(MARA, Start("It has to."))
        return story

    def test_it_waits_and_agreeing_starts_the_deployment(self) -> None:
        story = self.asked_for()
        assert stage(story) is Stage.PLANNED
        assert [(o.subject, o.waits) for o in overrides(story.template, story.release)] == [(START, True)]

        happened = story.later(minutes=5).asks(DAN, ConfirmOverride(START))

        assert [type(event) for event in happened] == [OverrideConfirmed, Started]
        assert stage(story) is Stage.DEPLOYING
        override = story.release.override
        assert override is not None
        assert (override.by, override.confirmed_by, override.reason) == (MARA.id, DAN.id, "It has to.")
        assert override.blockers
        assert story.release.started_without_go
        assert [(o.subject, o.counts) for o in overrides(story.template, story.release)] == [(START, True)]

    def test_the_same_again_changes_nothing(self) -> None:
        assert self.asked_for().asks(MARA, Start("It has to.")) == ()

    def test_after_an_hour_it_has_to_be_asked_for_anew(self) -> None:
        story = self.asked_for()

        assert "more than an hour ago" in story.later(hours=1, seconds=1).refuses(DAN, ConfirmOverride(START))
        assert story.asks(MARA, Start("It still has to."))
        assert story.asks(DAN, ConfirmOverride(START))

    def test_what_stands_in_the_way_besides_has_to_be_asked_for_anew(self) -> None:
        story = ready().with_template(WITH_SECOND)
        story.later(hours=2).asks(MARA, Start("It has to."))
        story.asks(EMIL, reopen("checkup.smoke"))

        assert story.refuses(DAN, ConfirmOverride(START)) == (
            "More stands in the way than when this start was asked for: Checkup: Checkup smoke. "
            "Ask the release manager to start again."
        )
        assert story.asks(MARA, Start("It has to.")), "the same again names more than what stands"
        assert story.asks(DAN, ConfirmOverride(START))

    def test_a_rejection_that_came_after_it_stands_in_the_way_too(self) -> None:
        story = approved().with_template(WITH_SECOND)
        story.asks(MARA, Start("It has to."))
        story.asks(QUINN, reject("sheet.qa"))

        assert "Sign-off sheet rejected by Sheet qa" in story.refuses(DAN, ConfirmOverride(START))

    def test_what_was_mended_since_does_not(self) -> None:
        story = planned().with_template(WITH_SECOND)
        story.asks(MARA, Start("It has to."))
        story.asks(EMIL, DO_ALL)

        assert story.asks(DAN, ConfirmOverride(START))

    def test_where_nothing_stands_in_the_way_any_more_it_starts_with_go(self) -> None:
        story = ready().with_template(WITH_SECOND)
        given = story.release.rollback_answer
        story.state = replace(story.release, rollback_answer=None)
        story.asks(MARA, Start("It has to."))
        story.state = replace(story.release, rollback_answer=given)

        story.asks(DAN, ConfirmOverride(START))

        assert story.release.stage is Stage.DEPLOYING
        assert story.release.override is None

    def test_without_a_second_person_it_starts_at_once_and_for_whom(self) -> None:
        story = planned()
        story.asks(MARA, Delegate(RELEASE_MANAGER, MARA.id, FINN.id, NEXT_WEEK, "Leave."))

        story.asks(FINN, Start("It has to."))

        assert story.release.override is not None
        assert story.release.override.on_behalf == MARA.id

    def test_a_later_start_with_a_second_person_is_not_taken_for_the_first_one(self) -> None:
        story = self.asked_for()
        story.asks(DAN, ConfirmOverride(START))
        story.later(hours=1).asks(MARA, RollBack("Errors."), FinishRollback())
        story.asks(MARA, Move(GO_LIVE + timedelta(days=9), "UTC"))

        assert [(o.subject, o.counts) for o in overrides(story.template, story.release)] == [(START, True)]
        story.later(hours=1).asks(MARA, Start("Once more."))
        both = [(o.subject, o.counts) for o in overrides(story.template, story.release)]
        assert both == [(START, True), (START, False)]
        story.asks(DORA, ConfirmOverride(START))
        assert story.release.override is not None
        assert (story.release.override.reason, story.release.override.confirmed_by) == ("Once more.", DORA.id)
