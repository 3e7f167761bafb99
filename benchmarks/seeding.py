"""A database with any number of releases in it, each as the ledger would have written it, within seconds.

A few releases come from the ledger (``shapes``); all others are copies of their rows, under ids, names,
channels and planned starts of their own. What says none of these is copied by the database itself. The audit,
whose hashes cover them, is chained anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, case, insert, literal, select, text, true
from sqlalchemy.sql.elements import ColumnElement

from benchmarks import shapes
from benchmarks.slack import Slack
from readiness.events import Opened
from readiness.model import Release
from readiness.template import Template
from slackapp.sandbox.workspace import identifier
from storage.audit import REFUSED, hash_of
from storage.changes import template_of
from storage.database import Database, migrate
from storage.encoding import event_of, event_text
from storage.engines import postgres_engine, sqlite_engine
from storage.problems import parsed_url
from storage.tables import metadata

_RELEASES, _AUDIT = metadata.tables["releases"], metadata.tables["audit"]
_PARTS = ("release_checks", "release_roles", "release_sign_offs", "release_measurements", "notices")
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Planted:
    """A release to press in: its id, its channel, and the number of the shape that it is a copy of."""

    id: str
    channel: str
    shape: int


@dataclass(frozen=True, slots=True)
class Field:
    """A database in which releases were planted, their template, and what each shape of them looks like."""

    url: str
    template: Template
    shapes: tuple[Release, ...]
    planted: tuple[Planted, ...]


def plant(url: str, slack: Slack, count: int) -> Field:
    """Make the database's schema, and ``count`` releases with all that belongs to them."""
    migrate(url)
    workspace = slack.workspace.team_id
    database = Database(url)
    try:
        made = shapes.made(database, workspace, slack.people, (slack.channel, slack.card_ts))
        template = database.read(lambda s: template_of(s, made[0]))
    finally:
        database.close()
    planted = [_planted(number, slack) for number in range(count - len(made))]
    _copy_all(url, made, planted)
    return Field(url, template, made, tuple(planted))


def _planted(number: int, slack: Slack) -> Planted:
    """The copy with this number. The first has the channel that everybody is in, each other one its own."""
    shape = number % len(shapes.DONE_SHARES)
    channel = identifier("C", f"planted-{number}") if number else slack.channel
    return Planted(f"{shape}{number:09d}", channel, shape)


def _copy_all(url: str, made: Sequence[Release], planted: Sequence[Planted]) -> None:
    parsed = parsed_url(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    engine = (
        sqlite_engine(parsed, writes=True) if is_sqlite else postgres_engine(parsed, writes=True, limit_ms=0)
    )
    try:
        with engine.begin() as connection:
            for number, shape in enumerate(made):
                _copy(connection, shape, [each for each in planted if each.shape == number])
        if not is_sqlite:
            _tidy(engine)
    finally:
        engine.dispose()


def _tidy(engine: Engine) -> None:
    """Do at once what Postgres does by itself within minutes of such a change, in the middle of measuring."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _copy(connection: Connection, shape: Release, copies: Sequence[Planted]) -> None:
    row = connection.execute(select(_RELEASES).where(_RELEASES.c.id == shape.id)).mappings().one()
    chain = select(_AUDIT).where(_AUDIT.c.chain == shape.id).order_by(_AUDIT.c.seq)
    acts = connection.execute(chain).mappings().all()
    release_rows: list[dict[str, Any]] = []
    audit_rows: list[dict[str, Any]] = []
    for copy in copies:
        changed = _changed(row, copy)
        audit_rows += _chained(acts, changed)
        release_rows.append({**changed, "audit_head": audit_rows[-1]["hash"]})
    for table, rows in ((_RELEASES, release_rows), (_AUDIT, audit_rows)):
        for start in range(0, len(rows), _BATCH):
            connection.execute(insert(table), rows[start : start + _BATCH])
    for name in _PARTS:
        _copy_parts(connection, name, shape, copies[0].shape)


def _changed(row: RowMapping, copy: Planted) -> dict[str, Any]:
    """The row of a copy. Planned starts lie a minute apart, and so do the moments when each is looked at."""
    later = timedelta(minutes=int(copy.id[1:]))
    name = f"Checkout {copy.id}"
    return {
        **row,
        "id": copy.id,
        "name": name,
        "folded_name": name.casefold(),
        "channel": copy.channel,
        "planned_start": row["planned_start"] + later,
        "next_due_at": row["next_due_at"] + later,
    }


def _chained(acts: Sequence[RowMapping], release: dict[str, Any]) -> list[dict[str, Any]]:
    """The audit of a copy: the same acts, of another release, each with the hash of the one before."""
    rows: list[dict[str, Any]] = []
    for act in acts:
        row = {**act, "chain": release["id"], "data": _data(act, release)}
        row["previous"] = rows[-1]["hash"] if rows else ""
        row["hash"] = hash_of(row)
        rows.append(row)
    return rows


def _data(act: RowMapping, release: dict[str, Any]) -> str:
    event = None if act["kind"] == REFUSED else event_of(act["kind"], act["data"])
    if not isinstance(event, Opened):
        return str(act["data"])
    own = {name: release[name] for name in ("id", "name", "channel", "planned_start")}
    return event_text(replace(event, **own))


def _copy_parts(connection: Connection, name: str, shape: Release, number: int) -> None:
    """Have the database copy the rows of a shape for every release whose id begins with its number."""
    part = metadata.tables[name]
    values: dict[str, ColumnElement[Any]] = {c.name: c for c in part.columns if c.name != "id"}
    values["release_id"] = _RELEASES.c.id
    if "planned_start" in values:
        # A sign-off keeps the planned start of its time, and that of a copy is its own.
        values["planned_start"] = _RELEASES.c.planned_start
    if "destination" in values:
        to = part.c.destination
        values["destination"] = case((to == literal(shape.channel), _RELEASES.c.channel), else_=to)
    is_a_copy = part.c.release_id == shape.id, _RELEASES.c.id.like(f"{number}%")
    copies = select(*values.values()).select_from(part.join(_RELEASES, true())).where(*is_a_copy)
    connection.execute(insert(part).from_select(list(values), copies))
