"""Of two posts with one key the younger is deleted, and only what was in doubt is looked at."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from readiness.notices import NoticeKind, Wish
from schedules.budget import Budget
from schedules.sweeper import Sweeper
from storage import claims, doubts, outbox
from storage.claims import Claimed
from storage.database import Database, Session
from storage.doubts import Posted
from tests.schedules.far_side import StandingClock
from tests.storage.sample import CHANNEL, NOW, WORKSPACE

LEASE = timedelta(seconds=60)


class Channels:
    """Messages by the id of their notice, which can be found and taken back; a look can be made to fail."""

    def __init__(self) -> None:
        self.messages: dict[int, list[str]] = {}
        self.looks: list[str] = []
        self.fails: list[Exception] = []

    async def copies(self, channel: str, posted: Sequence[Posted]) -> Mapping[int, Sequence[str]]:
        self.looks.append(channel)
        if self.fails:
            raise self.fails.pop()
        return {each.id: self.messages.get(each.id, []) for each in posted}

    async def leave(self, posted: Posted, kept: str, others: Sequence[str]) -> None:
        self.messages[posted.id] = [ts for ts in self.messages[posted.id] if ts not in others]


@pytest.fixture
def channels() -> Channels:
    return Channels()


def sweeper(database: Database, channels: Channels, clock: StandingClock, looks: int = 10) -> Sweeper:
    budget = Budget(looks, burst=looks, seconds=clock.monotonic)
    return Sweeper(database, WORKSPACE, channels, clock, looks=budget)


def sweep(*arguments: object) -> int:
    return asyncio.run(sweeper(*arguments).sweep())  # type: ignore[arg-type]


def claim(database: Database, clock: StandingClock) -> Claimed:
    (claimed,) = database.write(lambda s: claims.claim(s, WORKSPACE, clock.now(), LEASE, 10))
    return claimed


def posted(
    database: Database, clock: StandingClock, ts: str = "1.0", *, to: str = CHANNEL, doubted: bool = True
) -> int:
    """Post something that was in doubt for a while, and return the notice's id."""
    wish = Wish(f"post:{to}", NoticeKind.STAGE, to, "deploying")
    database.write(lambda s: outbox.wish(s, WORKSPACE, "R1", [wish], NOW))
    claimed = claim(database, clock)
    if doubted:
        database.write(lambda s: claims.mark_started(s, claimed, clock.now()))
        clock.forward(60)
        claimed = claim(database, clock)
        assert claimed.in_doubt
    database.write(lambda s: claims.settle(s, claimed, to, ts, clock.now()))
    return claimed.id


def known(database: Database, to: str = CHANNEL) -> str:
    found = database.read(lambda s: outbox.posted(s, "R1", f"post:{to}"))
    assert found is not None
    return found[1]


def test_the_younger_of_two_is_deleted_and_the_older_is_known(
    database: Database, channels: Channels, clock: StandingClock
) -> None:
    notice = posted(database, clock, ts="2.0")
    channels.messages[notice] = ["1.0", "2.0"]
    assert sweep(database, channels, clock) == 1
    assert channels.messages[notice] == ["1.0"]
    assert known(database) == "1.0"
    assert database.read(lambda s: outbox.waiting(s, WORKSPACE)) == 0


def test_what_follows_changes_is_drawn_once_more(
    database: Database, channels: Channels, clock: StandingClock
) -> None:
    notice = posted(database, clock, ts="2.0")
    clock.forward(10)
    again = Wish(f"post:{CHANNEL}", NoticeKind.STAGE, CHANNEL, "deploying")
    database.write(lambda s: outbox.wish(s, WORKSPACE, "R1", [again], NOW))
    redrawn = claim(database, clock)
    database.write(lambda s: claims.settle(s, redrawn, CHANNEL, "2.0", clock.now()))
    channels.messages[notice] = ["1.0", "2.0"]
    sweep(database, channels, clock)
    clock.forward(10)
    assert claim(database, clock).ts == "1.0"


def test_what_stands_once_stays(database: Database, channels: Channels, clock: StandingClock) -> None:
    notice = posted(database, clock)
    channels.messages[notice] = ["1.0"]
    assert sweep(database, channels, clock) == 0
    assert channels.messages[notice] == ["1.0"]


def test_only_channels_with_a_doubt_within_the_hour_are_looked_at(
    database: Database, channels: Channels, clock: StandingClock
) -> None:
    posted(database, clock, to="COLD")
    clock.forward(3600)
    posted(database, clock, to="CSURE", doubted=False)
    posted(database, clock, to="CDOUBT")
    posted(database, clock, to="email:team@example.org")
    sweep(database, channels, clock)
    assert channels.looks == ["CDOUBT"]


def test_a_doubt_is_looked_at_less_and_less_often(
    database: Database, channels: Channels, clock: StandingClock
) -> None:
    posted(database, clock)
    sweeping = sweeper(database, channels, clock)
    for _ in range(70):
        asyncio.run(sweeping.sweep())
        clock.forward(60)
    assert len(channels.looks) == 7


def test_looks_stay_within_their_budget_and_the_rest_comes_later(
    database: Database, channels: Channels, clock: StandingClock
) -> None:
    for number in range(5):
        posted(database, clock, to=f"C{number}")
    sweeping = sweeper(database, channels, clock, looks=2)
    asyncio.run(sweeping.sweep())
    assert len(channels.looks) == 2
    for _ in range(3):
        clock.forward(60)
        asyncio.run(sweeping.sweep())
    assert set(channels.looks) == {f"C{number}" for number in range(5)}


def test_a_channel_that_can_not_be_swept_holds_no_other_up_and_comes_again(
    database: Database, channels: Channels, clock: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = posted(database, clock, to="C1"), posted(database, clock, to="C2")
    channels.messages |= {first: ["1.0", "2.0"], second: ["1.0", "2.0"]}
    channels.fails.append(RuntimeError("not now"))
    sweeping = sweeper(database, channels, clock)
    with caplog.at_level(logging.ERROR, logger="schedules"):
        assert asyncio.run(sweeping.sweep()) == 1
        assert asyncio.run(sweeping.sweep()) == 1
    assert [getattr(record, "channel", "") for record in caplog.records] == ["C1"]


def test_whoever_tells_after_their_claim_was_over_has_it_looked_at_anew(
    database: Database, channels: Channels, clock: StandingClock
) -> None:
    wish = Wish("post", NoticeKind.STAGE, CHANNEL, "deploying")
    database.write(lambda s: outbox.wish(s, WORKSPACE, "R1", [wish], NOW))
    late = claim(database, clock)
    database.write(lambda s: claims.mark_started(s, late, clock.now()))
    clock.forward(60)
    quick = claim(database, clock)
    database.write(lambda s: claims.settle(s, quick, CHANNEL, "1.0", clock.now()))
    sweeping = sweeper(database, channels, clock)
    asyncio.run(sweeping.sweep())
    clock.forward(7200)
    channels.messages[late.id] = ["1.0", "9.0"]
    database.write(lambda s: doubts.told_by_another_too(s, late, clock.now()))
    assert asyncio.run(sweeping.sweep()) == 1


def in_flight(database: Database, clock: StandingClock, channels: Channels) -> Claimed:
    """A message that stands twice is claimed to be redrawn, and then swept."""
    notice = posted(database, clock, ts="2.0")
    clock.forward(10)
    again = Wish(f"post:{CHANNEL}", NoticeKind.STAGE, CHANNEL, "deploying")
    database.write(lambda s: outbox.wish(s, WORKSPACE, "R1", [again], NOW))
    redrawn = claim(database, clock)
    channels.messages[notice] = ["1.0", "2.0"]
    assert sweep(database, channels, clock) == 1
    return redrawn


def test_a_redraw_of_the_younger_that_ends_after_the_sweep_leaves_the_older_known(
    database: Database, channels: Channels, clock: StandingClock
) -> None:
    redrawn = in_flight(database, clock, channels)
    database.write(lambda s: claims.settle(s, redrawn, CHANNEL, "2.0", clock.now()))
    assert known(database) == "1.0"
    clock.forward(10)
    assert claim(database, clock).ts == "1.0"


def test_a_redraw_that_finds_the_younger_deleted_updates_the_older_and_posts_nothing(
    database: Database, channels: Channels, clock: StandingClock
) -> None:
    redrawn = in_flight(database, clock, channels)
    assert database.write(lambda s: claims.forget(s, redrawn, clock.now(), "message_not_found"))
    assert known(database) == "1.0"
    again = claim(database, clock)
    assert (again.ts, again.posting) == ("1.0", 0)


def test_what_stays_is_recorded_in_the_transaction_that_makes_it_known(
    database: Database, channels: Channels, clock: StandingClock
) -> None:
    recorded: list[tuple[str, str, str]] = []

    def stands(session: Session, post: Posted, ts: str) -> None:
        stored = outbox.posted(session, post.release_id, post.key)
        assert stored is not None
        recorded.append((post.ts, ts, stored[1]))

    notice = posted(database, clock, ts="2.0")
    channels.messages[notice] = ["1.0", "2.0"]
    asyncio.run(Sweeper(database, WORKSPACE, channels, clock, stands=stands).sweep())
    assert recorded == [("2.0", "1.0", "1.0")]
