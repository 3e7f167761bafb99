"""The ledger and its outbox carry a plan through time as the rules alone do, on both databases."""

import asyncio
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.commands import Close, Command, Finish, FinishRollback, Move, RollBack, SayWord, SetAudience
from readiness.commands import Start as Begin
from readiness.communication.outdating import not_to_be_told
from readiness.communication.plan import PostKey
from readiness.model import Release
from readiness.notices import NoticeKind
from readiness.records import PostState
from readiness.refusal import Refused
from storage import audit, claims, posts, releases, templates
from storage.claims import Claimed
from storage.database import Database, Session
from storage.ledger import Ledger
from storage.settlements import Expired, Failed, Sent
from tests.readiness import playing
from tests.readiness.playing import BOARD, HOUR, MINUTE, START, TEAM, Courier, Outcome, Play
from tests.readiness.world import MARA
from tests.storage import sample
from tests.storage.sample import WORKSPACE

OPENED = START - 26 * HOUR


def courier(key: PostKey, now: datetime) -> Outcome:
    """Slack takes posts in two minutes of three, and in every eleventh refuses one for good."""
    minute = int(now.timestamp() // 60)
    if minute % 11 == 0:
        return PostState.FAILED
    return None if minute % 3 == 0 else PostState.SENT


class Real:
    """A release in a real database, with a courier that settles as the real one does."""

    def __init__(self, database: Database, release_id: str, courier: Courier) -> None:
        self.database = database
        self.ledger = Ledger(database, WORKSPACE)
        self.id = release_id
        self.sent: list[str] = []
        self._courier = courier
        self._machine = sample.NOW

    @property
    def release(self) -> Release:
        release = self.database.read(lambda s: releases.get(s, WORKSPACE, self.id))
        assert release is not None
        return release

    def asks(self, command: Command, now: datetime) -> None:
        self.ledger.perform_now(self.id, command, MARA, now)
        self.deliver(now)

    def look(self, now: datetime) -> None:
        asyncio.run(self.ledger.look(self.id, now))
        self.deliver(now)

    def deliver(self, now: datetime) -> None:
        self._machine += HOUR
        waiting = self.database.write(lambda s: claims.claim(s, WORKSPACE, self._machine, HOUR, 1000))
        for one in waiting:
            if one.release_id == self.id:
                self._settle(one, now)

    def _settle(self, one: Claimed, now: datetime) -> None:
        why = ""
        outcome: Outcome = PostState.SENT
        if one.kind is NoticeKind.UPDATE:
            why = not_to_be_told(playing.TEMPLATE, self.release, one.kind, one.subject, now)
            outcome = self._courier(PostKey.parse(one.key), now)

        def settled(session: Session) -> None:
            assert claims.mark_started(session, one, self._machine)
            if why:
                assert claims.fail(session, one, why, self._machine)
                posts.became(session, one, Expired(why, self._machine), now)
            elif outcome is PostState.SENT:
                assert claims.settle(session, one, "C", "1", self._machine)
                if one.ts is None:
                    posts.became(session, one, Sent("C", "1", self._machine), now)
            elif outcome is PostState.FAILED:
                assert claims.fail(session, one, "No.", self._machine)
                posts.became(session, one, Failed("No.", self._machine), now)
            else:
                assert claims.give_back(session, one, self._machine, "Later.")

        if one.kind is NoticeKind.UPDATE and not why and outcome is PostState.SENT:
            self.sent.append(one.key)
        self.database.write(settled)


PRESSES = st.sampled_from(
    [
        Begin("Now."),
        Finish(anyway=True),
        RollBack("Errors."),
        FinishRollback(),
        Close("Done."),
        SayWord("It goes on."),
        Move(START + 50 * HOUR, "UTC"),
        Move(START + 9 * HOUR, "Europe/Berlin"),
        SetAudience("readers.executive", (BOARD,)),
        SetAudience("readers.engineering", ()),
    ]
)
STEPS = st.lists(st.integers(1, 700) | st.integers(-700, -1) | PRESSES, max_size=9)


@pytest.mark.parametrize("times", [12, pytest.param(40, marks=pytest.mark.slow)])
def test_the_ledger_arrives_where_the_rules_do_and_sends_once(database: Database, times: int) -> None:
    database.write(lambda session: templates.add(session, playing.TEMPLATE, OPENED))
    numbers = iter(range(1_000_000))

    @settings(max_examples=times, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(steps=STEPS)
    def walks(steps: list[int | Command]) -> None:
        walk(database, f"R{next(numbers)}", steps)

    walks()


def walk(database: Database, release_id: str, steps: list[int | Command]) -> None:
    """Go the same way twice: by the rules alone, and by the ledger. A negative step is an outage."""
    opening = sample.opening(
        release_id, TEAM, template="planned", planned_start=START, zone="UTC", roles=playing.ROLES
    )
    play, real = Play(now=OPENED, courier=courier), Real(database, release_id, courier)
    play.asks(MARA, opening)
    real.ledger.perform_now(None, opening, MARA, OPENED)
    real.deliver(OPENED)
    for step in steps:
        if isinstance(step, int):
            pass_time(play, real, step)
        else:
            with suppress(Refused):
                play.asks(MARA, step)
            play.deliver()
            real.asks(step, play.now)
        assert without_template(real.release) == without_template(play.release)
    assert sorted(real.sent) == sorted(str(post.key) for post in play.sent)
    assert len(set(real.sent)) == len(real.sent)
    assert database.read(lambda s: audit.replay(s, release_id)) == real.release


def pass_time(play: Play, real: Real, minutes: int) -> None:
    until = play.now + abs(minutes) * MINUTE
    if minutes > 0:
        play.looks = lambda: real.look(play.now)
        play.to(until)
        play.looks = None
    else:
        play.down_until(until)
        real.look(until)


def without_template(release: Release) -> tuple[object, ...]:
    """All that the walk can change; the reasons of failures are the couriers' own."""
    posts_ = {key: (post.state, post.at, post.by) for key, post in release.posts.items()}
    return release.stage, release.planned_start, release.audiences, release.word, posts_
