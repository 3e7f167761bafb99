"""A wish is claimed by one courier at a time, settled once, and redrawn when it is wished again."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from readiness.notices import NoticeKind, Wish
from storage import claims, outbox, people
from storage.claims import Claimed
from storage.database import Database
from storage.people import KnownGroup
from tests.storage.sample import BOB, CHANNEL, CHARLIE, NOW, WORKSPACE

MACHINE = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
CARD = Wish("card", NoticeKind.CARD, CHANNEL)
GATE = Wish("gate:ready:1", NoticeKind.GATE, CHANNEL, "ready")
GATE_AGAIN = replace(GATE, key="gate:ready:1:again", redraw_only=True)


def wish(database: Database, *wishes: Wish, release_id: str = "R1") -> None:
    database.write(lambda session: outbox.wish(session, WORKSPACE, release_id, wishes, NOW))


def claim(database: Database, now: datetime = MACHINE, limit: int = 10) -> tuple[Claimed, ...]:
    return database.write(lambda session: claims.claim(session, WORKSPACE, now, LEASE, limit))


def claim_one(database: Database, now: datetime = MACHINE) -> Claimed:
    (claimed,) = claim(database, now)
    return claimed


def start(database: Database, claimed: Claimed, now: datetime = MACHINE) -> bool:
    return database.write(lambda session: claims.mark_started(session, claimed, now))


def settle(database: Database, claimed: Claimed, now: datetime = MACHINE, ts: str = "1.0") -> bool:
    return database.write(lambda session: claims.settle(session, claimed, CHANNEL, ts, now))


def after(seconds: float) -> datetime:
    return MACHINE + timedelta(seconds=seconds)


def test_a_wish_is_claimed_with_all_that_delivery_needs(database: Database) -> None:
    wish(database, GATE)
    claimed = claim_one(database)
    assert (claimed.release_id, claimed.key, claimed.kind) == ("R1", "gate:ready:1", NoticeKind.GATE)
    assert (claimed.to, claimed.subject, claimed.wished_at) == (CHANNEL, "ready", NOW)
    assert (claimed.attempt, claimed.in_doubt, claimed.channel, claimed.ts) == (1, False, None, None)


def test_what_is_claimed_is_not_claimed_again_before_its_lease_ends(database: Database) -> None:
    wish(database, CARD)
    claim_one(database)
    assert claim(database, after(59)) == ()
    assert claim_one(database, after(60)).attempt == 2


def test_wishing_twice_before_it_is_told_tells_it_once(database: Database) -> None:
    wish(database, CARD)
    wish(database, CARD)
    assert settle(database, claim_one(database))
    assert claim(database, after(3600)) == ()


def test_two_releases_have_two_cards(database: Database) -> None:
    wish(database, CARD)
    wish(database, CARD, release_id="R2")
    assert [claimed.release_id for claimed in claim(database)] == ["R1", "R2"]


def test_a_wish_for_what_was_told_redraws_that_message(database: Database) -> None:
    wish(database, CARD)
    claimed = claim_one(database)
    start(database, claimed)
    settle(database, claimed, ts="7.5")
    wish(database, CARD)
    again = claim_one(database, after(10))
    assert (again.channel, again.ts, again.send_started_at) == (CHANNEL, "7.5", None)


def test_a_message_rests_three_seconds_between_two_changes(database: Database) -> None:
    wish(database, CARD)
    settle(database, claim_one(database))
    wish(database, CARD)
    wish(database, CARD)
    assert claim(database, after(2.9)) == ()
    settle(database, claim_one(database, after(3)), after(3))
    assert claim(database, after(60)) == ()


def test_a_change_while_a_message_is_being_sent_has_it_sent_again(database: Database) -> None:
    wish(database, CARD)
    claimed = claim_one(database)
    wish(database, CARD)
    settle(database, claimed)
    assert claim_one(database, after(3)).ts == "1.0"


def test_a_redraw_posts_nothing_new(database: Database) -> None:
    wish(database, GATE_AGAIN)
    assert claim(database) == ()


def test_a_redraw_redraws_everything_posted_about_its_subject(database: Database) -> None:
    to_bob = replace(GATE, key="gate:ready:1:UBOB", to=BOB.id)
    other = replace(GATE, key="gate:other:1", subject="other")
    wish(database, GATE, to_bob, other)
    for claimed in claim(database):
        settle(database, claimed)
    wish(database, GATE_AGAIN)
    assert {claimed.key for claimed in claim(database, after(10))} == {GATE.key, to_bob.key}


def test_a_redraw_does_not_try_again_what_could_never_be_posted(database: Database) -> None:
    wish(database, GATE)
    claimed = claim_one(database)
    database.write(lambda session: claims.fail(session, claimed, "channel_not_found", MACHINE))
    wish(database, GATE_AGAIN)
    assert claim(database, after(10)) == ()
    wish(database, GATE)
    assert claim_one(database, after(10)).ts is None


def test_a_courier_whose_lease_ran_out_can_no_longer_speak_for_the_notice(database: Database) -> None:
    wish(database, CARD)
    slow = claim_one(database)
    quick = claim_one(database, after(61))
    assert not start(database, slow, after(62))
    assert not settle(database, slow, after(62))
    assert start(database, quick, after(62))
    assert settle(database, quick, after(63))


def test_a_sending_that_was_never_settled_is_in_doubt(database: Database) -> None:
    wish(database, CARD)
    start(database, claim_one(database), after(1))
    doubtful = claim_one(database, after(61))
    assert doubtful.in_doubt
    assert doubtful.send_started_at == after(1)


def test_an_update_that_was_never_settled_is_simply_repeated(database: Database) -> None:
    wish(database, CARD)
    settle(database, claim_one(database))
    wish(database, CARD)
    start(database, claim_one(database, after(10)), after(10))
    assert not claim_one(database, after(80)).in_doubt


def test_what_was_given_back_waits_and_is_not_in_doubt(database: Database) -> None:
    wish(database, CARD)
    claimed = claim_one(database)
    start(database, claimed)
    assert database.write(lambda session: claims.give_back(session, claimed, after(30), "ratelimited"))
    assert claim(database, after(29)) == ()
    again = claim_one(database, after(30))
    assert (again.in_doubt, again.failures) == (False, 1)


def test_a_doubt_outlives_the_claim(database: Database) -> None:
    wish(database, CARD)
    claimed = claim_one(database)
    start(database, claimed)
    assert database.write(lambda session: claims.doubt(session, claimed, after(20), "no reply"))
    assert claim(database, after(19)) == ()
    assert claim_one(database, after(20)).in_doubt


def test_what_is_uncertain_is_left_alone_until_it_is_wished_again_and_then_in_doubt(
    database: Database,
) -> None:
    wish(database, GATE)
    claimed = claim_one(database)
    start(database, claimed)
    database.write(lambda session: claims.uncertain(session, claimed, "history not readable", MACHINE))
    wish(database, GATE_AGAIN)
    assert claim(database, after(3600)) == ()
    wish(database, GATE)
    assert claim_one(database, after(3600)).in_doubt


def test_another_workspace_claims_nothing_of_ours(database: Database) -> None:
    wish(database, CARD)
    assert database.write(lambda session: claims.claim(session, "T0002", MACHINE, LEASE, 10)) == ()


def test_the_longest_waiting_are_claimed_first_and_no_more_than_asked(database: Database) -> None:
    for number in range(5):
        wish(database, CARD, release_id=f"R{number}")
    assert [claimed.release_id for claimed in claim(database, limit=2)] == ["R0", "R1"]
    assert [claimed.release_id for claimed in claim(database)] == ["R2", "R3", "R4"]


def test_what_the_plan_promised_goes_before_all_else(database: Database) -> None:
    update = Wish("hour-before", NoticeKind.UPDATE, CHANNEL)
    wish(database, CARD, GATE)
    wish(database, CARD, update, release_id="R2")
    assert [claimed.key for claimed in claim(database, limit=2)] == ["hour-before", "card"]
    assert len(claim(database)) == 2


def test_couriers_that_claim_at_once_share_the_notices(database: Database) -> None:
    for number in range(40):
        wish(database, CARD, release_id=f"R{number:02}")
    claimed: list[str] = []

    def courier() -> None:
        while notices := claim(database, limit=3):
            claimed.extend(notice.release_id for notice in notices)

    couriers = [threading.Thread(target=courier) for _ in range(8)]
    for each in couriers:
        each.start()
    for each in couriers:
        each.join()
    assert sorted(claimed) == [f"R{number:02}" for number in range(40)]


def test_a_group_that_nobody_knows_is_left_to_the_delivery(database: Database) -> None:
    wish(database, replace(GATE, to="SQA"))
    assert claim_one(database).to == "SQA"


def test_each_member_of_a_group_gets_a_message_of_their_own(database: Database) -> None:
    group = KnownGroup("SQA", "testers", (BOB.id, CHARLIE.id), NOW)
    database.write(lambda session: people.put_groups(session, WORKSPACE, [group]))
    wish(database, replace(GATE, to="SQA"), CARD)
    assert {(claimed.key, claimed.to) for claimed in claim(database)} == {
        ("gate:ready:1:UBOB", BOB.id),
        ("gate:ready:1:UCHARLIE", CHARLIE.id),
        ("card", CHANNEL),
    }


def test_who_is_told_by_name_and_in_a_group_is_told_once(database: Database) -> None:
    group = KnownGroup("SQA", "testers", (BOB.id, CHARLIE.id), NOW)
    database.write(lambda session: people.put_groups(session, WORKSPACE, [group]))
    wish(database, replace(GATE, key="gate:1:SQA", to="SQA"), replace(GATE, key="gate:1:UBOB", to=BOB.id))
    claimed = claim(database)
    assert sorted(notice.to for notice in claimed) == [BOB.id, CHARLIE.id]
    assert {notice.wanted for notice in claimed} == {1}


def test_the_outbox_says_how_much_waits_and_until_when(database: Database) -> None:
    assert database.read(lambda session: outbox.next_ready(session, WORKSPACE)) is None
    wish(database, CARD, GATE)
    assert database.read(lambda session: outbox.waiting(session, WORKSPACE)) == 2
    for claimed in claim(database):
        settle(database, claimed)
    wish(database, CARD)
    assert database.read(lambda session: outbox.waiting(session, WORKSPACE)) == 1
    assert database.read(lambda session: outbox.next_ready(session, WORKSPACE)) == after(3)


def test_where_a_message_was_posted_can_be_asked(database: Database) -> None:
    wish(database, CARD)
    assert database.read(lambda session: outbox.posted(session, "R1", "card")) is None
    settle(database, claim_one(database), ts="7.5")
    assert database.read(lambda session: outbox.posted(session, "R1", "card")) == (CHANNEL, "7.5")
    assert database.read(lambda session: outbox.posted(session, "R1", "other")) is None


@pytest.mark.parametrize("count", [1, 25])
def test_wishes_and_claims_take_the_same_few_statements_however_many_there_are(
    database: Database, statements: list[str], count: int
) -> None:
    wishes = [replace(GATE, key=f"gate:{number}") for number in range(count)]
    statements.clear()
    wish(database, *wishes, GATE_AGAIN)
    assert len([s for s in statements if "BEGIN" not in s]) == 2
    statements.clear()
    assert len(claim(database, limit=100)) == count
    assert len([s for s in statements if "BEGIN" not in s]) == 1


def test_a_busy_destination_is_left_alone(database: Database) -> None:
    wish(database, CARD, replace(GATE, to=BOB.id))
    claimed = database.write(
        lambda session: claims.claim(session, WORKSPACE, MACHINE, LEASE, 10, busy=[CHANNEL, CHARLIE.id])
    )
    assert [notice.to for notice in claimed] == [BOB.id]


def test_without_a_budget_for_updates_only_new_messages_are_claimed(database: Database) -> None:
    wish(database, CARD)
    settle(database, claim_one(database))
    wish(database, CARD, GATE)
    claimed = database.write(
        lambda session: claims.claim(session, WORKSPACE, after(10), LEASE, 10, updates=False)
    )
    assert [notice.key for notice in claimed] == [GATE.key]
    assert claim_one(database, after(10)).key == CARD.key
