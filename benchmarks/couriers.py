"""Our side of the comparison: posts in the outbox, and couriers in processes of their own that send them."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.far_side import FarSide, Nowhere
from readiness.notices import NoticeKind, Wish
from schedules.clock import MachineClock
from schedules.courier import Courier
from schedules.sending import Pace
from storage import outbox
from storage.database import Database, migrate

WORKSPACE = "T0BENCH"
SOON = Pace(lease=3.0, margin=1.0, first_wait=0.5, longest_wait=1.0)
"""A pace at which what a killed courier held is taken over within seconds instead of minutes."""


@contextmanager
def wished(url: str, posts: int) -> Iterator[Database]:
    """A new database with so many posts that are due, each in a channel of its own."""
    migrate(url)
    database = Database(url)
    try:
        wishes = [Wish(f"post:{n}", NoticeKind.STAGE, f"C{n}", "deploying") for n in range(posts)]
        at = datetime.now(UTC)
        database.write(lambda s: outbox.wish(s, WORKSPACE, "R1", wishes, at))
        yield database
    finally:
        database.close()


def waiting(database: Database) -> int:
    """How many posts are still to be sent."""
    return database.read(lambda s: outbox.waiting(s, WORKSPACE))


def work(url: str, folder: str | None) -> None:
    """Send what waits until nothing does: into ``folder`` at a quick pace, or nowhere at the usual one."""
    logging.disable(logging.CRITICAL)
    asyncio.run(_work(url, folder))


async def _work(url: str, folder: str | None) -> None:
    database = Database(url)
    delivery = FarSide(Path(folder)) if folder else Nowhere()
    pace = SOON if folder else Pace()
    courier = Courier(database, WORKSPACE, delivery, MachineClock(), pace=pace)
    running = asyncio.create_task(courier.run())
    while await database.reading(lambda s: outbox.waiting(s, WORKSPACE)):
        await asyncio.sleep(0.05)
        courier.nudge()
    running.cancel()
    await asyncio.wait([running])
    database.close()
