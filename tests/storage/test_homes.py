"""A Home tab follows changes for ten minutes after it was opened, and is drawn at most every ten seconds."""

from datetime import datetime, timedelta

from storage import homes
from storage.database import Database
from tests.storage.sample import NOW, WORKSPACE


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def opened(database: Database, user_id: str, seconds: float = 0) -> None:
    database.write(lambda session: homes.opened(session, WORKSPACE, user_id, at(seconds)))


def changed(database: Database) -> None:
    database.write(lambda session: homes.mark_stale(session, WORKSPACE))


def stale(database: Database, seconds: float) -> tuple[str, ...]:
    return database.write(lambda session: homes.take_stale(session, WORKSPACE, at(seconds)))


def test_a_home_is_drawn_again_once_something_changed(database: Database) -> None:
    opened(database, "UALICE")
    assert stale(database, 60) == ()
    changed(database)
    assert stale(database, 60) == ("UALICE",)
    assert stale(database, 120) == ()


def test_a_home_rests_ten_seconds_between_two_drawings(database: Database) -> None:
    opened(database, "UALICE")
    changed(database)
    assert stale(database, 9) == ()
    assert stale(database, 10) == ("UALICE",)


def test_after_ten_minutes_a_home_waits_until_it_is_opened(database: Database) -> None:
    opened(database, "UALICE")
    opened(database, "UBOB", 300)
    changed(database)
    assert stale(database, 600) == ("UBOB",)
    opened(database, "UALICE", 650)
    assert stale(database, 670) == ()
    changed(database)
    assert stale(database, 670) == ("UALICE", "UBOB")


def test_homes_of_another_workspace_are_left_alone(database: Database) -> None:
    opened(database, "UALICE")
    database.write(lambda session: homes.mark_stale(session, "T0002"))
    assert stale(database, 60) == ()
