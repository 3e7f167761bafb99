"""Releases: read whole or as light rows, and saved against the version that was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from readiness.choosing import Candidate
from readiness.model import Answer, Release
from readiness.records import Delegation, Override, RollbackPlan, Said, Trouble
from storage.audit import ChainEnd
from storage.encoding import as_json, from_json
from storage.parts import load_parts, save_parts
from storage.problems import Superseded
from storage.remembered import Look, Remembered, keep_after_commit, remembered
from storage.tables import metadata

_RELEASES = metadata.tables["releases"]
_AUDIT = metadata.tables["audit"]
_JSON_FIELDS: dict[str, Any] = {
    "override": Override,
    "rollback_answer": Answer,
    "word": Said,
    "rollback_plan": RollbackPlan,
    "kept_going": dict[str, Said],
    "audiences": dict[str, tuple[str, ...]],
    "overrides": dict[str, Override],
    "delegations": dict[str, tuple[Delegation, ...]],
    "unfit": tuple[str, ...],
    "troubles": dict[str, Trouble],
}
_MAPPINGS = "kept_going", "audiences", "overrides", "delegations", "troubles"
_EMPTY: dict[str, Any] = {"unfit": (), **{name: {} for name in _MAPPINGS}}
"""What has a column for all that it holds, which is null while that is nothing."""
_NOT_FIELDS = {
    "version",
    "audit_head",
    "audit_length",
    "next_due_at",
    "template_key",
    "active",
    "folded_name",
}
FIELDS = tuple(column.name for column in _RELEASES.columns if column.name not in _NOT_FIELDS)
_BARE = 160
"""The parts of memory that a bare release takes: 10 KB of its own, and 16 of the gates, blockers and lines of
the plan that follow from it, as ``tracemalloc`` counts them."""
_IS_ACTIVE = _RELEASES.c.active.is_(True)


@dataclass(frozen=True, slots=True)
class Held:
    """A release as a transaction holds it: the version that it must still have when it is saved."""

    release: Release
    version: int
    chain: ChainEnd
    next_due_at: datetime | None
    pressed: bool = False
    """Whether the press that was asked about is in the audit already."""


@dataclass(frozen=True, slots=True)
class Listed(Candidate):
    """What a list says of a release."""

    planned_start: datetime
    template: str


_PRESSED = exists().where(_AUDIT.c.workspace == bindparam("workspace"), _AUDIT.c.press == bindparam("press"))
_ONE = _RELEASES.c.id == bindparam("release_id"), _RELEASES.c.workspace == bindparam("workspace")
_READ = select(_RELEASES).where(*_ONE)
_HOLD = (
    select(
        _RELEASES.c.id,
        _RELEASES.c.version,
        _RELEASES.c.audit_head,
        _RELEASES.c.audit_length,
        _RELEASES.c.next_due_at,
        _PRESSED.label("pressed"),
    )
    .where(*_ONE)
    .with_for_update(of=_RELEASES)
)
_LAST = (
    select(_RELEASES)
    .where(
        _RELEASES.c.workspace == bindparam("workspace"),
        _RELEASES.c.template_key == bindparam("template_key"),
    )
    .order_by(_RELEASES.c.opened_at.desc())
    .limit(1)
)


def _list(where: ColumnElement[bool]) -> Select[Any]:
    c = _RELEASES.c
    columns = c.id, c.name, c.stage, c.channel, c.planned_start, c.template
    ours = select(*columns).where(c.workspace == bindparam("workspace"), where)
    return ours.limit(bindparam("limit")).offset(bindparam("offset"))


_SOONEST = _RELEASES.c.planned_start, _RELEASES.c.id
_LATEST = _RELEASES.c.planned_start.desc(), _RELEASES.c.id.desc()
_VERSION = select(_RELEASES.c.id, _RELEASES.c.version).where(*_ONE)
_VERSIONS_HERE = (
    select(_RELEASES.c.id, _RELEASES.c.version)
    .where(
        _RELEASES.c.workspace == bindparam("workspace"),
        _RELEASES.c.channel == bindparam("channel"),
        _IS_ACTIVE,
    )
    .limit(2)
)
_ALL_ACTIVE = _list(_IS_ACTIVE).order_by(*_SOONEST)
_ACTIVE_HERE = _list((_RELEASES.c.channel == bindparam("channel")) & _IS_ACTIVE).order_by(*_SOONEST)
_IS_ENDED = _RELEASES.c.active.is_(False)
_ENDED = _list(_IS_ENDED).order_by(*_LATEST)
_ENDED_HERE = _list((_RELEASES.c.channel == bindparam("channel")) & _IS_ENDED).order_by(*_LATEST)
_UPDATE = update(_RELEASES).where(
    _RELEASES.c.id == bindparam("its_id"), _RELEASES.c.version == bindparam("its_version")
)


def get(session: Session, workspace: str, release_id: str) -> Release | None:
    """The release with this id, or None: one statement while it is remembered, else six."""
    parameters = {"release_id": release_id, "workspace": workspace}
    return _first_whole(session, session.connection().execute(_READ, parameters).all())


def known(workspace: str, release_id: str) -> Look[Release | None]:
    """Finds the release with this id where what is remembered of it is as it stands; None means: read it."""
    return _known_one(_VERSION, {"release_id": release_id, "workspace": workspace})


def known_in(workspace: str, channel: str) -> Look[Release | None]:
    """Finds the channel's one release that people still work on, where it is remembered as it stands.

    None means that it is not, or that the channel has none or several.
    """
    return _known_one(_VERSIONS_HERE, {"workspace": workspace, "channel": channel})


def hold(session: Session, workspace: str, release_id: str, press: str | None = None) -> Held | None:
    """The release, locked until the transaction ends, and whether ``press`` was recorded already."""
    parameters = {"release_id": release_id, "workspace": workspace, "press": press}
    row = session.connection().execute(_HOLD, parameters).first()
    if row is None:
        return None
    release = _known(remembered(session), row.id, row.version)
    if release is None:
        (release,) = _whole(session, session.connection().execute(_READ, parameters).all())
    chain = ChainEnd(row.audit_head, row.audit_length)
    return Held(release, row.version, chain, row.next_due_at, bool(row.pressed))


def add(session: Session, release: Release, chain: ChainEnd, next_due_at: datetime | None) -> None:
    """Store a new release."""
    row = {name: _column(name, getattr(release, name)) for name in FIELDS}
    row |= {"template_key": release.template.partition("@")[0], "version": 1, "next_due_at": next_due_at}
    row |= {"folded_name": release.name.casefold(), "active": release.stage.active}
    row |= {"audit_head": chain.head, "audit_length": chain.length}
    session.connection().execute(_RELEASES.insert(), row)
    save_parts(session, None, release)
    _remember(session, release, 1)


def save(
    session: Session, held: Held, release: Release, chain: ChainEnd, next_due_at: datetime | None
) -> None:
    """Write what changed since it was held. Raises ``Superseded`` when somebody else saved it meanwhile."""
    changes: dict[str, Any] = {
        name: _column(name, getattr(release, name))
        for name in FIELDS
        if getattr(release, name) != getattr(held.release, name)
    }
    if "stage" in changes:
        changes["active"] = release.stage.active
    if next_due_at != held.next_due_at:
        changes["next_due_at"] = next_due_at
    version = held.version + 1
    changes |= {"version": version, "audit_head": chain.head, "audit_length": chain.length}
    _update(session, held, changes)
    save_parts(session, held.release, release)
    _remember(session, release, version)


def postpone(session: Session, held: Held, next_due_at: datetime | None) -> None:
    """Set when the release next needs a look; it stays the same otherwise. Raises ``Superseded``."""
    if next_due_at != held.next_due_at:
        _update(session, held, {"next_due_at": next_due_at})


def _update(session: Session, held: Held, changes: dict[str, Any]) -> None:
    which = {"its_id": held.release.id, "its_version": held.version}
    if session.connection().execute(_UPDATE, which | changes).rowcount != 1:
        raise Superseded("Others changed the release at the same moment. Nothing was written.")


def active(session: Session, workspace: str, limit: int = 100, offset: int = 0) -> tuple[Listed, ...]:
    """The releases that people still work on, the next planned start first."""
    return _listed(session, _ALL_ACTIVE, {"workspace": workspace, "limit": limit, "offset": offset})


def in_channel(session: Session, workspace: str, channel: str, limit: int = 100) -> tuple[Listed, ...]:
    """The releases of a channel that people still work on, the next planned start first."""
    parameters = {"workspace": workspace, "channel": channel, "limit": limit, "offset": 0}
    return _listed(session, _ACTIVE_HERE, parameters)


def candidates(session: Session, workspace: str, channel: str, limit: int = 100) -> tuple[Listed, ...]:
    """What a command in ``channel`` may mean: the channel's active releases, else all active ones."""
    return in_channel(session, workspace, channel, limit) or active(session, workspace, limit)


def ended(session: Session, workspace: str, limit: int = 100, offset: int = 0) -> tuple[Listed, ...]:
    """The releases that were closed or cancelled, the last planned start first."""
    return _listed(session, _ENDED, {"workspace": workspace, "limit": limit, "offset": offset})


def last_ended_in(session: Session, workspace: str, channel: str) -> tuple[Listed, ...]:
    """The channel's release that was closed or cancelled and was planned last, if there is one."""
    parameters = {"workspace": workspace, "channel": channel, "limit": 1, "offset": 0}
    return _listed(session, _ENDED_HERE, parameters)


def called(session: Session, workspace: str, words: str, limit: int = 100) -> tuple[Listed, ...]:
    """The releases of any stage whose name contains the words in any case, the latest planned first."""
    is_called = _RELEASES.c.folded_name.contains(words.casefold(), autoescape=True)
    parameters = {"workspace": workspace, "limit": limit, "offset": 0}
    return _listed(session, _list(is_called).order_by(*_LATEST), parameters)


def find(session: Session, id_or_name: str) -> Release | None:
    """The release with this id in any workspace, else the latest planned one with exactly this name."""
    is_it = (_RELEASES.c.id == id_or_name) | (_RELEASES.c.name == id_or_name)
    id_first = _RELEASES.c.id != id_or_name, _RELEASES.c.planned_start.desc()
    statement = select(_RELEASES).where(is_it).order_by(*id_first).limit(1)
    return _first_whole(session, session.connection().execute(statement).all())


def names(session: Session, workspace: str | None = None, limit: int = 1_000) -> tuple[str, ...]:
    """What the releases of a workspace, or of all, are called, the latest planned first."""
    statement = select(_RELEASES.c.name).order_by(_RELEASES.c.planned_start.desc()).limit(limit)
    if workspace is not None:
        statement = statement.where(_RELEASES.c.workspace == workspace)
    return tuple(session.connection().execute(statement).scalars())


def whole_active(session: Session, workspace: str, limit: int = 100) -> tuple[Release, ...]:
    """The active releases with all their parts, the next planned start first. Six statements at most."""
    where = _RELEASES.c.workspace == workspace, _IS_ACTIVE
    statement = (
        select(_RELEASES).where(*where).order_by(_RELEASES.c.planned_start, _RELEASES.c.id).limit(limit)
    )
    return _whole(session, session.connection().execute(statement).all())


def last_of_template(session: Session, workspace: str, template_key: str) -> Release | None:
    """The release opened last from any version of the template: a new one begins with its roles."""
    parameters = {"workspace": workspace, "template_key": template_key}
    return _first_whole(session, session.connection().execute(_LAST, parameters).all())


def due(session: Session, workspace: str, now: datetime, limit: int = 100, skip: int = 0) -> tuple[str, ...]:
    """The ids of releases that need a look at ``now``, the longest due first, without the first ``skip``."""
    where = _RELEASES.c.workspace == workspace, _RELEASES.c.next_due_at <= now
    found = select(_RELEASES.c.id).where(*where).order_by(_RELEASES.c.next_due_at, _RELEASES.c.id)
    return tuple(session.connection().execute(found.limit(limit).offset(skip)).scalars())


def next_due(session: Session, workspace: str, after: datetime | None = None) -> datetime | None:
    """When the first of all releases needs a look, or the first ``after`` a moment; or None."""
    due = _RELEASES.c.next_due_at
    where = _RELEASES.c.workspace == workspace, due.is_not(None) if after is None else due > after
    return session.connection().execute(select(due).where(*where).order_by(due).limit(1)).scalar()


def _listed(session: Session, statement: Select[Any], parameters: dict[str, Any]) -> tuple[Listed, ...]:
    return tuple(Listed(*row) for row in session.connection().execute(statement, parameters))


def _column(name: str, value: object) -> Any:  # noqa: ANN401 - whatever the column takes
    kind = _JSON_FIELDS.get(name)
    if kind is None:
        return value
    return None if name in _EMPTY and not value else as_json(kind, value)


def _first_whole(session: Session, rows: Sequence[Row[Any]]) -> Release | None:
    return next(iter(_whole(session, rows)), None)


def _whole(session: Session, rows: Sequence[Row[Any]]) -> tuple[Release, ...]:
    found = {row.id: _known(remembered(session), row.id, row.version) for row in rows}
    missing = [row for row in rows if found[row.id] is None]
    parts = load_parts(session, [row.id for row in missing]) if missing else {}
    for row in missing:
        found[row.id] = _release(row, parts[row.id])
        _remember(session, found[row.id], row.version)
    return tuple(found[row.id] for row in rows)


def _known_one(versions: Select[Any], parameters: dict[str, Any]) -> Look[Release | None]:
    def look(connection: Connection, kept: Remembered) -> Release | None:
        rows = connection.execute(versions, parameters).all()
        return _known(kept, *rows[0]) if len(rows) == 1 else None

    return look


def _known(kept: Remembered, release_id: str, version: int) -> Any:  # noqa: ANN401 - a release or None
    """The release, if what is remembered of it is of this version."""
    found = kept.get(("release", release_id))
    return found[1] if found is not None and found[0] == version else None


def _release(row: Row[Any], parts: dict[str, Any]) -> Release:
    fields = {name: getattr(row, name) for name in FIELDS}
    for name, kind in _JSON_FIELDS.items():
        held = fields[name]
        fields[name] = _EMPTY.get(name) if held is None else from_json(kind, held)
    return Release(**fields, **parts)


def _remember(session: Session, release: Release, version: int) -> None:
    size = _BARE + len(release.roles) + 2 * len(release.checks) + 2 * len(release.sign_offs)
    size += 2 * len(release.posts)
    keep_after_commit(session, ("release", release.id), (version, release), size)
