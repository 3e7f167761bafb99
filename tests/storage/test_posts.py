"""What becomes of the plan's posts between outbox and release, on both databases."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from readiness.commands import AssignRole, Command, SendPosts, SettleNotice, SkipPosts, Start
from readiness.communication.outdating import MOVED_ON
from readiness.communication.plan import PostKey
from readiness.communication.posting import NEXT_CAME
from readiness.model import Release
from readiness.notices import NoticeKind
from readiness.plan_events import PostsChanged
from readiness.records import APP, PostState, Trouble
from storage import audit, claims, doubts, posts, releases, templates
from storage.claims import Claimed
from storage.database import Database
from storage.ledger import Ledger
from storage.settlements import Expired, Failed, Sent, Settlement, Uncertain
from tests.readiness import playing
from tests.readiness.playing import DAY, HOUR, START, TEAM, WEEK
from tests.readiness.world import MARA
from tests.storage import sample
from tests.storage.sample import WORKSPACE

MACHINE = sample.NOW
OPENED = START - 8 * DAY
WEEK_BEFORE = START - WEEK
KEY = str(PostKey("week-before", WEEK_BEFORE, "readers.engineering", TEAM))


@pytest.fixture
def planned(database: Database, ledger: Ledger) -> Release:
    """A release with a whole plan, eight days before its start."""
    database.write(lambda session: templates.add(session, playing.TEMPLATE, OPENED))
    command = sample.opening(
        template="planned", channel=TEAM, planned_start=START, zone="UTC", roles=playing.ROLES
    )
    opened = ledger.perform_now(None, command, MARA, OPENED).release
    assert opened is not None
    return opened


def stored(database: Database) -> Release:
    release = database.read(lambda session: releases.get(session, WORKSPACE, "R1"))
    assert release is not None
    return release


def look(ledger: Ledger, now: datetime) -> bool:
    return asyncio.run(ledger.look("R1", now))


def claimed(database: Database, *kinds: NoticeKind, machine: datetime = MACHINE) -> list[Claimed]:
    """What waits, claimed by a courier whose lease is over at once."""
    found = database.write(lambda s: claims.claim(s, WORKSPACE, machine, timedelta(0), 1000))
    return [one for one in found if not kinds or one.kind in kinds]


def settle(database: Database, one: Claimed, what: Settlement, now: datetime) -> None:
    """Settle it as the courier does: in the outbox, and in the release."""

    def settled(session: Any) -> None:
        assert claims.mark_started(session, one, MACHINE)
        match what:
            case Sent():
                ours = claims.settle(session, one, what.channel, what.ts, what.at)
            case Uncertain():
                ours = claims.uncertain(session, one, what.sentence, what.at)
            case _:
                ours = claims.fail(session, one, what.sentence, what.at)
        assert ours
        posts.became(session, one, what, now)

    database.write(settled)


def the_post(database: Database) -> Claimed:
    (one,) = claimed(database, NoticeKind.UPDATE)
    return one


def state_of(database: Database, key: str = KEY) -> tuple[str, bool, bool]:
    """The notice's state, and whether its sending is thought to have begun, and to have ended."""
    select = text("SELECT state, send_started_at, ts FROM notices WHERE key = :key")
    row = database.read(lambda s: s.connection().execute(select, {"key": key}).one())
    return row.state, row.send_started_at is not None, row.ts is not None


def kinds_told(database: Database) -> list[tuple[str, str]]:
    select = text("SELECT kind, destination FROM notices ORDER BY id")
    return [tuple(row) for row in database.read(lambda s: s.connection().execute(select).all())]


SENT = Sent(TEAM, "17.1", MACHINE)
AT = WEEK_BEFORE + timedelta(seconds=2)


def test_a_slot_that_comes_due_is_wished_once_and_recorded_where_it_is_settled(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    assert look(ledger, WEEK_BEFORE)
    assert stored(database).posts[KEY].state is PostState.DUE

    settle(database, the_post(database), SENT, AT)

    release = stored(database)
    post = release.posts[KEY]
    assert (post.state, post.by, post.at, post.channel, post.ts) == (PostState.SENT, APP, AT, TEAM, "17.1")
    assert database.read(lambda s: audit.replay(s, "R1")) == release
    assert database.read(lambda s: audit.verify_chain(s, "R1")) == ()
    select = text("SELECT surface, by FROM audit WHERE kind = 'PostsChanged' ORDER BY seq")
    rows = database.read(lambda s: s.connection().execute(select).all())
    assert [tuple(row) for row in rows] == [("clock", APP), ("courier", APP)]


def test_what_is_told_twice_over_is_recorded_once(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    look(ledger, WEEK_BEFORE)
    one = the_post(database)
    settle(database, one, SENT, AT)
    before = stored(database)

    database.write(lambda s: posts.became(s, one, Sent(TEAM, "18.1", MACHINE), AT))

    assert stored(database) == before


def test_a_post_of_the_start_is_wished_with_the_press(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    outcome = ledger.perform_now("R1", Start("The fair."), MARA, OPENED + HOUR)

    assert outcome.release is not None
    assert [PostKey.parse(key).slot for key in outcome.release.posts] == ["start"]
    assert ("update", TEAM) in kinds_told(database)
    assert ("checklist", TEAM) in kinds_told(database)
    assert database.read(lambda s: releases.next_due(s, WORKSPACE)) == OPENED + HOUR + timedelta(minutes=25)


@pytest.mark.parametrize(
    ("what", "state"),
    [
        (Failed("The channel is archived.", MACHINE), PostState.FAILED),
        (Uncertain("Its history can't be read.", MACHINE), PostState.UNCERTAIN),
        (Expired("The next update took its place.", MACHINE), PostState.EXPIRED),
    ],
)
def test_what_went_wrong_is_recorded_with_its_sentence_and_told_to_the_manager(
    database: Database, ledger: Ledger, planned: Release, what: Settlement, state: PostState
) -> None:
    look(ledger, WEEK_BEFORE)

    settle(database, the_post(database), what, AT)

    post = stored(database).posts[KEY]
    assert (post.state, post.reason) == (state, what.sentence if not isinstance(what, Sent) else "")
    assert (("trouble", MARA.id) in kinds_told(database)) == (state is not PostState.EXPIRED)


def performed(ledger: Ledger, command: Command, now: datetime) -> None:
    outcome = ledger.perform_now("R1", command, MARA, now)
    assert outcome.refusal is None
    assert outcome.events


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
    database: Database, ledger: Ledger, planned: Release
) -> None:
    look(ledger, WEEK_BEFORE)
    one = the_post(database)
    performed(ledger, SkipPosts((KEY,), "Told by hand."), AT)

    database.write(lambda s: posts.became(s, one, Expired("It is skipped.", MACHINE), AT))
    assert stored(database).posts[KEY].reason == "Told by hand."

    settle(database, one, SENT, AT)
    assert stored(database).posts[KEY].state is PostState.SENT


def test_what_is_called_for_while_the_courier_gives_it_up_as_skipped_is_sent(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    look(ledger, WEEK_BEFORE)
    one = the_post(database)
    performed(ledger, SkipPosts((KEY,), "Told by hand."), AT)
    performed(ledger, SendPosts((KEY,)), AT)

    settle(database, one, Expired("Told by hand.", MACHINE), AT)

    assert stored(database).posts[KEY].state is PostState.CALLED
    settle(database, the_post(database), SENT, AT)
    assert stored(database).posts[KEY].state is PostState.SENT


def test_what_is_called_for_while_its_time_runs_out_says_that_it_ran_out(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    look(ledger, WEEK_BEFORE)
    one = the_post(database)
    performed(ledger, SkipPosts((KEY,), "Told by hand."), AT)
    performed(ledger, SendPosts((KEY,)), AT)

    settle(database, one, Expired("Told by hand.", MACHINE), START - DAY)

    post = stored(database).posts[KEY]
    assert (post.state, post.reason) == (PostState.EXPIRED, NEXT_CAME)
    assert state_of(database)[0] == "failed"


def test_what_was_skipped_on_its_way_and_may_have_been_sent_is_put_to_a_person(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    look(ledger, WEEK_BEFORE)
    one = the_post(database)
    performed(ledger, SkipPosts((KEY,), "Told by hand."), AT)

    settle(database, one, Uncertain("The channel can't be read.", MACHINE), AT)

    assert stored(database).posts[KEY].state is PostState.UNCERTAIN
    assert [told.to for told in claimed(database, NoticeKind.TROUBLE)] == [MARA.id]


def test_a_release_that_is_made_at_the_very_moment_of_a_slot_is_looked_at_at_once(
    database: Database, ledger: Ledger
) -> None:
    database.write(lambda session: templates.add(session, playing.TEMPLATE, OPENED))
    command = sample.opening(
        template="planned", channel=TEAM, planned_start=START, zone="UTC", roles=playing.ROLES
    )
    ledger.perform_now(None, command, MARA, WEEK_BEFORE)

    assert look(ledger, WEEK_BEFORE)
    assert the_post(database).key == KEY


def test_who_is_given_a_role_is_asked_at_once_what_its_holder_was_asked(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    late = START + timedelta(minutes=31)
    look(ledger, late)
    performed(ledger, AssignRole("release-manager", (MARA.id, "U0NEW")), late + timedelta(minutes=1))

    assert "U0NEW" in [one.to for one in claimed(database, NoticeKind.OVERDUE)]


def test_settling_loses_nothing_that_is_due_at_that_moment(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    look(ledger, WEEK_BEFORE)

    settle(database, the_post(database), SENT, START - DAY + timedelta(seconds=1))

    slots = {PostKey.parse(key).slot: post.state for key, post in stored(database).posts.items()}
    assert slots == {"week-before": PostState.SENT, "day-before": PostState.DUE}
    assert len(claimed(database, NoticeKind.UPDATE)) == 1


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


def test_of_two_messages_of_one_post_the_release_knows_the_one_that_stays(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    look(ledger, WEEK_BEFORE)
    late = the_post(database)
    database.write(lambda s: claims.mark_started(s, late, MACHINE))
    settle(database, the_post(database), SENT, AT)
    database.write(lambda s: doubts.told_by_another_too(s, late, MACHINE))
    (suspect,) = database.read(lambda s: doubts.suspects(s, WORKSPACE, MACHINE - HOUR))

    for _ in range(2):
        database.write(lambda s: posts.stands(s, suspect, "16.9", AT + HOUR))

    release = stored(database)
    post = release.posts[KEY]
    assert (post.state, post.at, post.channel, post.ts) == (PostState.SENT, AT, TEAM, "16.9")
    assert database.read(lambda s: audit.replay(s, "R1")) == release
    assert happened(database).count("PostsChanged") == 3


def test_what_is_of_no_known_release_or_post_is_left_alone(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    look(ledger, WEEK_BEFORE)
    one, before = the_post(database), stored(database)

    for kind in (NoticeKind.UPDATE, NoticeKind.CARD):
        unknown = Claimed(**{**values(one), "kind": kind, "release_id": "R9"})
        database.write(partial(posts.became, claimed=unknown, settlement=Failed("No.", MACHINE), at=AT))
    unplanned = Claimed(**{**values(one), "key": "during/2026-01-01T00:00:00+00:00/a/C1"})
    database.write(lambda s: posts.became(s, unplanned, SENT, AT))

    assert stored(database) == before


def values(one: Claimed) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def happened(database: Database) -> Sequence[str]:
    select = text("SELECT kind FROM audit WHERE chain = 'R1' ORDER BY seq")
    return database.read(lambda s: s.connection().execute(select).scalars().all())


def test_a_second_look_at_the_same_moment_does_nothing(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    assert look(ledger, WEEK_BEFORE)
    before = kinds_told(database), happened(database)

    assert not look(ledger, WEEK_BEFORE)

    assert (kinds_told(database), happened(database)) == before
    assert happened(database)[-1] == PostsChanged.__name__
