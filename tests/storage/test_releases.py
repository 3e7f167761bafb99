"""What is loaded is what was saved, and a list is as long as was asked."""

import dataclasses
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from readiness.commands import (
    AddEvidence,
    AnswerRollback,
    AssignCheck,
    AssignRole,
    Cancel,
    Close,
    Command,
    Delegate,
    Finish,
    FinishRollback,
    KeepGoing,
    MarkChecks,
    Measure,
    Move,
    NoteFitness,
    OverrideGate,
    RemoveEvidence,
    RollBack,
    SayWord,
    SetAudience,
    SetRollout,
    Sign,
    SkipPosts,
    Start,
    VerifyChecks,
    WriteNote,
    WriteRollbackPlan,
)
from readiness.communication.plan import PostKey
from readiness.communication.prompts import BEFORE_START
from readiness.model import CheckState, Decision, Person, Release, Stage
from readiness.records import APP
from storage import audit, releases
from storage.database import Database
from storage.ledger import Ledger
from storage.problems import Superseded
from storage.releases import Held, Listed
from tests.storage import sample
from tests.storage.sample import ALICE, BOARD, BOB, CHANNEL, CHARLIE, NOW, QA, START, WORKSPACE

EVERY = tuple(f"testing.check-{number}" for number in range(4))
THE_APP = Person(APP)
FIRST_POST = str(PostKey("hour-before", START - timedelta(hours=1), BOARD, "C0009"))
SET_FOR_GOOD = {
    "id",
    "workspace",
    "name",
    "summary",
    "template",
    "channel",
    "opened_by",
    "opened_at",
}
"""The fields that stay as they were when the release was opened."""
SET_BY_THE_COURIER = {"troubles"}
"""What no command begins; the tests of what became of notices hold that it is loaded as it was saved."""
STORY: tuple[tuple[Person, Command], ...] = (
    (CHARLIE, MarkChecks(EVERY[:2], CheckState.DONE)),
    (BOB, VerifyChecks(EVERY[:1])),
    (CHARLIE, MarkChecks(EVERY[2:3], CheckState.NOT_APPLICABLE, "We have no mobile app.")),
    (CHARLIE, MarkChecks(EVERY[3:], CheckState.BLOCKED, "The lab is closed.")),
    (CHARLIE, AssignCheck(EVERY[3], BOB.id)),
    (CHARLIE, AddEvidence(EVERY[0], "https://ci.example.org/1")),
    (CHARLIE, AddEvidence(EVERY[0], "https://ci.example.org/2")),
    (CHARLIE, RemoveEvidence(EVERY[0], "https://ci.example.org/1")),
    (CHARLIE, WriteNote(EVERY[1], "Ünïcode 🚀 <!channel>")),
    (CHARLIE, MarkChecks(EVERY[3:], CheckState.DONE)),
    (ALICE, AssignRole(QA, ("SQA", BOB.id))),
    (ALICE, OverrideGate("ready", "The fair opens tomorrow.")),
    (BOB, Sign("ready", Decision.REJECTED, "The report is missing.")),
    (CHARLIE, MarkChecks(EVERY[3:], CheckState.OPEN)),
    (CHARLIE, MarkChecks(EVERY[3:], CheckState.DONE)),
    (BOB, Sign("ready", Decision.APPROVED, "Fine now.")),
    (ALICE, Sign("sheet.manager", Decision.APPROVED)),
    (BOB, Delegate(QA, BOB.id, CHARLIE.id, NOW + timedelta(days=2), "A holiday.")),
    (THE_APP, NoteFitness((BOB.id,))),
    (ALICE, SetAudience(BOARD, ("C0009",))),
    (CHARLIE, SayWord("We are nearly there.")),
    (ALICE, SkipPosts((FIRST_POST,), "The board meets anyway.")),
    (ALICE, WriteRollbackPlan("Errors", "By hand", "Restore", BOB.id, NOW.date(), 20, "The migration")),
    (CHARLIE, AnswerRollback(ready=False, reason="The backup is old.")),
    (ALICE, Move(START + timedelta(days=1), "America/New_York")),
    (ALICE, Start(override="The fair opens tomorrow.")),
    (ALICE, SetRollout(5)),
    (CHARLIE, Measure("technical.error-rate", 2.5, "Seen on the dashboard.")),
    (CHARLIE, KeepGoing("technical.error-rate", "It is the old version that fails.")),
    (ALICE, RollBack("Errors")),
    (ALICE, FinishRollback()),
    (ALICE, Move(START + timedelta(days=14), "UTC")),
    (CHARLIE, AnswerRollback(ready=True)),
    (ALICE, Start(override="Again")),
    (ALICE, Finish(anyway=True)),
    (ALICE, Close("The reviews are left.")),
)


def test_every_step_of_a_long_story_is_loaded_as_it_was_saved(
    database_url: str, database: Database, ledger: Ledger, release: Release
) -> None:
    for number, (person, command) in enumerate(STORY):
        outcome = ledger.perform_now("R1", command, person, NOW + timedelta(minutes=number))
        assert outcome.refusal is None, command
        assert outcome.events, command
        restarted = Database(database_url)
        loaded = restarted.read(lambda session: releases.get(session, WORKSPACE, "R1"))
        replayed = restarted.read(lambda session: audit.replay(session, "R1"))
        restarted.close()
        assert loaded == outcome.release, command
        assert replayed == outcome.release, command
    assert database.read(lambda session: audit.verify_chain(session, "R1")) == ()


def test_the_story_touches_every_field_of_a_release(
    database: Database, ledger: Ledger, release: Release
) -> None:
    """A field that is added to ``Release`` has to be stored: this fails until the story has it changed."""
    fields = {field.name for field in dataclasses.fields(Release)}
    assert fields == {*releases.FIELDS, "checks", "roles", "sign_offs", "measurements", "posts"}
    changed = set()
    for number, (person, command) in enumerate(STORY):
        after = ledger.perform_now("R1", command, person, NOW + timedelta(minutes=number)).release
        changed |= {name for name in fields if getattr(after, name) != getattr(release, name)}
    assert fields - changed == SET_FOR_GOOD | SET_BY_THE_COURIER


@pytest.fixture
def several(database: Database, ledger: Ledger) -> Database:
    """R1 in our channel, R2 in another, R3 in ours and cancelled; a fourth in another workspace."""
    ledger.perform_now(None, sample.opening("R1"), ALICE, NOW)
    sooner = START - timedelta(days=2)
    ledger.perform_now(None, sample.opening("R2", "C0002", planned_start=sooner), ALICE, NOW)
    ledger.perform_now(None, sample.opening("R3"), ALICE, NOW + timedelta(hours=1))
    ledger.perform_now("R3", Cancel("A mistake."), ALICE, NOW + timedelta(hours=2))
    elsewhere = sample.opening("R4", workspace="T0002")
    Ledger(database, "T0002").perform_now(None, elsewhere, ALICE, NOW)
    return database


def names(listed: tuple[Any, ...]) -> list[str]:
    return [release.id for release in listed]


def test_active_releases_are_listed_by_planned_start(several: Database) -> None:
    listed = several.read(lambda session: releases.active(session, WORKSPACE))
    assert names(listed) == ["R2", "R1"]
    assert listed[1] == Listed("R1", "Checkout R1", Stage.PLANNED, CHANNEL, START, "sample@1")


def test_a_list_is_read_page_by_page(several: Database) -> None:
    assert names(several.read(lambda session: releases.active(session, WORKSPACE, limit=1))) == ["R2"]
    assert names(several.read(lambda session: releases.active(session, WORKSPACE, 1, 1))) == ["R1"]


def test_ended_releases_are_listed_apart(several: Database) -> None:
    assert names(several.read(lambda session: releases.ended(session, WORKSPACE))) == ["R3"]


def test_a_channel_knows_what_ended_in_it_last(several: Database, ledger: Ledger) -> None:
    ledger.perform_now("R1", Cancel("Another mistake."), ALICE, NOW + timedelta(hours=3))
    ledger.perform_now("R2", Cancel("And another."), ALICE, NOW + timedelta(hours=3))
    last = several.read(lambda session: releases.last_ended_in(session, WORKSPACE, CHANNEL))
    assert names(last) == ["R3"]
    assert several.read(lambda session: releases.last_ended_in(session, WORKSPACE, "C0009")) == ()


def test_releases_are_found_by_words_of_their_name(several: Database) -> None:
    found = several.read(lambda session: releases.called(session, WORKSPACE, "CHECKOUT r"))
    assert names(found) == ["R3", "R1", "R2"]
    assert names(several.read(lambda session: releases.called(session, WORKSPACE, "out R2"))) == ["R2"]
    assert several.read(lambda session: releases.called(session, WORKSPACE, "%")) == ()


def test_a_name_is_found_in_any_case_of_any_script(database: Database, ledger: Ledger) -> None:
    ledger.perform_now(None, replace(sample.opening("R1"), name="Оплата 2.4"), ALICE, NOW)
    assert names(database.read(lambda session: releases.called(session, WORKSPACE, "ОПЛАТА"))) == ["R1"]


def test_one_release_is_found_by_its_id_or_its_whole_name(several: Database) -> None:
    for id_or_name in ("R2", "Checkout R2"):
        found = several.read(lambda session, it=id_or_name: releases.find(session, it))  # type: ignore[misc]
        assert found is not None
        assert found.id == "R2"
    assert several.read(lambda session: releases.find(session, "Checkout")) is None


def test_a_look_that_moves_nothing_writes_nothing(
    database: Database, release: Release, statements: list[str]
) -> None:
    def look(session: Any) -> None:
        held = releases.hold(session, WORKSPACE, "R1")
        assert held is not None
        releases.postpone(session, held, held.next_due_at)

    statements.clear()
    database.write(look)
    assert not [s for s in statements if s.startswith("UPDATE")]


def test_a_channel_lists_what_is_active_in_it(several: Database) -> None:
    assert names(several.read(lambda session: releases.in_channel(session, WORKSPACE, CHANNEL))) == ["R1"]


def test_a_command_means_the_channels_releases_or_else_all(several: Database) -> None:
    here = several.read(lambda session: releases.candidates(session, WORKSPACE, "C0002"))
    elsewhere = several.read(lambda session: releases.candidates(session, WORKSPACE, "C0009"))
    assert (names(here), names(elsewhere)) == (["R2"], ["R2", "R1"])


def test_whole_releases_are_read_together_in_few_statements(
    database_url: str, several: Database, statements: list[str]
) -> None:
    restarted = Database(database_url)
    restarted.read(lambda session: releases.get(session, WORKSPACE, "R1"))
    statements.clear()
    whole = restarted.read(lambda session: releases.whole_active(session, WORKSPACE))
    assert names(whole) == ["R2", "R1"]
    assert len([s for s in statements if "BEGIN" not in s]) == 6
    assert whole == several.read(lambda session: releases.whole_active(session, WORKSPACE))
    restarted.close()


def test_the_last_release_of_a_template_is_the_one_opened_last(several: Database) -> None:
    last = several.read(lambda session: releases.last_of_template(session, WORKSPACE, "sample"))
    assert last is not None
    assert last.id == "R3"
    assert several.read(lambda session: releases.last_of_template(session, WORKSPACE, "other")) is None


def test_what_is_due_is_found_longest_due_first(several: Database) -> None:
    first = several.read(lambda session: releases.next_due(session, WORKSPACE))
    assert first == START - timedelta(days=2) - BEFORE_START
    assert several.read(lambda session: releases.due(session, WORKSPACE, NOW)) == ()
    assert several.read(lambda session: releases.due(session, WORKSPACE, START)) == ("R2", "R1")
    assert several.read(lambda session: releases.due(session, WORKSPACE, START, limit=1)) == ("R2",)


def test_what_is_saved_against_an_old_version_is_refused(database: Database, release: Release) -> None:
    def hold(session: Any) -> Held:
        held = releases.hold(session, WORKSPACE, "R1")
        assert held is not None
        return held

    old = database.write(hold)
    database.write(lambda session: releases.save(session, old, release, old.chain, None))
    with pytest.raises(Superseded):
        database.write(lambda session: releases.save(session, old, release, old.chain, None))
    with pytest.raises(Superseded):
        database.write(lambda session: releases.postpone(session, old, NOW))


def test_a_release_that_was_not_committed_is_not_remembered(database: Database, release: Release) -> None:
    def work(session: Any) -> None:
        held = releases.hold(session, WORKSPACE, "R1")
        assert held is not None
        releases.save(session, held, dataclasses.replace(release, name="Ghost"), held.chain, None)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.write(work)
    loaded = database.read(lambda session: releases.get(session, WORKSPACE, "R1"))
    assert loaded == release


def test_what_is_not_there_is_none(database: Database) -> None:
    assert database.read(lambda session: releases.get(session, WORKSPACE, "R9")) is None
    assert database.write(lambda session: releases.hold(session, WORKSPACE, "R9")) is None
    assert database.read(lambda session: releases.next_due(session, WORKSPACE)) is None
