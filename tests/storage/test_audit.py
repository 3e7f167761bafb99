"""The audit tells the whole story, in order, and shows when somebody changed it afterwards."""

import pytest
from sqlalchemy import text

from readiness.commands import Start, WriteNote
from readiness.model import Release
from storage import audit
from storage.audit import Entry
from storage.database import Database
from storage.ledger import Ledger
from tests.storage.sample import ALICE, CHARLIE, NOW, WORKSPACE


@pytest.fixture
def chain(ledger: Ledger, release: Release) -> str:
    """The chain of a release with its opening and nine notes."""
    for number in range(9):
        ledger.perform_now("R1", WriteNote("testing.check-0", f"Note {number} & “ß” 🚀"), ALICE, NOW)
    return "R1"


def problems(database: Database, chain: str) -> tuple[str, ...]:
    return database.read(lambda session: audit.verify_chain(session, chain))


def tamper(database: Database, statement: str) -> None:
    database.write(lambda session: session.connection().execute(text(statement)))


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
    assert entry.data == {"key": "testing.check-0", "note": "Note 8 & “ß” 🚀"}


def test_what_was_done_to_one_item_is_read_by_itself(database: Database, ledger: Ledger, chain: str) -> None:
    ledger.perform_now("R1", WriteNote("testing.check-1", "About “testing.check-0”"), ALICE, NOW)
    ledger.perform_now("R1", Start(), CHARLIE, NOW)

    def of(key: str) -> list[int]:
        entries = database.read(lambda session: audit.of_item(session, chain, key, limit=3))
        return [entry.seq for entry in entries]

    assert of("testing.check-0") == [10, 9, 8]
    assert of("testing.check-1") == [11]
    assert of("testing.check-") == []


def test_a_chain_that_nobody_touched_is_sound(database: Database, chain: str) -> None:
    assert problems(database, chain) == ()
    assert problems(database, WORKSPACE) == ()


@pytest.mark.parametrize("column", ["data", "by", "kind", "surface", "workspace"])
def test_a_row_that_was_changed_shows(database: Database, chain: str, column: str) -> None:
    tamper(database, f"UPDATE audit SET {column} = 'other' WHERE seq = 4")
    assert problems(database, chain) == ("Row 4 was changed after it was written.",)


def test_a_moment_that_was_changed_shows(database: Database, chain: str) -> None:
    tamper(database, "UPDATE audit SET at = (SELECT planned_start FROM releases) WHERE seq = 4")
    assert problems(database, chain) == ("Row 4 was changed after it was written.",)


def test_a_row_that_was_removed_shows(database: Database, chain: str) -> None:
    tamper(database, "DELETE FROM audit WHERE seq = 4")
    assert problems(database, chain) == ("Before row 5 there are rows missing.",)


def test_an_end_that_was_cut_off_shows(database: Database, chain: str) -> None:
    tamper(database, "DELETE FROM audit WHERE seq = 10")
    assert problems(database, chain) == (
        "The chain ends with row 9, not with the one that the release names.",
    )


def test_a_row_that_was_forged_with_its_hash_does_not_fit_the_next(database: Database, chain: str) -> None:
    tamper(database, "UPDATE audit SET hash = 'forged' WHERE seq = 4")
    assert problems(database, chain) == (
        "Row 4 was changed after it was written.",
        "Row 5 does not follow on the row before it.",
    )


def test_a_refusal_is_no_part_of_the_state(database: Database, ledger: Ledger, chain: str) -> None:
    before = database.read(lambda session: audit.replay(session, chain))
    assert ledger.perform_now(chain, Start(), CHARLIE, NOW).refusal
    assert database.read(lambda session: audit.replay(session, chain)) == before


def test_what_is_unknown_has_no_history(database: Database) -> None:
    assert database.read(lambda session: audit.history(session, "R9")) == ()
    assert database.read(lambda session: audit.replay(session, "R9")) is None
