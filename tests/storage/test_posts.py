"""A post is wished when it comes due, and what became of it is recorded where it is settled."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from readiness.commands import AssignRole, Start
from readiness.communication.plan import PostKey
from readiness.model import Release
from readiness.notices import NoticeKind
from readiness.plan_events import PostsChanged
from readiness.records import APP, PostState
from storage import audit, claims, doubts, posts, releases, templates
from storage.database import Database
from storage.ledger import Ledger
from storage.settlements import Expired, Failed, Sent, Settlement, Uncertain
from tests.readiness.playing import DAY, HOUR, START, TEAM, TEMPLATE
from tests.readiness.world import MARA
from tests.storage.planned_release import (
    AT,
    KEY,
    MACHINE,
    OPENED,
    SENT,
    WEEK_BEFORE,
    claimed,
    happened,
    kinds_told,
    look,
    opening,
    performed,
    settle,
    stored,
    the_post,
)
from tests.storage.sample import WORKSPACE


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


def test_a_second_look_at_the_same_moment_does_nothing(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    assert look(ledger, WEEK_BEFORE)
    before = kinds_told(database), happened(database)

    assert not look(ledger, WEEK_BEFORE)

    assert (kinds_told(database), happened(database)) == before
    assert happened(database)[-1] == PostsChanged.__name__


def test_settling_loses_nothing_that_is_due_at_that_moment(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    look(ledger, WEEK_BEFORE)

    settle(database, the_post(database), SENT, START - DAY + timedelta(seconds=1))

    slots = {PostKey.parse(key).slot: post.state for key, post in stored(database).posts.items()}
    assert slots == {"week-before": PostState.SENT, "day-before": PostState.DUE}
    assert len(claimed(database, NoticeKind.UPDATE)) == 1


def test_a_release_that_is_made_at_the_very_moment_of_a_slot_is_looked_at_at_once(
    database: Database, ledger: Ledger
) -> None:
    database.write(lambda session: templates.add(session, TEMPLATE, OPENED))
    ledger.perform_now(None, opening(), MARA, WEEK_BEFORE)

    assert look(ledger, WEEK_BEFORE)
    assert the_post(database).key == KEY


def test_a_post_of_the_start_is_wished_with_the_press(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    outcome = ledger.perform_now("R1", Start("The fair."), MARA, OPENED + HOUR)

    assert outcome.release is not None
    assert [PostKey.parse(key).slot for key in outcome.release.posts] == ["start"]
    assert ("update", TEAM) in kinds_told(database)
    assert ("checklist", TEAM) in kinds_told(database)
    assert database.read(lambda s: releases.next_due(s, WORKSPACE)) == OPENED + HOUR + timedelta(minutes=25)


def test_who_is_given_a_role_is_asked_at_once_what_its_holder_was_asked(
    database: Database, ledger: Ledger, planned: Release
) -> None:
    late = START + timedelta(minutes=31)
    look(ledger, late)
    performed(ledger, AssignRole("release-manager", (MARA.id, "U0NEW")), late + timedelta(minutes=1))

    assert "U0NEW" in [one.to for one in claimed(database, NoticeKind.OVERDUE)]


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
        unknown = replace(one, kind=kind, release_id="R9")
        database.write(partial(posts.became, claimed=unknown, settlement=Failed("No.", MACHINE), at=AT))
    unplanned = replace(one, key="during/2026-01-01T00:00:00+00:00/a/C1")
    database.write(lambda s: posts.became(s, unplanned, SENT, AT))

    assert stored(database) == before
