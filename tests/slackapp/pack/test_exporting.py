"""Reading a pack from the database, and making a file of it."""

import json
import time

import pytest

from readiness.commands import AddEvidence
from slackapp.exporting import Format, drawn, file_of, program, read_pack
from slackapp.nearest import nearest
from slackapp.pack.verification import verify
from storage import audit, evidence, people, releases
from storage.database import Database
from tests.slackapp.pack import full
from tests.slackapp.pack.conftest import pack_of


def test_a_pack_is_found_by_id_or_name_and_holds_the_whole_chain(database: Database) -> None:
    carried = full.opened(database, "small-team")
    by_id, by_name = (
        database.read(lambda s, wanted=wanted: read_pack(s, wanted, "", full.BEGAN))  # type: ignore[misc]
        for wanted in (full.RELEASE, full.NAME)
    )
    assert by_id == by_name
    assert by_id is not None
    assert by_id.release == carried.release
    assert by_id.program == program()
    rows = database.read(lambda s: evidence.rows(s, full.RELEASE))
    assert [row.hash for row in by_id.audit] == [row["hash"] for row in rows]
    assert database.read(lambda s: read_pack(s, "Nothing", "", full.BEGAN)) is None


def test_names_are_looked_up_when_it_is_made_and_the_forgotten_stay_forgotten(database: Database) -> None:
    carried = full.opened(database, "small-team")
    check = carried.template.checks[0].key
    carried.does(full.OPENER, AddEvidence(check, "As <@U0GIL> has seen"))
    before = pack_of(carried)
    assert before.names["U0DANA"] == "Dana Whitfield"
    assert before.names["U0GIL"] == "Gil <b>Guest</b>"
    database.write(lambda s: people.forget(s, "U0DANA"))
    after = pack_of(carried)
    for form in Format:
        assert "Dana Whitfield" in drawn(before, form)
        assert "Dana" not in drawn(after, form).replace("U0DANA", "")
    assert verify(drawn(after, Format.HTML), program()).findings == ()
    assert database.read(lambda s: audit.verify_chain(s, full.RELEASE)) == ()


def test_there_may_be_more_ids_than_fit_into_one_statement(database: Database) -> None:
    full.opened(database, "small-team")
    many = [f"U0STRANGER{number}" for number in range(1_200)]
    found = database.read(lambda s: evidence.names(s, full.WORKSPACE, [*many, "U0DANA"]))
    assert found == {"U0DANA": "Dana Whitfield"}


def test_the_file_for_slack_is_the_page_with_words_to_check_it_by(database: Database) -> None:
    carried = full.opened(database, "small-team", name="Größe & <b>Ordnung</b> 2.4!")
    file = file_of(pack_of(carried))
    assert file.name == "evidence-gr-sse-b-ordnung-b-2-4-2026-11-02-0901.html"
    verified = verify(file.content, program())
    assert verified.findings == ()
    assert f"`{verified.digest}`" in file.words
    assert "Größe &amp; &lt;b&gt;Ordnung" in file.words


def test_json_is_for_machines_and_for_people_who_look_into_it(database: Database) -> None:
    text = drawn(pack_of(full.opened(database, "small-team")), Format.JSON)
    assert text.isascii()
    assert text.count("\n") > 100
    assert json.loads(text)["release"]["name"] == full.NAME


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("checkout 2", "Checkout 2.4"),
        ("Chekout  2.4", "Checkout 2.4"),
        ("BASKET", "Basket"),
        ("Payments", ""),
        ("", ""),
    ],
)
def test_the_nearest_name_is_the_one_that_was_meant(typed: str, meant: str) -> None:
    assert nearest(typed, ["Basket", "Checkout 2.4", "Login"]) == meant


def test_the_names_of_all_releases_can_be_asked_for(database: Database) -> None:
    full.opened(database, "small-team")
    assert database.read(releases.names) == (full.NAME,)


@pytest.mark.slow
def test_a_full_release_is_exported_within_two_seconds(database: Database) -> None:
    """193 items, 14 signatures and more than 400 rows, reading included; measured at 0.2 s on two cores."""
    carried = full.carried_through(database)
    began = time.perf_counter()
    text = drawn(pack_of(carried), Format.HTML)
    took = time.perf_counter() - began
    assert len(pack_of(carried).audit) > 400
    assert took < 2
    assert verify(text, program()).findings == ()
