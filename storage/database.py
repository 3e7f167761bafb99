"""The way to the database: work that is handed in runs in one transaction, and is committed here alone."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from storage.engines import POSTGRES_CONNECTIONS, glancing, postgres_engine, sqlite_engine
from storage.problems import DatabaseProblem, Superseded, TooLate, explaining, is_busy, parsed_url, place_of
from storage.remembered import Kept, Look, Remembered
from storage.schema import SchemaState, state_of, upgrade

__all__ = ["Database", "DatabaseProblem", "Session", "TooLate", "migrate"]

T = TypeVar("T")
Work = Callable[[Session], T]
WITHIN = 2.0
"""Seconds that a press may take in all, queueing included: Slack waits three, and the answer needs some."""
_WRITES_NOTHING = text("UPDATE alembic_version SET version_num = version_num WHERE 1 = 0")
_TRIES = 5
_RACES = ("40001", "40P01")
"""Postgres: a transaction that can't be put in order with another, and a deadlock."""


class Database:
    """One database, which has to exist already. Nothing is connected before the first work.

    SQLite has one writing and one reading thread, Postgres eight for both, with connections of their own for
    each. Any thread may call any method.
    """

    def __init__(self, url: str) -> None:
        self._url = parsed_url(url)
        self.place = place_of(self._url)
        self.remembered = Remembered()
        if self._url.get_backend_name() == "sqlite":
            self._writer = sqlite_engine(self._url, writes=True)
            self._reader = sqlite_engine(self._url, writes=False)
            self._writing = ThreadPoolExecutor(1, "database-writer")
            self._reading = ThreadPoolExecutor(1, "database-reader")
        else:
            self._writer = postgres_engine(self._url, writes=True)
            self._reader = postgres_engine(self._url, writes=False)
            self._writing = self._reading = ThreadPoolExecutor(POSTGRES_CONNECTIONS, "database")
        self._glancer = glancing(self._reader)

    def read(self, work: Work[T]) -> T:
        """What ``work`` returns, from one consistent view of the database."""
        return self._run(lambda: self._attempt(self._reader, work, None))

    def glance(self, look: Look[T]) -> T:
        """What ``look`` finds with a single statement: it is consistent by itself, without a transaction."""
        return self._run(lambda: self._looked(look))

    def write(self, work: Work[T], deadline: float | None = None) -> T:
        """What ``work`` returns, once its changes are committed.

        ``deadline`` is a moment of ``time.monotonic()``, looked at last thing before the commit. ``TooLate``
        means that nothing was written; so does whatever ``work`` raises. Work that lost a race is done
        afresh, so it must change nothing but the database.
        """
        return self._run(lambda: self._attempt(self._writer, work, deadline))

    async def glancing(self, look: Look[T]) -> T:
        """``glance``, in a database thread."""
        return await asyncio.wrap_future(self._reading.submit(self.glance, look))

    async def reading(self, work: Work[T]) -> T:
        """``read``, in a database thread."""
        return await asyncio.wrap_future(self._reading.submit(self.read, work))

    async def writing(self, work: Work[T], within: float = WITHIN) -> T:
        """``write``, in a database thread, within so many seconds from now; waiting for the thread counts."""
        deadline = time.monotonic() + within
        job = self._writing.submit(self.write, work, deadline)
        answer = asyncio.wrap_future(job)
        await asyncio.wait({answer}, timeout=within)
        if not answer.done() and job.cancel():
            raise TooLate("The database was busy for too long. Nothing was written.")
        return await answer

    def schema(self) -> SchemaState:
        """Which schema the database has, and which one this version needs."""
        return self.read(lambda session: state_of(session.connection()))

    def check(self) -> None:
        """Raise a ``DatabaseProblem`` unless the database can be read and written and its schema is right."""
        self.read(self._right_schema)
        self.write(_nothing)

    async def checking(self) -> None:
        """``check``, in the database's threads. Raises ``TooLate`` as well."""
        await self.reading(self._right_schema)
        await self.writing(_nothing)

    def _right_schema(self, session: Session) -> None:
        if problem := state_of(session.connection()).problem(self.place):
            raise DatabaseProblem(problem)

    def close(self) -> None:
        """Wait for what is under way, then end all connections."""
        for executor in {self._writing, self._reading}:
            executor.shutdown()
        for engine in (self._writer, self._reader):
            engine.dispose()

    def _run(self, attempt: Callable[[], T]) -> T:
        with explaining(self._url):
            for _ in range(_TRIES - 1):
                try:
                    return attempt()
                except (Superseded, DBAPIError) as error:
                    if not _worth_another_try(error):
                        raise
            return attempt()

    def _looked(self, look: Look[T]) -> T:
        with self._glancer.connect() as connection:
            return look(connection, self.remembered)

    def _attempt(self, engine: Engine, work: Work[T], deadline: float | None) -> T:
        _still_in_time(deadline)
        kept: list[Kept] = []
        info = {"remembered": self.remembered, "after commit": kept}
        with Session(engine, autoflush=False, expire_on_commit=False, info=info) as session, session.begin():
            result = work(session)
            session.flush()
            _still_in_time(deadline)
        for key, value, parts in kept:
            self.remembered.put(key, value, parts)
        return result


def _worth_another_try(error: Superseded | DBAPIError) -> bool:
    """Whether it was a race: for a version, a key or a lock, or with a server that ended a connection."""
    if isinstance(error, Superseded | IntegrityError) or is_busy(error):
        return True
    if error.connection_invalidated:
        # Without a statement it was the commit that failed, and that may have taken effect.
        return error.statement is not None
    return getattr(error.orig, "sqlstate", None) in _RACES


def _nothing(session: Session) -> None:
    """Write nothing: where that is refused, nothing can be written."""
    session.connection().execute(_WRITES_NOTHING)


def _still_in_time(deadline: float | None) -> None:
    if deadline is not None and time.monotonic() > deadline:
        raise TooLate("The database was busy for too long. Nothing was written.")


def migrate(url: str) -> None:
    """Bring the database to this version's schema, making a SQLite file and its folders where needed.

    Another process that migrates at the same time is waited for. Raises a ``DatabaseProblem``.
    """
    parsed = parsed_url(url)
    with explaining(parsed):
        upgrade(parsed)
