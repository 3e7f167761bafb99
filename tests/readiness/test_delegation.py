"""Handing a role over for a time: who may, what the delegate may then, and how it ends."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from readiness.commands import AssignRole, Delegate, EndDelegation, Start
from readiness.events import DelegationEnded, RoleDelegated
from readiness.model import Person, PersonKind
from readiness.notices import NoticeKind
from readiness.passing import passed
from readiness.records import APP
from readiness.rules import evolve
from readiness.schedule import next_due_at
from readiness.signing.delegating import LONGEST
from readiness.signing.gates import Standing, gate_view
from readiness.template import DEPUTY, ON_CALL, RELEASE_MANAGER
from readiness.waiting import waiting_for
from tests.readiness.small import with_gate
from tests.readiness.wishing import asked, redrawn, wished
from tests.readiness.world import (
    ADA,
    CHANNEL,
    DAN,
    DORA,
    EMIL,
    FINN,
    LINES,
    MARA,
    NEXT_WEEK,
    NOW,
    OSKAR,
    QUINN,
    Story,
    approve,
    approved,
    cancelled,
    checked,
    ready,
)


def hand(
    role: str = "dev-lead",
    of: str = DORA.id,
    to: str = EMIL.id,
    until: datetime = NEXT_WEEK,
    reason: str = "Leave.",
) -> Delegate:
    return Delegate(role, of, to, until, reason)


def handed() -> Story:
    story = checked().with_template(with_gate("development"))
    story.asks(DORA, hand())
    return story


def ended(story: Story) -> list[DelegationEnded]:
    happened = [e for e in passed(story.template, story.release, story.now) if isinstance(e, DelegationEnded)]
    for event in happened:
        story.state = evolve(story.release, event, APP, story.now)
    return happened


def test_a_delegate_signs_for_the_holder() -> None:
    story = handed()

    story.asks(EMIL, approve("development"))

    (sign_off,) = story.release.sign_offs["development"]
    assert (sign_off.by, sign_off.on_behalf, sign_off.role) == (EMIL.id, DORA.id, "dev-lead")
    assert gate_view(story.template, story.release, "development").counts


def test_the_holder_still_signs_as_themselves() -> None:
    story = handed()

    story.asks(DORA, approve("development"))

    assert story.release.sign_offs["development"][0].on_behalf is None


def test_a_delegate_of_the_release_manager_moves_the_stage_and_signs_the_final_line() -> None:
    story = approved()
    story.asks(MARA, hand(RELEASE_MANAGER, MARA.id, FINN.id))
    for line, signer in LINES.items():
        story.asks(FINN if signer is MARA else signer, approve(line))

    (sign_off,) = story.release.sign_offs["sheet.final"]
    assert (sign_off.by, sign_off.on_behalf) == (FINN.id, MARA.id)
    assert "NO-GO" in story.refuses(FINN, Start())


def test_somebody_else_still_can_not() -> None:
    assert "Only the Development Lead can" in handed().refuses(FINN, approve("development"))


def test_a_delegate_who_is_no_full_member_can_not_either() -> None:
    guest = replace(EMIL, kind=PersonKind.GUEST)

    assert "Guests can look" in handed().refuses(guest, approve("development"))


def test_a_delegate_can_not_hand_it_on() -> None:
    story = handed()

    assert "Only who holds it can hand it on" in story.refuses(EMIL, hand(of=EMIL.id, to=FINN.id))
    assert "Only who holds it can hand it on" in story.refuses(EMIL, hand(of=DORA.id, to=FINN.id))


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        pytest.param(hand("wizard"), "There is no role “wizard”", id="a role that is not there"),
        pytest.param(hand("qa-lead"), "Only who holds the role QA Lead", id="somebody else's role"),
        pytest.param(hand(of=QUINN.id), "Only who holds the role", id="in somebody else's name"),
        pytest.param(hand(to=DORA.id), "holds the role Development Lead already", id="to oneself"),
        pytest.param(hand(to=""), "Choose one person", id="to nobody"),
        pytest.param(hand(to="S0ONCALL"), "Choose one person", id="to a user group"),
        pytest.param(hand(reason="  "), "Say why", id="without a reason"),
        pytest.param(hand(until=NOW), "over already", id="until a time that is over"),
        pytest.param(hand(until=NOW + LONGEST + timedelta(days=1)), "at most 60 days", id="for too long"),
    ],
)
def test_a_role_is_not_handed_over(command: Delegate, sentence: str) -> None:
    assert sentence in checked().refuses(DORA, command)


def test_who_holds_a_role_by_a_user_group_is_told_what_to_do_instead() -> None:
    sentence = checked().refuses(OSKAR, hand(ON_CALL, OSKAR.id))

    assert "through a user group" in sentence


def test_the_roles_of_a_cancelled_release_stay_as_they_are() -> None:
    assert "was cancelled" in cancelled().refuses(DORA, hand())


def test_handing_over_the_same_again_changes_nothing() -> None:
    story = handed()

    assert story.asks(DORA, hand()) == ()
    assert story.asks(DORA, hand(reason="Ill.")) == (
        RoleDelegated("dev-lead", DORA.id, EMIL.id, NEXT_WEEK, "Ill."),
    )


@pytest.mark.parametrize("role", [RELEASE_MANAGER, DEPUTY])
def test_nor_keep_it_by_making_somebody_lead_the_release_for_good(role: str) -> None:
    story = checked()
    story.asks(MARA, hand(RELEASE_MANAGER, MARA.id, FINN.id))

    for to in (FINN, EMIL):
        assert story.refuses(FINN, AssignRole(role, (to.id,))) == (
            "The role was handed to you for now. Only the release manager, the deputy or an administrator "
            "can say for good who leads this release. Ask <@U0MARA>."
        )
    assert story.asks(FINN, AssignRole("qa-lead", (EMIL.id,))), "the others can't wait for the manager"


@pytest.mark.parametrize("who", [MARA, DAN, ADA], ids=lambda who: who.id)
def test_who_leads_by_themselves_and_an_administrator_say_who_leads(who: Person) -> None:
    assert checked().asks(who, AssignRole(RELEASE_MANAGER, (FINN.id,)))


def test_it_ends_by_itself_at_its_time() -> None:
    story = handed()

    assert next_due_at(story.template, story.release, NEXT_WEEK - timedelta(seconds=1)) == NEXT_WEEK
    story.now = NEXT_WEEK - timedelta(seconds=1)
    assert ended(story) == []
    assert ended(story.later(seconds=1)) == [DelegationEnded("dev-lead", EMIL.id)]
    assert ended(story) == []
    assert "Only the Development Lead" in story.refuses(EMIL, approve("development"))


def test_one_that_ends_leaves_the_others() -> None:
    story = handed()
    story.asks(DORA, hand(to=FINN.id, until=NEXT_WEEK + timedelta(days=1)))
    story.now = NEXT_WEEK

    assert ended(story) == [DelegationEnded("dev-lead", EMIL.id)]
    assert story.release.acting("dev-lead") == (DORA.id, FINN.id)
    story.asks(DORA, hand("dev-lead", to=EMIL.id, until=NEXT_WEEK + timedelta(days=2)))
    assert story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))[1:] == (
        DelegationEnded("dev-lead", FINN.id),
    )


def test_a_signature_that_was_given_in_time_stands_after_it() -> None:
    story = handed()
    story.asks(EMIL, approve("development"))
    story.now = NEXT_WEEK
    ended(story)

    assert gate_view(story.template, story.release, "development").counts


@pytest.mark.parametrize("who", [DORA, EMIL, MARA, DAN, ADA], ids=lambda who: who.id)
def test_either_of_the_two_and_who_assigns_roles_can_take_it_back(who: Person) -> None:
    story = handed()

    assert story.asks(who, EndDelegation("dev-lead", EMIL.id)) == (DelegationEnded("dev-lead", EMIL.id),)
    assert story.asks(who, EndDelegation("dev-lead", EMIL.id)) == ()
    assert "Only the Development Lead" in story.refuses(EMIL, approve("development"))


def test_nobody_else_can_take_it_back() -> None:
    story = handed()

    assert "can take this role back" in story.refuses(FINN, EndDelegation("dev-lead", EMIL.id))
    assert "no role “wizard”" in story.refuses(DORA, EndDelegation("wizard", EMIL.id))


def test_it_ends_when_the_holder_loses_the_role() -> None:
    story = handed()

    happened = story.asks(MARA, AssignRole("dev-lead", (FINN.id,)))

    assert DelegationEnded("dev-lead", EMIL.id) in happened
    assert story.release.delegations == {}
    assert "Only the Development Lead" in story.refuses(EMIL, approve("development"))


def test_it_ends_when_the_delegate_gets_the_role() -> None:
    story = handed()

    story.asks(MARA, AssignRole("dev-lead", (DORA.id, EMIL.id)))
    story.asks(EMIL, approve("development"))

    assert story.release.sign_offs["development"][0].on_behalf is None


def test_a_holder_and_their_delegate_are_two_people_but_one_say() -> None:
    story = checked().with_template(with_gate("development", quorum=2))
    story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))
    story.asks(DORA, hand())

    story.asks(EMIL, approve("development"))
    story.asks(DORA, approve("development"))
    view = gate_view(story.template, story.release, "development")
    assert (view.standing, view.approvals) == (Standing.READY, 1)

    story.asks(FINN, approve("development"))
    assert gate_view(story.template, story.release, "development").standing is Standing.APPROVED


def test_nobody_says_it_once_for_another_and_once_more_through_a_delegate() -> None:
    story = checked().with_template(with_gate("development", quorum=2))
    story.asks(DORA, hand())
    story.asks(EMIL, approve("development"))
    story.asks(MARA, AssignRole("dev-lead", (DORA.id, EMIL.id)))
    story.asks(EMIL, hand(of=EMIL.id, to=FINN.id))
    story.asks(FINN, approve("development"))

    view = gate_view(story.template, story.release, "development")
    assert [(s.by, s.on_behalf) for s in view.fresh] == [(EMIL.id, DORA.id), (FINN.id, EMIL.id)]
    assert (view.standing, view.approvals) == (Standing.READY, 1)

    story.asks(MARA, AssignRole("dev-lead", (DORA.id, EMIL.id, OSKAR.id)))
    story.asks(OSKAR, approve("development"))
    assert gate_view(story.template, story.release, "development").standing is Standing.APPROVED


def test_who_opened_the_release_can_not_sign_its_gates_as_a_delegate() -> None:
    story = checked()
    story.asks(DORA, hand(to=MARA.id))

    assert "You opened this release" in story.refuses(MARA, approve("development"))


def test_the_delegate_is_asked_and_it_is_said_aloud() -> None:
    story = checked()

    told = wished(story, DORA, hand())

    assert asked(told, NoticeKind.DELEGATION) == [
        (CHANNEL, f"dev-lead:{EMIL.id}"),
        (EMIL.id, f"dev-lead:{EMIL.id}"),
    ]
    assert asked(told, NoticeKind.GATE) == [(EMIL.id, "development")]
    assert "development" in redrawn(told)


def test_that_it_ended_is_said_aloud_too() -> None:
    story = handed()

    told = wished(story, DORA, EndDelegation("dev-lead", EMIL.id))

    assert asked(told, NoticeKind.DELEGATION) == [(CHANNEL, f"dev-lead:{EMIL.id}")]
    assert f"dev-lead:{EMIL.id}" in redrawn(told)


def test_a_longer_time_redraws_what_was_said_without_ending_it() -> None:
    story = handed()

    told = wished(story.later(days=1), DORA, hand(until=NEXT_WEEK + timedelta(days=1)))

    assert asked(told, NoticeKind.DELEGATION) == [
        (CHANNEL, f"dev-lead:{EMIL.id}"),
        (EMIL.id, f"dev-lead:{EMIL.id}"),
    ]
    assert not any(":ended" in wish.key for wish in told)


def test_what_waits_for_the_holder_waits_for_the_delegate_until_one_of_them_has_signed() -> None:
    story = checked().with_template(with_gate("development", quorum=2))
    story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))
    story.asks(DORA, hand())
    assert waiting_for(story.template, story.release, EMIL).gates

    story.asks(EMIL, approve("development"))

    assert not waiting_for(story.template, story.release, EMIL).gates
    assert not waiting_for(story.template, story.release, DORA).gates
    assert waiting_for(story.template, story.release, FINN).gates


def test_a_release_is_started_by_the_delegate_of_the_manager() -> None:
    story = ready()
    story.asks(MARA, hand(RELEASE_MANAGER, MARA.id, FINN.id))

    assert story.asks(FINN, Start())
