"""What people type after /readiness, and which release they mean."""

from slackapp.listeners.commands import OF_RELEASE, PLAIN
from slackapp.sandbox import Person
from tests.journeys.story import CHANNEL, NAME, Story


def test_a_question_is_answered_to_whoever_asked_and_nobody_else(scene: Story, victor: Person) -> None:
    answers = {
        "": "What you can ask for",
        "help": "/readiness rollout N",
        "status": "Checkout 2.4: NO-GO",
        "list": "Active releases: 1",
        "mine": "What waits for you",
        "gates": "Gates: 0 of 2 approved",
        "risks": "Checkout 2.4: 2 open risks",
        "history": "@Dana opened the release",
    }
    for command, words in answers.items():
        reply = scene.types("Noor", f"/readiness {command}")
        assert reply.ok
        assert words in reply.shown
        assert all(message.ephemeral for message in reply.messages)
    assert not any(message.ephemeral for message in victor.messages(CHANNEL))


def test_every_command_of_the_help_is_one_that_is_understood(scene: Story) -> None:
    lines = scene.types("Noor", "/readiness help").shown.splitlines()
    commands = [line.split()[1] for line in lines if line.startswith("/readiness ")]

    assert {*commands, "help"} == {*PLAIN, *OF_RELEASE}
    for command in commands:
        reply = scene.types("Noor", f"/readiness {command}")
        assert reply.ok
        assert "There is no /readiness" not in reply.shown
        if reply.modal is not None:
            scene.person("Noor").closes(everything=True)


def test_a_misspelt_command_gets_the_nearest_one_suggested(empty_scene: Story) -> None:
    sentences = {
        "statsu": "There is no /readiness statsu. Did you mean /readiness status?",
        "RoleBack": "There is no /readiness roleback. Did you mean /readiness rollback?",
        "cheklist risks": "There is no /readiness cheklist. Did you mean /readiness checklist?",
        "xyzzy": "There is no /readiness xyzzy. /readiness help lists them.",
        "<!everyone>": "There is no /readiness \u2039!everyone>. /readiness help lists them.",
    }
    for typed, sentence in sentences.items():
        reply = empty_scene.types("Noor", f"/readiness {typed}")
        assert reply.shown == sentence
        assert "<!" not in str(reply.answer.raw)


def test_without_any_release_a_command_says_how_to_plan_one(empty_scene: Story) -> None:
    for command in ("status", "checklist", "start", "mine", "list"):
        reply = empty_scene.types("Noor", f"/readiness {command}")
        assert reply.modal is None
        assert "/readiness new" in reply.shown or reply.shown == "Nothing waits for you."


def test_a_command_elsewhere_means_the_only_active_release(scene: Story, noor: Person) -> None:
    assert "Checkout 2.4: NO-GO" in noor.types("/readiness status", "#engineering").shown


def test_with_several_releases_a_menu_asks_which_one_and_the_command_goes_on_with_it(
    scene: Story, robin: Person
) -> None:
    scene.opens("Hotfix", "Hotfix 2.3.1", channel="#releases")

    here = robin.types("/readiness status", CHANNEL).shown
    assert "Checkout 2.4: NO-GO" in here

    elsewhere = robin.types("/readiness status", "#executives")
    assert elsewhere.shown.startswith("Which release do you mean?")
    robin.chooses("Choose a release", "Hotfix 2.3.1", elsewhere.answer)
    robin.sees("Hotfix 2.3.1: NO-GO", in_="#executives")


def test_what_was_typed_after_a_command_outlives_the_menu(scene: Story, robin: Person) -> None:
    scene.starts_without_go()
    scene.opens("Hotfix", "Hotfix 2.3.1", channel="#releases")

    asked = robin.types("/readiness rollback the error rate | 12 %", "#executives")
    robin.chooses("Choose a release", NAME, asked.answer)

    robin.sees("Roll back", in_="modal")
    assert robin.modal is not None
    assert "the error rate | 12 %" in str(robin.modal.raw)


def test_a_release_can_be_named_by_a_part_of_its_name(scene: Story, robin: Person) -> None:
    scene.opens("Hotfix", "Hotfix 2.3.1", channel="#releases")

    assert "Hotfix 2.3.1: NO-GO" in robin.types("/readiness status hotfix", CHANNEL).shown
    assert "Checkout 2.4: NO-GO" in robin.types("/readiness status 2.4", "#releases").shown
    assert "Which release do you mean?" in robin.types("/readiness gates 2.", CHANNEL).shown
    unknown = robin.types("/readiness status <b>", CHANNEL)
    assert unknown.shown == "No release is called “<b>”. /readiness list shows those that are active."


def test_the_list_leads_to_the_status_of_each_release(scene: Story, noor: Person) -> None:
    reply = scene.types("Noor", "/readiness list")
    assert "Checkout 2.4: planned, go-live in" in reply.shown

    assert noor.presses("Status", reply.answer).ok
    noor.sees("14 things stand in the way of the start", in_=CHANNEL)


def test_the_status_names_for_each_blocker_who_can_lift_it(scene: Story) -> None:
    shown = scene.status()

    assert "14 things stand in the way of the start" in shown
    assert "High risk open: No data can be lost\n      ↳ @Victor: tick it in the checklist" in shown
    assert (
        "Production: Personal data is treated as promised\n      ↳ @Paula: tick it in the checklist" in shown
    )
    assert "Preparation 0 of 12" in shown
    assert "Rollback: nobody has said yet" in shown


def test_sharing_the_status_says_it_to_the_channel(scene: Story, noor: Person, alice: Person) -> None:
    reply = scene.types("Noor", "/readiness status")
    assert noor.presses("Share in channel", reply.answer).ok

    alice.sees("Shared by @Noor", in_=CHANNEL)
    shared = [m for m in alice.messages(CHANNEL) if "Shared by @Noor" in m.shown]
    assert "Checkout 2.4: NO-GO" in shared[0].shown
    assert "Share in channel" not in shared[0].buttons


def test_a_rollout_that_can_not_be_is_refused_in_a_sentence(scene: Story) -> None:
    for words in ("", "half", "²", "-5", "9" * 5_000):
        shown = scene.types("Robin", f"/readiness rollout {words}").shown
        assert shown == "Say the rollout as a whole number of percent: /readiness rollout 25."

    shown = scene.types("Robin", "/readiness rollout 25").shown
    assert shown == "The rollout changes while deploying or monitoring; this is planned."


def test_the_rollout_goes_up_freely_and_down_with_a_reason(scene: Story) -> None:
    scene.starts_without_go()

    assert "is at 5 %" in scene.types("Robin", "/readiness rollout 5").shown
    assert "is at 50 %" in scene.types("Robin", "/readiness rollout 50%").shown
    assert "from 1 to 100 percent, not 101" in scene.types("Robin", "/readiness rollout 101").shown
    assert "needs a reason" in scene.types("Robin", "/readiness rollout 10").shown
    assert "is at 10 %" in scene.types("Robin", "/readiness rollout 10 too many errors").shown
    assert "Rollout: 10 % of users" in scene.status()
    assert "too many errors" in scene.history()


def test_the_history_goes_back_page_by_page(scene: Story, noor: Person) -> None:
    for number in range(20):
        ready = number % 2 == 0
        if ready:
            scene.is_ready_to_roll_back()
        else:
            omar = scene.person("Omar")
            omar.presses("Not ready…", CHANNEL)
            omar.fills("Why can't it be rolled back?", f"Reason {number}")
            assert omar.submits().ok

    reply = scene.types("Noor", "/readiness history")
    assert "Reason 19" in reply.shown
    assert "@Dana opened the release" not in reply.shown
    assert noor.presses("Earlier", reply.answer).ok
    noor.sees("@Dana opened the release", in_=CHANNEL)


def test_a_release_that_was_cancelled_can_still_be_looked_at_where_it_lived(
    scene: Story, robin: Person
) -> None:
    assert scene.types("Robin", "/readiness cancel").modal is not None
    robin.fills("Why?", "The market has moved on")
    assert robin.submits().ok

    assert "Cancelled" in scene.status()
    assert "The market has moved on" in scene.history()
    assert "There is no active release" in scene.types("Noor", "/readiness list").shown


def test_a_link_typed_after_a_command_arrives_as_it_was_typed(scene: Story, robin: Person) -> None:
    scene.starts_without_go()
    scene.types("Robin", "/readiness rollback see https://status.example/17?a=1&b=2 <now>")
    assert robin.modal is not None
    assert robin.modal.state["reason"]["reason"]["value"] == "see https://status.example/17?a=1&b=2 <now>"
