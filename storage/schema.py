"""The schema's history: which one a database has, and how it gets the one that this version needs."""

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from sqlite3 import OperationalError

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPICursor

from storage.engines import postgres_engine, sqlite_engine
from storage.problems import DatabaseProblem, place_of

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_263_541_907
"""Any number that no other program takes for its own lock in this database."""
_LOCK_WAIT_MS = 60_000


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The number of the schema that a database has, 0 for none, and of the one that this version needs.

    ``foreign`` is the name of a schema that another program made; empty when it is ours.
    """

    present: int
    needed: int
    foreign: str = ""

    def problem(self, place: str) -> str | None:
        """What is wrong and what to do, as a sentence about ``place``; None when nothing is."""
        if self.foreign:
            belongs = f"{place} belongs to another program, which calls its schema {self.foreign}."
            return f"{belongs} Name another database in DATABASE_URL."
        if self.present == 0:
            return f"{place} has no tables. Run `readiness migrate`."
        has = f"{place} has schema {self.present}, this version needs {self.needed}."
        if self.present < self.needed:
            return f"{has} Run `readiness migrate`."
        if self.present > self.needed:
            return f"{has} Run the newer version that made it."
        return None


def state_of(connection: Connection) -> SchemaState:
    """The state of the schema behind ``connection``."""
    names = MigrationContext.configure(connection).get_current_heads()
    if len(names) > 1 or not all(name.isdecimal() for name in names):
        return SchemaState(0, needed_schema(), " and ".join(names))
    return SchemaState(sum(map(int, names)), needed_schema())


@cache
def needed_schema() -> int:
    """The number of the newest schema in the history."""
    return int(ScriptDirectory(str(_FOLDER)).get_current_head() or 0)


def upgrade(url: URL) -> None:
    """Bring the database to the newest schema in one transaction, after any other process that is at it."""
    if url.get_backend_name() == "sqlite":
        _upgrade_sqlite(url)
        return
    engine = postgres_engine(url, writes=True, connections=1, limit_ms=0)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            _upgrade(connection, url)
    finally:
        engine.dispose()


def _upgrade_sqlite(url: URL) -> None:
    """Rebuild tables with foreign keys off, lest the rows that point to them go too; check the keys after."""
    file = Path(url.database or "").absolute()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseProblem(f"The folder {file.parent} can't be made: {error.strerror}.") from None
    engine = sqlite_engine(url, writes=True, creates=True, lock_wait_ms=_LOCK_WAIT_MS)
    try:
        with engine.connect() as connection:
            cursor = connection.connection.cursor()
            _keep_a_log(cursor)
            cursor.execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                _upgrade(connection, url)
                if connection.execute(text("PRAGMA foreign_key_check")).first():
                    raise DatabaseProblem(
                        f"{place_of(url)} holds rows that point to nothing; it was left as it was."
                    )
    finally:
        engine.dispose()


def _keep_a_log(cursor: DBAPICursor) -> None:
    """Switch to WAL. Two processes that do so at once are not made to wait for each other, as elsewhere."""
    deadline = time.monotonic() + _LOCK_WAIT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _upgrade(connection: Connection, url: URL) -> None:
    state = state_of(connection)
    if state.foreign or state.present > state.needed:
        raise DatabaseProblem(str(state.problem(place_of(url))))
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    command.upgrade(config, "head")
