"""A card or a checklist that fails is told to the manager once, and settled like a post."""

from datetime import timedelta

import pytest

from readiness.commands import SettleNotice, Start
from readiness.communication.outdating import MOVED_ON
from readiness.model import Release
from readiness.notices import NoticeKind
from readiness.records import APP, PostState, Trouble
from storage import audit
from storage.claims import Claimed
from storage.database import Database
from storage.ledger import Ledger
from storage.settlements import Failed, Sent, Uncertain
from tests.readiness.playing import HOUR, START, TEAM
from tests.readiness.world import MARA
from tests.storage.planned_release import (
    MACHINE,
    OPENED,
    SENT,
    claimed,
    look,
    performed,
    settle,
    state_of,
    stored,
)


def the_checklist(database: Database, ledger: Ledger) -> Claimed:
    """The first checklist of the plan, which came due an hour before the start, claimed."""
    look(ledger, START - HOUR)
    (one,) = claimed(database, NoticeKind.CHECKLIST)
    return one


ARCHIVED = Failed("The channel is archived: unarchive it.", MACHINE)
UNREADABLE = Uncertain("Its history can't be read.", MACHINE)
LATER = START - HOUR + timedelta(minutes=1)


def test_a_notice_that_can_not_be_told_in_a_channel_is_told_to_the_manager_once(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    (card,) = claimed(database, NoticeKind.CARD)
    settle(database, card, ARCHIVED, OPENED)
    # The card is wished with every change, so also with this one: it fails once more, and nothing is new.
    (again,) = claimed(database, NoticeKind.CARD)
    settle(database, again, ARCHIVED, OPENED + HOUR)
    assert claimed(database, NoticeKind.CARD) == []

    trouble = Trouble(NoticeKind.CARD, TEAM, "", PostState.FAILED, OPENED, APP, ARCHIVED.sentence)
    assert stored(database).troubles == {"card": trouble}
    (told,) = claimed(database, NoticeKind.TROUBLE)
    assert (told.to, told.subject) == (MARA.id, "card")
    settle(database, told, Failed("She has left.", MACHINE), OPENED)
    assert claimed(database, NoticeKind.TROUBLE) == []
    assert stored(database).troubles == {"card": trouble}


def test_a_checklist_that_failed_is_sent_again_when_somebody_calls_for_it(
    database_url: str, database: Database, ledger: Ledger, planned: Release
) -> None:
    checklist = the_checklist(database, ledger)
    settle(database, checklist, ARCHIVED, LATER)
    restarted = Database(database_url)
    assert stored(restarted) == stored(database)
    restarted.close()
    assert look(ledger, LATER + timedelta(minutes=30)) is not None
    assert claimed(database, NoticeKind.CHECKLIST) == []

    performed(ledger, SettleNotice(checklist.key, sent=False), LATER)
    assert stored(database).troubles[checklist.key].state is PostState.CALLED
    (again,) = claimed(database, NoticeKind.CHECKLIST)
    settle(database, again, SENT, LATER)

    release = stored(database)
    assert release.troubles[checklist.key].state is PostState.SENT
    assert database.read(lambda s: audit.replay(s, "R1")) == release
    assert database.read(lambda s: audit.verify_chain(s, "R1")) == ()


@pytest.mark.parametrize(
    ("seen", "notice"), [(True, ("sent", True, False)), (False, ("wished", False, False))]
)
def test_a_person_says_whether_an_uncertain_checklist_is_there(
    database: Database, ledger: Ledger, planned: Release, seen: bool, notice: tuple[str, bool, bool]
) -> None:
    checklist = the_checklist(database, ledger)
    settle(database, checklist, UNREADABLE, LATER)

    performed(ledger, SettleNotice(checklist.key, sent=seen), LATER)

    expected = PostState.SENT if seen else PostState.CALLED
    assert stored(database).troubles[checklist.key].state is expected
    assert state_of(database, checklist.key) == notice
    assert len(claimed(database, NoticeKind.CHECKLIST)) == (not seen)


def test_what_was_told_of_a_trouble_is_redrawn_with_all_that_becomes_of_it(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    checklist = the_checklist(database, ledger)
    settle(database, checklist, ARCHIVED, LATER)
    (told,) = claimed(database, NoticeKind.TROUBLE)
    settle(database, told, Sent("D0MARA", "3.1", MACHINE), LATER)
    rested = MACHINE + timedelta(minutes=1)
    assert claimed(database, NoticeKind.TROUBLE, machine=rested) == []

    performed(ledger, SettleNotice(checklist.key, sent=False), LATER)
    (called,) = claimed(database, NoticeKind.TROUBLE, machine=rested)
    assert (called.ts, called.subject) == ("3.1", checklist.key)
    settle(database, called, Sent("D0MARA", "3.1", MACHINE), LATER)
    (again,) = claimed(database, NoticeKind.CHECKLIST, machine=rested)
    settle(database, again, SENT, LATER)
    assert [one.ts for one in claimed(database, NoticeKind.TROUBLE, machine=rested)] == ["3.1"]


def test_a_checklist_in_trouble_that_nobody_needs_any_more_troubles_nobody(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    checklist = the_checklist(database, ledger)
    settle(database, checklist, ARCHIVED, LATER)

    performed(ledger, Start("The fair."), LATER)

    trouble = stored(database).troubles[checklist.key]
    assert (trouble.state, trouble.reason) == (PostState.EXPIRED, MOVED_ON)
