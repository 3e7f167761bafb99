"""What is known of people and user groups: copies of what Slack said, each with the moment when it did."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import Session

from readiness.model import PersonKind
from storage.tables import metadata
from storage.upserts import upsert

_PEOPLE = metadata.tables["people"]
_GROUPS = metadata.tables["user_groups"]


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody as Slack described them. ``zone`` is an IANA name, ``data`` whatever else is kept."""

    id: str
    kind: PersonKind
    name: str
    zone: str
    fetched_at: datetime
    administrator: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownGroup:
    """A user group as Slack described it at ``fetched_at``, with the ids of its members."""

    id: str
    handle: str
    members: tuple[str, ...]
    fetched_at: datetime


def put(session: Session, workspace: str, people: Iterable[KnownPerson]) -> None:
    """Remember people, in place of what was known of them."""
    rows = [
        {
            "workspace": workspace,
            "user_id": person.id,
            "kind": person.kind,
            "name": person.name,
            "zone": person.zone,
            "administrator": person.administrator,
            "fetched_at": person.fetched_at,
            "data": dict(person.data),
        }
        for person in people
    ]
    _write(session, _PEOPLE, rows)


def get(session: Session, workspace: str, ids: Iterable[str]) -> dict[str, KnownPerson]:
    """Those of the people with these ids who are known, by id."""
    where = _PEOPLE.c.workspace == workspace, _PEOPLE.c.user_id.in_(set(ids))
    rows = session.connection().execute(select(_PEOPLE).where(*where))
    return {
        row.user_id: KnownPerson(
            row.user_id, row.kind, row.name, row.zone, row.fetched_at, row.administrator, row.data
        )
        for row in rows
    }


def put_groups(session: Session, workspace: str, groups: Iterable[KnownGroup]) -> None:
    """Remember user groups, in place of what was known of them."""
    rows = [
        {
            "workspace": workspace,
            "group_id": group.id,
            "handle": group.handle,
            "members": list(group.members),
            "fetched_at": group.fetched_at,
        }
        for group in groups
    ]
    _write(session, _GROUPS, rows)


def groups(session: Session, workspace: str, ids: Iterable[str] | None = None) -> dict[str, KnownGroup]:
    """Those of the user groups with these ids that are known, or all that are, by id."""
    statement = select(_GROUPS).where(_GROUPS.c.workspace == workspace)
    if ids is not None:
        statement = statement.where(_GROUPS.c.group_id.in_(set(ids)))
    rows = session.connection().execute(statement.order_by(_GROUPS.c.handle))
    return {
        row.group_id: KnownGroup(row.group_id, row.handle, tuple(row.members), row.fetched_at) for row in rows
    }


def _write(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(upsert(session, table), rows)
