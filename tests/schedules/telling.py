"""Things to be told, a courier that tells them, and what the outbox says of them afterwards."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import text

from readiness.notices import NoticeKind, Wish
from schedules.courier import Courier
from storage import outbox
from storage.database import Database
from tests.storage.sample import CHANNEL, NOW, WORKSPACE

CARD = Wish("card", NoticeKind.CARD, CHANNEL)


def to(person: str, key: str = "") -> Wish:
    return Wish(key or f"gate:{person}", NoticeKind.GATE, person, "ready")


def wish(database: Database, *wishes: Wish, release_id: str = "R1") -> None:
    database.write(lambda session: outbox.wish(session, WORKSPACE, release_id, wishes, NOW))


def waiting(database: Database) -> int:
    return database.read(lambda session: outbox.waiting(session, WORKSPACE))


def state(database: Database, key: str) -> tuple[str, str]:
    select = text("SELECT state, error FROM notices WHERE key = :key")
    row = database.read(lambda session: session.connection().execute(select, {"key": key}).one())
    return row.state, row.error


def run_once(courier: Courier) -> int:
    return asyncio.run(courier.run_once())


def while_running(courier: Courier, story: Callable[[], Awaitable[None]]) -> None:
    """Run the courier while the story is told, and end both."""

    async def both() -> None:
        running = asyncio.create_task(courier.run())
        try:
            await asyncio.wait_for(story(), 10)
        finally:
            running.cancel()
            await asyncio.wait([running])

    asyncio.run(both())


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - of what other threads and the database do there is no event
        await asyncio.sleep(0.01)
