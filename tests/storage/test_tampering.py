"""Whatever somebody does to a chain of the audit afterwards shows, and which row it was done to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from readiness.commands import WriteNote
from readiness.model import Release
from storage import chains, tampering, verifying
from storage.audit import Stamp
from storage.chains import ChainEnd, Head, hash_of
from storage.database import Database
from storage.ledger import Ledger
from storage.verifying import Problem
from tests.storage.sample import ALICE, NOW, WORKSPACE, opening

Rows = list[dict[str, object]]
LENGTH = 9


@pytest.fixture
def chain(ledger: Ledger, release: Release) -> str:
    """The chain of a release with its opening and nine notes."""
    for number in range(9):
        ledger.perform_now("R1", WriteNote("testing.check-0", f"Note {number} & “ß” 🚀"), ALICE, NOW)
    return "R1"


def problems(database: Database, chain: str, *heads: Head) -> tuple[str, ...]:
    return database.read(lambda session: verifying.verify_chain(session, chain, heads))


def tamper(database: Database, *statements: str) -> None:
    def change(session: object) -> None:
        for statement in statements:
            session.connection().execute(text(statement))  # type: ignore[attr-defined]

    database.write(change)


def test_a_chain_that_nobody_touched_is_sound(database: Database, chain: str) -> None:
    verified = database.read(verifying.verify)
    assert (verified.chains, verified.rows, verified.problems) == (1, 10, ())


@pytest.mark.parametrize("column", ["data", "by", "kind", "surface", "workspace", "previous", "hash"])
def test_a_row_that_was_changed_shows(database: Database, chain: str, column: str) -> None:
    tamper(database, f"UPDATE audit SET {column} = 'other' WHERE seq = 4")
    assert problems(database, chain) == ("Row 4 was changed after it was written.",)


def test_a_moment_that_was_changed_shows(database: Database, chain: str) -> None:
    tamper(database, "UPDATE audit SET at = (SELECT planned_start FROM releases) WHERE seq = 4")
    assert problems(database, chain) == ("Row 4 was changed after it was written.",)


def test_a_row_that_was_removed_shows(database: Database, chain: str) -> None:
    tamper(database, "DELETE FROM audit WHERE seq = 4")
    assert problems(database, chain) == ("Row 4 is missing.",)


def test_rows_that_changed_places_show(database: Database, chain: str) -> None:
    tamper(
        database,
        "UPDATE audit SET seq = 99 WHERE seq = 4",
        "UPDATE audit SET seq = 4 WHERE seq = 6",
        "UPDATE audit SET seq = 6 WHERE seq = 99",
    )
    assert problems(database, chain) == (
        "Row 4 was written as row 6: the rows were reordered.",
        "Row 6 was written as row 4: the rows were reordered.",
    )


def test_a_row_that_was_moved_to_the_end_shows_alone(database: Database, chain: str) -> None:
    tamper(database, "UPDATE audit SET seq = 1004 WHERE seq = 4")
    assert problems(database, chain) == ("Row 1004 was written as row 4: the rows were reordered.",)


@pytest.mark.parametrize(("first", "by"), [(1, -1), (1, 5), (5, 1), (10, 1000)])
def test_rows_that_were_renumbered_in_their_order_show(
    database: Database, chain: str, first: int, by: int
) -> None:
    for seq in sorted(range(first, 11), reverse=by > 0):
        tamper(database, f"UPDATE audit SET seq = {seq + by} WHERE seq = {seq}")
    assert problems(database, chain) == tuple(
        f"Row {seq + by} was written as row {seq}: the rows were renumbered." for seq in range(first, 11)
    )


def test_an_end_that_was_cut_off_shows(database: Database, chain: str) -> None:
    tamper(database, "DELETE FROM audit WHERE seq >= 9")
    assert problems(database, chain) == ("Rows 9 to 10 are missing: the end was cut off.",)


def test_an_end_that_was_cut_off_in_both_places_shows_against_what_somebody_wrote_down(
    database: Database, chain: str
) -> None:
    (last,) = database.read(
        lambda s: list(s.connection().execute(text("SELECT hash FROM audit WHERE seq = 10")))
    )
    tamper(
        database,
        "DELETE FROM audit WHERE seq = 10",
        "UPDATE releases SET audit_length = 9, audit_head = (SELECT hash FROM audit WHERE seq = 9)",
    )
    assert problems(database, chain) == ()
    assert problems(database, chain, Head(10, last[0])) == ("Row 10 is missing: the end was cut off.",)


def test_a_chain_that_lost_all_its_rows_shows(database: Database, chain: str) -> None:
    tamper(database, "DELETE FROM audit")
    assert problems(database, chain) == (verifying.LOST,)


def test_a_chain_that_lost_its_release_shows(database: Database, chain: str) -> None:
    tamper(database, "DELETE FROM release_roles", "DELETE FROM release_checks", "DELETE FROM releases")
    assert problems(database, chain) == ("There is no release to which these 10 rows belong.",)


def test_a_chain_that_does_not_exist_is_not_sound(database: Database, chain: str) -> None:
    assert problems(database, "R9") == ("There is no audit of it.",)


def test_of_several_chains_the_ones_that_were_touched_are_named(
    database: Database, ledger: Ledger, chain: str
) -> None:
    ledger.perform_now(None, opening("R2"), ALICE, NOW)
    ledger.perform_now(None, opening("R3", template="none"), ALICE, NOW)
    tamper(database, "UPDATE audit SET surface = 'other' WHERE chain <> 'R1'")
    verified = database.read(verifying.verify)
    changed = "Row 1 was changed after it was written."
    assert (verified.chains, verified.rows) == (3, 12)
    assert set(verified.problems) == {Problem("R2", changed), Problem(WORKSPACE, changed)}


# From here on chains of values, so that each change can be of any kind and anywhere.


def written(length: int = LENGTH, chain: str = "R1", word: str = "") -> Rows:
    rows: Rows = []
    stamp = Stamp(WORKSPACE, ALICE.id, NOW, "button")
    for seq in range(1, length + 1):
        row: dict[str, object] = {
            "chain": chain,
            "seq": seq,
            "workspace": stamp.workspace,
            "at": stamp.at,
            "by": stamp.by,
            "surface": stamp.surface,
            "kind": "NoteWritten",
            "data": f'{{"note":"{seq}{word}"}}',
            "press": None,
            "previous": rows[-1]["hash"] if rows else "",
        }
        rows.append(row | {"hash": hash_of(row)})
    return rows


def end_of(rows: Rows) -> ChainEnd:
    return ChainEnd(str(rows[-1]["hash"]), len(rows))


def found(rows: Rows, *heads: Head, end: ChainEnd | None = None) -> tuple[str, ...]:
    """What is wrong; the quick look and the diagnosis agree whether anything is."""
    rows = sorted(rows, key=lambda row: int(str(row["seq"])))
    said = tampering.problems(rows, end or end_of(written()), heads)
    assert bool(said) is not chains.is_sound(rows, end or end_of(written()), heads)
    return said


def renumbered(rows: Rows) -> Rows:
    return [row | {"seq": number} for number, row in enumerate(rows, 1)]


def rechained(rows: Rows) -> Rows:
    """The rows with numbers and hashes as if they had been written so."""
    made: Rows = []
    for number, row in enumerate(rows, 1):
        made.append(row | {"seq": number, "previous": made[-1]["hash"] if made else ""})
        made[-1]["hash"] = hash_of(made[-1])
    return made


def test_the_chain_is_sound_with_and_without_its_heads() -> None:
    rows = written()
    heads = [Head(int(str(row["seq"])), str(row["hash"])) for row in rows]
    assert found(rows, *heads) == ()
    assert chains.is_sound(rows)


@given(st.integers(1, LENGTH), st.sampled_from(["by", "data", "surface", "kind", "workspace", "press"]))
def test_a_changed_row_is_named(seq: int, column: str) -> None:
    rows = written()
    rows[seq - 1][column] = "another"
    assert found(rows) == (f"Row {seq} was changed after it was written.",)


@given(st.integers(1, LENGTH - 1), st.booleans())
def test_a_missing_row_is_named_whether_or_not_the_rest_was_renumbered(seq: int, anew: bool) -> None:
    rows = [row for row in written() if row["seq"] != seq]
    assert found(renumbered(rows) if anew else rows) == (f"Row {seq} is missing.",)


@given(st.integers(1, LENGTH - 1), st.booleans())
def test_an_added_row_is_named(seq: int, with_its_hash: bool) -> None:
    rows = written()
    forged = rows[seq - 1] | {"seq": seq + 1, "data": "{}", "previous": rows[seq - 1]["hash"]}
    if with_its_hash:
        forged["hash"] = hash_of(forged)
    rows = renumbered([*rows[:seq], forged, *rows[seq:]])
    assert found(rows) == (f"Row {seq + 1} was added after the rows around it were written.",)


@given(st.integers(1, 3))
def test_rows_added_at_the_end_are_named(more: int) -> None:
    names = "Row 10 was" if more == 1 else f"Rows 10 to {9 + more} were"
    assert found(written(LENGTH + more)) == (f"{names} added: row 9 is kept as the last one.",)


@given(st.permutations(range(LENGTH)).filter(lambda order: list(order) != list(range(LENGTH))))
def test_reordered_rows_are_named_with_the_places_that_they_had(order: list[int]) -> None:
    rows = written()
    assert found(renumbered([rows[place] for place in order])) == tuple(
        f"Row {seq} was written as row {place + 1}: the rows were reordered."
        for seq, place in enumerate(order, 1)
        if seq != place + 1
    )


def test_rows_that_changed_places_over_a_long_way_are_named() -> None:
    rows = written(300)
    rows[9], rows[249] = rows[249] | {"seq": 10}, rows[9] | {"seq": 250}
    assert found(rows, end=end_of(written(300))) == (
        "Row 10 was written as row 250: the rows were reordered.",
        "Row 250 was written as row 10: the rows were reordered.",
    )


@given(st.sets(st.integers(-300, 300), min_size=LENGTH, max_size=LENGTH))
def test_no_chain_with_other_numbers_is_taken_for_sound(numbers: set[int]) -> None:
    rows = [row | {"seq": seq} for row, seq in zip(written(), sorted(numbers), strict=True)]
    sound = chains.is_sound(rows, end_of(written()))
    assert sound is (found(rows) == ())


@given(st.integers(1, LENGTH - 1))
def test_a_row_that_was_replaced_with_its_hash_is_named(seq: int) -> None:
    rows = written()
    rows[seq - 1]["data"] = "{}"
    rows[seq - 1]["hash"] = hash_of(rows[seq - 1])
    assert found(rows) == (f"Row {seq} was replaced: row {seq + 1} was written after another one.",)


@given(st.integers(1, LENGTH))
def test_a_chain_that_was_rebuilt_shows_against_a_head_from_before(seq: int) -> None:
    rows = written()
    known = Head(LENGTH, str(rows[-1]["hash"])[:16])
    rows[seq - 1]["data"] = "{}"
    rebuilt = rechained(rows)
    assert found(rebuilt) == ("Row 9 is not the one that is kept as the last: the chain was rebuilt.",)
    (said,) = found(rebuilt, known, end=end_of(rebuilt))
    assert said == f"Row 9 is not the one that was written down as {known}: the chain was rebuilt."


@given(st.integers(1, LENGTH - 1))
def test_a_cut_end_shows_against_the_release_and_against_a_head(length: int) -> None:
    rows = written()
    known = Head(LENGTH, str(rows[-1]["hash"])[:16])
    names = "Row 9 is" if length == 8 else f"Rows {length + 1} to 9 are"
    assert found(rows[:length]) == (f"{names} missing: the end was cut off.",)
    assert found(rows[:length], known, end=end_of(rows[:length])) == (
        f"{names} missing: the end was cut off.",
    )


@given(
    st.lists(st.sampled_from(["drop", "double", "swap", "change", "forge"]), min_size=1, max_size=6),
    st.randoms(),
)
def test_no_mixture_of_changes_goes_unnoticed(kinds: list[str], random: object) -> None:
    rows = written()
    for kind in kinds:
        place = random.randrange(len(rows))  # type: ignore[attr-defined]
        if kind == "drop" and len(rows) > 1:
            del rows[place]
        elif kind == "double":
            rows.insert(place, dict(rows[place]))
        elif kind == "swap":
            other = random.randrange(len(rows))  # type: ignore[attr-defined]
            rows[place], rows[other] = rows[other], rows[place]
        elif kind == "change":
            rows[place]["by"] = "UOTHER"
        else:
            rows[place]["data"] = "{}"
            rows[place]["hash"] = hash_of(rows[place])
    rows = renumbered(rows)
    if rows != written():
        assert found(rows)


def test_a_head_is_read_as_messages_print_it() -> None:
    known = Head(212, "4f2a91c3d5e6f708" + "0" * 48)
    assert str(known) == "212:4f2a91c3d5e6f708"
    assert chains.head(" 212:4F2A91C3D5E6F708… ") == Head(212, "4f2a91c3d5e6f708")


@pytest.mark.parametrize(
    "text", ["", "212", "212:", "212:4f2a", "0:4f2a91c3", "x:4f2a91c3", "1:not-hex-at-all"]
)
def test_what_is_no_head_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="is no head of an audit: these look like 212:4f2a91c3d5e6f708"):
        chains.head(text)


def test_two_heads_of_one_row_that_differ_can_not_both_be_right() -> None:
    rows = written()
    right = Head(9, str(rows[-1]["hash"])[:16])
    assert len(found(rows, right, Head(9, "0" * 16))) == 1
