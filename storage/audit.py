"""The audit: what happened, who did it and where, in chains whose every row holds the hash of the one before.

A release has a chain of its own; what belongs to no release is in the chain of the workspace.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, exists, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from readiness.evolve import evolve
from readiness.model import Release
from storage import workspaces
from storage.chains import ChainEnd, Head, hash_of
from storage.encoding import canonical, event_of
from storage.tables import metadata
from storage.verifying import verify_chain

__all__ = ["REFUSED", "Act", "Asked", "ChainEnd", "Entry", "Filter", "Stamp", "hash_of", "verify_chain"]

_AUDIT = metadata.tables["audit"]
REFUSED = "Refused"
"""The kind of the row of a command that the rules refused; every other kind is an event."""
LONGEST = 200
"""Characters of a text that are kept of what was refused: it says what was asked, and is no store."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all rows of one command share: who did it when, on which surface, by which press."""

    workspace: str
    by: str
    at: datetime
    surface: str = ""
    press: str | None = None


Act = tuple[str, str]
"""What a row says was done: its kind, and its data as canonical JSON."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for and was refused: a command or a button by name, and what it spoke of."""

    command: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the audit.

    ``data`` are the fields of the event; under ``before`` stands what it replaced. Those of a refusal are
    the ``command``, what was ``asked``, and the ``sentence``.
    """

    seq: int
    at: datetime
    by: str
    surface: str
    kind: str
    data: Mapping[str, Any]
    hash: str


def append(session: Session, chain: str, end: ChainEnd, stamp: Stamp, acts: Sequence[Act]) -> ChainEnd:
    """Add a row for each act after ``end``; returns the new end.

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
    if rows:
        session.connection().execute(_AUDIT.insert(), rows)
    return end


def append_to_workspace(session: Session, stamp: Stamp, act: Act) -> bool:
    """Add a row to the chain of the stamp's workspace: of what was done or refused, and is of no release.

    False when its press is recorded already: nothing is written then.
    """
    end = workspaces.hold(session, stamp.workspace)
    if is_pressed(session, stamp.workspace, stamp.press):
        return False
    workspaces.save(session, stamp.workspace, append(session, stamp.workspace, end, stamp, [act]))
    return True


def refusal(asked: Asked, sentence: str) -> Act:
    """The row of an act that was refused with this sentence; long texts in what was asked are cut."""
    content: dict[str, object] = {"command": asked.command[:LONGEST], "sentence": sentence}
    if spoken_of := _short(asked.content):
        content["asked"] = spoken_of
    return REFUSED, canonical(content)


def _short(value: object) -> object:
    match value:
        case str():
            return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
        case Mapping():
            return {key: _short(inside) for key, inside in value.items() if inside not in ("", None)}
        case list() | tuple():
            return [_short(inside) for inside in value]
    return value


def is_pressed(session: Session, workspace: str, press: str | None) -> bool:
    """Whether this press was recorded already."""
    if press is None:
        return False
    found = exists().where(_AUDIT.c.workspace == workspace, _AUDIT.c.press == press)
    return bool(session.connection().execute(select(found)).scalar())


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows of a chain are wanted: by whom, of which kinds (none: of all), about which item or gate."""

    by: str = ""
    kinds: tuple[str, ...] = ()
    about: str = ""


EVERYTHING = Filter()


def history(
    session: Session, chain: str, limit: int = 20, before: int | None = None, wanted: Filter = EVERYTHING
) -> tuple[Entry, ...]:
    """A page of the chain, newest first; the next page is what lies ``before`` the last entry's ``seq``."""
    statement = select(_AUDIT).where(_AUDIT.c.chain == chain)
    if before is not None:
        statement = statement.where(_AUDIT.c.seq < before)
    if wanted.by:
        statement = statement.where(_AUDIT.c.by == wanted.by)
    if wanted.kinds:
        statement = statement.where(_AUDIT.c.kind.in_(wanted.kinds))
    if wanted.about:
        statement = statement.where(_names(wanted.about))
    return _entries(session, statement, limit)


def _names(key: str) -> ColumnElement[bool]:
    """Whether a row speaks of the item, gate or role with this key."""
    return _AUDIT.c.data.contains(f'"{key}"', autoescape=True)


def of_item(session: Session, chain: str, key: str, limit: int = 10) -> tuple[Entry, ...]:
    """What was done to the item with this key, newest first."""
    statement = select(_AUDIT).where(_AUDIT.c.chain == chain, _names(key), _AUDIT.c.kind != REFUSED)
    return _entries(session, statement, limit)


def _entries(session: Session, statement: Select[Any], limit: int) -> tuple[Entry, ...]:
    rows = session.connection().execute(statement.order_by(_AUDIT.c.seq.desc()).limit(limit))
    return tuple(
        Entry(row.seq, row.at, row.by, row.surface, row.kind, json.loads(row.data), row.hash) for row in rows
    )


def signatures(session: Session, chain: str) -> Mapping[tuple[str, str, datetime], Head]:
    """The rows of a release's sign-offs, by what was signed, by whom and when."""
    statement = select(_AUDIT.c.seq, _AUDIT.c.hash, _AUDIT.c.by, _AUDIT.c.at, _AUDIT.c.data)
    rows = session.connection().execute(
        statement.where(_AUDIT.c.chain == chain, _AUDIT.c.kind == "SignedOff")
    )
    return {(json.loads(row.data)["subject"], row.by, row.at): Head(row.seq, row.hash) for row in rows}


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
