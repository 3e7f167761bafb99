"""Whatever would undo an approval asks first, wherever it is pressed."""

import pytest

from slackapp.sandbox import Person
from tests.journeys.story import Story

FAST = "build.load"


@pytest.fixture
def approved(scene: Story) -> Story:
    scene.opens_details(scene.item(FAST), "Noor").fills("Add evidence", "https://example.org/load")
    assert scene.person("Noor").submits().ok
    scene.person("Noor").closes(everything=True)
    scene.does_everything_before_the_start()
    scene.approves_every_gate()
    return scene


def _still_approved(story: Story) -> bool:
    return "Built and tested: approved by @Victor" in story.status()


@pytest.mark.parametrize(
    ("state", "reason"), [("Open", None), ("Blocked", "Waits"), ("Not applicable", "It is a text")]
)
def test_another_state_in_the_details_of_a_check(
    approved: Story, noor: Person, state: str, reason: str | None
) -> None:
    approved.opens_details(approved.item(FAST), "Noor").fills("State", state)
    noor.fills("Reason", reason)
    noor.fills("Note", "Looked at again")
    assert noor.submits().ok
    noor.sees("makes that approval stale", in_="modal")
    assert _still_approved(approved)

    assert noor.submits().ok
    noor.closes(everything=True)
    assert not _still_approved(approved)
    assert (reason or "opened") in approved.history()
    assert "Looked at again" in approved.history()


def test_evidence_that_is_taken_away(approved: Story, noor: Person) -> None:
    approved.opens_details(approved.item(FAST), "Noor").fills("Remove evidence", ["https://example.org/load"])
    assert noor.submits().ok
    noor.sees("1 piece of evidence will be gone", in_="modal")
    noor.closes(everything=True)
    assert _still_approved(approved)

    approved.opens_details(approved.item(FAST), "Noor").fills("Remove evidence", ["https://example.org/load"])
    assert noor.submits().ok
    assert noor.submits().ok
    noor.closes(everything=True)
    assert not _still_approved(approved)


def test_what_undoes_no_approval_asks_nothing(approved: Story, noor: Person) -> None:
    approved.opens_details(approved.item(FAST), "Noor").fills("Note", "A word")
    assert noor.submits().ok
    noor.closes(everything=True)
    assert _still_approved(approved)


def test_a_group_that_is_to_be_not_applicable_says_which_approval_goes(approved: Story, noor: Person) -> None:
    section = approved.plan.section_of(approved.item(FAST)).title
    approved.opens_details(approved.item(FAST), "Noor").fills("State", "Open")
    assert noor.submits().ok
    assert noor.submits().ok
    noor.closes(everything=True)

    approved.opens_checklist("Noor", section)
    assert noor.presses("Mark open checks not applicable…", "modal").ok
    noor.sees("This makes the approval of the gate", in_="modal")
