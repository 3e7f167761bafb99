"""What is known of people and user groups: copies of what Slack said, each with the moment when it did."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, delete, select, union
from sqlmodel import Session

from readiness.model import PersonKind
from storage.tables import metadata
from storage.upserts import upsert

_PEOPLE = metadata.tables["people"]
_GROUPS = metadata.tables["user_groups"]
_HOMES = metadata.tables["homes"]
_AUDIT = metadata.tables["audit"]
_RELEASES = metadata.tables["releases"]
_WORKSPACES = metadata.tables["workspaces"]
FORGOTTEN = "forgotten"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""When was said what is to be asked again."""


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

    @property
    def forgotten(self) -> bool:
        """Whether somebody asked that this person's name and profile be forgotten."""
        return bool(self.data.get(FORGOTTEN))


@dataclass(frozen=True, slots=True)
class KnownGroup:
    """A user group as Slack described it at ``fetched_at``, with the ids of its members."""

    id: str
    handle: str
    members: tuple[str, ...]
    fetched_at: datetime


def put(session: Session, workspace: str, people: Iterable[KnownPerson]) -> None:
    """Remember people, in place of what was known of them. Of who was forgotten only what they may do."""
    people = tuple(people)
    forgotten = _forgotten(session, workspace, [person.id for person in people]) if people else set()
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
        for person in (_nameless(each) if each.id in forgotten else each for each in people)
    ]
    _write(session, _PEOPLE, rows)


def _forgotten(session: Session, workspace: str, ids: Iterable[str]) -> set[str]:
    return {known.id for known in get(session, workspace, ids).values() if known.forgotten}


def _nameless(person: KnownPerson) -> KnownPerson:
    """The person without what tells who they are: an id, and whether they may act."""
    return replace(person, name=f"Forgotten ({person.id})", zone="UTC", data={FORGOTTEN: True})


def is_known(session: Session, user: str) -> bool:
    """Whether anything is kept of somebody in any workspace: who they are, or that they did something."""
    columns = _PEOPLE.c.user_id, _HOMES.c.user_id, _AUDIT.c.by
    named = union(*(select(column).where(column == user) for column in columns))
    members = session.connection().execute(select(_GROUPS.c.members)).scalars()
    return session.connection().execute(named).first() is not None or any(user in held for held in members)


def forget(session: Session, user: str) -> tuple[str, ...]:
    """Put the id in the place of somebody's name and profile, for good; returns the workspaces.

    What they did stays, under their id. Whether they may act is asked of Slack again when it matters next.
    """
    connection = session.connection()
    columns = _WORKSPACES.c.id, *(t.c.workspace for t in (_PEOPLE, _GROUPS, _HOMES, _RELEASES))
    workspaces = tuple(sorted(connection.execute(union(*map(select, columns))).scalars()))
    for workspace in workspaces:
        unknown = KnownPerson(user, PersonKind.DEACTIVATED, "", "UTC", LONG_AGO)
        known = get(session, workspace, [user]).get(user, unknown)
        put(session, workspace, [_nameless(replace(known, fetched_at=LONG_AGO))])
        put_groups(session, workspace, _groups_without(session, workspace, user))
    connection.execute(delete(_HOMES).where(_HOMES.c.user_id == user))
    return workspaces


def _groups_without(session: Session, workspace: str, user: str) -> list[KnownGroup]:
    return [
        replace(group, members=tuple(m for m in group.members if m != user), fetched_at=LONG_AGO)
        for group in groups(session, workspace).values()
        if user in group.members
    ]


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
