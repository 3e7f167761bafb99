"""Who holds which role: given in the form, changed in a window, said aloud, and refused to outsiders."""

from slackapp.sandbox import LocalSlack, Person
from tests.journeys.story import CHANNEL, Story


def _gives(story: Story, role: str, *people: str) -> Person:
    """Robin gives a role to people, and has not submitted yet."""
    robin = story.person("Robin")
    assert story.types("Robin", "/readiness roles").modal is not None
    assert robin.presses("Change…", beside=role).ok
    robin.fills("People", [story.person(name).member.real_name for name in people])
    return robin


def test_a_role_that_changes_hands_is_said_aloud(scene: Story, alice: Person, victor: Person) -> None:
    robin = _gives(scene, "Tech Lead", "Alice")
    assert robin.submits().ok

    robin.sees("@Alice", in_="modal")  # the list beneath follows
    alice.sees("Tech Lead of Checkout 2.4 is now @Alice", in_=CHANNEL)
    robin.closes(everything=True)
    assert "@Robin gave the role Tech Lead to @Alice" in scene.history()
    assert "↳ @Alice: tick it in the checklist" in scene.status()


def test_the_same_holders_again_change_nothing(scene: Story) -> None:
    robin = _gives(scene, "Tech Lead", "Victor")
    assert robin.submits().ok
    robin.closes(everything=True)
    assert "gave the role" not in scene.history()


def test_outsiders_are_refused_with_a_sentence_under_the_input(scene: Story) -> None:
    sentences = {
        "Gil": "Gil Pemberton is a guest, and can't hold a role. Choose a full member.",
        "Stella": "Stella Vantongeren is from another workspace, and can't hold a role. "
        "Choose a full member.",
        "Buildbot": "Buildbot is a bot, and can't hold a role. Choose a full member.",
    }
    for name, sentence in sentences.items():
        robin = _gives(scene, "Tech Lead", "Alice", name)
        assert robin.submits().errors == {"People": sentence}
        robin.closes(everything=True)
    assert "gave the role" not in scene.history()


def test_somebody_whose_account_was_closed_is_refused(scene: Story, slack: LocalSlack) -> None:
    robin = _gives(scene, "Tech Lead", "Alice")
    slack.admin.deactivate("Alice")
    assert robin.submits().errors == {
        "People": "Alice Marlowe has a deactivated account, and can't hold a role. Choose a full member."
    }


def test_somebody_who_becomes_a_guest_holds_no_role_any_more(
    scene: Story, slack: LocalSlack, victor: Person
) -> None:
    slack.admin.make_guest("Victor")
    scene.opens_checklist("Victor")
    assert victor.ticks("Every change is reviewed").ok
    victor.sees("Guests can look, but not work on checks", in_="modal")


def test_an_unknown_person_is_refused_under_the_input(scene: Story) -> None:
    robin = _gives(scene, "Tech Lead", "Alice")
    robin.submits()
    payload = scene.last_sent("view_submission")
    payload["view"]["state"]["values"]["people"]["people"]["selected_users"] = ["U0NOBODY00"]
    errors = scene.sends_anew(payload).body["errors"]
    assert errors == {"people": "Slack knows nobody with the id U0NOBODY00 (user_not_found)."}


def test_a_user_group_with_nobody_in_it_can_not_hold_a_role(scene: Story, slack: LocalSlack) -> None:
    robin = _gives(scene, "Rollback Team")
    robin.fills("User groups", ["@rollback-team"])
    slack.admin.set_group("@rollback-team")
    assert robin.submits().errors == {
        "User groups": "This user group has nobody in it, or Slack does not show who. Choose another."
    }


def test_the_menu_of_groups_finds_them_by_a_part_of_the_handle_and_without_slack(
    scene: Story, slack: LocalSlack
) -> None:
    robin = _gives(scene, "Rollback Team")
    robin.fills("User groups", ["@rollback-team"])
    assert robin.submits().ok
    robin.closes(everything=True)

    slack.faults.add("usergroups.list", error="paid_teams_only")
    robin = _gives(scene, "On-call")
    robin.fills("User groups", ["@rollback-team"])  # as the app remembers it
    assert robin.submits().ok
    robin.sees("@rollback-team", in_="modal")


def test_a_user_group_holds_the_role_through_whoever_is_in_it(
    scene: Story, slack: LocalSlack, noor: Person
) -> None:
    robin = _gives(scene, "Rollback Team")
    robin.fills("User groups", ["@rollback-team"])
    assert robin.submits().ok
    robin.closes(everything=True)
    devi = scene.person("Devi")

    assert devi.presses("Ready to roll back", CHANNEL).ok
    assert "ready, says @Devi" in scene.status()

    scene.tells(
        {
            "type": "subteam_members_changed",
            "subteam_id": scene.group("@rollback-team"),
            "added_users": [scene.person("Sam").id],
            "removed_users": [devi.id],
        }
    )
    assert devi.presses("Not ready…", CHANNEL).ok
    devi.fills("Why can't it be rolled back?", "I left the team")
    assert "Only the rollback team" in devi.submits().trouble
    slack.admin.set_group("@rollback-team", "Sam")
    assert scene.person("Sam").presses("Ready to roll back", CHANNEL).ok
    assert "ready, says @Sam" in scene.status()


def test_a_change_of_a_group_that_says_not_who_is_in_it_empties_nothing(scene: Story) -> None:
    robin = _gives(scene, "Rollback Team")
    robin.fills("User groups", ["@rollback-team"])
    assert robin.submits().ok
    robin.closes(everything=True)

    group = scene.group("@rollback-team")
    scene.tells({"type": "subteam_updated", "subteam": {"id": group, "handle": "rollback-team"}})
    assert scene.person("Devi").presses("Ready to roll back", CHANNEL).ok
    assert "ready, says @Devi" in scene.status()


def test_only_those_who_lead_or_administer_assign_roles(scene: Story, alice: Person) -> None:
    scene.types("Alice", "/readiness roles")
    assert alice.presses("Change…", beside="Tech Lead").ok
    alice.fills("People", ["Alice Marlowe"])
    assert alice.submits().errors == {
        "People": "Only the release manager, the deputy or an administrator can assign roles. "
        "Ask Robin Ashdown."
    }
    alice.closes(everything=True)
    assert "@Alice was refused" in scene.history()


def test_a_release_never_loses_its_manager(scene: Story) -> None:
    robin = _gives(scene, "Release Manager")
    assert robin.submits().errors == {
        "People": "A release always has a release manager. Name somebody else instead."
    }


def test_an_empty_role_blocks_and_says_whom_to_ask(empty_scene: Story) -> None:
    empty_scene.opens("Small team", instead={"On-call": None})
    shown = empty_scene.status()
    assert "Nobody holds the role On-call\n      ↳ @Robin: assign with /readiness roles" in shown


def test_an_empty_role_waits_for_the_release_manager_with_a_button_that_fills_it(empty_scene: Story) -> None:
    empty_scene.opens("Small team", instead={"On-call": None})
    robin, omar = empty_scene.person("Robin"), empty_scene.person("Omar")
    assert "Give somebody the role On-call" in empty_scene.types("Robin", "/readiness mine").shown
    robin.opens_home()
    assert robin.presses("Assign…", "home").ok
    robin.fills("People", [omar.member.real_name])
    assert robin.submits().ok

    omar.sees("On-call of Checkout 2.4 is now @Omar", in_=CHANNEL)
    assert "Give somebody" not in empty_scene.types("Robin", "/readiness mine").shown


def test_the_next_release_begins_with_the_roles_of_the_last_one(scene: Story, noor: Person) -> None:
    robin = _gives(scene, "Rollback Team", "Omar")
    robin.fills("User groups", ["@rollback-team"])
    assert robin.submits().ok
    robin.closes(everything=True)

    noor.types("/readiness new Checkout 2.5", "#engineering")
    noor.fills("Template", "Small team")
    assert noor.submits().ok
    noor.sees("Rollback Team: @rollback-team", in_="modal")
    assert noor.submits().ok
    noor.sees("Checkout 2.5 is open in #engineering", in_="modal")
    noor.closes()
    noor.sees("Managed by @Robin · opened by @Noor", in_="#engineering")
    roles = noor.types("/readiness roles", "#engineering").modal
    assert roles is not None
    assert "Tech Lead\n@Victor" in roles.shown
    assert "Rollback Team\n@Omar, @rollback-team" in roles.shown


def test_roles_open_from_the_gates_of_a_closed_release_without_a_way_to_change_them(scene: Story) -> None:
    robin = scene.person("Robin")
    scene.types("Robin", "/readiness cancel")
    robin.fills("Why?", "Not needed")
    assert robin.submits().ok
    modal = scene.types("Robin", "/readiness roles").modal
    assert modal is not None
    assert "Change…" not in modal.buttons
