"""Connections as each database wants them: what is durable, who waits for whom, and for how long."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.pool import QueuePool

LOCK_WAIT_MS = 900
"""How long a statement may wait for a lock, and on Postgres take in all.

On top of the two seconds that a press has it stays below the three that Slack waits.
"""
POSTGRES_CONNECTIONS = 8
_IDLE_MS = 10_000
_CONNECT_S = 3
_POOL_WAIT_S = 30
_GLANCES = "glances"
"""The option of an engine that begins no transactions."""


def sqlite_engine(
    url: URL, *, writes: bool, creates: bool = False, lock_wait_ms: int = LOCK_WAIT_MS
) -> Engine:
    """An engine of one connection, so that its users take turns in this process instead of at the file.

    A writer takes the lock at the start (``BEGIN IMMEDIATE``): one that reads first would find the file
    locked when it comes to write. Only ``creates`` makes a missing file; ``?mode=ro`` in the URL opens one
    for reading alone.
    """
    file = Path(url.database or "").absolute()
    mode = url.query.get("mode") or ("rwc" if creates else "rw")

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{file.as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=lock_wait_ms / 1000,
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        if not writes:
            connection.execute("PRAGMA query_only = ON")
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=_POOL_WAIT_S,
        hide_parameters=True,
    )
    _begin_with(engine, "BEGIN IMMEDIATE" if writes else "BEGIN")
    return engine


def postgres_engine(
    url: URL, *, writes: bool, connections: int = POSTGRES_CONNECTIONS, limit_ms: int = LOCK_WAIT_MS
) -> Engine:
    """An engine whose statements give up after ``limit_ms``; 0 means never.

    One that does not write sees in each transaction what was committed before it, and nothing newer.
    """
    limits = {
        "lock_timeout": limit_ms,
        "statement_timeout": limit_ms,
        "idle_in_transaction_session_timeout": _IDLE_MS,
        "default_transaction_read_only": "off" if writes else "on",
    }
    asked = url.query.get("options", "")
    options = " ".join([str(asked), *(f"-c {name}={limit}" for name, limit in limits.items())]).strip()
    arguments: dict[str, Any] = {
        "connect_timeout": _CONNECT_S,
        "application_name": "readiness",
        "options": options,
    }
    if not writes:
        # It begins its transactions itself, so that a glance can do without one.
        arguments["autocommit"] = True
    engine = create_engine(
        url.difference_update_query(["options"]),
        connect_args=arguments,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_POOL_WAIT_S,
        hide_parameters=True,
    )
    if not writes:
        _begin_with(engine, "BEGIN ISOLATION LEVEL REPEATABLE READ")
    return engine


def glancing(reader: Engine) -> Engine:
    """The engine of a reader for work of a single statement, which begins no transaction for it."""
    return reader.execution_options(**{_GLANCES: True})


def _begin_with(engine: Engine, statement: str) -> None:
    """Begin the transactions of connections that begin none by themselves."""

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(_GLANCES):
            connection.exec_driver_sql(statement)
