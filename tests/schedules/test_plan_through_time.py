"""A plan through time: real ticks, a real courier and a real database, each look by a process of its own."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from readiness.commands import Command, Finish, FinishRollback, Move, RollBack, SayWord, SendPosts, Start
from readiness.communication.outdating import not_to_be_told
from readiness.communication.plan import PostKey
from readiness.communication.posting import NEXT_CAME, START_CAME
from readiness.model import Release
from readiness.notices import NoticeKind
from readiness.records import PostState
from schedules.courier import Courier
from schedules.delivery import Begin, Delivered, Outdated
from schedules.ticker import Ticker
from storage import posts, releases, templates
from storage.claims import Claimed
from storage.database import Database, Session
from storage.ledger import Ledger
from storage.settlements import Settlement
from tests.readiness.planned import DAY, HOUR, MINUTE, START, TEAM, TEMPLATE, WEEK
from tests.readiness.world import MARA, RHEA
from tests.schedules.far_side import FarSide, StandingClock
from tests.storage.planned_release import opening
from tests.storage.sample import WORKSPACE

SECOND = timedelta(seconds=1)
OPENED = START - 12 * DAY
BEFORE = {"week-before": START - WEEK, "day-before": START - DAY, "hour-before": START - HOUR}
ENGINEERING = "readers.engineering"


class Channels(FarSide):
    """A far side that asks, as a delivery has to, whether an update is still to be told."""

    def __init__(self, life: "Life") -> None:
        super().__init__()
        self.life = life

    async def deliver(self, claimed: Claimed, begin: Begin) -> Delivered:
        if claimed.kind is NoticeKind.UPDATE and claimed.ts is None:
            life = self.life
            if why := not_to_be_told(TEMPLATE, life.release, claimed.kind, claimed.subject, life.clock.now()):
                raise Outdated(why)
        return await super().deliver(claimed, begin)


class Life:
    """A release of the whole plan, and a business clock that can be set to any moment."""

    def __init__(
        self, database: Database, start: datetime = START, at: datetime = OPENED, zone: str = "UTC"
    ) -> None:
        self.database = database
        self.clock = StandingClock(at)
        self.machine = StandingClock()
        self.told = list[Claimed]()
        self.ledger = Ledger(database, WORKSPACE)
        database.write(lambda session: templates.add(session, TEMPLATE, at))
        self.asks(opening(start, zone), None)

    @property
    def release(self) -> Release:
        release = self.database.read(lambda session: releases.get(session, WORKSPACE, "R1"))
        assert release is not None
        return release

    def asks(self, command: Command, release_id: str | None = "R1") -> list[str]:
        """The slots that are told when the release manager asks for this now."""
        outcome = self.ledger.perform_now(release_id, command, MARA, self.clock.now())
        assert outcome.refusal is None
        return self.at(self.clock.now())

    def at(self, moment: datetime) -> list[str]:
        """The slots that are told by a process that starts at this moment, ticks and delivers."""
        self.clock.moment = moment
        self.machine.forward(60)
        channels = Channels(self)
        courier = Courier(
            self.database,
            WORKSPACE,
            channels,
            self.machine,
            settled=self.became,
            monotonic=self.machine.monotonic,
        )

        async def live() -> None:
            await Ticker(self.database, WORKSPACE, self.clock).tick()
            await courier.run_once()

        asyncio.run(live())
        self.told = channels.told
        updates = [one for one in channels.told if one.kind is NoticeKind.UPDATE]
        assert all(one.ts is None for one in updates)
        return [PostKey.parse(one.key).slot for one in updates]

    def became(self, session: Session, claimed: Claimed, settlement: Settlement) -> None:
        posts.became(session, claimed, settlement, self.clock.now())

    def each_in_time(self, slots: dict[str, datetime]) -> None:
        """Each slot is told at its second, and neither the second before it nor the one after it."""
        for slot, due in slots.items():
            told = [self.at(due + after) for after in (-SECOND, timedelta(), SECOND)]
            assert told == [[], [slot], []], slot

    def became_of(self, slot: str) -> dict[datetime, tuple[PostState, str]]:
        found = {PostKey.parse(text): post for text, post in self.release.posts.items()}
        return {key.due: (post.state, post.reason) for key, post in found.items() if key.slot == slot}


def before(start: datetime) -> dict[str, datetime]:
    return {slot: due - START + start for slot, due in BEFORE.items()}


@pytest.fixture
def life(database: Database) -> Life:
    return Life(database)


@pytest.fixture
def deploying(life: Life) -> Life:
    """The same, half an hour into its deployment."""
    life.at(START)
    life.asks(Start("The fair."))
    assert life.at(START + 30 * MINUTE) == ["during"]
    return life


def test_each_slot_of_a_life_is_told_at_its_second_neither_sooner_nor_twice(life: Life) -> None:
    life.each_in_time(BEFORE)
    assert life.at(START) == []
    assert life.asks(Start("The fair.")) == ["start"]
    life.each_in_time({"during": START + 30 * MINUTE})
    life.each_in_time({"during": START + 60 * MINUTE})
    finished = START + 70 * MINUTE
    assert life.at(finished) == []
    assert life.asks(Finish(anyway=True)) == ["finish"]
    life.each_in_time({"hour-after": finished + HOUR, "day-after": finished + DAY, "weekly": finished + WEEK})
    life.each_in_time({"weekly": finished + 2 * WEEK})
    assert life.asks(RollBack("Errors.")) == ["rollback"]
    life.each_in_time({"rollback": life.clock.now() + 30 * MINUTE})


def test_a_process_that_was_down_for_three_hours_of_a_deployment_tells_one_update(deploying: Life) -> None:
    back = START + 3 * HOUR + 17 * MINUTE

    assert deploying.at(back) == ["during"]

    told = deploying.became_of("during")
    assert told[START + 3 * HOUR] == (PostState.SENT, "")
    between = [told[START + halves * 30 * MINUTE] for halves in range(2, 6)]
    assert between == [(PostState.EXPIRED, NEXT_CAME)] * 4
    assert deploying.at(back + SECOND) == []
    deploying.each_in_time({"during": START + 3 * HOUR + 30 * MINUTE})


def test_a_word_that_ends_a_pause_asks_at_once_what_it_had_held_back(deploying: Life) -> None:
    for halves in range(2, 5):
        assert deploying.at(START + halves * 30 * MINUTE) == ["during"]
    assert deploying.at(START + 160 * MINUTE) == []

    assert deploying.asks(SayWord("We wait for the cache.")) == ["during"]

    asked = [one.to for one in deploying.told if one.kind is NoticeKind.PROMPT and one.ts is None]
    assert asked == [RHEA.id]


def test_a_clock_that_jumps_ahead_and_back_during_a_deployment_tells_nothing_twice(deploying: Life) -> None:
    assert deploying.at(START + 2 * HOUR) == ["during"]

    for minutes in range(31, 120, 10):
        assert deploying.at(START + minutes * MINUTE) == []

    deploying.each_in_time({"during": START + 150 * MINUTE})


def test_what_a_clock_that_jumped_past_the_start_left_out_can_be_sent_by_hand(life: Life) -> None:
    assert life.at(START + DAY) == []
    assert life.became_of("hour-before") == {START - HOUR: (PostState.EXPIRED, START_CAME)}

    assert life.at(START - 30 * MINUTE) == []
    key = PostKey("hour-before", START - HOUR, ENGINEERING, TEAM)
    assert life.asks(SendPosts((str(key),))) == ["hour-before"]

    assert [life.at(START + after) for after in (-SECOND, timedelta(), SECOND, DAY)] == [[]] * 4


@pytest.mark.parametrize("slot", BEFORE)
def test_a_start_that_moves_around_a_slot_arms_anew_what_lies_ahead(life: Life, slot: str) -> None:
    start = START
    for after in (-SECOND, timedelta(), SECOND):
        moment = before(start)[slot]
        life.at(moment - MINUTE)
        assert life.at(moment + after) == ([slot] if after >= timedelta() else [])

        start += 20 * DAY
        assert life.asks(Move(start, "UTC")) == []


def test_a_start_that_moves_nearer_leaves_out_what_lies_in_the_past(life: Life) -> None:
    assert life.asks(Move(OPENED + 2 * HOUR, "UTC")) == []

    life.each_in_time({"hour-before": OPENED + HOUR})


def test_a_release_that_is_made_three_days_before_its_start_is_never_late(database: Database) -> None:
    life = Life(database, at=START - 3 * DAY)

    assert life.at(START - 3 * DAY + SECOND) == []
    life.each_in_time({slot: BEFORE[slot] for slot in ("day-before", "hour-before")})


def test_a_release_that_is_rolled_back_and_planned_anew_gets_its_new_day_before(deploying: Life) -> None:
    assert deploying.asks(RollBack("Errors.")) == ["rollback"]
    assert deploying.asks(FinishRollback()) == []
    again = START + 20 * DAY

    assert deploying.asks(Move(again, "UTC")) == []

    deploying.each_in_time(before(again))
    assert deploying.at(again) == []
    assert deploying.asks(Start("This time.")) == ["start"]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", (2027, 3, 28)),
        ("Europe/Berlin", (2027, 10, 31)),
        ("America/New_York", (2027, 3, 14)),
        ("America/New_York", (2027, 11, 7)),
        ("Australia/Lord_Howe", (2027, 10, 3)),
        ("Australia/Lord_Howe", (2027, 4, 4)),
    ],
)
def test_days_keep_the_hour_when_the_clocks_change_and_hours_stay_exact(
    database: Database, zone: str, day: tuple[int, int, int]
) -> None:
    there = datetime(*day, 12, 0, tzinfo=ZoneInfo(zone))
    life = Life(database, there.astimezone(UTC), there.astimezone(UTC) - 10 * DAY, zone)

    # To subtract from a moment with a zone keeps its hour there.
    days = {"week-before": there - WEEK, "day-before": there - DAY}
    life.each_in_time({slot: due.astimezone(UTC) for slot, due in days.items()})
    assert (there - DAY).astimezone(UTC) != there.astimezone(UTC) - DAY
    life.each_in_time({"hour-before": there.astimezone(UTC) - HOUR})


@pytest.mark.parametrize(("slot", "start"), [("day-before", (3, 1)), ("week-before", (3, 7))])
def test_the_29th_of_february_is_a_day_before_and_a_week_before(
    database: Database, slot: str, start: tuple[int, int]
) -> None:
    life = Life(database, datetime(2028, *start, 10, tzinfo=UTC), datetime(2028, 2, 10, tzinfo=UTC))
    earlier = {"week-before": [], "day-before": ["week-before"]}

    assert life.at(datetime(2028, 2, 28, 10, tzinfo=UTC)) == earlier[slot]
    life.each_in_time({slot: datetime(2028, 2, 29, 10, tzinfo=UTC)})
