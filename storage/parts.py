"""The parts of a release that have tables of their own: checks, roles, sign-offs and measurements."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, bindparam, delete, select
from sqlmodel import Session

from readiness.model import Check, Evidence, Measurement, Release, SignOff
from storage.encoding import as_json, from_json
from storage.tables import metadata
from storage.upserts import upsert

Rows = list[dict[str, Any]]
_EVIDENCE = tuple[Evidence, ...]


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
            "evidence": as_json(_EVIDENCE, check.evidence),
            "removed_evidence": check.removed_evidence,
        }
    ]


def _check(rows: list[Row[Any]]) -> Check:
    (row,) = rows
    return Check(
        state=row.state,
        by=row.by,
        at=row.at,
        reason=row.reason,
        verified_by=row.verified_by,
        verified_at=row.verified_at,
        owner=row.owner,
        note=row.note,
        evidence=from_json(_EVIDENCE, row.evidence) if row.evidence else (),
        removed_evidence=row.removed_evidence,
    )


def _role_rows(holders: tuple[str, ...]) -> Rows:
    return [{"holders": list(holders)}]


def _holders(rows: list[Row[Any]]) -> tuple[str, ...]:
    return tuple(rows[0].holders)


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
        }
        for position, sign_off in enumerate(sign_offs)
    ]


def _sign_offs(rows: list[Row[Any]]) -> tuple[SignOff, ...]:
    return tuple(
        SignOff(
            by=row.by,
            at=row.at,
            role=row.role,
            decision=row.decision,
            fingerprint=row.fingerprint,
            comment=row.comment,
            attested=tuple(row.attested),
        )
        for row in sorted(rows, key=lambda row: row.position)
    )


def _measurement_rows(measurement: Measurement) -> Rows:
    return [{"value": measurement.value, "by": measurement.by, "at": measurement.at}]


def _measurement(rows: list[Row[Any]]) -> Measurement:
    (row,) = rows
    return Measurement(value=row.value, by=row.by, at=row.at)


@dataclass(frozen=True)
class _Part:
    """One mapping of a release: its table, and how what it holds under a key becomes rows and comes back."""

    field: str
    table: Table
    rows: Callable[[Any], Rows]
    value: Callable[[list[Row[Any]]], Any]

    def of(self, release: Release) -> Mapping[str, Any]:
        held: Mapping[str, Any] = getattr(release, self.field)
        return held

    def rows_of(self, release_id: str, key: str, value: object) -> Rows:
        return [{"release_id": release_id, "key": key, **row} for row in self.rows(value)]

    def identity(self, row: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
        return tuple((column.name, row[column.name]) for column in self.table.primary_key.columns)


_PARTS = (
    _Part("checks", metadata.tables["release_checks"], _check_rows, _check),
    _Part("roles", metadata.tables["release_roles"], _role_rows, _holders),
    _Part("sign_offs", metadata.tables["release_sign_offs"], _sign_off_rows, _sign_offs),
    _Part("measurements", metadata.tables["release_measurements"], _measurement_rows, _measurement),
)
_SELECTS = {
    part.field: select(part.table).where(part.table.c.release_id.in_(bindparam("ids", expanding=True)))
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
        rows: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
        for row in session.connection().execute(_SELECTS[part.field], {"ids": wanted}):
            rows[row.release_id, row.key].append(row)
        for (release_id, key), of_key in rows.items():
            found[release_id][part.field][key] = part.value(of_key)
    return found


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
