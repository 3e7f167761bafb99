"""What is kept in memory of a database: immutable values, each of one version of what it is of."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlmodel import Session

T = TypeVar("T")
ROOM = 300_000
Kept = tuple[Hashable, object, int]


class Remembered:
    """Values by key; the least recently used go when there is no more room. Safe in threads.

    What can change is kept with its version, and used only while the database names the same one, so nothing
    is ever out of date. ``ROOM`` counts parts of some 150 bytes, and keeps the whole to about 45 megabytes.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Any:  # noqa: ANN401 - of whatever was put
        """The value that was put under ``key``, or None."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: object, parts: int = 1) -> None:
        """Keep ``value``, which takes the room of so many ``parts``."""
        with self._lock:
            self._forget(key)
            self._values[key] = (value, parts)
            self._room -= parts
            while self._room < 0:
                self._forget(next(iter(self._values)))

    def _forget(self, key: Hashable) -> None:
        found = self._values.pop(key, None)
        if found is not None:
            self._room += found[1]


Look = Callable[[Connection, Remembered], T]
"""A single statement, and what is remembered of what it finds."""


def remembered(session: Session) -> Remembered:
    """What is kept in memory of the session's database."""
    found: Remembered = session.info["remembered"]
    return found


def keep_after_commit(session: Session, key: Hashable, value: object, parts: int) -> None:
    """Keep ``value`` once the session's transaction is committed, and not at all when it is not."""
    session.info["after commit"].append((key, value, parts))
