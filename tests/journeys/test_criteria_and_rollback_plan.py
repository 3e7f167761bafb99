"""Recording what was measured, and writing down how the release is rolled back."""

from slackapp.sandbox import Person
from tests.journeys.story import Story, eventually


def test_a_value_is_recorded_with_its_unit_and_shown_with_who_measured_it(
    scene: Story, alice: Person
) -> None:
    assert scene.types("Alice", "/readiness criteria").modal is not None
    assert alice.presses("Measure…", "modal", beside="Fewer than 1 %").ok
    assert alice.submits().errors == {
        "Failed requests in %": "Write the value that you measured, or choose “Inconclusive”."
    }
    alice.fills("Failed requests in %", 0.4)
    alice.fills("Note", "From the dashboard")
    assert alice.submits().ok
    alice.sees("passes with 0.4 %, measured by @Alice", in_="modal")
    alice.sees("From the dashboard", in_="modal")
    alice.sees("1 of 2 criteria pass, 0 fail, 1 not known yet", in_="modal")
    eventually(lambda: "Criteria: 1 of 2 criteria pass" in scene.card.shown)


def test_an_inconclusive_outcome_wants_a_note_and_no_value(scene: Story, alice: Person) -> None:
    assert scene.types("Alice", "/readiness criteria").modal is not None
    assert alice.presses("Measure…", "modal", beside="At least 100 people").ok
    alice.chooses("What did you find?", "Inconclusive")
    assert alice.submits().errors == {"Note": "Say why nothing can be said either way."}
    alice.fills("People who use it in people", 12)
    assert "Leave the value empty" in str(alice.submits().errors)
    alice.fills("People who use it in people", None)
    alice.fills("Note", "Too early")
    assert alice.submits().ok
    alice.sees("inconclusive: Too early, measured by @Alice", in_="modal")
    assert "inconclusive" in scene.history()


def test_the_rollback_plan_is_written_by_whoever_leads_and_read_by_everybody(
    scene: Story, robin: Person, noor: Person
) -> None:
    assert "Rollback plan: not written down yet" in scene.card.shown
    modal = scene.types("Robin", "/readiness rollback-plan").modal
    assert modal is not None
    assert "failed requests: at least 2 %" in modal.shown
    assert robin.presses("Edit…", "modal").ok
    robin.fills("Owner", "Omar Bellweather")
    robin.fills("Last rehearsal", "2020-11-20")
    robin.fills("Minutes that a rollback takes", 12)
    robin.fills("Point of no return", "Once the old table is dropped")
    robin.fills("By hand", "1. Flag off\n2. Deploy 2.3")
    assert robin.submits().ok
    robin.sees("2. Deploy 2.3", in_="modal")
    eventually(lambda: "takes 12 min · rehearsed on 2020-11-20" in scene.card.shown)

    whole = scene.types("Noor", "/readiness rollback-plan").modal
    assert whole is not None
    assert "Once the old table is dropped" in whole.shown
    assert noor.presses("Edit…", "modal").ok
    noor.fills("Recovery", "Restore the backup")
    assert "Only the release manager or the deputy" in noor.submits().trouble
    assert "wrote the rollback plan down" in scene.history()


def test_somebody_who_left_can_not_own_the_rollback_plan(scene: Story, robin: Person) -> None:
    scene.types("Robin", "/readiness rollback-plan")
    assert robin.presses("Edit…", "modal").ok
    robin.fills("Owner", "Gil Pemberton")
    assert "Choose a full member" in robin.submits().errors["Owner"]
