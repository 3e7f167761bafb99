"""``readiness audit verify`` and ``readiness forget``, as somebody types them."""

import os
import pwd
import re

import pytest
from sqlalchemy import text

from readiness.commands import WriteNote
from readiness.model import PersonKind
from storage import audit, homes, people, templates
from storage.database import Database, Session
from storage.ledger import Ledger
from storage.people import KnownGroup, KnownPerson
from tests.slackapp.conftest import Readiness
from tests.storage import sample
from tests.storage.sample import ALICE, NOW, WORKSPACE, opening

SOUND = "1 chain, 2 rows: nothing was changed, removed, added or reordered"


@pytest.fixture
def database(sqlite_url: str) -> Database:
    """The database of the command line, with one release in it and a note."""
    database = Database(sqlite_url)
    database.write(lambda session: templates.add(session, sample.template(), NOW))
    ledger = Ledger(database, WORKSPACE)
    ledger.perform_now(None, opening(), ALICE, NOW)
    ledger.perform_now("R1", WriteNote("testing.check-0", "Looks well"), ALICE, NOW)
    return database


def head(database: Database, row: int) -> str:
    entries = database.read(lambda session: audit.history(session, "R1"))
    return next(f"{entry.seq}:{entry.hash[:16]}" for entry in entries if entry.seq == row)


def run(database: Database, statement: str) -> None:
    database.write(lambda session: session.connection().execute(text(statement)))


def test_a_sound_audit_is_exit_code_0(database: Database, readiness: Readiness) -> None:
    result = readiness("audit", "verify")
    assert (result.exit_code, result.stdout) == (0, f"{SOUND}.\n")


def test_a_database_without_an_audit_is_no_sound_one(readiness: Readiness) -> None:
    result = readiness("audit", "verify")
    assert result.exit_code == 1
    assert result.stderr.startswith("There is no audit in this database.")


def test_one_release_is_held_against_the_heads_that_slack_shows(
    database: Database, readiness: Readiness
) -> None:
    one = readiness("audit", "verify", "--release", "Checkout R1", "--head", head(database, 2))
    ends = f"The chain R1 ends with {head(database, 2)}.\n"
    assert (one.exit_code, one.stdout) == (0, f"{SOUND}, and 1 head fits.\n{ends}")
    heads = ("--head", head(database, 1), "--head", head(database, 2))
    two = readiness("audit", "verify", "--release", "R1", *heads)
    assert two.stdout == f"{SOUND}, and 2 heads fit.\n{ends}"


def test_a_changed_row_is_named_and_exit_code_1(database: Database, readiness: Readiness) -> None:
    run(database, "UPDATE audit SET by = 'UEVIL' WHERE seq = 2")
    result = readiness("audit", "verify")
    assert result.exit_code == 1
    assert result.stdout == "Checkout R1 (R1): Row 2 was changed after it was written.\n"


def test_a_rebuilt_chain_does_not_fit_an_old_head(database: Database, readiness: Readiness) -> None:
    result = readiness("audit", "verify", "--release", "R1", "--head", "2:0123456789abcdef")
    assert result.exit_code == 1
    assert "Row 2 is not the one that was written down as 2:0123456789abcdef" in result.stdout


def test_the_end_of_the_workspaces_chain_is_printed_and_taken_again(
    database: Database, readiness: Readiness
) -> None:
    for _ in range(2):
        readiness("forget", ALICE.id)
    last = re.search(
        rf"^The chain {WORKSPACE} ends with (2:[0-9a-f]{{16}})\.$",
        readiness("audit", "verify").stdout,
        re.MULTILINE,
    )
    assert last is not None
    of_workspace = ("audit", "verify", "--workspace", WORKSPACE, "--head", last[1])
    assert readiness(*of_workspace).stdout.startswith("1 chain, 2 rows: nothing was changed")
    run(database, "DELETE FROM audit WHERE chain = 'T0001' AND seq = 2")
    cut = readiness("audit", "verify")
    assert (cut.exit_code, cut.stdout) == (1, "T0001: Row 2 is missing: the end was cut off.\n")
    run(
        database,
        "UPDATE workspaces SET audit_length = 1, audit_head = (SELECT hash FROM audit WHERE chain = 'T0001')",
    )
    assert readiness("audit", "verify").exit_code == 0
    witnessed = readiness(*of_workspace)
    assert (witnessed.exit_code, witnessed.stdout) == (1, "T0001: Row 2 is missing: the end was cut off.\n")


def test_a_head_needs_a_chain_and_has_a_form(database: Database, readiness: Readiness) -> None:
    lone = readiness("audit", "verify", "--head", head(database, 2))
    assert lone.exit_code == 1
    assert lone.stderr == "A head belongs to one chain. Say which with --release or --workspace.\n"
    both = readiness("audit", "verify", "--release", "R1", "--workspace", WORKSPACE)
    assert (both.exit_code, "one of --release and --workspace" in both.stderr) == (1, True)
    wrong = readiness("audit", "verify", "--release", "R1", "--head", "two")
    assert wrong.exit_code == 1
    assert wrong.stderr.startswith("“two” is no head of an audit")


def test_a_release_that_is_not_there_has_no_audit(database: Database, readiness: Readiness) -> None:
    result = readiness("audit", "verify", "--release", "R9")
    assert (result.exit_code, result.stdout) == (1, "R9: There is no audit of it.\n")


def known(session: Session) -> KnownPerson:
    return people.get(session, WORKSPACE, [ALICE.id])[ALICE.id]


@pytest.fixture
def remembered(database: Database) -> Database:
    """The database, with Alice's name, group and Home tab in it."""
    alice = KnownPerson(ALICE.id, PersonKind.MEMBER, "Alice Marlowe", "Asia/Tokyo", NOW)
    group = KnownGroup("S0QA", "qa", (ALICE.id, "UBOB"), NOW)
    database.write(lambda session: people.put(session, WORKSPACE, [alice]))
    database.write(lambda session: people.put_groups(session, WORKSPACE, [group]))
    database.write(lambda session: homes.opened(session, WORKSPACE, ALICE.id, NOW))
    return database


def everything(database: Database) -> str:
    """Every value in every table, as text."""

    def read(session: Session) -> str:
        connection = session.connection()
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        return "\n".join(str(connection.execute(text(f"SELECT * FROM {t}")).all()) for t in list(tables))

    return database.read(read)


def test_forgetting_leaves_the_id_and_nothing_else_anywhere(
    remembered: Database, readiness: Readiness
) -> None:
    assert "Alice Marlowe" in everything(remembered)
    result = readiness("forget", ALICE.id)
    assert result.stdout == f"Nothing is kept of {ALICE.id} now but this id, with what they did.\n"
    left = everything(remembered)
    assert "Alice Marlowe" not in left
    assert "Asia/Tokyo" not in left
    assert remembered.read(known).name == f"Forgotten ({ALICE.id})"
    groups = remembered.read(lambda session: people.groups(session, WORKSPACE))
    assert groups["S0QA"].members == ("UBOB",)


def test_what_slack_says_later_brings_no_name_back(remembered: Database, readiness: Readiness) -> None:
    readiness("forget", ALICE.id)
    again = KnownPerson(ALICE.id, PersonKind.GUEST, "Alice Marlowe", "Asia/Tokyo", NOW)
    remembered.write(lambda session: people.put(session, WORKSPACE, [again]))
    assert "Alice Marlowe" not in everything(remembered)
    assert remembered.read(known).kind is PersonKind.GUEST


def test_the_audit_says_that_somebody_was_forgotten_and_still_verifies(
    remembered: Database, readiness: Readiness
) -> None:
    readiness("forget", ALICE.id)
    (entry,) = remembered.read(lambda session: audit.history(session, WORKSPACE))
    assert (entry.kind, entry.data) == ("PersonForgotten", {"user": ALICE.id})
    assert (entry.by, entry.surface) == (f"cli:{pwd.getpwuid(os.getuid()).pw_name}", "command line")
    assert readiness("audit", "verify").stdout.startswith("2 chains, 3 rows: nothing was changed")


def test_of_an_id_that_nobody_knows_nothing_is_changed(remembered: Database, readiness: Readiness) -> None:
    result = readiness("forget", "U99TYPO")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Nobody with the id U99TYPO is known here, so there is nobody to forget. Nothing was changed.\n"
    )
    assert "U99TYPO" not in everything(remembered)
    assert remembered.read(lambda session: audit.history(session, WORKSPACE)) == ()


@pytest.mark.parametrize("user", ["UBOB", ALICE.id])
def test_who_is_only_in_a_group_or_in_the_audit_is_forgotten_too(
    database: Database, readiness: Readiness, user: str
) -> None:
    group = KnownGroup("S0QA", "qa", ("UBOB",), NOW)
    database.write(lambda session: people.put_groups(session, WORKSPACE, [group]))
    assert readiness("forget", user).exit_code == 0
    later = KnownPerson(user, PersonKind.MEMBER, "Late Comer", "UTC", NOW)
    database.write(lambda session: people.put(session, WORKSPACE, [later]))
    assert "Late Comer" not in everything(database)


def test_what_is_no_id_is_refused_with_where_to_find_one(database: Database, readiness: Readiness) -> None:
    result = readiness("forget", "@alice")
    assert result.exit_code == 1
    assert "Copy member ID" in result.stderr


def test_in_an_empty_database_there_is_nobody_to_forget(readiness: Readiness) -> None:
    assert "nobody to forget" in readiness("forget", "U0LATER").stderr
