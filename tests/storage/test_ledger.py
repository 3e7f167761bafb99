"""The ledger writes state, audit and wishes together or not at all, once for every press."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from readiness.commands import (
    AddEvidence,
    AssignRole,
    Cancel,
    Delegate,
    MarkChecks,
    Measure,
    Start,
    VerifyChecks,
    WriteNote,
)
from readiness.model import CheckState, Person, PersonKind, Release, Stage
from readiness.notices import NoticeKind
from readiness.schedule import next_due_at
from storage import audit, claims, people, releases, templates
from storage.database import Database, TooLate
from storage.ledger import Ledger, Outcome
from storage.people import KnownGroup
from tests.storage import sample
from tests.storage.sample import ALICE, BOB, CHANNEL, CHARLIE, NOW, QA, START, WORKSPACE

TICK = MarkChecks(("testing.check-0",), CheckState.DONE)


def stored(database: Database, release_id: str = "R1") -> Release | None:
    return database.read(lambda session: releases.get(session, WORKSPACE, release_id))


def kinds(database: Database, chain: str = "R1") -> list[str]:
    entries = database.read(lambda session: audit.history(session, chain, limit=500))
    return [entry.kind for entry in reversed(entries)]


def problems(database: Database, chain: str = "R1") -> tuple[str, ...]:
    return database.read(lambda session: audit.verify_chain(session, chain))


def replayed(database: Database, release_id: str = "R1") -> Release | None:
    return database.read(lambda session: audit.replay(session, release_id))


def all_at_once(works: list[Callable[[], Outcome]]) -> list[Outcome]:
    """What each returns, started together in threads."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], Outcome]) -> Outcome:
        gate.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def test_a_release_that_was_opened_is_there(database: Database, release: Release) -> None:
    assert stored(database) == release
    assert release.template == "sample@1"
    assert kinds(database) == ["Opened"]


def test_opening_wishes_for_the_card_and_sets_when_it_is_due(database: Database, release: Release) -> None:
    claimed = database.write(lambda session: claims.claim(session, WORKSPACE, NOW, timedelta(minutes=1), 50))
    assert "card" in {notice.key for notice in claimed}
    assert database.read(lambda session: releases.next_due(session, WORKSPACE)) == next_due_at(
        sample.template(), release, NOW
    )


def test_a_tick_is_stored_audited_and_wished(database: Database, ledger: Ledger, release: Release) -> None:
    outcome = ledger.perform_now("R1", TICK, ALICE, NOW, surface="checklist")
    assert outcome.release is not None
    assert outcome.release.check("testing.check-0").state is CheckState.DONE
    assert stored(database) == outcome.release
    (entry,) = database.read(lambda session: audit.history(session, "R1", limit=1))
    assert (entry.kind, entry.by, entry.at, entry.surface) == ("ChecksMarked", ALICE.id, NOW, "checklist")
    assert entry.data == {"keys": ["testing.check-0"], "state": "done", "reason": ""}


def test_what_is_so_already_leaves_no_trace(database: Database, ledger: Ledger, release: Release) -> None:
    ledger.perform_now("R1", TICK, ALICE, NOW)
    again = ledger.perform_now("R1", TICK, BOB, NOW)
    assert (again.events, again.refusal, again.repeated) == ((), None, False)
    assert kinds(database) == ["Opened", "ChecksMarked"]


def test_a_refusal_changes_nothing_and_is_audited(
    database: Database, ledger: Ledger, release: Release
) -> None:
    outcome = ledger.perform_now("R1", Start(), CHARLIE, NOW)
    assert outcome.release == release
    assert outcome.refusal
    assert stored(database) == release
    (entry,) = database.read(lambda session: audit.history(session, "R1", limit=1))
    assert (entry.kind, entry.by) == ("Refused", CHARLIE.id)
    assert entry.data == {"command": "Start", "sentence": outcome.refusal}


def test_what_time_had_ended_by_a_refusal_is_written_before_it(
    database: Database, ledger: Ledger, release: Release
) -> None:
    ledger.perform_now("R1", AssignRole(QA, (BOB.id,)), ALICE, NOW)
    ledger.perform_now("R1", Delegate(QA, BOB.id, CHARLIE.id, NOW + timedelta(days=2), "Leave."), BOB, NOW)
    ledger.perform_now("R1", Start(), CHARLIE, NOW + timedelta(days=3))

    written = kinds(database)
    assert written.index("DelegationEnded") < written.index("Refused")
    now = stored(database)
    assert now == replayed(database)
    assert now is not None
    assert not now.delegations.get(QA)
    assert problems(database) == ()


def test_a_refused_opening_is_in_the_chain_of_the_workspace(database: Database, ledger: Ledger) -> None:
    guest = Person("UGUEST", PersonKind.GUEST)
    first = ledger.perform_now(None, sample.opening(), guest, NOW)
    second = ledger.perform_now(None, sample.opening(planned_start=NOW - timedelta(hours=1)), ALICE, NOW)
    assert first.refusal
    assert second.refusal
    assert stored(database) is None
    assert kinds(database, WORKSPACE) == ["Refused", "Refused"]
    assert problems(database, WORKSPACE) == ()


def test_an_unknown_template_is_refused(database: Database, ledger: Ledger) -> None:
    for reference in ("unknown", "unknown@1", "sample@9", "sample@x"):
        outcome = ledger.perform_now(None, sample.opening(template=reference), ALICE, NOW)
        assert outcome.refusal == f"There is no template “{reference}”. Choose one of those that are listed."
    assert kinds(database, WORKSPACE) == ["Refused"] * 4


def test_a_command_for_a_release_that_is_not_there_is_refused(database: Database, ledger: Ledger) -> None:
    outcome = ledger.perform_now("R9", TICK, ALICE, NOW, press="p1")
    assert outcome.release is None
    assert outcome.refusal
    assert kinds(database, WORKSPACE) == ["Refused"]
    assert ledger.perform_now("R9", TICK, ALICE, NOW, press="p1").repeated


def test_a_release_of_another_workspace_is_not_there(database: Database, release: Release) -> None:
    outcome = Ledger(database, "T0002").perform_now("R1", TICK, ALICE, NOW)
    assert outcome.release is None
    assert outcome.refusal


def test_the_same_press_again_changes_nothing(database: Database, ledger: Ledger, release: Release) -> None:
    first = ledger.perform_now("R1", AddEvidence("testing.check-0", "report"), ALICE, NOW, press="p1")
    again = ledger.perform_now("R1", AddEvidence("testing.check-1", "other"), ALICE, NOW, press="p1")
    assert again.repeated
    assert again.release == first.release
    assert kinds(database) == ["Opened", "EvidenceAdded"]


def test_a_refused_press_is_refused_once(database: Database, ledger: Ledger, release: Release) -> None:
    ledger.perform_now("R1", Start(), CHARLIE, NOW, press="p1")
    assert ledger.perform_now("R1", Start(), CHARLIE, NOW, press="p1").repeated
    assert kinds(database) == ["Opened", "Refused"]


def test_opening_the_same_release_twice_opens_it_once(
    database: Database, ledger: Ledger, release: Release
) -> None:
    again = ledger.perform_now(None, sample.opening(name="Another name"), BOB, NOW)
    assert again.repeated
    assert again.release == release
    assert kinds(database) == ["Opened"]


def test_sixteen_people_at_once_lose_nothing(database: Database, ledger: Ledger, release: Release) -> None:
    def note(number: int) -> Callable[[], Outcome]:
        command = AddEvidence("testing.check-0", f"report {number}")
        return lambda: ledger.perform_now("R1", command, ALICE, NOW, press=f"p{number}")

    outcomes = all_at_once([note(number) for number in range(16)])
    assert all(outcome.events for outcome in outcomes)
    end = stored(database)
    assert end is not None
    assert {e.text for e in end.check("testing.check-0").evidence} == {f"report {n}" for n in range(16)}
    assert replayed(database) == end
    assert problems(database) == ()


def test_one_press_delivered_sixteen_times_at_once_counts_once(
    database: Database, ledger: Ledger, release: Release
) -> None:
    def press() -> Outcome:
        return ledger.perform_now("R1", AddEvidence("testing.check-0", "report"), ALICE, NOW, press="p1")

    outcomes = all_at_once([press] * 16)
    assert [len(outcome.events) for outcome in outcomes if not outcome.repeated] == [1]
    assert kinds(database) == ["Opened", "EvidenceAdded"]


def test_two_replicas_share_one_truth(database_url: str, database: Database, release: Release) -> None:
    replica = Database(database_url)
    ledgers = [Ledger(database, WORKSPACE), Ledger(replica, WORKSPACE)]

    def note(number: int) -> Callable[[], Outcome]:
        command = WriteNote(f"testing.check-{number % 4}", f"note {number}")
        return lambda: ledgers[number % 2].perform_now("R1", command, ALICE, NOW)

    all_at_once([note(number) for number in range(16)])
    assert stored(replica) == stored(database) == replayed(database)
    assert problems(database) == ()
    replica.close()


def test_refused_openings_at_once_stay_one_chain(database: Database, ledger: Ledger) -> None:
    guest = Person("UGUEST", PersonKind.GUEST)

    def four_times() -> Outcome:
        for _ in range(3):
            ledger.perform_now(None, sample.opening(), guest, NOW)
        return ledger.perform_now(None, sample.opening(), guest, NOW)

    all_at_once([four_times] * 16)
    assert kinds(database, WORKSPACE) == ["Refused"] * 64
    assert problems(database, WORKSPACE) == ()


def test_past_the_deadline_nothing_is_written(database: Database, ledger: Ledger, release: Release) -> None:
    with pytest.raises(TooLate):
        ledger.perform_now("R1", TICK, ALICE, NOW, deadline=time.monotonic() - 1)
    assert stored(database) == release
    assert kinds(database) == ["Opened"]


def test_performing_from_the_loop_does_the_same(database: Database, ledger: Ledger, release: Release) -> None:
    outcome = asyncio.run(ledger.perform("R1", TICK, ALICE, NOW, press="p1", within=20))
    assert stored(database) == outcome.release
    assert asyncio.run(ledger.perform("R1", TICK, ALICE, NOW, press="p1", within=20)).repeated


def test_every_change_keeps_the_next_due_moment(database: Database, ledger: Ledger, release: Release) -> None:
    ledger.perform_now("R1", Cancel("not now"), ALICE, NOW)
    assert database.read(lambda session: releases.next_due(session, WORKSPACE)) is None


def test_a_press_that_comes_before_the_look_loses_nothing_that_was_due(
    database: Database, ledger: Ledger, release: Release
) -> None:
    late = START + timedelta(minutes=16)
    ledger.perform_now("R1", WriteNote("testing.check-0", "still at it"), ALICE, late)
    claimed = database.write(lambda session: claims.claim(session, WORKSPACE, NOW, timedelta(minutes=1), 50))
    assert [(n.kind, n.to) for n in claimed if n.kind is NoticeKind.OVERDUE] == [
        (NoticeKind.OVERDUE, ALICE.id)
    ]
    assert database.read(lambda session: releases.next_due(session, WORKSPACE)) == next_due_at(
        sample.template(), release, late
    )


def test_a_press_that_settles_what_was_due_asks_nobody(
    database: Database, ledger: Ledger, release: Release
) -> None:
    ledger.perform_now("R1", Cancel("not now"), ALICE, START + timedelta(minutes=16))
    claimed = database.write(lambda session: claims.claim(session, WORKSPACE, NOW, timedelta(minutes=1), 50))
    assert NoticeKind.OVERDUE not in {notice.kind for notice in claimed}


def test_a_role_given_to_a_group_tells_its_members_one_by_one(
    database: Database, ledger: Ledger, release: Release
) -> None:
    testers = KnownGroup("SQA", "testers", (BOB.id, CHARLIE.id), NOW)
    database.write(lambda session: people.put_groups(session, WORKSPACE, [testers]))
    ledger.perform_now("R1", AssignRole(QA, ("SQA",)), ALICE, NOW)
    every = MarkChecks(tuple(f"testing.check-{number}" for number in range(4)), CheckState.DONE)
    ledger.perform_now("R1", every, ALICE, NOW)
    ledger.perform_now("R1", VerifyChecks(("testing.check-0",)), BOB, NOW)
    claimed = database.write(
        lambda session: claims.claim(session, WORKSPACE, NOW, timedelta(minutes=1), limit=50)
    )
    told = {notice.to for notice in claimed}
    assert {BOB.id, CHARLIE.id, CHANNEL} <= told
    assert "SQA" not in told


@pytest.fixture
def busy_ledger(database: Database) -> Ledger:
    """A ledger with thirty releases of three hundred checks, half of which are touched."""
    big = replace(sample.template(checks=300), key="big")
    database.write(lambda session: templates.add(session, big, NOW))
    ledger = Ledger(database, WORKSPACE)
    for number in range(30):
        ledger.perform_now(None, sample.opening(f"B{number}", template="big"), ALICE, NOW)
    half = tuple(f"testing.check-{number}" for number in range(150))
    ledger.perform_now("B1", MarkChecks(half, CheckState.DONE), ALICE, NOW)
    return ledger


TICK_STATEMENTS = 6
"""The release held, its audit row, the release saved, its check, the gate's redraw, the card's wish."""


def test_a_tick_takes_the_same_few_statements_however_much_there_is(
    database: Database, release: Release, ledger: Ledger, busy_ledger: Ledger, statements: list[str]
) -> None:
    for performing, release_id in ((ledger, "R1"), (busy_ledger, "B1")):
        command = MarkChecks((f"testing.check-{2 if release_id == 'R1' else 200}",), CheckState.DONE)
        statements.clear()
        performing.perform_now(release_id, command, ALICE, NOW, press=release_id)
        assert len([s for s in statements if "BEGIN" not in s]) == TICK_STATEMENTS, statements


def test_a_tick_after_a_restart_takes_one_statement_more_for_the_release_and_each_of_its_five_parts(
    database_url: str, busy_ledger: Ledger, statements: list[str]
) -> None:
    restarted = Database(database_url)
    Ledger(restarted, WORKSPACE).perform_now("B2", TICK, ALICE, NOW)
    statements.clear()
    Ledger(restarted, WORKSPACE).perform_now(
        "B1", MarkChecks(("testing.check-200",), CheckState.DONE), ALICE, NOW
    )
    assert len([s for s in statements if "BEGIN" not in s]) == TICK_STATEMENTS + 1 + 5, statements
    restarted.close()


def test_a_whole_group_takes_as_many_statements_as_one_tick(
    busy_ledger: Ledger, statements: list[str]
) -> None:
    group = tuple(f"testing.check-{number}" for number in range(150, 250))
    statements.clear()
    busy_ledger.perform_now("B1", MarkChecks(group, CheckState.NOT_APPLICABLE, "no"), ALICE, NOW)
    assert len([s for s in statements if "BEGIN" not in s]) == TICK_STATEMENTS, statements


def test_reading_an_unchanged_release_takes_one_statement(
    database: Database, release: Release, statements: list[str]
) -> None:
    stored(database)
    statements.clear()
    stored(database)
    assert len([s for s in statements if "BEGIN" not in s]) == 1


def test_a_measurement_and_its_successor_are_one_row(
    database: Database, ledger: Ledger, release: Release
) -> None:
    ledger.perform_now("R1", Measure("technical.error-rate", 0.5), ALICE, NOW)
    ledger.perform_now("R1", Measure("technical.error-rate", 1e22), BOB, NOW)
    assert replayed(database) == stored(database)
    assert problems(database) == ()
    count = database.read(
        lambda session: (
            session.connection().execute(text("SELECT count(*) FROM release_measurements")).scalar()
        )
    )
    assert count == 1


def test_a_release_whose_template_is_gone_raises(
    database_url: str, database: Database, release: Release
) -> None:
    database.write(lambda session: session.connection().execute(text("DELETE FROM templates")))
    restarted = Database(database_url)
    with pytest.raises(LookupError, match="sample@1"):
        Ledger(restarted, WORKSPACE).perform_now("R1", TICK, ALICE, NOW)
    restarted.close()


def test_a_start_without_go_keeps_its_override(database: Database, ledger: Ledger, release: Release) -> None:
    outcome = ledger.perform_now("R1", Start(override="the pager is silent"), ALICE, START)
    assert outcome.release is not None
    assert outcome.release.stage is Stage.DEPLOYING
    assert outcome.release.override is not None
    assert stored(database) == outcome.release == replayed(database)
