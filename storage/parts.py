"""The parts of a release that have tables of their own: checks, roles, sign-offs and measurements."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import itemgetter
from sys import intern
from typing import Any

from sqlalchemy import Select, Table, bindparam, delete, select
from sqlmodel import Session

from readiness.model import Check, Evidence, Measurement, Release, SignOff
from readiness.records import Post, Shown
from storage.encoding import as_json, from_json
from storage.tables import metadata
from storage.upserts import upsert

Rows = list[dict[str, Any]]
Own = Sequence[Any]
"""What a row says beside its release and its key, in the order of the fields of the value that it becomes."""
_EVIDENCE = tuple[Evidence, ...]
_SHOWN = tuple[Shown, ...]


def _names(kind: type[Check | SignOff | Measurement | Post]) -> tuple[str, ...]:
    """The columns of what has a column for each of its fields."""
    return tuple(each.name for each in fields(kind))


def _check_rows(check: Check) -> Rows:
    return [
        {
            "state": check.state,
            "by": check.by,
            "at": check.at,
            "reason": check.reason,
            "verified_by": check.verified_by,
            "verified_at": check.verified_at,
            "owner": check.owner,
            "note": check.note,
            "note_by": check.note_by,
            "evidence": as_json(_EVIDENCE, check.evidence),
            "evidence_removed_by": check.evidence_removed_by,
            "evidence_removed_at": check.evidence_removed_at,
        }
    ]


def _check(rows: list[Own]) -> Check:
    ((*plain, evidence, removed_by, removed_at),) = rows
    return Check(*(*plain, from_json(_EVIDENCE, evidence) if evidence else (), removed_by, removed_at))


def _role_rows(holders: tuple[str, ...]) -> Rows:
    return [{"holders": list(holders)}]


def _holders(rows: list[Own]) -> tuple[str, ...]:
    ((holders,),) = rows
    return tuple(holders)


def _sign_off_rows(sign_offs: tuple[SignOff, ...]) -> Rows:
    return [
        {
            "position": position,
            "by": sign_off.by,
            "at": sign_off.at,
            "role": sign_off.role,
            "decision": sign_off.decision,
            "fingerprint": sign_off.fingerprint,
            "comment": sign_off.comment,
            "attested": list(sign_off.attested),
            "shown": as_json(_SHOWN, sign_off.shown),
            "on_behalf": sign_off.on_behalf,
            "planned_start": sign_off.planned_start,
            "expired_at": sign_off.expired_at,
            "cycle": sign_off.cycle,
        }
        for position, sign_off in enumerate(sign_offs)
    ]


def _sign_offs(rows: list[Own]) -> tuple[SignOff, ...]:
    return tuple(_sign_off(row[1:]) for row in sorted(rows, key=itemgetter(0)))


def _sign_off(row: Own) -> SignOff:
    *plain, attested, shown, on_behalf, planned_start, expired_at, cycle = row
    seen = from_json(_SHOWN, shown)
    return SignOff(*(*plain, tuple(attested), seen, on_behalf, planned_start, expired_at, cycle))


def _measurement_rows(measurement: Measurement) -> Rows:
    return [
        {
            "value": measurement.value,
            "by": measurement.by,
            "at": measurement.at,
            "note": measurement.note,
            "failing_since": measurement.failing_since,
        }
    ]


def _measurement(rows: list[Own]) -> Measurement:
    (row,) = rows
    return Measurement(*row)


def _post_rows(post: Post) -> Rows:
    return [{name: getattr(post, name) for name in _names(Post)}]


def _post(rows: list[Own]) -> Post:
    (row,) = rows
    return Post(*row)


@dataclass(frozen=True)
class _Part:
    """One mapping of a release: its table, and how what it holds under a key becomes rows and comes back.

    ``columns`` are those beside the release and the key, in the order in which ``value`` takes them.
    """

    field: str
    table: Table
    columns: tuple[str, ...]
    rows: Callable[[Any], Rows]
    value: Callable[[list[Own]], Any]

    def of(self, release: Release) -> Mapping[str, Any]:
        held: Mapping[str, Any] = getattr(release, self.field)
        return held

    @property
    def reading(self) -> Select[Any]:
        columns = self.table.c
        return select(columns.release_id, columns.key, *(columns[name] for name in self.columns))

    def rows_of(self, release_id: str, key: str, value: object) -> Rows:
        return [{"release_id": release_id, "key": key, **row} for row in self.rows(value)]

    def identity(self, row: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
        return tuple((column.name, row[column.name]) for column in self.table.primary_key.columns)


def _part(field: str, rows: Callable[[Any], Rows], value: Callable[[list[Own]], Any], *columns: str) -> _Part:
    return _Part(field, metadata.tables[f"release_{field}"], columns, rows, value)


_PARTS = (
    _part("checks", _check_rows, _check, *_names(Check)),
    _part("roles", _role_rows, _holders, "holders"),
    _part("sign_offs", _sign_off_rows, _sign_offs, "position", *_names(SignOff)),
    _part("measurements", _measurement_rows, _measurement, *_names(Measurement)),
    _part("posts", _post_rows, _post, *_names(Post)),
)
_OF_ONE = {part.field: part.reading.where(part.table.c.release_id == bindparam("id")) for part in _PARTS}
_OF_SEVERAL = {
    part.field: part.reading.where(part.table.c.release_id.in_(bindparam("ids", expanding=True)))
    for part in _PARTS
}
_DELETES = {
    part.field: delete(part.table).where(
        *(column == bindparam(f"its_{column.name}") for column in part.table.primary_key.columns)
    )
    for part in _PARTS
}


def load_parts(session: Session, ids: Iterable[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """What the parts of these releases hold, by release, field and key: one statement for each table."""
    wanted = list(ids)
    found: dict[str, dict[str, dict[str, Any]]] = {i: {part.field: {} for part in _PARTS} for i in wanted}
    for part in _PARTS:
        rows: dict[tuple[str, str], list[Own]] = defaultdict(list)
        for row in _rows(session, part, wanted):
            # The keys are the same in every release of a template: one text of each is enough.
            rows[row[0], intern(row[1])].append(row[2:])
        for (release_id, key), of_key in rows.items():
            found[release_id][part.field][key] = part.value(of_key)
    return found


def _rows(session: Session, part: _Part, wanted: list[str]) -> Sequence[Own]:
    # Of one it is asked all the time, and a list of ids has to be written into its statement anew each time.
    if len(wanted) == 1:
        return session.connection().execute(_OF_ONE[part.field], {"id": wanted[0]}).all()
    return session.connection().execute(_OF_SEVERAL[part.field], {"ids": wanted}).all()


def save_parts(session: Session, before: Release | None, after: Release) -> None:
    """Write what differs, with at most two statements for each table that has a difference."""
    for part in _PARTS:
        old: Mapping[str, Any] = {} if before is None else part.of(before)
        new = part.of(after)
        if old is not new:
            _save_part(session, part, after.id, old, new)


def _save_part(
    session: Session, part: _Part, release_id: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> None:
    changed = {key for key, value in new.items() if old.get(key) is not value and old.get(key) != value}
    rows = [row for key in new if key in changed for row in part.rows_of(release_id, key, new[key])]
    kept = {part.identity(row) for row in rows}
    touched = [key for key in old if key in changed or key not in new]
    before = [part.identity(row) for key in touched for row in part.rows_of(release_id, key, old[key])]
    gone = [dict(identity) for identity in before if identity not in kept]
    connection = session.connection()
    if gone:
        parameters = [{f"its_{name}": value for name, value in row.items()} for row in gone]
        connection.execute(_DELETES[part.field], parameters)
    if rows:
        connection.execute(upsert(session, part.table), rows)
