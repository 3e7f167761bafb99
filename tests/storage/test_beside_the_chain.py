"""What is kept beside a chain holds it: the end of a workspace's, and the template of a release."""

import pytest

from readiness.model import Release
from readiness.templates import as_data
from storage import verifying
from storage.chains import Head, hash_of
from storage.database import Database
from storage.ledger import Ledger
from storage.tables import metadata
from storage.verifying import Problem
from tests.storage import sample
from tests.storage.sample import ALICE, NOW, WORKSPACE, opening
from tests.storage.test_tampering import problems, tamper, written

AUDIT = metadata.tables["audit"]


@pytest.fixture
def of_no_release(ledger: Ledger) -> str:
    """The chain of the workspace, with four refusals."""
    for number in range(4):
        ledger.perform_now(None, opening(f"R{number}", template="none"), ALICE, NOW)
    return WORKSPACE


def last_of(database: Database, chain: str) -> Head:
    return database.read(lambda session: verifying.verify(session, chain)).heads[chain]


def test_the_end_of_a_workspaces_chain_can_not_be_cut_off(database: Database, of_no_release: str) -> None:
    assert problems(database, of_no_release) == ()
    tamper(database, "DELETE FROM audit WHERE seq >= 3")
    assert problems(database, of_no_release) == ("Rows 3 to 4 are missing: the end was cut off.",)


def test_nor_in_both_places_against_what_somebody_wrote_down(database: Database, of_no_release: str) -> None:
    known = last_of(database, of_no_release)
    assert known.row == 4
    assert problems(database, of_no_release, known) == ()
    tamper(
        database,
        "DELETE FROM audit WHERE seq = 4",
        "UPDATE workspaces SET audit_length = 3, audit_head = (SELECT hash FROM audit WHERE seq = 3)",
    )
    assert problems(database, of_no_release) == ()
    assert problems(database, of_no_release, known) == ("Row 4 is missing: the end was cut off.",)


def test_a_workspaces_chain_that_is_gone_or_has_no_kept_end_shows(
    database: Database, of_no_release: str
) -> None:
    tamper(database, "DELETE FROM workspaces")
    assert problems(database, of_no_release) == (verifying.ENDLESS,)
    tamper(
        database,
        "INSERT INTO workspaces (id, audit_head, audit_length) VALUES ('T0001', 'abc', 4)",
        "DELETE FROM audit",
    )
    assert problems(database, of_no_release) == (verifying.LOST_OF_WORKSPACE,)


def test_an_empty_chain_of_a_workspace_is_sound(database: Database) -> None:
    tamper(database, "INSERT INTO workspaces (id, audit_head, audit_length) VALUES ('T0001', '', 0)")
    assert database.read(verifying.verify).problems == ()


@pytest.mark.parametrize(
    "changed",
    [{"data": as_data(sample.template(title="Another"))}, {"data": {}}, {"version": 7}],
    ids=["reworded", "emptied", "taken away"],
)
def test_a_template_that_says_something_else_than_when_the_release_was_made_shows(
    database: Database, ledger: Ledger, release: Release, changed: dict[str, object]
) -> None:
    ledger.perform_now(None, opening("R2"), ALICE, NOW)
    change = metadata.tables["templates"].update().values(**changed)
    database.write(lambda session: session.connection().execute(change))
    assert problems(database, release.id) == (verifying.REWORDED,)
    found = database.read(verifying.verify).problems
    assert found == (Problem("R1", verifying.REWORDED), Problem("R2", verifying.REWORDED))


def test_a_release_whose_first_row_does_not_open_it_shows_though_the_chain_holds(
    database: Database, release: Release
) -> None:
    """Whoever rewrites the whole chain, its kept end too, still has to name the stored template."""
    for kind, data in (("WordSaid", '{"text":"Hello"}'), ("Opened", "{}"), ("Bogus", "{}")):
        row = written(1)[0] | {"kind": kind, "data": data}
        row["hash"] = hash_of(row)
        tamper(database, "DELETE FROM audit")
        database.write(lambda s, row=row: s.connection().execute(AUDIT.insert(), row))  # type: ignore[misc]
        tamper(database, f"UPDATE releases SET audit_length = 1, audit_head = '{row['hash']}'")
        assert problems(database, release.id) == (verifying.REWORDED,)
