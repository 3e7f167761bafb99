"""Gates and the sign-off sheet: asked when it is time, signed by whom they concern, and honest about both."""

import pytest

from slackapp.sandbox import LocalSlack, Message, Person
from tests.journeys.story import CHANNEL, Story, eventually


@pytest.fixture
def asked(scene: Story) -> Story:
    """The small release with everything of its first gate done: Victor is asked."""
    scene.does_section("Building it")
    scene.verifies(scene.item("build.security"), "Hana")
    return scene


def test_when_its_scope_is_met_the_approvers_of_a_gate_are_asked(asked: Story, victor: Person) -> None:
    victor.sees("Built and tested: waiting for approval", in_=CHANNEL)
    message = victor.sees("Built and tested: waiting for approval", in_="Readiness")

    shown = getattr(message, "shown", "")
    assert "Checkout 2.4 goes live" in shown
    assert "Code and tests: 6 of 6 by @Noor, verified by @Hana" in shown
    assert "You attest this by approving" in shown
    assert any("Your approval is asked for" in each.text for each in victor.notified)


def test_nobody_is_asked_before_the_scope_is_met(scene: Story, victor: Person) -> None:
    scene.does_section("Building it")  # one check waits for a second person
    victor.sees_nothing_of("Built and tested: waiting for approval")
    assert "Built and tested: open, 1 check left" in scene.status()


def test_what_is_not_applicable_stands_in_what_is_signed(scene: Story, noor: Person, victor: Person) -> None:
    scene.opens_details(scene.item("build.load"), "Noor")
    noor.fills("State", "Not applicable")
    noor.fills("Reason", "Nothing changed on the server")
    assert noor.submits().ok
    noor.closes(everything=True)
    scene.does_section("Building it")
    scene.verifies(scene.item("build.security"), "Hana")

    victor.sees("Nothing changed on the server", in_="Readiness")


def test_approving_asks_once_more_and_the_message_then_says_who_decided(asked: Story, victor: Person) -> None:
    victor.sees("Built and tested: waiting for approval", in_=CHANNEL)
    assert victor.presses("Approve", CHANNEL, confirm=False).reason == "denied"
    assert "Built and tested: waiting for approval by @Victor" in asked.status()

    assert victor.presses("Approve", CHANNEL).ok
    assert victor.asked[-1].title == "Approve this gate?"
    victor.sees("✅ Approved by @Victor", in_=CHANNEL)
    eventually(lambda: "Approve" not in _asking(victor).buttons)


def _asking(person: Person) -> Message:
    return next(m for m in person.messages(CHANNEL) if m.shown.startswith("Built and tested"))


def test_somebody_else_is_refused_in_a_sentence_and_the_refusal_is_on_record(
    asked: Story, alice: Person, victor: Person
) -> None:
    alice.sees("Built and tested: waiting for approval", in_=CHANNEL)
    assert alice.presses("Approve", CHANNEL).ok

    alice.sees(
        "Only the Tech Lead can approve or reject the gate “Built and tested”. Ask @Victor.", in_=CHANNEL
    )
    assert "waiting for approval" in asked.status()
    history = asked.history()
    assert "@Alice was refused" in history
    assert "Only the Tech Lead can approve" in history


def test_whoever_opened_the_release_can_not_approve_its_gates(empty_scene: Story, victor: Person) -> None:
    empty_scene.opens("Small team", by="Victor")
    empty_scene.does_section("Building it")
    empty_scene.verifies(empty_scene.item("build.security"), "Hana")
    victor.sees("Built and tested: waiting for approval", in_=CHANNEL)

    assert victor.presses("Approve", CHANNEL).ok
    victor.sees("You opened this release, so somebody else has to approve its gates.", in_=CHANNEL)
    empty_scene.status("Victor")
    assert victor.presses("Whole status").ok
    victor.sees("duties are separated", in_="modal")
    victor.closes()
    assert not [m for m in victor.direct_messages() if "Built and tested" in m.shown]


def test_the_form_warns_whoever_opens_a_release_whose_gates_only_they_could_sign(
    empty_scene: Story, victor: Person
) -> None:
    victor.types("/readiness new Solo", CHANNEL)
    victor.fills("Template", "Small team")
    assert victor.submits().ok
    victor.fills("Tech Lead", ["Victor Lindqvist"])
    assert victor.submits().ok

    victor.sees("You alone hold the role Tech Lead", in_="modal")
    victor.sees("3 roles are empty: Product Lead, Rollback Team and On-call.", in_="modal")


def test_an_approval_can_carry_a_comment(asked: Story, victor: Person) -> None:
    victor.sees("Built and tested: waiting for approval", in_="Readiness")
    assert victor.presses("Approve with a comment…", "messages").ok
    victor.sees("You approve Built and tested, under your name.", in_="modal")
    victor.fills("Comment", "Well done, <!here> & all")
    assert victor.submits().ok

    victor.sees("Well done, <!here> & all", in_=CHANNEL)
    assert "<!here" not in str([m.raw for m in victor.messages(CHANNEL)])
    assert "approved the gate “Built and tested”" in asked.history()


def test_a_rejection_needs_a_reason_and_is_asked_again_once_it_was_mended(
    asked: Story, victor: Person, noor: Person
) -> None:
    victor.sees("Built and tested: waiting for approval", in_="Readiness")
    assert victor.presses("Reject…", "messages").ok
    assert victor.submits().errors == {"Why?": "Please complete this required field."}
    victor.fills("Why?", "The changelog says nothing")
    assert victor.submits().ok
    assert "Built and tested: rejected by @Victor" in asked.status()
    assert "The changelog says nothing" in asked.status()

    asked.opens_checklist("Noor", "Building it")
    assert noor.unticks("What is new is written up").ok
    noor.sees("5 of 6 done", in_="modal")
    assert noor.ticks("What is new is written up").ok
    noor.sees("6 of 6 done", in_="modal")
    noor.closes()
    victor.sees("Built and tested: rejected", in_="Readiness")
    eventually(
        lambda: any("Approve" in m.buttons for m in victor.direct_messages() if "Built and tested" in m.shown)
    )
    assert victor.presses("Approve", "messages").ok
    assert "Built and tested: approved by @Victor" in asked.status()


def test_gates_open_in_order(scene: Story, paula: Person) -> None:
    for section in ("Where it will run", "Risks", "The way back"):
        scene.does_section(section)
    assert "Ready to go: open" in scene.status()
    paula.sees_nothing_of("Ready to go: waiting for approval")


def test_a_stale_signature_shows_it_and_takes_one_tap_to_affirm(
    scene: Story, victor: Person, noor: Person
) -> None:
    scene.does_everything_before_the_start()
    scene.approves_every_gate()
    scene.opens_details(scene.item("build.docs"), "Noor")
    noor.fills("State", "Not applicable")
    noor.fills("Reason", "Nothing that users see")
    assert noor.submits().ok
    noor.sees("makes that approval stale", in_="modal")
    assert noor.submits().ok
    noor.closes(everything=True)

    status = scene.status()
    assert "Built and tested: stale" in status
    assert "Ready to go: approved by @Paula" in status
    assert "counts once the earlier gates do" in status
    reply = scene.types("Victor", "/readiness gates")
    assert victor.presses("Re-affirm", reply.answer).ok
    assert "Built and tested: approved by @Victor" in scene.status()


def test_a_double_click_leaves_one_signature(asked: Story, victor: Person) -> None:
    seen = victor.sees("Built and tested: waiting for approval", in_=CHANNEL)
    assert victor.presses("Approve", seen).ok
    assert victor.presses("Approve", seen).ok
    assert asked.history().count("approved the gate") == 1


def test_the_sheet_is_signed_line_by_line_the_release_manager_last(
    scene: Story, robin: Person, victor: Person
) -> None:
    scene.does_everything_before_the_start()
    scene.approves_every_gate()

    victor.sees("Sign-off sheet: 0 of 3 signed", in_=CHANNEL)
    reply = scene.types("Robin", "/readiness gates")
    assert "Release Manager: signs last" in reply.shown
    scene.signs_line(scene.item("signatures.tech-lead"))
    robin.sees_nothing_of("Sign-off as Release Manager")
    scene.signs_line(scene.item("signatures.product-lead"))
    scene.signs_line(scene.item("signatures.release-manager"))

    robin.sees("Sign-off sheet: 3 of 3 signed", in_=CHANNEL)
    scene.is_ready_to_roll_back()
    assert "Checkout 2.4: GO" in scene.status()


def test_a_line_is_signed_by_its_holder_alone_and_can_be_rejected(
    scene: Story, victor: Person, alice: Person
) -> None:
    scene.does_everything_before_the_start()
    scene.approves_every_gate()

    alice.sees("Sign-off sheet: 0 of 3 signed", in_=CHANNEL)
    assert alice.presses("Sign…", CHANNEL, beside="Tech Lead").ok
    refused = alice.submits()
    assert refused.errors == {"Comment": "Only the Tech Lead can sign as “Tech Lead”. Ask Victor Lindqvist."}
    alice.closes()

    victor.sees("Sign-off as Tech Lead", in_="Readiness")
    assert victor.presses("Reject…", "messages").ok
    victor.fills("Why?", "Not on a Friday")
    assert victor.submits().ok
    assert "Sign-off sheet rejected by Tech Lead" in scene.status()


def test_nobody_signs_what_changed_since_they_read_it(scene: Story, victor: Person) -> None:
    scene.does_section("Building it")
    scene.verifies(scene.item("build.security"), "Hana")
    read = victor.sees("Built and tested: waiting for approval", in_=CHANNEL)
    assert isinstance(read, Message)

    omar = scene.opens_details(scene.item("build.load"), "Omar")
    omar.fills("State", "Not applicable")
    omar.fills("Reason", "It is a page of text.")
    assert omar.submits().ok
    omar.closes(everything=True)
    victor.sees("It is a page of text.", in_=CHANNEL)

    assert victor.presses("Approve", read).ok
    victor.sees("This changed after it was shown to you.", in_=CHANNEL)
    assert victor.presses("Approve", CHANNEL).ok
    victor.sees("Built and tested: approved", in_=CHANNEL)


def test_members_of_a_user_group_sign_by_it_and_only_while_they_are_in_it(
    scene: Story, slack: LocalSlack, robin: Person, alice: Person, paula: Person
) -> None:
    scene.types("Robin", "/readiness roles")
    assert robin.presses("Change…", beside="Tech Lead").ok
    robin.fills("People", None)
    robin.fills("User groups", ["@qa-leads"])
    assert robin.submits().ok
    robin.closes(everything=True)
    scene.does_section("Building it")
    scene.verifies(scene.item("build.security"), "Hana")

    alice.sees("Built and tested: waiting for approval", in_="Readiness")  # each member has a message
    scene.person("Senna").sees("Built and tested: waiting for approval", in_="Readiness")
    slack.admin.set_group("@qa-leads", "Senna", "Paula")
    assert alice.presses("Approve", "messages").ok
    alice.sees("Only the Tech Lead can approve or reject", in_="Readiness")

    paula.sees("Built and tested: waiting for approval", in_=CHANNEL)
    assert paula.presses("Approve", CHANNEL).ok
    assert "Built and tested: approved by @Paula" in scene.status()


def test_a_group_that_can_not_be_read_lets_nobody_sign(
    scene: Story, slack: LocalSlack, robin: Person, alice: Person
) -> None:
    scene.types("Robin", "/readiness roles")
    assert robin.presses("Change…", beside="Tech Lead").ok
    robin.fills("People", None)
    robin.fills("User groups", ["@qa-leads"])
    assert robin.submits().ok
    robin.closes(everything=True)
    scene.does_section("Building it")
    scene.verifies(scene.item("build.security"), "Hana")
    alice.sees("Built and tested: waiting for approval", in_=CHANNEL)

    scene.tells({"type": "subteam_members_changed", "subteam_id": scene.group("@qa-leads")})
    fault = slack.faults.add("usergroups.users.list", drop_request=True)
    assert alice.presses("Approve", CHANNEL).ok
    alice.sees("Only the Tech Lead can approve or reject", in_=CHANNEL)
    assert fault.struck

    slack.faults.clear()
    assert alice.presses("Approve", CHANNEL).ok
    assert "Built and tested: approved by @Alice" in scene.status()
