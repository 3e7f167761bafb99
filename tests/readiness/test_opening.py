"""How a release comes to be, and who holds its roles."""

from datetime import timedelta

import pytest

from readiness.commands import AssignRole
from readiness.events import RoleAssigned
from readiness.model import Person, Stage
from readiness.opening import NAME_LIMIT, SUMMARY_LIMIT
from readiness.rules import decide
from readiness.template import DEPUTY, RELEASE_MANAGER
from tests.readiness.small import TEMPLATE
from tests.readiness.world import (
    ADA,
    AT_STAGE,
    CHANNEL,
    DAN,
    DORA,
    EMIL,
    FINN,
    MARA,
    NOW,
    OSKAR,
    OUTSIDERS,
    RHEA,
    ROLES,
    START,
    Story,
    cancelled,
    closed,
    done,
    opening,
    planned,
)


def test_a_release_begins_planned_with_all_that_was_said() -> None:
    story = Story()

    story.asks(MARA, opening())

    release = story.release
    assert (release.id, release.workspace, release.name) == ("R1", "T0TEAM", "Checkout 2.4")
    assert (release.summary, release.template, release.channel) == ("Pay by card.", "small@1", CHANNEL)
    assert (release.opened_by, release.opened_at, release.planned_at) == (MARA.id, NOW, NOW)
    assert (release.planned_start, release.zone) == (START, "UTC")
    assert (release.stage, release.cycle) == (Stage.PLANNED, 1)
    assert release.roles == ROLES
    assert not release.checks
    assert not release.sign_offs


def test_any_full_member_opens_a_release_and_manages_it_unless_somebody_is_named() -> None:
    story = Story()

    story.asks(EMIL, opening(roles={DEPUTY: (DAN.id,)}))

    assert story.release.holders(RELEASE_MANAGER) == (EMIL.id,)
    assert story.release.holders(DEPUTY) == (DAN.id,)


def test_an_empty_release_manager_in_the_form_is_nobody_named() -> None:
    story = Story()

    story.asks(EMIL, opening(roles={RELEASE_MANAGER: ()}))

    assert story.release.holders(RELEASE_MANAGER) == (EMIL.id,)


def test_a_person_named_twice_for_a_role_holds_it_once_and_an_empty_role_is_left_out() -> None:
    story = Story()

    story.asks(MARA, opening(roles={"dev-lead": (DORA.id, EMIL.id, DORA.id), "qa-lead": ()}))

    assert story.release.holders("dev-lead") == (DORA.id, EMIL.id)
    assert "qa-lead" not in story.release.roles


@pytest.mark.parametrize("who", OUTSIDERS, ids=lambda person: person.kind)
def test_outsiders_open_nothing(who: Person) -> None:
    assert "open a release" in Story().refuses(who, opening())


def test_a_name_loses_needless_space_and_nothing_else() -> None:
    story = Story()

    story.asks(MARA, opening(name="  Checkout \n 2.4 <!channel> "))

    assert story.release.name == "Checkout 2.4 <!channel>"


@pytest.mark.parametrize("name", ["", "   ", "\n"])
def test_a_release_needs_a_name(name: str) -> None:
    assert "Give the release a name" in Story().refuses(MARA, opening(name=name))


def test_a_name_of_just_the_limit_fits_and_one_more_does_not() -> None:
    assert Story().asks(MARA, opening(name="x" * NAME_LIMIT))
    assert Story().refuses(MARA, opening(name="x" * 500)).startswith("The name has 500 characters; 80 fit")


def test_a_summary_of_just_the_limit_fits_and_one_more_does_not() -> None:
    assert Story().asks(MARA, opening(summary=f" {'x' * SUMMARY_LIMIT} "))
    assert "501 characters; 500 fit" in Story().refuses(MARA, opening(summary="x" * 501))


def test_a_release_needs_a_channel() -> None:
    assert "Choose the channel" in Story().refuses(MARA, opening(channel=""))


@pytest.mark.parametrize("earlier", [timedelta(), timedelta(seconds=1), timedelta(days=400)])
def test_a_planned_start_lies_in_the_future(earlier: timedelta) -> None:
    assert "lies in the past" in Story().refuses(MARA, opening(planned_start=NOW - earlier))


def test_a_zone_exists() -> None:
    assert "no time zone “Mars/Olympus”" in Story().refuses(MARA, opening(zone="Mars/Olympus"))


def test_a_role_that_the_template_does_not_know_is_named() -> None:
    sentence = Story().refuses(MARA, opening(roles={"wizard": (EMIL.id,)}))

    assert sentence == "There is no role “wizard” in the template “Small”."


def test_opening_again_changes_nothing() -> None:
    story = planned()
    story.asks(EMIL, done("unit.tests"))

    assert story.asks(EMIL, opening(name="Another")) == ()


def test_a_release_that_does_not_exist_can_be_asked_nothing() -> None:
    assert "does not exist" in Story().refuses(MARA, done("unit.tests"))


def test_opening_leaves_the_given_roles_as_they_are() -> None:
    roles = {"dev-lead": (DORA.id, DORA.id)}

    decide(TEMPLATE, None, opening(roles=roles), MARA, NOW)

    assert roles == {"dev-lead": (DORA.id, DORA.id)}


@pytest.mark.parametrize("who", [MARA, DAN, ADA], ids=lambda person: person.id)
def test_roles_are_assigned_by_the_manager_the_deputy_and_administrators(who: Person) -> None:
    story = planned()

    story.asks(who, AssignRole("dev-lead", (EMIL.id, "S0DEVS", EMIL.id)))

    assert story.release.holders("dev-lead") == (EMIL.id, "S0DEVS")


@pytest.mark.parametrize("who", [EMIL, RHEA, OSKAR, DORA], ids=lambda person: person.id)
def test_nobody_else_assigns_roles(who: Person) -> None:
    assert planned().refuses(who, AssignRole("dev-lead", (who.id,))) == (
        "Only the release manager, the deputy or an administrator can assign roles. Ask <@U0MARA>."
    )


@pytest.mark.parametrize("who", OUTSIDERS, ids=lambda person: person.kind)
def test_outsiders_assign_no_roles(who: Person) -> None:
    assert "Ask a full member" in planned().refuses(who, AssignRole("dev-lead", (who.id,)))


def test_the_same_holders_in_another_order_change_nothing() -> None:
    story = planned()
    story.asks(MARA, AssignRole("dev-lead", (DORA.id, EMIL.id)))

    assert story.asks(MARA, AssignRole("dev-lead", (EMIL.id, DORA.id))) == ()


def test_a_role_can_be_left_empty_but_not_the_release_managers() -> None:
    story = planned()

    assert story.asks(MARA, AssignRole("dev-lead", ())) == (RoleAssigned("dev-lead", ()),)
    assert "always has a release manager" in story.refuses(MARA, AssignRole(RELEASE_MANAGER, ()))


def test_a_new_release_manager_leads_and_the_old_one_no_longer_does() -> None:
    story = planned()
    story.asks(MARA, AssignRole(RELEASE_MANAGER, (FINN.id,)))

    assert story.release.leads(FINN)
    assert not story.release.leads(MARA)
    story.refuses(MARA, AssignRole("dev-lead", ()))


def test_an_unknown_role_can_not_be_assigned() -> None:
    assert "no role “wizard”" in planned().refuses(MARA, AssignRole("wizard", (EMIL.id,)))


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.CANCELLED])
def test_roles_change_at_any_time_for_the_reviews_too(stage: Stage) -> None:
    assert AT_STAGE[stage]().asks(MARA, AssignRole("dev-lead", (FINN.id,)))


def test_the_roles_of_a_cancelled_release_stay() -> None:
    assert "was cancelled" in cancelled().refuses(MARA, AssignRole("dev-lead", (FINN.id,)))


def test_a_reviewer_is_named_after_the_close() -> None:
    story = closed()
    story.asks(MARA, AssignRole("dev-lead", (FINN.id,)))

    assert story.release.holds(FINN, "dev-lead")
