"""Verifying the audit: every chain as a stream, and a diagnosis of those that somebody touched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row as Fetched
from sqlalchemy import Select, exists, select
from sqlmodel import Session

from storage.chains import ChainEnd, Head, Row, is_sound
from storage.tables import metadata
from storage.tampering import problems

_AUDIT = metadata.tables["audit"]
_RELEASES = metadata.tables["releases"]
_COLUMNS = tuple(column.name for column in _AUDIT.columns)
_BATCH = 2_000
"""Rows that are fetched at a time."""
LOST = "The release is there, and its whole audit is missing."


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a chain; ``chain`` is the release's id, or the workspace's."""

    chain: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was verified, and what is wrong with it."""

    chains: int
    rows: int
    problems: tuple[Problem, ...]


def verify(session: Session, chain: str | None = None, heads: Sequence[Head] = ()) -> Verified:
    """Verify all chains, or the one of this release or workspace, against the ``heads`` of it too."""
    rows, unsound, seen = 0, list[str](), list[str]()
    for name, group in groupby(_stream(session, chain), key=lambda row: row.chain):
        counted = _Counted(group)
        seen.append(name)
        if not is_sound(counted, counted.end, heads) or not counted.belongs:
            unsound.append(name)
        rows += counted.rows
    found = [Problem(name, sentence) for name in unsound for sentence in _diagnosis(session, name, heads)]
    found += [
        Problem(name, "The release is there, and its whole audit is missing.")
        for name in _lost(session, chain)
    ]
    if chain is not None and not seen and not found:
        found = [Problem(chain, "There is no audit of it.")]
    return Verified(len(seen), rows, tuple(found))


def verify_chain(session: Session, chain: str, heads: Sequence[Head] = ()) -> tuple[str, ...]:
    """What is wrong with one chain, one sentence each; nothing when it is as it was written."""
    return tuple(problem.sentence for problem in verify(session, chain, heads).problems)


class _Counted:
    """The rows of one chain on their way through, and what is known of its end once the first has passed."""

    def __init__(self, fetched: Iterator[Fetched[Any]]) -> None:
        self._fetched = fetched
        self.rows = 0
        first = next(fetched)
        self._first: Fetched[Any] = first
        self.end = ChainEnd(first.audit_head, first.audit_length) if first.is_release else None
        self.belongs = first.is_release or first.chain == first.workspace

    def __iter__(self) -> Iterator[Row]:
        yield self._as_row(self._first)
        for each in self._fetched:
            yield self._as_row(each)

    def _as_row(self, fetched: Fetched[Any]) -> Row:
        self.rows += 1
        return dict(zip(_COLUMNS, fetched, strict=False))


def _select(chain: str | None) -> Select[Any]:
    kept = _RELEASES.c.audit_head, _RELEASES.c.audit_length, _RELEASES.c.id.is_not(None).label("is_release")
    joined = _AUDIT.outerjoin(_RELEASES, _AUDIT.c.chain == _RELEASES.c.id)
    statement = select(_AUDIT, *kept).select_from(joined).order_by(_AUDIT.c.chain, _AUDIT.c.seq)
    return statement if chain is None else statement.where(_AUDIT.c.chain == chain)


def _stream(session: Session, chain: str | None) -> Iterator[Fetched[Any]]:
    options = {"stream_results": True, "yield_per": _BATCH}
    return iter(session.connection().execute(_select(chain), execution_options=options))


def _diagnosis(session: Session, chain: str, heads: Sequence[Head]) -> tuple[str, ...]:
    """What is wrong with this chain: it is read whole, for its rows explain each other."""
    fetched = iter(session.connection().execute(_select(chain)))
    counted = _Counted(fetched)
    found = problems(list(counted), counted.end, heads)
    if not counted.belongs:
        found = (*found, f"There is no release to which these {counted.rows} rows belong.")
    return found


def _lost(session: Session, chain: str | None) -> list[str]:
    """The releases without a single row."""
    rows = exists().where(_AUDIT.c.chain == _RELEASES.c.id)
    statement = select(_RELEASES.c.id).where(~rows)
    if chain is not None:
        statement = statement.where(_RELEASES.c.id == chain)
    return list(session.connection().execute(statement).scalars())
