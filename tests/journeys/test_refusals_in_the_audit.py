"""Every refusal is in the audit: of the release where there is one, else of the workspace; and once."""

import sqlite3

import pytest

from slackapp.sandbox import LocalSlack, Person
from storage import audit
from tests.journeys.story import CHANNEL, Story
from tests.served import Served

BARRED = "Guests can look, but not open a release. Ask a full member of this workspace."


def _in_the_workspace(served: Served) -> list[tuple[str, str, str]]:
    parts = served.app.parts
    refused = audit.Filter(kinds=(audit.REFUSED,))
    entries = served.run(parts.database.reading(lambda s: audit.history(s, parts.workspace, wanted=refused)))
    return [(entry.surface, entry.data["command"], entry.data["sentence"]) for entry in entries]


def test_a_guest_who_is_to_hold_a_role(scene: Story, robin: Person) -> None:
    assert scene.types("Robin", "/readiness roles").modal is not None
    assert robin.presses("Change…", beside="Tech Lead").ok
    robin.fills("People", ["Gil"])
    assert not robin.submits().ok
    robin.closes(everything=True)
    assert "is a guest, and can't hold a role" in scene.history()


def test_a_guest_who_would_open_a_release_is_told_before_a_window_opens(
    empty_scene: Story, on_sqlite: Served, gil: Person
) -> None:
    reply = empty_scene.types("Gil", "/readiness new Mine")
    assert reply.modal is None
    assert reply.shown == BARRED
    for opens in (lambda: gil.uses_shortcut("New release"), lambda: gil.presses("New release…", "home")):
        gil.opens_home()
        assert opens().ok
        gil.sees(BARRED, in_="modal")
        assert gil.modal is not None
        assert "Template" not in gil.modal.shown
        gil.closes()

    assert _in_the_workspace(on_sqlite) == [
        ("button", "open_new", BARRED),
        ("shortcut", "new_release", BARRED),
        ("command", "new", BARRED),
    ]


def test_a_wrong_name_at_the_start(scene: Story, robin: Person) -> None:
    assert scene.types("Robin", "/readiness start").modal is not None
    robin.fills("Why start without go?", "It can't wait")
    robin.fills("Type the release's name", "Checkout 2.3")
    assert not robin.submits().ok
    robin.closes(everything=True)
    assert scene.history().count("Type the release's name to confirm") == 1


def test_a_command_that_says_nothing_sensible_of_a_release(scene: Story) -> None:
    scene.types("Robin", "/readiness rollout most of them")
    assert scene.history().count("Say the rollout as a whole number of percent") == 1


def test_what_the_rules_refused_is_recorded_once(scene: Story, noor: Person) -> None:
    scene.opens_details(scene.item("build.load"), "Noor")
    noor.fills("State", "Blocked")
    assert not noor.submits().ok
    noor.closes(everything=True)
    assert scene.history().count("Say why it is blocked") == 1


def test_a_button_that_is_no_longer_in_use(scene: Story, omar: Person) -> None:
    scene.is_ready_to_roll_back()
    payload = scene.last_sent("block_actions")
    payload["actions"][0]["action_id"] = "of_an_older_version"
    assert scene.sends_anew(payload).ok
    assert "This button is no longer in use" in scene.history()


def test_what_belongs_to_no_release_is_in_the_audit_of_the_workspace(
    empty_scene: Story, on_sqlite: Served, slack: LocalSlack, dana: Person
) -> None:
    empty_scene.types("Dana", "/readiness stauts")
    slack.redeliver(slack.delivered[-1])
    assert dana.types("/readiness new Checkout", CHANNEL).modal is not None
    dana.fills("Day of the go-live", "2020-01-01")
    assert not dana.submits().ok

    (form, typed) = _in_the_workspace(on_sqlite)
    assert typed == ("command", "stauts", "There is no /readiness stauts. Did you mean /readiness status?")
    assert form[:2] == ("modal", "new_release")
    assert "lies in the past" in form[2]


def test_a_refusal_that_can_not_be_written_down_is_told_and_logged(
    scene: Story, on_sqlite: Served, caplog: pytest.LogCaptureFixture
) -> None:
    other = sqlite3.connect(
        on_sqlite.settings.database_url.get_secret_value().removeprefix("sqlite:///"), isolation_level=None
    )
    other.execute("BEGIN IMMEDIATE")
    try:
        assert "There is no /readiness stauts." in scene.types("Noor", "/readiness stauts").shown
    finally:
        other.close()
    assert any("A refusal is not in the audit" in record.getMessage() for record in caplog.records)
