"""The emergency path: overrides of gates and of the start, the second person, and when they count no more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from readiness.commands import (
    AssignRole,
    Cancel,
    ConfirmOverride,
    Delegate,
    EndDelegation,
    FinishRollback,
    Move,
    NoteFitness,
    OverrideGate,
    RollBack,
    Start,
)
from readiness.events import OverrideConfirmed, OverrideGiven, Started
from readiness.model import Person, PersonKind, Stage
from readiness.notices import NoticeKind
from readiness.records import APP, START
from readiness.signing.gates import Standing, gate_view
from readiness.signing.overrides import overrides
from readiness.signing.overriding import is_void, mark, void_because
from readiness.signing.sheet import sheet_open, sheet_views
from readiness.template import RELEASE_MANAGER
from tests.readiness.small import TEMPLATE
from tests.readiness.test_delegation import NEXT_WEEK
from tests.readiness.wishing import asked, redrawn, wished
from tests.readiness.world import (
    ADA,
    CHANNEL,
    DAN,
    DORA,
    EMIL,
    FINN,
    MARA,
    ONCALL_GROUP,
    OSKAR,
    PETRA,
    QUINN,
    RHEA,
    Story,
    approve,
    approved,
    checked,
    deploying,
    done,
    planned,
    ready,
    reject,
    reopen,
    rolled_back,
    signed,
    waive,
)
from tests.readiness.world import START as GO_LIVE

WITH_SECOND = replace(TEMPLATE, overrides_need_second=True)
OVERRIDE = OverrideGate("development", "It has to.")
DO_ALL = done("unit.tests", "unit.coverage")


def counts(story: Story, gate: str = "development") -> bool:
    return gate_view(story.template, story.release, gate).counts


def overridden() -> Story:
    story = planned()
    story.asks(MARA, OVERRIDE)
    return story


def to_be_confirmed() -> Story:
    story = planned().with_template(WITH_SECOND)
    story.asks(MARA, OVERRIDE)
    return story


def test_the_release_manager_lets_a_gate_count_and_says_why() -> None:
    story = planned()

    (event,) = story.asks(MARA, OVERRIDE)

    assert isinstance(event, OverrideGiven)
    assert event.reason == "It has to."
    assert "“Unit tests” is open" in event.blockers
    assert "Nobody has approved it" in event.blockers
    view = gate_view(story.template, story.release, "development")
    assert view.counts
    assert view.standing is Standing.WAITING
    assert view.override is not None
    assert view.override.by == MARA.id


@pytest.mark.parametrize("who", [DAN, DORA, EMIL, ADA, RHEA], ids=lambda who: who.id)
def test_nobody_else_does(who: Person) -> None:
    assert "Only the release manager can override" in planned().refuses(who, OVERRIDE)


def test_it_needs_a_reason_a_gate_and_a_release_that_is_planned() -> None:
    story = planned()

    assert "Say why" in story.refuses(MARA, OverrideGate("development", "  "))
    assert "no gate “no-such”" in story.refuses(MARA, OverrideGate("no-such", "It has to."))
    assert "while a release is planned" in deploying().refuses(MARA, OVERRIDE)
    assert "nothing to override" in approved().refuses(MARA, OVERRIDE)


def test_the_same_again_changes_nothing_and_another_reason_does() -> None:
    story = overridden()

    assert story.asks(MARA, OVERRIDE) == ()
    assert story.asks(MARA, OverrideGate("development", "Another reason."))


def test_gates_still_open_in_order() -> None:
    story = planned()
    (event,) = story.asks(MARA, OverrideGate("testing", "It has to."))

    assert isinstance(event, OverrideGiven)
    assert "It comes after “Development complete”" in event.blockers
    assert not counts(story, "testing")

    story.asks(MARA, OVERRIDE)
    assert counts(story, "testing")


def test_every_kind_of_what_a_gate_lacks_is_written_down() -> None:
    rejected = checked()
    rejected.asks(DORA, reject("development"))
    stale = approved()
    stale.asks(EMIL, waive("unit.tests"))
    short = checked()
    short.template = replace(TEMPLATE, gates=(replace(TEMPLATE.gates[0], quorum=2), *TEMPLATE.gates[1:]))
    short.asks(DORA, approve("development"))
    unmet = planned()

    lacking = [story.asks(MARA, OVERRIDE)[0] for story in (rejected, stale, short, unmet)]

    assert [event.blockers[-1] for event in lacking if isinstance(event, OverrideGiven)] == [
        "It was rejected",
        "What was approved has changed since",
        "1 of 2 approvals are in",
        "Nobody has approved it",
    ]
    assert any("Not met: Coverage" in text for text in getattr(lacking[-1], "blockers", ()))


def test_the_sheet_opens_over_overridden_gates() -> None:
    story = checked()
    for gate in TEMPLATE.gates:
        story.asks(MARA, OverrideGate(gate.key, "It has to."))

    assert sheet_open(story.template, story.release)
    assert story.asks(DORA, approve("sheet.dev"))


def test_overriding_a_gate_makes_the_lines_stale_that_were_signed_before() -> None:
    story = signed()
    story.asks(EMIL, waive("unit.tests"))
    story.asks(DORA, approve("development"))
    story.asks(EMIL, waive("tests.split"))
    story.asks(MARA, OverrideGate("testing", "It has to."))

    stale = [view.standing for view in sheet_views(story.template, story.release)]
    assert set(stale) == {Standing.STALE}


def test_a_proper_approval_makes_the_override_void_for_good() -> None:
    story = overridden()
    story.asks(EMIL, DO_ALL)
    story.later(hours=1).asks(DORA, approve("development"))

    given = story.release.overrides["development"]
    assert given.voided_at == story.now
    assert gate_view(story.template, story.release, "development").override is None
    assert overrides(story.template, story.release) == ()

    story.asks(DORA, reject("development"))
    assert not counts(story)


class TestWhatItNames:
    """An override passes over what it named, and over nothing else."""

    def test_it_is_void_once_more_is_missing_and_counts_again_when_that_is_mended(self) -> None:
        story = checked()
        story.asks(MARA, OVERRIDE)
        assert counts(story)

        story.asks(EMIL, reopen("unit.tests"))
        assert not counts(story)
        assert overrides(story.template, story.release) == ()
        assert is_void(story.template, story.release, "development")

        story.asks(EMIL, done("unit.tests"))
        assert counts(story)
        assert not is_void(story.template, story.release, "development")

    def test_what_is_mended_since_does_not_make_it_void(self) -> None:
        story = overridden()

        story.asks(EMIL, done("unit.tests"))
        assert counts(story)

    def test_nor_does_what_it_named_and_what_came_back(self) -> None:
        story = overridden()

        story.asks(EMIL, done("unit.tests"), reopen("unit.tests"))
        assert counts(story)

    def test_a_rejection_that_came_after_it_makes_it_void(self) -> None:
        story = checked()
        story.asks(MARA, OVERRIDE)
        story.asks(DORA, reject("development"))

        assert not counts(story)
        given = story.release.overrides["development"]
        assert "somebody rejected it" in void_because(TEMPLATE, story.release, "development", given)
        assert story.asks(MARA, OVERRIDE), "the same again is not what stands: it names the rejection"
        assert counts(story)

    def test_a_second_person_confirms_nothing_that_it_does_not_name(self) -> None:
        story = checked().with_template(WITH_SECOND)
        story.asks(MARA, OVERRIDE)
        story.asks(EMIL, reopen("unit.tests"))

        assert story.refuses(DAN, ConfirmOverride("development")) == (
            "This override is void. More is missing than it names: “Unit tests” is open. "
            "Give it anew, or mend that."
        )
        story.asks(MARA, OVERRIDE)
        assert story.asks(DAN, ConfirmOverride("development"))

    def test_after_the_start_it_stays_what_it_was(self) -> None:
        story = checked()
        story.asks(MARA, OVERRIDE, Start("It has to."))
        story.asks(EMIL, reopen("unit.tests"))

        assert counts(story)
        assert [each.subject for each in overrides(story.template, story.release)] == ["development", START]

    def test_that_more_is_missing_is_said_aloud_and_to_whoever_gave_it_once(self) -> None:
        story = checked()
        story.asks(MARA, OVERRIDE)

        told = wished(story, EMIL, reopen("unit.tests"))
        assert asked(told, NoticeKind.OVERRIDE) == [(CHANNEL, "development"), (MARA.id, "development")]
        assert "development" in redrawn(told)

        story.asks(EMIL, reopen("unit.tests"))
        told = wished(story, EMIL, done("unit.tests"))
        assert asked(told, NoticeKind.OVERRIDE) == []
        assert any(w.kind is NoticeKind.OVERRIDE and w.redraw_only for w in told)


def test_an_override_counts_for_its_plan_alone() -> None:
    story = rolled_back()
    story.asks(MARA, Move(GO_LIVE + timedelta(days=9), "UTC"))
    story.asks(MARA, OVERRIDE)
    assert counts(story)

    again = replace(story.release, cycle=story.release.cycle + 1)

    assert not gate_view(story.template, again, "development").counts
    assert overrides(story.template, again) == ()


class TestSecondPerson:
    """Templates that ask for a second person."""

    def test_it_counts_once_a_second_person_agrees(self) -> None:
        story = to_be_confirmed()
        assert not counts(story)

        assert story.asks(DAN, ConfirmOverride("development")) == (OverrideConfirmed("development"),)

        assert counts(story)
        given = story.release.overrides["development"]
        assert (given.by, given.confirmed_by) == (MARA.id, DAN.id)
        assert story.asks(DAN, ConfirmOverride("development")) == ()

    @pytest.mark.parametrize("who", [DAN, ADA, DORA, QUINN, PETRA], ids=lambda who: who.id)
    def test_the_deputy_an_administrator_or_who_holds_another_role_can(self, who: Person) -> None:
        story = to_be_confirmed()

        assert story.asks(who, ConfirmOverride("development"))

    def test_nobody_agrees_with_themselves(self) -> None:
        story = to_be_confirmed()
        story.asks(MARA, AssignRole("qa-lead", (MARA.id,)))

        assert "Somebody else has to" in story.refuses(MARA, ConfirmOverride("development"))
        admin = replace(MARA, administrator=True)
        assert "Somebody else has to" in story.refuses(admin, ConfirmOverride("development"))

    def test_whoever_holds_no_other_role_can_not(self) -> None:
        story = to_be_confirmed()
        story.asks(MARA, AssignRole(RELEASE_MANAGER, (MARA.id, FINN.id)))

        for who in (EMIL, FINN):
            assert "Only the deputy" in story.refuses(who, ConfirmOverride("development"))
        guest = replace(DAN, kind=PersonKind.GUEST)
        assert "Guests can look" in story.refuses(guest, ConfirmOverride("development"))

    def test_nobody_confirms_another_override_than_they_were_shown(self) -> None:
        story = to_be_confirmed()
        shown = mark(story.release.overrides["development"])
        story.later(minutes=1).asks(MARA, OverrideGate("development", "For another reason altogether."))

        refusal = story.refuses(DAN, ConfirmOverride("development", shown))
        assert "given anew after it was shown" in refusal
        assert not counts(story)

        present = mark(story.release.overrides["development"])
        assert story.asks(DAN, ConfirmOverride("development", present))

    def test_a_delegate_of_the_first_one_is_no_second_person(self) -> None:
        story = to_be_confirmed()
        story.asks(MARA, AssignRole("qa-lead", (MARA.id,)))
        story.asks(MARA, Delegate("qa-lead", MARA.id, EMIL.id, NEXT_WEEK, "Leave."))

        for who in (EMIL, replace(EMIL, administrator=True)):
            assert "You stand in for whoever gave" in story.refuses(who, ConfirmOverride("development"))

    def test_nor_are_two_delegates_of_one_release_manager_whatever_else_they_are_given(self) -> None:
        story = planned().with_template(WITH_SECOND)
        for to in (EMIL, FINN):
            story.asks(MARA, Delegate(RELEASE_MANAGER, MARA.id, to.id, NEXT_WEEK, "Leave."))
        story.asks(EMIL, OVERRIDE, AssignRole("qa-lead", (FINN.id,)))

        assert "You stand in for whoever gave" in story.refuses(FINN, ConfirmOverride("development"))

    def test_nor_is_the_one_for_whom_it_was_given(self) -> None:
        story = planned().with_template(WITH_SECOND)
        story.asks(MARA, Delegate(RELEASE_MANAGER, MARA.id, FINN.id, NEXT_WEEK, "Leave."))
        story.asks(MARA, AssignRole("qa-lead", (MARA.id,)))
        story.asks(FINN, OVERRIDE)

        assert story.release.overrides["development"].on_behalf == MARA.id
        assert "given for you" in story.refuses(MARA, ConfirmOverride("development"))
        assert story.asks(DAN, ConfirmOverride("development"))

    def test_it_is_void_when_whoever_gave_it_is_the_release_manager_no_longer(self) -> None:
        story = to_be_confirmed()
        story.asks(MARA, AssignRole(RELEASE_MANAGER, (FINN.id,)))

        assert overrides(story.template, story.release) == ()
        assert story.refuses(DAN, ConfirmOverride("development")) == (
            "This override is void. <@U0MARA> gave it and is no longer the release manager: ask who is."
        )

    def test_so_it_is_when_whoever_gave_it_can_not_act_any_more(self) -> None:
        story = to_be_confirmed()
        story.asks(Person(APP), NoteFitness(unfit=(MARA.id,)))

        assert "is no longer the release manager" in story.refuses(DAN, ConfirmOverride("development"))

    def test_so_it_is_when_the_role_that_was_handed_over_was_taken_back(self) -> None:
        story = planned().with_template(WITH_SECOND)
        story.asks(MARA, Delegate(RELEASE_MANAGER, MARA.id, FINN.id, NEXT_WEEK, "Leave."))
        story.asks(FINN, OVERRIDE)
        assert [each.waits for each in overrides(story.template, story.release)] == [True]
        story.asks(MARA, EndDelegation(RELEASE_MANAGER, FINN.id))

        assert "is no longer the release manager" in story.refuses(DAN, ConfirmOverride("development"))

    def test_so_it_is_when_the_group_by_which_they_were_holds_the_role_no_longer(self) -> None:
        story = planned().with_template(WITH_SECOND)
        story.asks(MARA, AssignRole(RELEASE_MANAGER, (ONCALL_GROUP,)))
        story.asks(OSKAR, OVERRIDE)
        assert [each.waits for each in overrides(story.template, story.release)] == [True]
        story.asks(DAN, AssignRole(RELEASE_MANAGER, (MARA.id,)))

        assert "is no longer the release manager" in story.refuses(DAN, ConfirmOverride("development"))

    def test_one_that_counts_already_outlives_the_role_of_whoever_gave_it(self) -> None:
        story = to_be_confirmed()
        story.asks(DAN, ConfirmOverride("development"))
        story.asks(MARA, AssignRole(RELEASE_MANAGER, (FINN.id,)))

        assert counts(story)

    def test_there_is_nothing_to_confirm_where_nothing_waits(self) -> None:
        assert "no such override" in planned().refuses(DAN, ConfirmOverride("development"))
        assert "waits for nobody" in overridden().refuses(DAN, ConfirmOverride("development"))
        story = to_be_confirmed()
        story.asks(MARA, Cancel("Enough."))
        assert "while a release is planned" in story.refuses(DAN, ConfirmOverride("development"))


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


class TestTold:
    """Overrides are loud."""

    def test_the_channel_and_the_deputy_are_told(self) -> None:
        told = wished(planned(), MARA, OVERRIDE)

        assert asked(told, NoticeKind.OVERRIDE) == [(CHANNEL, "development"), (DAN.id, "development")]

    def test_the_gates_messages_say_that_it_waits_for_a_second_person(self) -> None:
        story = planned().with_template(WITH_SECOND)

        told = wished(story, MARA, OVERRIDE)

        assert any(w.kind is NoticeKind.GATE and w.redraw_only for w in told)

    def test_what_happens_next_says_it_no_second_time(self) -> None:
        assert asked(wished(overridden(), EMIL, DO_ALL), NoticeKind.OVERRIDE) == []
        told = wished(overridden(), EMIL, DO_ALL)
        assert not any(w.kind is NoticeKind.OVERRIDE for w in told)

    def test_that_it_was_confirmed_is_said_aloud_and_what_was_said_is_redrawn(self) -> None:
        told = wished(to_be_confirmed(), DAN, ConfirmOverride("development"))

        assert asked(told, NoticeKind.OVERRIDE) == [(CHANNEL, "development")]
        assert "development" in redrawn(told)

    def test_that_it_is_void_is_redrawn(self) -> None:
        story = overridden()
        story.asks(EMIL, DO_ALL)
        told = wished(story, DORA, approve("development"))

        assert asked(told, NoticeKind.OVERRIDE) == []
        assert any(w.kind is NoticeKind.OVERRIDE and w.redraw_only for w in told)

    def test_the_deputy_who_gave_it_is_not_told_what_they_did(self) -> None:
        story = planned()
        story.asks(MARA, Delegate(RELEASE_MANAGER, MARA.id, DAN.id, NEXT_WEEK, "Leave."))

        assert asked(wished(story, DAN, OVERRIDE), NoticeKind.OVERRIDE) == [(CHANNEL, "development")]
