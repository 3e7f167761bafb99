"""A release with a whole plan, whose posts are claimed and settled as a courier does it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text

from readiness.commands import Command, OpenRelease
from readiness.communication.plan import PostKey
from readiness.model import Release
from readiness.notices import NoticeKind
from storage import claims, posts, releases
from storage.claims import Claimed
from storage.database import Database, Session
from storage.ledger import Ledger
from storage.settlements import Sent, Settlement, Uncertain
from tests.readiness.playing import DAY, ENGINEERING, ROLES, START, TEAM, TEMPLATE, WEEK
from tests.readiness.world import MARA
from tests.storage import sample
from tests.storage.sample import WORKSPACE

MACHINE = sample.NOW
OPENED = START - 8 * DAY
WEEK_BEFORE = START - WEEK
KEY = str(PostKey("week-before", WEEK_BEFORE, ENGINEERING, TEAM))
SENT = Sent(TEAM, "17.1", MACHINE)
AT = WEEK_BEFORE + timedelta(seconds=2)


def opening(start: datetime = START, zone: str = "UTC") -> OpenRelease:
    """Ask for release R1 with the whole plan, in the channel of its team."""
    return sample.opening(template=TEMPLATE.key, channel=TEAM, planned_start=start, zone=zone, roles=ROLES)


def stored(database: Database) -> Release:
    release = database.read(lambda session: releases.get(session, WORKSPACE, "R1"))
    assert release is not None
    return release


def look(ledger: Ledger, now: datetime) -> bool:
    return asyncio.run(ledger.look("R1", now))


def performed(ledger: Ledger, command: Command, now: datetime) -> None:
    outcome = ledger.perform_now("R1", command, MARA, now)
    assert outcome.refusal is None
    assert outcome.events


def claimed(database: Database, *kinds: NoticeKind, machine: datetime = MACHINE) -> list[Claimed]:
    """What waits, claimed by a courier whose lease is over at once."""
    found = database.write(lambda s: claims.claim(s, WORKSPACE, machine, timedelta(0), 1000))
    return [one for one in found if not kinds or one.kind in kinds]


def the_post(database: Database) -> Claimed:
    (one,) = claimed(database, NoticeKind.UPDATE)
    return one


def settle(database: Database, one: Claimed, what: Settlement, now: datetime) -> None:
    """Settle it as the courier does: in the outbox, and in the release."""

    def settled(session: Session) -> None:
        assert claims.mark_started(session, one, what.at)
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


def state_of(database: Database, key: str = KEY) -> tuple[str, bool, bool]:
    """The notice's state, and whether its sending is thought to have begun, and to have ended."""
    select = text("SELECT state, send_started_at, ts FROM notices WHERE key = :key")
    row = database.read(lambda s: s.connection().execute(select, {"key": key}).one())
    return row.state, row.send_started_at is not None, row.ts is not None


def kinds_told(database: Database) -> list[tuple[str, str]]:
    select = text("SELECT kind, destination FROM notices ORDER BY id")
    return [tuple(row) for row in database.read(lambda s: s.connection().execute(select).all())]


def happened(database: Database) -> Sequence[str]:
    select = text("SELECT kind FROM audit WHERE chain = 'R1' ORDER BY seq")
    return database.read(lambda s: s.connection().execute(select).scalars().all())
