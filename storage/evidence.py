"""What the evidence pack of a release needs beside its state: its audit rows whole, and names for the ids."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import Session

from storage import people
from storage.chains import Row
from storage.tables import metadata

_AUDIT = metadata.tables["audit"]
_AT_A_TIME = 500
"""Ids in one statement: SQLite takes some thousands, and a guess at ids in a long text may find many."""


def rows(session: Session, chain: str) -> tuple[Row, ...]:
    """Every row of the chain with all its columns, the oldest first."""
    statement = select(_AUDIT).where(_AUDIT.c.chain == chain).order_by(_AUDIT.c.seq)
    return tuple(dict(row) for row in session.connection().execute(statement).mappings())


def names(session: Session, workspace: str, ids: Iterable[str]) -> dict[str, str]:
    """What those of the people and user groups with these ids are called that are known, by id."""
    wanted = sorted(set(ids))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _AT_A_TIME):
        some = wanted[start : start + _AT_A_TIME]
        found |= {person.id: person.name for person in people.get(session, workspace, some).values()}
        found |= {group.id: group.handle for group in people.groups(session, workspace, some).values()}
    return found
