"""Go or no-go: what blocks the start, who can lift it, and how."""

from dataclasses import replace

import pytest

from readiness.commands import AnswerRollback, AssignRole, MarkChecks, VerifyChecks
from readiness.model import Check, CheckState
from readiness.signing.go import Blocker, Obstacle, answer_holds, blockers, open_high_risks
from readiness.template import DEPUTY, ON_CALL, RELEASE_MANAGER, ROLLBACK_TEAM, Phase
from tests.readiness.small import BEFORE_START, TEMPLATE
from tests.readiness.world import (
    DAN,
    DORA,
    EMIL,
    FINN,
    MARA,
    ONCALL_GROUP,
    OSKAR,
    RHEA,
    Story,
    done,
    planned,
    ready,
    reopen,
    signed,
    waive,
)


def of(story: Story, kind: Obstacle) -> list[Blocker]:
    return [b for b in blockers(story.template, story.release, story.now) if b.kind is kind]


def only(story: Story) -> Blocker:
    (blocker,) = blockers(story.template, story.release, story.now)
    return blocker


def test_it_is_go_when_nothing_is_missing() -> None:
    story = ready()

    assert blockers(TEMPLATE, story.release, story.now) == ()


def test_a_new_release_is_blocked_by_everything_the_gravest_first() -> None:
    story = planned()

    kinds = [blocker.kind for blocker in blockers(TEMPLATE, story.release, story.now)]
    assert list(dict.fromkeys(kinds)) == [
        Obstacle.RISK,
        Obstacle.CHECKS,
        Obstacle.GATE,
        Obstacle.SHEET,
        Obstacle.ROLLBACK,
    ]


@pytest.mark.parametrize("key", BEFORE_START)
def test_every_required_check_before_the_start_blocks_it_alone(key: str) -> None:
    story = ready()
    story.asks(EMIL, reopen(key))

    text = " ".join(b.text for b in blockers(TEMPLATE, story.release, story.now))
    assert TEMPLATE.items[key].title in text


@pytest.mark.parametrize("key", ["checkup.smoke", "checkup.team"])
def test_a_check_in_no_gate_blocks_the_start_all_the_same(key: str) -> None:
    story = ready()
    story.asks(EMIL, reopen(key))

    blocker = only(story)
    assert (blocker.kind, blocker.subject) == (Obstacle.CHECKS, "checkup")


def test_checks_of_what_comes_after_the_start_do_not_block_it() -> None:
    story = ready()

    still_open = {item.phase for item in TEMPLATE.checks if story.release.check(item.key) == Check()}
    assert still_open >= {Phase.EXECUTION, Phase.MONITORING, Phase.REVIEW}
    assert blockers(TEMPLATE, story.release, story.now) == ()


def test_a_check_that_is_not_required_does_not_block() -> None:
    story = ready()

    assert story.release.check("unit.style").state is CheckState.OPEN
    assert blockers(TEMPLATE, story.release, story.now) == ()


def test_not_applicable_with_a_reason_lifts_a_check() -> None:
    story = ready()
    story.asks(EMIL, waive("checkup.smoke"))

    assert blockers(TEMPLATE, story.release, story.now) == ()


def test_a_single_open_check_is_named_with_its_role() -> None:
    story = ready()
    story.asks(EMIL, reopen("checkup.team"))

    blocker = only(story)
    assert blocker.text == "Checkup: Checkup team"
    assert (blocker.how, blocker.role, blocker.who) == (
        "tick it in the checklist",
        "on-call",
        (ONCALL_GROUP,),
    )


def test_a_check_without_a_role_is_the_release_managers_to_lift() -> None:
    story = ready()
    story.asks(EMIL, reopen("checkup.smoke"))

    assert (only(story).role, only(story).who) == (RELEASE_MANAGER, (MARA.id,))


def test_a_check_that_awaits_a_second_person_says_so() -> None:
    story = ready()
    story.asks(EMIL, reopen("checkup.team"), done("checkup.team"))

    assert only(story).text == "Checkup: Checkup team (to be verified)"
    assert only(story).how == "a second person verifies it"


def test_a_blocked_check_says_why() -> None:
    story = ready()
    story.asks(EMIL, MarkChecks(("checkup.smoke",), CheckState.BLOCKED, "Staging is down."))

    assert only(story).text == "Checkup: Checkup smoke (blocked: Staging is down.)"
    assert only(story).how == "clear what blocks it"


def test_several_checks_of_a_group_are_one_blocker_for_each_role() -> None:
    story = planned()
    story.asks(EMIL, done("tests.security"))
    unit, tests, *_ = of(story, Obstacle.CHECKS)

    assert (unit.text, unit.role, unit.who) == ("Unit: 2 open checks", "dev-lead", (DORA.id,))
    assert tests.text == "Tests: 1 open check and 1 to be verified"
    assert tests.how == "tick them in the checklist"


def test_checks_that_only_await_their_second_person_say_so() -> None:
    item = replace(TEMPLATE.items["tests.split"], verification=True)
    groups = {
        key: tuple(item if i.key == item.key else i for i in g.items) for key, g in TEMPLATE.groups.items()
    }
    sections = tuple(
        replace(s, groups=tuple(replace(g, items=groups[g.key]) for g in s.groups)) for s in TEMPLATE.sections
    )
    story = planned().with_template(replace(TEMPLATE, sections=sections))
    story.asks(EMIL, done("tests.security", "tests.split"))

    tests = next(blocker for blocker in of(story, Obstacle.CHECKS) if blocker.subject == "tests")
    assert (tests.text, tests.how) == ("Tests: 2 to be verified", "a second person verifies them")


def test_checks_that_are_blocked_are_counted_apart() -> None:
    story = planned()
    story.asks(EMIL, MarkChecks(("unit.tests", "unit.coverage"), CheckState.BLOCKED, "Broken."))

    assert of(story, Obstacle.CHECKS)[0].text == "Unit: 2 blocked"


def test_an_open_high_risk_is_a_blocker_of_its_own() -> None:
    story = planned()

    (risk,) = of(story, Obstacle.RISK)
    assert (risk.subject, risk.text) == ("risk.data", "High risk open: Risk data")
    assert (risk.role, risk.who) == ("dev-lead", (DORA.id,))
    assert open_high_risks(TEMPLATE, story.release) == (TEMPLATE.items["risk.data"],)
    assert all(blocker.subject != "risk.data" for blocker in of(story, Obstacle.CHECKS))


def test_a_high_risk_is_open_until_a_second_person_has_verified_it() -> None:
    story = planned()
    story.asks(EMIL, done("risk.data"))

    (risk,) = of(story, Obstacle.RISK)
    assert risk.text == "High risk open: Risk data (to be verified)"

    story.asks(FINN, VerifyChecks(("risk.data",)))
    assert of(story, Obstacle.RISK) == []


def test_a_high_risk_without_a_role_is_the_release_managers() -> None:
    item = replace(TEMPLATE.items["risk.data"], role=None)
    sections = tuple(
        replace(s, groups=tuple(replace(g, items=(item, *g.items[1:])) for g in s.groups))
        if s.key == "risk"
        else s
        for s in TEMPLATE.sections
    )
    story = planned().with_template(replace(TEMPLATE, sections=sections))

    assert of(story, Obstacle.RISK)[0].role == RELEASE_MANAGER


def test_an_empty_role_is_a_blocker_that_says_whom_to_ask() -> None:
    story = ready()
    story.asks(MARA, AssignRole("dev-lead", ()))

    blocker = only(story)
    assert blocker.text == "Nobody holds the role Development Lead"
    assert (blocker.role, blocker.who) == (RELEASE_MANAGER, (MARA.id,))
    assert "/readiness roles" in blocker.how


def test_several_empty_roles_are_one_blocker() -> None:
    story = ready()
    story.asks(MARA, AssignRole("dev-lead", ()))
    story.asks(MARA, AssignRole(ON_CALL, ()))

    assert only(story).text == "2 roles are empty: On-call and Development Lead"


def test_an_empty_role_that_is_not_required_does_not_block() -> None:
    story = ready()
    story.asks(MARA, AssignRole(DEPUTY, ()))

    assert blockers(TEMPLATE, story.release, story.now) == ()


def test_without_a_release_manager_the_deputy_is_asked() -> None:
    story = ready()
    roles = {role: held for role, held in story.release.roles.items() if role != RELEASE_MANAGER}
    orphaned = replace(story.release, roles=roles)

    (blocker,) = blockers(TEMPLATE, orphaned, story.now)
    assert (blocker.subject, blocker.role, blocker.who) == (RELEASE_MANAGER, DEPUTY, (DAN.id,))


class TestRollbackReadiness:
    """An answer of *ready* that is at most an hour old."""

    def test_nobody_has_answered(self) -> None:
        (blocker,) = of(signed(), Obstacle.ROLLBACK)

        assert blocker.text == "Nobody has said that the release can be rolled back"
        assert (blocker.role, blocker.who) == (ROLLBACK_TEAM, (RHEA.id,))

    def test_without_a_rollback_team_the_release_manager_is_asked(self) -> None:
        story = signed()
        story.asks(MARA, AssignRole(ROLLBACK_TEAM, ()))

        assert of(story, Obstacle.ROLLBACK)[0].who == (MARA.id,)

    def test_not_ready_says_why(self) -> None:
        story = ready()
        story.asks(OSKAR, AnswerRollback(ready=False, reason="The backup failed."))

        assert only(story).text == "Not ready to roll back: The backup failed."

    def test_ready_holds_for_an_hour_and_no_longer(self) -> None:
        story = ready()

        story.later(hours=1)
        assert answer_holds(story.release, story.now)
        assert blockers(TEMPLATE, story.release, story.now) == ()

        story.later(microseconds=1)
        assert not answer_holds(story.release, story.now)
        assert only(story).text == "The last “ready to roll back” is more than an hour old"

    def test_answering_again_renews_it(self) -> None:
        story = ready()

        story.later(hours=2).asks(RHEA, AnswerRollback(ready=True))

        assert blockers(TEMPLATE, story.release, story.now) == ()
