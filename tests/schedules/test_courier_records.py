"""What became of a post is recorded in the transaction that settles it, or not at all."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from schedules.courier import Courier
from schedules.delivery import Begin, CannotDeliver, CannotTell, Delivered, InDoubt, Outdated, TryLater
from storage.claims import Claimed
from storage.database import Database, Session
from storage.settlements import Expired, Failed, Sent, Settlement, Uncertain
from tests.schedules.far_side import FarSide, StandingClock
from tests.schedules.telling import CARD, run_once, state, to, wish
from tests.storage.sample import CHANNEL, WORKSPACE


class Record:
    """What was recorded of posts, in a table that the transaction shares with the outbox."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.said: list[tuple[str, Settlement]] = []
        database.write(lambda s: s.connection().execute(text("CREATE TABLE told (key TEXT)")))

    def __call__(self, session: Session, claimed: Claimed, settlement: Settlement) -> None:
        session.connection().execute(text("INSERT INTO told VALUES (:key)"), {"key": claimed.key})
        self.said.append((claimed.key, settlement))

    @property
    def written(self) -> list[str]:
        select = text("SELECT key FROM told")
        return list(self.database.read(lambda s: s.connection().execute(select).scalars()))


@pytest.fixture
def record(database: Database) -> Record:
    return Record(database)


@pytest.fixture
def recording(database: Database, far_side: FarSide, clock: StandingClock, record: Record) -> Courier:
    return Courier(database, WORKSPACE, far_side, clock, settled=record, monotonic=clock.monotonic)


def test_what_became_of_a_post_is_recorded_where_it_is_settled(
    database: Database, recording: Courier, far_side: FarSide, clock: StandingClock, record: Record
) -> None:
    far_side.fails["C1"].append(CannotDeliver("archived"))
    far_side.fails["C2"].append(CannotTell("history not readable"))
    far_side.balks["C3"].append(Outdated("the release has started"))
    wish(database, CARD, *(to(f"C{number}") for number in (1, 2, 3)))
    run_once(recording)
    now = clock.now()
    assert dict(record.said) == {
        "card": Sent(f"D{CHANNEL}", "1.0", now),
        "gate:C1": Failed("archived", now),
        "gate:C2": Uncertain("history not readable", now),
        "gate:C3": Expired("the release has started", now),
    }
    assert state(database, "gate:C3") == ("failed", "the release has started")
    assert len(record.written) == 4


def test_what_is_tried_again_and_what_is_redrawn_is_not_recorded(
    database: Database, recording: Courier, far_side: FarSide, clock: StandingClock, record: Record
) -> None:
    far_side.fails[CHANNEL] += [TryLater(5, "ratelimited"), InDoubt("no reply")]
    wish(database, CARD)
    for _ in range(3):
        run_once(recording)
        clock.forward(60)
    far_side.fails[CHANNEL].append(CannotDeliver("archived"))
    wish(database, CARD)
    run_once(recording)
    assert state(database, "card") == ("failed", "archived")
    assert [(key, type(settlement)) for key, settlement in record.said] == [("card", Sent)]


def test_what_can_not_be_recorded_is_not_settled_either(
    database: Database, far_side: FarSide, clock: StandingClock
) -> None:
    def fail(session: Session, claimed: Claimed, settlement: Settlement) -> None:
        raise RuntimeError("out of order")

    wish(database, CARD)
    run_once(Courier(database, WORKSPACE, far_side, clock, settled=fail))
    assert state(database, "card") == ("wished", "")
    clock.forward(90)
    run_once(Courier(database, WORKSPACE, far_side, clock))
    assert [told.in_doubt for told in far_side.told] == [False, True]


def test_whoever_was_overtaken_records_nothing(
    database: Database, far_side: FarSide, clock: StandingClock, record: Record
) -> None:
    quick = StandingClock(clock.now() + timedelta(seconds=91))

    class Overtaken(FarSide):
        async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
            delivered = await super().deliver(claimed, begin)
            await Courier(database, WORKSPACE, far_side, quick).run_once()
            return delivered

    wish(database, CARD)
    run_once(Courier(database, WORKSPACE, Overtaken(), clock, settled=record))
    assert far_side.said == ["card"]
    assert record.said == []


@pytest.mark.parametrize("kind", [CannotDeliver, CannotTell, Outdated])
def test_what_is_refused_for_good_is_one_line_of_the_log_that_says_what_and_why(
    database: Database,
    courier: Courier,
    far_side: FarSide,
    caplog: pytest.LogCaptureFixture,
    kind: type[Exception],
) -> None:
    refusal = kind("The channel is archived.")
    refusal.__cause__ = OSError("is_archived\n  {'ok': False}")
    far_side.fails["C1"].append(refusal)
    wish(database, to("C1"))
    run_once(courier)
    (record,) = [r for r in caplog.records if getattr(r, "action", "") == "courier_not_told"]
    assert record.getMessage() == "Not told, gate:C1: The channel is archived. [is_archived {'ok': False}]"
    assert record.exc_info is None


def test_what_nobody_expected_is_logged_with_its_traceback(
    database: Database, courier: Courier, far_side: FarSide, caplog: pytest.LogCaptureFixture
) -> None:
    failure = RuntimeError("out of order")
    far_side.fails["C1"].append(failure)
    wish(database, to("C1"))
    run_once(courier)
    (record,) = [r for r in caplog.records if getattr(r, "action", "") == "courier_not_told"]
    assert record.getMessage() == "Not told, gate:C1: out of order"
    assert record.exc_info is not None
    assert record.exc_info[1] is failure
