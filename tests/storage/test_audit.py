"""The audit tells the whole story in order: who did what, what that replaced, and what was refused."""

from typing import Any

import pytest

from readiness.commands import AssignCheck, MarkChecks, Start, Together, WriteNote
from readiness.model import CheckState, Release
from readiness.templates import digest
from storage import audit
from storage.audit import Entry
from storage.database import Database
from storage.ledger import Ledger
from tests.storage import sample
from tests.storage.sample import ALICE, BOB, CHARLIE, NOW


@pytest.fixture
def chain(ledger: Ledger, release: Release) -> str:
    """The chain of a release with its opening and nine notes."""
    for number in range(9):
        ledger.perform_now("R1", WriteNote("testing.check-0", f"Note {number} & “ß” 🚀"), ALICE, NOW)
    return "R1"


def page(database: Database, before: int | None = None) -> list[int]:
    entries = database.read(lambda session: audit.history(session, "R1", limit=4, before=before))
    return [entry.seq for entry in entries]


def test_history_is_read_page_by_page_from_the_newest(database: Database, chain: str) -> None:
    assert page(database) == [10, 9, 8, 7]
    assert page(database, before=7) == [6, 5, 4, 3]
    assert page(database, before=3) == [2, 1]
    assert page(database, before=1) == []


def test_an_entry_says_what_happened(database: Database, chain: str) -> None:
    (entry,) = database.read(lambda session: audit.history(session, chain, limit=1))
    assert isinstance(entry, Entry)
    before = {"checks": {"testing.check-0": {"note": "Note 7 & “ß” 🚀"}}}
    assert entry.data == {"key": "testing.check-0", "note": "Note 8 & “ß” 🚀", "before": before}


def test_the_first_row_names_the_text_of_the_template(database: Database, chain: str) -> None:
    *_, opened = database.read(lambda session: audit.history(session, chain))
    assert opened.data["template"] == "sample@1"
    assert opened.data["template_digest"] == digest(sample.template())
    assert opened.data["template_digest"] != digest(sample.template(title="Another"))


def test_what_replaced_nothing_has_no_before(database: Database, chain: str) -> None:
    *_, first, opened = database.read(lambda session: audit.history(session, chain))
    assert (first.kind, opened.kind) == ("NoteWritten", "Opened")
    assert "before" not in first.data
    assert "before" not in opened.data


def test_a_check_that_was_marked_again_says_what_it_was(
    database: Database, ledger: Ledger, chain: str
) -> None:
    key = "testing.check-1"
    ledger.perform_now(chain, MarkChecks((key,), CheckState.BLOCKED, "No data"), ALICE, NOW)
    ledger.perform_now(chain, MarkChecks((key,), CheckState.DONE), CHARLIE, NOW)
    (entry,) = database.read(lambda session: audit.history(session, chain, limit=1))
    was = {"state": "blocked", "by": ALICE.id, "reason": "No data"}
    assert entry.data["before"] == {"checks": {key: was}}


def test_a_refusal_says_what_was_asked_and_keeps_no_long_text(
    database: Database, ledger: Ledger, chain: str
) -> None:
    ledger.perform_now(chain, WriteNote("no.such-check", "N" * 3_000), ALICE, NOW)
    (entry,) = database.read(lambda session: audit.history(session, chain, limit=1))
    assert entry.data["command"] == "WriteNote"
    assert entry.data["asked"] == {"key": "no.such-check", "note": "N" * 200 + "…"}


def test_several_commands_in_one_are_kept_as_they_were_asked(
    database: Database, ledger: Ledger, chain: str
) -> None:
    together = Together((AssignCheck("testing.check-0", BOB.id), WriteNote("none", "Late")))
    assert ledger.perform_now(chain, together, ALICE, NOW).refusal
    (entry,) = database.read(lambda session: audit.history(session, chain, limit=1))
    owner = {"key": "testing.check-0", "owner": BOB.id}
    assert entry.data["asked"] == {"commands": [owner, {"key": "none", "note": "Late"}]}


def test_the_history_is_filtered_by_person_by_kind_and_by_what_it_is_about(
    database: Database, ledger: Ledger, chain: str
) -> None:
    ledger.perform_now(chain, WriteNote("testing.check-1", "Charlie's"), CHARLIE, NOW)
    ledger.perform_now(chain, Start(), CHARLIE, NOW)

    def found(**wanted: Any) -> list[int]:
        page = database.read(lambda s: audit.history(s, chain, limit=3, wanted=audit.Filter(**wanted)))
        return [entry.seq for entry in page]

    assert found() == [12, 11, 10]
    assert found(by=CHARLIE.id) == [12, 11]
    assert found(kinds=("Refused",)) == [12]
    assert found(kinds=("NoteWritten", "Opened")) == [11, 10, 9]
    assert found(about="testing.check-1") == [11]
    assert found(by=ALICE.id, about="testing.check-1") == []


def test_what_was_done_to_one_item_is_read_by_itself(database: Database, ledger: Ledger, chain: str) -> None:
    ledger.perform_now("R1", WriteNote("testing.check-1", "About “testing.check-0”"), ALICE, NOW)
    ledger.perform_now("R1", Start(), CHARLIE, NOW)

    def of(key: str) -> list[int]:
        entries = database.read(lambda session: audit.of_item(session, chain, key, limit=3))
        return [entry.seq for entry in entries]

    assert of("testing.check-0") == [10, 9, 8]
    assert of("testing.check-1") == [11]
    assert of("testing.check-") == []


def test_a_refusal_is_no_part_of_the_state(database: Database, ledger: Ledger, chain: str) -> None:
    before = database.read(lambda session: audit.replay(session, chain))
    assert ledger.perform_now(chain, Start(), CHARLIE, NOW).refusal
    assert database.read(lambda session: audit.replay(session, chain)) == before


def test_what_is_unknown_has_no_history(database: Database) -> None:
    assert database.read(lambda session: audit.history(session, "R9")) == ()
    assert database.read(lambda session: audit.replay(session, "R9")) is None
