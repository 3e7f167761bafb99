"""Posts that people send again, settle or skip, while a courier may be on its way with them."""

import pytest

from readiness.commands import SendPosts, SettleNotice, SkipPosts
from readiness.communication.posting import NEXT_CAME
from readiness.model import Release
from readiness.notices import NoticeKind
from readiness.records import PostState
from storage import posts
from storage.claims import Claimed
from storage.database import Database
from storage.ledger import Ledger
from storage.settlements import Expired, Failed, Uncertain
from tests.readiness.playing import DAY, HOUR, START
from tests.readiness.world import MARA
from tests.storage.planned_release import (
    AT,
    KEY,
    MACHINE,
    SENT,
    WEEK_BEFORE,
    claimed,
    look,
    performed,
    settle,
    state_of,
    stored,
    the_post,
)


@pytest.fixture
def skipped(database: Database, ledger: Ledger, planned: Release) -> Claimed:
    """A post that was skipped while a courier was on its way with it."""
    look(ledger, WEEK_BEFORE)
    post = the_post(database)
    performed(ledger, SkipPosts((KEY,), "Told by hand."), AT)
    return post


def test_what_failed_is_sent_again_when_somebody_calls_for_it(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    look(ledger, WEEK_BEFORE)
    settle(database, the_post(database), Failed("The channel is archived.", MACHINE), AT)
    assert claimed(database, NoticeKind.UPDATE) == []

    performed(ledger, SendPosts((KEY,)), AT)
    settle(database, the_post(database), SENT, AT + HOUR)

    assert stored(database).posts[KEY].state is PostState.SENT


def test_what_somebody_has_seen_is_never_sent_again(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    look(ledger, WEEK_BEFORE)
    settle(database, the_post(database), Uncertain("Who knows.", MACHINE), AT)

    performed(ledger, SettleNotice(KEY, sent=True), AT + HOUR)

    assert stored(database).posts[KEY].state is PostState.SENT
    assert state_of(database) == ("sent", True, False)
    assert claimed(database, NoticeKind.UPDATE) == []


def test_what_nobody_has_seen_is_sent_without_another_look(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    look(ledger, WEEK_BEFORE)
    settle(database, the_post(database), Uncertain("Who knows.", MACHINE), AT)

    performed(ledger, SettleNotice(KEY, sent=False), AT + HOUR)

    assert state_of(database) == ("wished", False, False)
    assert not the_post(database).in_doubt


def test_what_was_skipped_on_its_way_stays_skipped_unless_it_was_sent_all_the_same(
    database: Database, skipped: Claimed
) -> None:
    database.write(lambda s: posts.became(s, skipped, Expired("It is skipped.", MACHINE), AT))
    assert stored(database).posts[KEY].reason == "Told by hand."

    settle(database, skipped, SENT, AT)
    assert stored(database).posts[KEY].state is PostState.SENT


def test_what_was_skipped_on_its_way_and_may_have_been_sent_is_put_to_a_person(
    database: Database, skipped: Claimed
) -> None:
    settle(database, skipped, Uncertain("The channel can't be read.", MACHINE), AT)

    assert stored(database).posts[KEY].state is PostState.UNCERTAIN
    assert [told.to for told in claimed(database, NoticeKind.TROUBLE)] == [MARA.id]


def test_what_is_called_for_while_the_courier_gives_it_up_as_skipped_is_sent(
    database: Database, ledger: Ledger, skipped: Claimed
) -> None:
    performed(ledger, SendPosts((KEY,)), AT)

    settle(database, skipped, Expired("Told by hand.", MACHINE), AT)

    assert stored(database).posts[KEY].state is PostState.CALLED
    settle(database, the_post(database), SENT, AT)
    assert stored(database).posts[KEY].state is PostState.SENT


def test_what_is_called_for_while_its_time_runs_out_says_that_it_ran_out(
    database: Database, ledger: Ledger, skipped: Claimed
) -> None:
    performed(ledger, SendPosts((KEY,)), AT)

    settle(database, skipped, Expired("Told by hand.", MACHINE), START - DAY)

    post = stored(database).posts[KEY]
    assert (post.state, post.reason) == (PostState.EXPIRED, NEXT_CAME)
    assert state_of(database)[0] == "failed"
