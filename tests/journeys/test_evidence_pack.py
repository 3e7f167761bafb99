"""The evidence pack in people's hands: asked for in Slack, it comes as a file to whoever asked."""

import urllib.request

from sqlalchemy import text

from slackapp.exporting import program
from slackapp.pack.verification import verify
from slackapp.sandbox import Person
from slackapp.sandbox.seen import Message
from storage import audit
from storage.chains import head
from tests.journeys.story import NAME, Story, eventually
from tests.served import Served


def file_in(message: Message) -> str:
    """The text of the file that came with the message."""
    with urllib.request.urlopen(message.raw["files"][0]["url_private"]) as response:
        content: bytes = response.read()
    return content.decode("utf-8")


def packs(person: Person) -> list[Message]:
    return [message for message in person.messages("Readiness") if "Evidence pack of" in message.text]


def test_it_comes_to_whoever_asks_and_agrees_with_the_message_that_it_came_with(
    scene: Story, noor: Person, victor: Person
) -> None:
    before = len(packs(noor))
    assert "is being made" in scene.types("Noor", f"/readiness export {NAME}").shown
    eventually(lambda: len(packs(noor)) > before)
    message = packs(noor)[-1]
    digest, row, of_page = message.text.split("`")[1::2][:3]
    text = file_in(message)
    verified = verify(text, program(), [head(row)], digest, of_page)
    assert verified.findings == ()
    assert verified.pack is not None
    assert verified.pack.made_by == noor.id
    assert "Evidence pack: Checkout 2.4" in text
    assert "Dana" in text
    assert packs(victor) == []


def test_it_names_whoever_acted_though_their_name_was_not_known_until_now(
    scene: Story, on_sqlite: Served, noor: Person, victor: Person
) -> None:
    database = on_sqlite.app.parts.database
    on_sqlite.run(database.writing(lambda s: s.connection().execute(text("DELETE FROM people"))))
    before = len(packs(noor))
    scene.types("Noor", f"/readiness export {NAME}")
    eventually(lambda: len(packs(noor)) > before)
    page = file_in(packs(noor)[-1])
    assert scene.person("Dana").member.real_name in page
    assert victor.member.real_name in page


def test_the_audit_of_the_workspace_says_who_took_it(scene: Story, on_sqlite: Served, noor: Person) -> None:
    def taken() -> list[tuple[str, str, str]]:
        parts = on_sqlite.app.parts
        rows = on_sqlite.run(parts.database.reading(lambda s: audit.history(s, parts.workspace)))
        return [(row.by, row.surface, row.data["digest"]) for row in rows if row.kind == "EvidenceExported"]

    before, already = len(packs(noor)), len(taken())
    scene.types("Noor", f"/readiness export {NAME}")
    eventually(lambda: len(packs(noor)) > before)
    assert len(taken()) == already + 1
    assert taken()[0] == (noor.id, "command", packs(noor)[-1].text.split("`")[1])


def test_guests_look_but_carry_nothing_away(scene: Story, gil: Person) -> None:
    assert "Guests can look" in scene.types("Gil", "/readiness export").shown
    assert packs(gil) == []
    assert "was refused" in scene.history()


def test_who_does_not_get_it_is_told_why(scene: Story, noor: Person) -> None:
    for error, says in (("missing_scope", "lacks the scope files:write"), ("fatal_error", "(fatal_error)")):
        scene.slack.faults.add("files.getUploadURLExternal", error=error)
        scene.types("Noor", "/readiness export")
        noor.sees(says)
        noor.sees("readiness export writes the same file")
        scene.slack.faults.clear()


def test_a_name_that_was_mistyped_is_answered_with_the_nearest(scene: Story) -> None:
    assert "Did you mean “Checkout 2.4”?" in scene.types("Noor", "/readiness export Chekout 2.4").shown
