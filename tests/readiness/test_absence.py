"""A role whose holders are all deactivated or guests counts as empty, and says so before anybody waits."""

from readiness.commands import AssignRole, Delegate, NoteFitness
from readiness.events import FitnessChanged
from readiness.model import Person
from readiness.notices import NoticeKind
from readiness.records import APP
from readiness.signing.go import Obstacle, blockers
from readiness.template import DEPUTY, RELEASE_MANAGER
from tests.readiness.wishing import asked, wished
from tests.readiness.world import (
    CHANNEL,
    DAN,
    DORA,
    EMIL,
    FINN,
    MARA,
    NEXT_WEEK,
    ONCALL_GROUP,
    Story,
    approve,
    checked,
    done,
    planned,
    ready,
)

APP_ITSELF = Person(APP)


def learn(story: Story, *unfit: str, fit: tuple[str, ...] = ()) -> tuple[object, ...]:
    return story.asks(APP_ITSELF, NoteFitness(unfit, fit))


def empty(story: Story) -> list[tuple[str, tuple[str, ...], str]]:
    found = blockers(story.template, story.release, story.now)
    return [(b.text, b.who, b.how) for b in found if b.kind is Obstacle.ROLE]


def test_a_role_whose_holders_can_not_act_blocks_the_start_and_says_whom_to_ask() -> None:
    story = ready()
    assert empty(story) == []

    learn(story, DORA.id)

    text = "Nobody who holds the role Development Lead can act: deactivated, or a guest"
    assert empty(story) == [(text, (MARA.id,), "assign with /readiness roles")]


def test_several_such_roles_are_one_blocker() -> None:
    story = ready()
    learn(story, DORA.id, ONCALL_GROUP)

    ((text, _, _),) = empty(story)
    assert text.startswith("Nobody who holds the roles On-call and Development Lead can act")


def test_one_holder_who_can_act_is_enough() -> None:
    story = ready()
    story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))

    learn(story, DORA.id)

    assert empty(story) == []
    assert story.release.acting("dev-lead") == (FINN.id,)


def test_somebody_who_can_act_again_fills_the_role_again() -> None:
    story = ready()
    learn(story, DORA.id)

    assert learn(story, fit=(DORA.id,)) == (FitnessChanged(()),)

    assert empty(story) == []


def test_in_the_managers_absence_the_deputy_is_asked_and_then_an_administrator() -> None:
    story = ready()
    learn(story, MARA.id)
    ((_, who, _),) = empty(story)
    assert who == (DAN.id,)

    learn(story, DAN.id)
    ((_, who, how),) = empty(story)
    assert (who, how) == ((), "assign with /readiness roles, as an administrator can")


def test_what_is_known_already_changes_nothing() -> None:
    story = ready()
    learn(story, DORA.id)

    assert learn(story, DORA.id) == ()
    assert learn(story, EMIL.id) == (), "who holds no role is nobody's concern"


def test_only_the_app_itself_notes_who_can_act() -> None:
    assert "the app learns it from Slack" in planned().refuses(MARA, NoteFitness((DORA.id,)))


def test_who_can_not_act_is_not_asked_to_sign() -> None:
    story = planned()
    story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))
    learn(story, DORA.id)

    told = wished(story, EMIL, done("unit.tests", "unit.coverage"))

    assert asked(told, NoticeKind.GATE) == [(CHANNEL, "development"), (FINN.id, "development")]


def test_that_nobody_can_act_is_said_aloud_and_to_who_assigns_roles() -> None:
    story = checked()

    told = wished(story, APP_ITSELF, NoteFitness((DORA.id,)))

    assert asked(told, NoticeKind.ROLE) == [
        (CHANNEL, "dev-lead"),
        (MARA.id, "dev-lead"),
        (DAN.id, "dev-lead"),
    ]


def test_a_holder_too_few_is_not_said_aloud_while_another_can_act() -> None:
    story = checked()
    story.asks(MARA, AssignRole("dev-lead", (DORA.id, FINN.id)))

    assert asked(wished(story, APP_ITSELF, NoteFitness((DORA.id,))), NoticeKind.ROLE) == []


def test_nobody_acts_for_somebody_who_can_not_act() -> None:
    story = checked()
    story.asks(DORA, Delegate("dev-lead", DORA.id, EMIL.id, NEXT_WEEK, "Leave."))

    learn(story, DORA.id)

    assert story.release.acting("dev-lead") == ()
    sentence = story.refuses(EMIL, approve("development"))
    assert "Whoever holds that role can't act; ask the release manager" in sentence


def test_a_delegate_who_can_not_act_leaves_the_holder() -> None:
    story = checked()
    story.asks(DORA, Delegate("dev-lead", DORA.id, EMIL.id, NEXT_WEEK, "Leave."))

    learn(story, EMIL.id)

    assert story.release.acting("dev-lead") == (DORA.id,)


def test_the_deputys_role_is_not_required_and_blocks_nothing() -> None:
    story = ready()

    learn(story, DAN.id)

    assert empty(story) == []
    assert story.release.acting(DEPUTY) == ()
    assert story.release.acting(RELEASE_MANAGER) == (MARA.id,)
