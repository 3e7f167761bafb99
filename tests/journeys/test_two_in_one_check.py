"""Two people in the details of one check: each saves what they changed, and nothing else."""

from readiness.model import CheckState
from slackapp.sandbox import Person
from tests.journeys.story import Story
from tests.served import Served


def _release_of(story: Story) -> str:
    return str(story.last_sent("view_submission")["view"]["private_metadata"]).split("|")[0]


def test_who_only_adds_evidence_undoes_nothing_of_a_colleague(
    scene: Story, on_sqlite: Served, noor: Person
) -> None:
    item = scene.item("build.load")
    scene.opens_details(item, "Noor")

    hana = scene.opens_details(item, "Hana")
    hana.fills("State", "Done")
    hana.fills("Note", "Measured on Tuesday")
    hana.fills("Owner", hana.member.real_name)
    assert hana.submits().ok
    noor.fills("Add evidence", "https://example.org/load")
    assert noor.submits().ok
    noor.closes(everything=True)

    check = on_sqlite.run(on_sqlite.app.parts.case(_release_of(scene))).release.check(item.key)
    assert (check.state, check.note, check.owner) == (CheckState.DONE, "Measured on Tuesday", hana.id)
    assert [piece.by for piece in check.evidence] == [noor.id]


def test_a_note_is_written_and_taken_away_as_before(scene: Story, on_sqlite: Served, noor: Person) -> None:
    item = scene.item("build.load")
    for words in ("Too early", None):
        scene.opens_details(item, "Noor").fills("Note", words)
        assert noor.submits().ok
        noor.closes(everything=True)
        release = on_sqlite.run(on_sqlite.app.parts.case(_release_of(scene))).release
        assert release.check(item.key).note == (words or "")


def test_two_who_write_a_note_at_once_lose_neither(scene: Story, on_sqlite: Served, noor: Person) -> None:
    item = scene.item("build.load")
    hana = scene.opens_details(item, "Hana")
    scene.opens_details(item, "Noor").fills("Note", "Slow on Mondays")
    hana.fills("Note", "Measured on <Tuesday>")
    assert hana.submits().ok

    assert noor.submits().errors == {
        "Note": f"{hana.member.real_name} has written a note meanwhile, which yours would replace: "
        "“Measured on <Tuesday>”. Put both together here, or copy yours and open the check anew."
    }
    noor.fills("Note", "Slow on Mondays. Measured on <Tuesday>")
    assert noor.submits().ok
    noor.closes(everything=True)

    check = on_sqlite.run(on_sqlite.app.parts.case(_release_of(scene))).release.check(item.key)
    assert (check.note, check.note_by) == ("Slow on Mondays. Measured on <Tuesday>", noor.id)
    assert scene.history().count("has written a note meanwhile") == 1


def test_a_window_that_does_not_say_what_was_drawn_changes_nothing(scene: Story, noor: Person) -> None:
    scene.opens_details(scene.item("build.load"), "Noor").fills("Note", "From an old window")
    assert noor.submits().ok
    noor.closes(everything=True)
    payload = scene.last_sent("view_submission")
    payload["view"]["private_metadata"] = "|".join(payload["view"]["private_metadata"].split("|")[:2])
    errors = scene.sends_anew(payload).body["errors"]
    assert list(errors.values()) == [
        "This window is from an older version of the app. Close it, and open it again."
    ]
