"""The audit: what happened, who did it and where, in chains whose every row holds the hash of the one before.

A release has a chain of its own; what belongs to no release is in the chain of the workspace.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, exists, select, text
from sqlmodel import Session

from readiness.evolve import evolve
from readiness.model import Release
from storage.encoding import canonical, event_of
from storage.tables import metadata
from storage.upserts import dialect_of

_AUDIT = metadata.tables["audit"]
_RELEASES = metadata.tables["releases"]
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:chain, 0))")
REFUSED = "Refused"
"""The kind of the row of a command that the rules refused; every other kind is an event."""


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The end of a chain: the hash of its last row, and how many rows it has."""

    head: str = ""
    length: int = 0


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all rows of one command share: who did it when, on which surface, by which press."""

    workspace: str
    by: str
    at: datetime
    surface: str = ""
    press: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the audit; ``data`` are the fields of the event."""

    seq: int
    at: datetime
    by: str
    surface: str
    kind: str
    data: Mapping[str, Any]
    hash: str


def append(
    session: Session, chain: str, end: ChainEnd, stamp: Stamp, acts: Sequence[tuple[str, str]]
) -> ChainEnd:
    """Add a row for each act (its kind, and its data as canonical JSON) after ``end``; returns the new end.

    The first row carries the press. A press that is there already is an ``IntegrityError``.
    """
    rows: list[dict[str, Any]] = []
    for number, (kind, data) in enumerate(acts):
        row: dict[str, Any] = {
            "chain": chain,
            "seq": end.length + 1,
            "workspace": stamp.workspace,
            "at": stamp.at,
            "by": stamp.by,
            "surface": stamp.surface,
            "kind": kind,
            "data": data,
            "press": stamp.press if number == 0 else None,
            "previous": end.head,
        }
        row["hash"] = hash_of(row)
        rows.append(row)
        end = ChainEnd(row["hash"], end.length + 1)
    session.connection().execute(_AUDIT.insert(), rows)
    return end


def hash_of(row: Mapping[str, Any]) -> str:
    """The SHA-256 of the previous hash, a line feed, and all else in the row as canonical JSON."""
    content = {name: value for name, value in row.items() if name not in ("previous", "hash")}
    content["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"{row['previous']}\n{canonical(content)}".encode()).hexdigest()


def is_pressed(session: Session, workspace: str, press: str | None) -> bool:
    """Whether this press was recorded already."""
    if press is None:
        return False
    found = exists().where(_AUDIT.c.workspace == workspace, _AUDIT.c.press == press)
    return bool(session.connection().execute(select(found)).scalar())


def end_of(session: Session, chain: str) -> ChainEnd:
    """The end of a chain that has no row of its own to lock, read off its last row.

    Whoever else wants to write to the chain waits until this transaction ends. SQLite has one writer anyway.
    """
    if dialect_of(session) == "postgresql":
        session.connection().execute(_LOCK, {"chain": f"audit {chain}"})
    statement = select(_AUDIT.c.hash, _AUDIT.c.seq).where(_AUDIT.c.chain == chain)
    row = session.connection().execute(statement.order_by(_AUDIT.c.seq.desc()).limit(1)).first()
    return ChainEnd() if row is None else ChainEnd(row.hash, row.seq)


def history(session: Session, chain: str, limit: int = 20, before: int | None = None) -> tuple[Entry, ...]:
    """A page of the chain, newest first; the next page is what lies ``before`` the last entry's ``seq``."""
    statement = select(_AUDIT).where(_AUDIT.c.chain == chain)
    if before is not None:
        statement = statement.where(_AUDIT.c.seq < before)
    return _entries(session, statement, limit)


def of_item(session: Session, chain: str, key: str, limit: int = 10) -> tuple[Entry, ...]:
    """What was done to the item with this key, newest first."""
    names_it = _AUDIT.c.data.contains(f'"{key}"', autoescape=True)
    statement = select(_AUDIT).where(_AUDIT.c.chain == chain, names_it, _AUDIT.c.kind != REFUSED)
    return _entries(session, statement, limit)


def _entries(session: Session, statement: Select[Any], limit: int) -> tuple[Entry, ...]:
    rows = session.connection().execute(statement.order_by(_AUDIT.c.seq.desc()).limit(limit))
    return tuple(
        Entry(row.seq, row.at, row.by, row.surface, row.kind, json.loads(row.data), row.hash) for row in rows
    )


def verify_chain(session: Session, chain: str) -> tuple[str, ...]:
    """What is wrong with the chain, one sentence each; nothing when it is as it was written."""
    problems = []
    expected = ChainEnd()
    for row in _rows(session, chain):
        seq = row["seq"]
        if seq != expected.length + 1:
            problems.append(f"Before row {seq} there are rows missing.")
        elif row["previous"] != expected.head:
            problems.append(f"Row {seq} does not follow on the row before it.")
        if row["hash"] != hash_of(dict(row)):
            problems.append(f"Row {seq} was changed after it was written.")
        expected = ChainEnd(row["hash"], seq)
    columns = _RELEASES.c.audit_head, _RELEASES.c.audit_length
    kept = session.connection().execute(select(*columns).where(_RELEASES.c.id == chain)).first()
    if kept is not None and ChainEnd(*kept) != expected:
        problems.append(
            f"The chain ends with row {expected.length}, not with the one that the release names."
        )
    return tuple(problems)


def replay(session: Session, release_id: str) -> Release | None:
    """The release as the audit tells it: every event of its chain, evolved from nothing."""
    release: Release | None = None
    for row in _rows(session, release_id):
        if row["kind"] != REFUSED:
            release = evolve(release, event_of(row["kind"], row["data"]), row["by"], row["at"])
    return release


def _rows(session: Session, chain: str) -> Sequence[RowMapping]:
    statement = select(_AUDIT).where(_AUDIT.c.chain == chain).order_by(_AUDIT.c.seq)
    return session.connection().execute(statement).mappings().all()
