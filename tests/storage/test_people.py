"""What is known of people and groups is what Slack said last."""

from dataclasses import replace
from datetime import timedelta

from readiness.model import PersonKind
from storage import people
from storage.database import Database
from storage.people import KnownGroup, KnownPerson
from tests.storage.sample import NOW, WORKSPACE

ALICE = KnownPerson("UALICE", PersonKind.MEMBER, "Alice", "Europe/Berlin", NOW, data={"avatar": "a.png"})
BOB = KnownPerson("UBOB", PersonKind.GUEST, "Bob", "UTC", NOW, administrator=True)
TESTERS = KnownGroup("STEST", "testers", ("UALICE", "UBOB"), NOW)
WRITERS = KnownGroup("SDOCS", "docs", (), NOW)


def test_people_who_are_known_come_back(database: Database) -> None:
    database.write(lambda session: people.put(session, WORKSPACE, [ALICE, BOB]))
    found = database.read(lambda session: people.get(session, WORKSPACE, ["UALICE", "UBOB", "UNOBODY"]))
    assert found == {"UALICE": ALICE, "UBOB": BOB}
    assert database.read(lambda session: people.get(session, "T0002", ["UALICE"])) == {}


def test_newer_word_of_somebody_replaces_the_older(database: Database) -> None:
    later = replace(ALICE, kind=PersonKind.DEACTIVATED, data={}, fetched_at=NOW + timedelta(days=1))
    database.write(lambda session: people.put(session, WORKSPACE, [ALICE]))
    database.write(lambda session: people.put(session, WORKSPACE, [later]))
    assert database.read(lambda session: people.get(session, WORKSPACE, ["UALICE"])) == {"UALICE": later}


def test_groups_come_back_by_id_or_all_together(database: Database) -> None:
    database.write(lambda session: people.put_groups(session, WORKSPACE, [TESTERS, WRITERS]))
    some = database.read(lambda session: people.groups(session, WORKSPACE, ["STEST", "SNONE"]))
    everything = database.read(lambda session: people.groups(session, WORKSPACE))
    assert some == {"STEST": TESTERS}
    assert list(everything) == ["SDOCS", "STEST"]


def test_nothing_to_remember_is_no_statement(database: Database, statements: list[str]) -> None:
    database.write(lambda session: people.put(session, WORKSPACE, []))
    assert statements == []
