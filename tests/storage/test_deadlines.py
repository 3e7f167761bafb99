"""Work is committed in time or not at all, whatever it waited for."""

import asyncio
import threading
import time

import pytest
from sqlmodel import Session

from storage.database import Database, TooLate
from tests.storage.open_homes import homes_open, open_home


def test_work_in_time_is_written(database: Database) -> None:
    database.write(open_home, time.monotonic() + 20)
    assert homes_open(database) == 1


def test_a_deadline_that_passes_during_the_work_stops_the_commit(database: Database) -> None:
    deadline = time.monotonic() + 0.1

    def work(session: Session) -> None:
        open_home(session)
        time.sleep(0.15)

    with pytest.raises(TooLate):
        database.write(work, deadline)
    assert homes_open(database) == 0


def test_work_that_began_in_time_is_waited_for(sqlite_url: str) -> None:
    database = Database(sqlite_url)

    def slow(session: Session) -> None:
        open_home(session)
        time.sleep(0.4)

    with pytest.raises(TooLate):
        asyncio.run(database.writing(slow, within=0.1))
    assert homes_open(database) == 0
    database.close()


def test_waiting_for_a_thread_counts_against_the_deadline(sqlite_url: str) -> None:
    database = Database(sqlite_url)

    async def queue() -> tuple[object, float]:
        first = asyncio.ensure_future(database.writing(lambda session: time.sleep(0.6), within=20))
        await asyncio.sleep(0.05)
        began = time.monotonic()
        try:
            await database.writing(open_home, within=0.2)
        except TooLate as error:
            waited = time.monotonic() - began
            await first
            return error, waited
        return None, 0.0

    error, waited = asyncio.run(queue())
    assert isinstance(error, TooLate)
    assert waited < 0.5
    assert homes_open(database) == 0
    database.close()


def test_a_lock_that_another_holds_is_not_waited_for_long(database_url: str, database: Database) -> None:
    other = Database(database_url)
    database.write(open_home)
    held, done = threading.Event(), threading.Event()

    def hold(session: Session) -> None:
        open_home(session)
        held.set()
        done.wait(10)

    holder = threading.Thread(target=lambda: other.write(hold))
    holder.start()
    held.wait(10)
    began = time.monotonic()
    with pytest.raises(TooLate):
        database.write(open_home, began + 0.5)
    assert time.monotonic() - began < 2
    done.set()
    holder.join()
    other.close()


def test_a_lock_that_becomes_free_in_time_is_waited_for(database_url: str, database: Database) -> None:
    other = Database(database_url)
    database.write(open_home)
    held = threading.Event()

    def hold(session: Session) -> None:
        open_home(session)
        held.set()
        time.sleep(1.5)

    holder = threading.Thread(target=lambda: other.write(hold))
    holder.start()
    held.wait(10)
    database.write(open_home, time.monotonic() + 20)
    holder.join()
    other.close()
