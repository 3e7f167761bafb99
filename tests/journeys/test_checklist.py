"""The checklist: tick, verify, explain, and never undo what a colleague did."""

import pytest

from slackapp.sandbox import Person
from tests.journeys.story import Story

REVIEWED = "Every change is reviewed"
TRIED = "Somebody has used it as a user would"
SCAN = "A security scan has found nothing serious"


def test_one_tap_ticks_a_box(scene: Story) -> None:
    noor = scene.opens_checklist("Noor")
    assert noor.ticks(REVIEWED).ok

    noor.sees("1 of 6 done in Building it", in_="modal")
    noor.closes()
    assert "Preparation 1 of 12" in scene.status()
    assert f"@Noor marked “{REVIEWED}” done" in scene.history()


def test_two_people_in_the_same_window_never_untick_each_other(scene: Story) -> None:
    noor, omar = scene.opens_checklist("Noor"), scene.opens_checklist("Omar")

    assert omar.ticks(REVIEWED).ok
    assert noor.ticks(TRIED).ok  # in a window that shows Omar's box as open
    noor.sees("2 of 6 done in Building it", in_="modal")
    assert omar.ticks("It is fast enough").ok  # in a window that shows Noor's as open

    omar.sees("3 of 6 done in Building it", in_="modal")
    assert "opened" not in scene.history().replace("opened the release", "")


def test_a_window_that_is_out_of_date_unticks_only_what_the_person_unticked(scene: Story) -> None:
    noor = scene.opens_checklist("Noor")
    noor.ticks(REVIEWED)
    noor.sees("1 of 6 done", in_="modal")
    old = noor.modal
    scene.opens_checklist("Omar").ticks(TRIED)

    assert noor.unticks(REVIEWED, old).ok

    noor.sees("1 of 6 done in Building it", in_="modal")
    assert f"@Noor opened “{REVIEWED}” again" in scene.history()


def test_a_second_tick_of_the_same_box_changes_nothing(scene: Story) -> None:
    noor, omar = scene.opens_checklist("Noor"), scene.opens_checklist("Omar")
    assert omar.ticks(REVIEWED).ok
    assert noor.ticks(REVIEWED).ok

    noor.closes()
    assert scene.history().count(f"marked “{REVIEWED}” done") == 1


def test_ticks_faster_than_slack_draws_end_in_the_last_of_them(scene: Story) -> None:
    noor = scene.opens_checklist("Noor")
    scene.slack.timing.latency = 0.5
    for box in (REVIEWED, TRIED, "It is fast enough", "What is new is written up"):
        assert noor.ticks(box).ok

    noor.sees("4 of 6 done in Building it", in_="modal")
    assert len(scene.slack.calls("views.update")) <= 3


def test_a_whole_group_is_done_in_one_go(scene: Story) -> None:
    noor = scene.opens_checklist("Noor", "Where it will run")
    assert noor.presses("Mark open checks done", beside="Production").ok

    noor.sees("5 of 6 done in Where it will run", in_="modal")  # one waits for a second person
    noor.closes()
    assert scene.history().count("@Noor marked 6 checks") == 1


def test_a_whole_section_asks_first(scene: Story) -> None:
    noor = scene.opens_checklist("Noor", "The way back")
    assert noor.presses("Mark open checks done", beside="", confirm=False).reason == "denied"
    assert noor.asked[-1].title == "The whole section?"
    assert "0 of 3 done" in scene.types("Noor", "/readiness checklist The way back").modal.shown  # type: ignore[union-attr]


def test_a_group_does_not_apply_for_one_reason(scene: Story, noor: Person) -> None:
    scene.opens_checklist("Noor", "Risks")
    assert noor.presses("Mark open checks not applicable…", beside="What can go wrong").ok
    noor.sees("2 open checks will be not applicable", in_="modal")
    noor.fills("Why don't they apply?", "Nothing but a <b>word</b> & a comma changed")
    assert noor.submits().ok

    noor.sees("Not applicable: Nothing but a <b>word</b> & a comma changed", in_="modal")
    shown = scene.types("Robin", "/readiness risks").shown
    assert "Nothing but a <b>word</b> & a comma changed" in shown


def test_not_applicable_needs_its_reason(scene: Story, noor: Person) -> None:
    scene.opens_details(scene.item("home.privacy"), "Noor")
    noor.fills("State", "Not applicable")
    assert noor.submits().errors == {"Reason": "Say why it does not apply: the approvers read the reason."}
    noor.fills("Reason", "No personal data is touched")
    assert noor.submits().ok
    noor.sees("Not applicable: No personal data is touched", in_="modal")


def test_the_details_hold_owner_evidence_and_note_and_say_who_did_what_when(scene: Story) -> None:
    omar = scene.opens_details(scene.item("build.load"), "Omar")
    omar.sees("With the traffic of a busy day the release answers as fast as the last one.", in_="modal")
    omar.fills("State", "Done")
    omar.fills("Owner", "Alice Marlowe")
    omar.fills("Add evidence", "https://load.example/run/17 *fast*")
    omar.fills("Note", "Only on weekdays")
    assert omar.submits().ok

    alice = scene.opens_details(scene.item("build.load"), "Alice")
    assert alice.modal is not None
    shown = alice.modal.shown
    assert "Done · @Omar, today" in shown
    assert "https://load.example/run/17" in shown
    assert "added by @Omar" in shown
    assert "Who did what when" in shown
    assert "@Omar gave “It is fast enough” to @Alice" in shown
    assert "Only on weekdays" in str(alice.modal.raw)
    alice.closes(everything=True)

    history = scene.history()
    for words in ("gave “It is fast enough” to @Alice", "added evidence to", "wrote the note of"):
        assert words in history


def test_saving_details_unchanged_leaves_no_trace(scene: Story, noor: Person) -> None:
    scene.opens_details(scene.item("build.load"), "Noor")
    assert noor.submits().ok
    noor.closes(everything=True)
    history = scene.history()
    assert "Dana opened the release" in history
    assert "row 2" not in history


def test_evidence_can_be_taken_away_by_name(scene: Story, noor: Person) -> None:
    for text in ("First proof", "Second proof"):
        scene.opens_details(scene.item("build.load"), "Noor")
        noor.fills("Add evidence", text)
        assert noor.submits().ok
        noor.closes(everything=True)

    scene.opens_details(scene.item("build.load"), "Noor")
    noor.ticks("First proof")
    assert noor.submits().ok
    noor.closes(everything=True)

    scene.opens_details(scene.item("build.load"), "Noor")
    assert noor.modal is not None
    assert "Second proof" in noor.modal.shown
    assert "Evidence (1)" in noor.modal.shown


def test_a_blocked_check_says_why_wherever_it_blocks(scene: Story, omar: Person) -> None:
    scene.opens_details(scene.item("harm.data"), "Omar")
    omar.fills("State", "Blocked")
    assert omar.submits().errors == {"Reason": "Say why it is blocked: the approvers read the reason."}
    omar.fills("Reason", "The backup server is down")
    assert omar.submits().ok
    omar.closes(everything=True)

    assert "High risk open: No data can be lost (blocked: The backup server is down)" in scene.status()


def test_a_check_is_verified_by_a_second_person_and_not_by_the_same(
    scene: Story, noor: Person, omar: Person
) -> None:
    scene.opens_checklist("Noor")
    noor.ticks(SCAN)
    noor.sees("to be verified by a second person", in_="modal")
    noor.sees("0 of 6 done in Building it", in_="modal")
    noor.closes()

    scene.opens_details(scene.item("build.security"), "Noor")
    assert noor.presses("Verify").ok
    noor.sees("Somebody else has to verify it.", in_="modal")
    noor.closes(everything=True)
    assert "Preparation 0 of 12" in scene.status()

    scene.opens_details(scene.item("build.security"), "Omar")
    assert omar.presses("Verify").ok
    omar.sees("Done and verified", in_="modal")
    omar.sees("Verified by @Omar", in_="modal")
    omar.closes()
    omar.sees("1 of 6 done in Building it", in_="modal")  # the window beneath follows
    assert "Preparation 1 of 12" in scene.status()


def test_guests_may_look_but_not_tick(scene: Story, gil: Person) -> None:
    scene.opens_checklist("Gil")
    assert gil.ticks(REVIEWED).ok
    gil.sees("Guests can look, but not work on checks", in_="modal")
    gil.sees("0 of 6 done", in_="modal")
    assert "was refused" in scene.history()


def test_a_section_is_found_by_a_part_of_its_title_and_a_misspelt_one_suggested(scene: Story) -> None:
    assert "The way back" in scene.types("Noor", "/readiness checklist way b").modal.shown  # type: ignore[union-attr]
    scene.person("Noor").closes()
    sentence = scene.types("Noor", "/readiness checklist riks").shown
    assert sentence == "The checklist “Small team” has no section “riks”. Did you mean “Risks”?"
    assert (
        scene.types("Noor", "/readiness checklist §").shown
        == "The checklist “Small team” has no section “§”."
    )


def test_another_section_is_one_choice_away(scene: Story) -> None:
    noor = scene.opens_checklist("Noor")
    noor.chooses("Choose a section", "Risks 0/2")
    noor.sees("0 of 2 done in Risks", in_="modal")


def test_what_follows_from_what_happens_is_shown_without_a_box(scene: Story, noor: Person) -> None:
    scene.opens_checklist("Noor", "What success is")
    noor.sees("Fewer than 1 % of requests fail", in_="modal")
    scene.slack.timing.patience = 0.1
    with pytest.raises(AssertionError, match="sees no box"):
        noor.ticks("Fewer than 1 % of requests fail")


def test_unticking_in_an_approved_gate_asks_first_and_makes_it_stale_until_it_is_ticked_again(
    scene: Story, noor: Person
) -> None:
    scene.does_everything_before_the_start()
    scene.approves_every_gate()

    scene.opens_checklist("Noor", "Building it")
    assert noor.unticks(REVIEWED).ok
    noor.sees("makes that approval stale", in_="modal")
    noor.closes()
    noor.sees("6 of 6 done in Building it", in_="modal")
    assert noor.modal is not None
    assert _is_ticked(noor.modal.raw, REVIEWED), "After Keep it the box shows its tick again."

    assert noor.unticks(REVIEWED).ok
    assert noor.submits().ok
    noor.sees("5 of 6 done in Building it", in_="modal")
    assert "Built and tested: stale: it changed after it was signed by @Victor" in scene.status()

    assert noor.ticks(REVIEWED).ok
    noor.sees("6 of 6 done in Building it", in_="modal")
    assert "Built and tested: approved by @Victor" in scene.status()


def _is_ticked(view: dict[str, object], title: str) -> bool:
    boxes = [
        element
        for block in view["blocks"]  # type: ignore[attr-defined]
        for element in block.get("elements", ())
        if element["type"] == "checkboxes"
    ]
    ticked = [option["text"]["text"] for box in boxes for option in box.get("initial_options", ())]
    return title in ticked


@pytest.mark.slow
def test_a_long_section_is_turned_page_by_page_and_stays_where_one_ticks(empty_scene: Story) -> None:
    empty_scene.opens("Production readiness")
    noor = empty_scene.opens_checklist("Noor")
    noor.sees("page 1 of", in_="modal")
    assert noor.presses("Next page").ok
    noor.sees("page 2 of", in_="modal")
    view = noor.modal
    assert view is not None
    group = next(b for b in view.raw["blocks"] if b.get("block_id", "").startswith("tick|"))
    title = group["elements"][0]["options"][0]["text"]["text"]
    assert noor.ticks(title).ok
    noor.sees("Done, to be verified by a second person", in_="modal")
    noor.sees("page 2 of", in_="modal")
    assert noor.presses("Previous page").ok
    noor.sees("page 1 of", in_="modal")
