"""Which items people work on, who may, and until when."""

import pytest

from readiness.commands import (
    AddEvidence,
    AssignCheck,
    Command,
    RemoveEvidence,
    VerifyChecks,
    WriteNote,
)
from readiness.model import Person
from readiness.template import Item, Kind
from tests.readiness.small import TEMPLATE
from tests.readiness.world import (
    BOT,
    DELIA,
    EMIL,
    GUS,
    OUTSIDERS,
    STRANGER,
    cancelled,
    closed,
    deploying,
    done,
    planned,
)

SOME_WORK: dict[str, Command] = {
    "mark": done("review.retrospective"),
    "verify": VerifyChecks(("checkup.team",)),
    "assign": AssignCheck("review.retrospective", EMIL.id),
    "attach": AddEvidence("review.retrospective", "A link"),
    "remove": RemoveEvidence("review.retrospective", "A link"),
    "write": WriteNote("review.retrospective", "A note"),
}


@pytest.mark.parametrize(
    "item", [i for i in TEMPLATE.items.values() if i.kind is not Kind.CHECK], ids=lambda i: i.key
)
def test_what_follows_from_what_happens_is_never_ticked(item: Item) -> None:
    assert "nobody ticks it" in planned().refuses(EMIL, done(item.key))
    assert "nobody ticks it" in planned().refuses(EMIL, WriteNote(item.key, "A note"))


def test_one_derived_item_refuses_the_whole_group() -> None:
    planned().refuses(EMIL, done("unit.tests", "success.uptime"))


@pytest.mark.parametrize("act", ["mark", "verify", "assign", "attach", "remove", "write"])
def test_an_unknown_check_is_named(act: str) -> None:
    commands: dict[str, Command] = {
        "mark": done("no.such"),
        "verify": VerifyChecks(("no.such",)),
        "assign": AssignCheck("no.such", None),
        "attach": AddEvidence("no.such", "A link"),
        "remove": RemoveEvidence("no.such", "A link"),
        "write": WriteNote("no.such", ""),
    }

    assert "There is no item “no.such”" in planned().refuses(EMIL, commands[act])


@pytest.mark.parametrize("who", OUTSIDERS, ids=lambda person: person.kind)
@pytest.mark.parametrize("act", SOME_WORK)
def test_only_full_members_work_on_checks(who: Person, act: str) -> None:
    story = planned()
    story.asks(EMIL, done("checkup.team"))

    assert "Ask a full member" in story.refuses(who, SOME_WORK[act])


def test_each_outsider_reads_what_they_are() -> None:
    story = planned()

    assert story.refuses(GUS, done("unit.tests")).startswith("Guests can look, but not work on checks.")
    assert story.refuses(BOT, done("unit.tests")).startswith("Bots can't work on checks.")
    assert story.refuses(STRANGER, done("unit.tests")).startswith("People from another workspace can look")
    assert story.refuses(DELIA, done("unit.tests")).startswith("A deactivated account can't work")


def test_a_closed_release_lets_only_its_reviews_be_worked_on() -> None:
    story = closed()

    assert story.asks(EMIL, done("review.retrospective"), WriteNote("review.retrospective", "It went well."))
    for command in (done("watch.metrics"), WriteNote("unit.tests", "Late."), AddEvidence("unit.tests", "x")):
        assert "Only the checks of its reviews" in story.refuses(EMIL, command)


@pytest.mark.parametrize("act", SOME_WORK)
def test_a_cancelled_release_lets_nothing_be_worked_on(act: str) -> None:
    assert "was cancelled" in cancelled().refuses(EMIL, SOME_WORK[act])


def test_checks_are_worked_on_while_deploying() -> None:
    assert deploying().asks(EMIL, done("rollout.steps"))
