"""A person decides what became of an uncertain post, once."""

from datetime import timedelta

import pytest

from readiness.notices import NoticeKind, Wish
from storage import claims, doubts, outbox
from storage.claims import Claimed
from storage.database import Database
from tests.storage.sample import CHANNEL, NOW, WORKSPACE
from tests.storage.test_outbox import MACHINE, after, claim, claim_one, start, wish

POST = Wish("post", NoticeKind.STAGE, CHANNEL, "deploying")


@pytest.fixture
def uncertain(database: Database) -> Claimed:
    """A post that may have arrived, in a channel that can't be read."""
    wish(database, POST)
    claimed = claim_one(database)
    start(database, claimed)
    database.write(lambda s: claims.uncertain(s, claimed, "history not readable", MACHINE))
    return claimed


def sent_after_all(database: Database, notice: int, workspace: str = WORKSPACE) -> bool:
    return database.write(lambda s: doubts.sent_after_all(s, workspace, notice, MACHINE))


def send_again(database: Database, notice: int) -> bool:
    return database.write(lambda s: doubts.send_again(s, WORKSPACE, notice, MACHINE))


def test_what_somebody_has_seen_is_not_sent_again(database: Database, uncertain: Claimed) -> None:
    assert sent_after_all(database, uncertain.id)
    wish(database, Wish("post:again", NoticeKind.STAGE, CHANNEL, "deploying", redraw_only=True))
    assert claim(database, after(3600)) == ()


def test_what_nobody_has_seen_is_sent_again_without_a_look(database: Database, uncertain: Claimed) -> None:
    assert send_again(database, uncertain.id)
    again = claim_one(database)
    assert (again.id, again.in_doubt, again.failures) == (uncertain.id, False, 0)


def test_only_the_first_decision_counts(database: Database, uncertain: Claimed) -> None:
    assert send_again(database, uncertain.id)
    assert not sent_after_all(database, uncertain.id)
    assert not send_again(database, uncertain.id)


def test_nobody_decides_for_another_workspace(database: Database, uncertain: Claimed) -> None:
    assert not sent_after_all(database, uncertain.id, workspace="T0002")


def test_what_somebody_has_seen_is_looked_for_when_it_is_wished_again(
    database: Database, uncertain: Claimed
) -> None:
    sent_after_all(database, uncertain.id)
    database.write(lambda s: outbox.wish(s, WORKSPACE, "R1", [POST], NOW + timedelta(hours=1)))
    assert claim_one(database, after(3600)).in_doubt
