"""What can be wrong with a database, as sentences for the people who run it. None repeats a password."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_BUSY = ("database is locked", "database table is locked", "lock timeout", "statement timeout")
_SENTENCES = (
    ("readonly database", "{place} is read-only. Let the user that runs this program write to it."),
    ("unable to open", "{place} can't be opened. See that the file exists and may be read and written."),
    ("not a database", "{place} is not a SQLite database. Name another file, or restore a backup."),
    ("malformed", "{place} is damaged. Restore a backup."),
    ("disk is full", "The disk of {place} is full. Make room on it."),
    ("no such table", "{place} has no tables. Run `readiness migrate`."),
    ("undefinedtable", "{place} has no tables. Run `readiness migrate`."),
    ("no such column", "{place} has another schema than this version needs. Run `readiness migrate`."),
    ("undefinedcolumn", "{place} has another schema than this version needs. Run `readiness migrate`."),
    ("read-only transaction", "{place} is read-only. Connect to the primary server."),
    ("authentication failed", "{place} refuses the user or the password. Correct DATABASE_URL."),
    ("no password supplied", "{place} asks for a password. Add it to DATABASE_URL."),
    ("does not exist", "{place}, or its user, doesn't exist. Create it, or correct DATABASE_URL."),
    ("permission denied", "{place} doesn't permit this to the user in DATABASE_URL. Grant it."),
    ("too many clients", "{place} takes no more connections. Raise max_connections, or run fewer replicas."),
)
_OTHERWISE = "{place} can't be used: {kind}. See that it is running and that DATABASE_URL leads to it."


class DatabaseProblem(Exception):
    """The database can't do its work; the message says why and what to do about it."""


class WrongUrl(DatabaseProblem):
    """What DATABASE_URL says is no database that can be used here."""


class TooLate(Exception):
    """The deadline passed before the commit, or a lock was not free in time. Nothing was written."""


class Superseded(TooLate):
    """Somebody else changed it since it was read. The work is done afresh, but not for ever."""


def parsed_url(text: str) -> URL:
    """The database's URL, with the one driver that is used for each kind. Raises ``WrongUrl``."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise WrongUrl(
            "DATABASE_URL is no URL. It looks like sqlite:///file.db or postgresql://user@host/name."
        ) from None
    kind = url.drivername.partition("+")[0]
    if kind in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise WrongUrl(f"DATABASE_URL leads to {kind}, but only sqlite and postgresql are known here.")
    if not url.database or url.database == ":memory:":
        raise WrongUrl("DATABASE_URL names no file. SQLite needs one, such as sqlite:///readiness.db.")
    return url.set(drivername="sqlite")


def place_of(url: URL) -> str:
    """What the database is called in a sentence: its file, or its name and server."""
    if url.get_backend_name() == "sqlite":
        return f"The database {Path(url.database or '').absolute()}"
    server = url.host or url.query.get("host") or "this machine"
    return f"The database {url.database or url.username} at {server}{f':{url.port}' if url.port else ''}"


def is_busy(error: SQLAlchemyError) -> bool:
    """Whether a lock was not free in time, or a statement took too long."""
    said = str(error.orig).lower() if isinstance(error, DBAPIError) else ""
    return isinstance(error, PoolTimeoutError) or any(sign in said for sign in _BUSY)


@contextmanager
def explaining(url: URL) -> Iterator[None]:
    """Turn what is wrong with the database into sentences; what is wrong with the data or with us stays."""
    try:
        yield
    except SQLAlchemyError as error:
        problem = _explained(error, url)
        if problem is None:
            raise
        raise problem from error


def _explained(error: SQLAlchemyError, url: URL) -> DatabaseProblem | TooLate | None:
    if is_busy(error):
        return TooLate("The database was busy for too long. Nothing was written.")
    if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError):
        return None
    said = f"{type(error.orig).__name__} {error.orig}".lower()
    for sign, sentence in _SENTENCES:
        if sign in said:
            return DatabaseProblem(sentence.format(place=place_of(url)))
    if isinstance(error, OperationalError):
        kind = type(error.orig).__name__
        return DatabaseProblem(_OTHERWISE.format(place=place_of(url), kind=kind))
    return None
