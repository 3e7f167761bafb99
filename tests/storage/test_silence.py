"""A deployment that everybody has forgotten: what thirty days of silence leave in the database."""

import asyncio
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import text

from readiness.commands import SayWord, Start
from readiness.records import PostState
from storage import audit, claims, posts, releases, templates
from storage.claims import Claimed
from storage.database import Database, Session
from storage.ledger import Ledger
from storage.settlements import Sent
from tests.readiness import playing
from tests.readiness.playing import DAY, HOUR, MINUTE, START
from tests.readiness.world import MARA
from tests.storage import sample
from tests.storage.planned_release import opening
from tests.storage.sample import WORKSPACE

ROWS = ("audit", "release_posts", "notices")


class Forgotten:
    """A deployment with a tick at each of its moments, and a courier whose every message arrives."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self._database, self._ledger, self._machine = database, ledger, sample.NOW
        database.write(lambda session: templates.add(session, playing.TEMPLATE, START - DAY))
        ledger.perform_now(None, opening(), MARA, START - MINUTE)
        ledger.perform_now("R1", Start("The fair opens."), MARA, START)
        self.deliver(START)

    def lives_to(self, moment: datetime) -> int:
        """Tick until then, and return how often."""
        ticks = 0
        while (due := self._database.read(lambda s: releases.next_due(s, WORKSPACE))) and due <= moment:
            assert asyncio.run(self._ledger.look("R1", due))
            self.deliver(due)
            ticks += 1
        return ticks

    def says(self, word: str, at: datetime) -> None:
        self._ledger.perform_now("R1", SayWord(word), MARA, at)
        self.deliver(at)

    def deliver(self, now: datetime) -> None:
        self._machine += HOUR
        waiting = self._database.write(lambda s: claims.claim(s, WORKSPACE, self._machine, HOUR, 1000))
        for one in waiting:
            self._database.write(partial(self._settle, one=one, now=now))

    def _settle(self, session: Session, one: Claimed, now: datetime) -> None:
        assert claims.settle(session, one, "C", "1", self._machine)
        if one.ts is None:
            posts.became(session, one, Sent("C", "1", self._machine), now)

    def rows(self) -> dict[str, int]:
        """How many there are of everything that grows."""

        def count(session: Session) -> dict[str, int]:
            read = session.connection().execute
            return {table: read(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in ROWS}

        return self._database.read(count)

    def updates(self) -> list[datetime]:
        """When the repeated updates were due that stand in the channel."""
        release = self._database.read(lambda s: releases.get(s, WORKSPACE, "R1"))
        assert release is not None
        sent = [key for key, post in release.posts.items() if post.state is PostState.SENT]
        return sorted(datetime.fromisoformat(key.split("/")[1]) for key in sent if key.startswith("during"))


@pytest.fixture
def forgotten(database: Database, ledger: Ledger) -> Forgotten:
    return Forgotten(database, ledger)


def test_thirty_days_of_silence_leave_one_record_and_a_question_a_day_to_each(
    database: Database, forgotten: Forgotten
) -> None:
    forgotten.lives_to(START + 2 * HOUR + MINUTE)
    before = forgotten.rows()

    ticks = forgotten.lives_to(START + 30 * DAY)

    after = forgotten.rows()
    assert after["audit"] - before["audit"] == 1
    assert after["release_posts"] - before["release_posts"] == 1
    # Thirty-three questions for a word to each of two; two about the rollback, asked with the last update.
    assert after["notices"] - before["notices"] == 2 * 33 + 2
    assert ticks <= 33 + 5
    assert database.read(lambda s: audit.verify_chain(s, "R1")) == ()


def test_a_word_after_thirty_days_sends_one_update_and_then_they_go_on(
    database: Database, forgotten: Forgotten
) -> None:
    forgotten.lives_to(START + 30 * DAY)
    before, told = forgotten.rows(), forgotten.updates()

    forgotten.says("The disks are here.", START + 30 * DAY + 10 * MINUTE)
    forgotten.lives_to(START + 30 * DAY + 31 * MINUTE)

    assert forgotten.updates()[len(told) :] == [START + 30 * DAY, START + 30 * DAY + 30 * MINUTE]
    # The word, and for each of the two updates that it came due, or was called for, and that it was sent.
    assert forgotten.rows()["audit"] - before["audit"] == 5
    release = database.read(lambda s: releases.get(s, WORKSPACE, "R1"))
    assert database.read(lambda s: audit.replay(s, "R1")) == release
