"""Where a template asks for it, a second person confirms the override of a gate."""

from dataclasses import replace

import pytest

from readiness.commands import (
    AssignRole,
    Cancel,
    ConfirmOverride,
    Delegate,
    EndDelegation,
    NoteFitness,
    OverrideGate,
)
from readiness.events import OverrideConfirmed
from readiness.model import Person, PersonKind
from readiness.records import APP
from readiness.signing.overrides import overrides
from readiness.signing.overriding import mark
from readiness.template import RELEASE_MANAGER
from tests.readiness.emergency import OVERRIDE, WITH_SECOND, counts, overridden, to_be_confirmed
from tests.readiness.world import (
    ADA,
    DAN,
    DORA,
    EMIL,
    FINN,
    MARA,
    NEXT_WEEK,
    ONCALL_GROUP,
    OSKAR,
    PETRA,
    QUINN,
    planned,
)


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
