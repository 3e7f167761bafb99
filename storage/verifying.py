"""Verifying the audit: every chain as a stream, and a diagnosis of those that somebody touched."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row as Fetched
from sqlalchemy import Select, exists, func, select
from sqlmodel import Session

from readiness.events import Opened
from readiness.templates import digest, from_data
from storage.chains import ChainEnd, Head, Row, is_sound
from storage.encoding import event_of
from storage.tables import metadata
from storage.tampering import problems

_AUDIT = metadata.tables["audit"]
_RELEASES = metadata.tables["releases"]
_TEMPLATES = metadata.tables["templates"]
_WORKSPACES = metadata.tables["workspaces"]
_COLUMNS = tuple(column.name for column in _AUDIT.columns)
_BATCH = 2_000
"""Rows that are fetched at a time."""
LOST = "The release is there, and its whole audit is missing."
LOST_OF_WORKSPACE = "The workspace's whole audit is missing."
ENDLESS = "What the database keeps of this chain's end is missing."
REWORDED = "The template that is stored for it is not the one that it was made from."


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a chain; ``chain`` is the release's id, or the workspace's."""

    chain: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was verified, what is wrong with it, and by chain the last row, for somebody to write down."""

    rows: int
    problems: tuple[Problem, ...]
    heads: Mapping[str, Head]

    @property
    def chains(self) -> int:
        """How many chains were verified."""
        return len(self.heads)


def verify(session: Session, chain: str | None = None, heads: Sequence[Head] = ()) -> Verified:
    """Verify all chains, or the one of this release or workspace, against the ``heads`` of it too.

    The templates of the releases are held against the digests in their chains.
    """
    rows, unsound, last = 0, list[str](), dict[str, Head]()
    for name, group in groupby(_stream(session, chain), key=lambda row: row.chain):
        counted = _Counted(group)
        if not is_sound(counted, counted.end, heads) or not counted.belongs:
            unsound.append(name)
        last[name] = counted.last
        rows += counted.rows
    found = [Problem(name, sentence) for name in unsound for sentence in _diagnosis(session, name, heads)]
    found += [Problem(name, sentence) for name, sentence in _lost(session, chain)]
    if chain is not None and not last and not found:
        found = [Problem(chain, "There is no audit of it.")]
    found += [Problem(name, REWORDED) for name in _reworded(session, chain, unsound)]
    return Verified(rows, tuple(found), last)


def verify_chain(session: Session, chain: str, heads: Sequence[Head] = ()) -> tuple[str, ...]:
    """What is wrong with one chain, one sentence each; nothing when it is as it was written."""
    return tuple(problem.sentence for problem in verify(session, chain, heads).problems)


class _Counted:
    """The rows of one chain on their way through, and what is known of its end once the first has passed."""

    def __init__(self, fetched: Iterator[Fetched[Any]]) -> None:
        self._fetched = fetched
        self.rows = 0
        first = next(fetched)
        self._first = self._last = first
        self.end = None if first.kept_head is None else ChainEnd(first.kept_head, first.kept_length)
        self.is_workspaces = first.chain == first.workspace
        self.belongs = self.end is not None

    @property
    def last(self) -> Head:
        """The last row that has passed."""
        return Head(self._last.seq, self._last.hash)

    def __iter__(self) -> Iterator[Row]:
        yield self._as_row(self._first)
        for each in self._fetched:
            yield self._as_row(each)

    def _as_row(self, fetched: Fetched[Any]) -> Row:
        self.rows += 1
        self._last = fetched
        return dict(zip(_COLUMNS, fetched, strict=False))


def _select(chain: str | None) -> Select[Any]:
    of_release = _AUDIT.outerjoin(_RELEASES, _AUDIT.c.chain == _RELEASES.c.id)
    of_either = of_release.outerjoin(_WORKSPACES, _AUDIT.c.chain == _WORKSPACES.c.id)
    kept = (
        func.coalesce(_RELEASES.c.audit_head, _WORKSPACES.c.audit_head).label("kept_head"),
        func.coalesce(_RELEASES.c.audit_length, _WORKSPACES.c.audit_length).label("kept_length"),
    )
    statement = select(_AUDIT, *kept).select_from(of_either).order_by(_AUDIT.c.chain, _AUDIT.c.seq)
    return statement if chain is None else statement.where(_AUDIT.c.chain == chain)


def _stream(session: Session, chain: str | None) -> Iterator[Fetched[Any]]:
    options = {"stream_results": True, "yield_per": _BATCH}
    return iter(session.connection().execute(_select(chain), execution_options=options))


def _diagnosis(session: Session, chain: str, heads: Sequence[Head]) -> tuple[str, ...]:
    """What is wrong with this chain: it is read whole, for its rows explain each other."""
    fetched = iter(session.connection().execute(_select(chain)))
    counted = _Counted(fetched)
    found = problems(list(counted), counted.end, heads)
    if counted.belongs:
        return found
    orphaned = f"There is no release to which these {counted.rows} rows belong."
    return (*found, ENDLESS if counted.is_workspaces else orphaned)


def _lost(session: Session, chain: str | None) -> Iterator[tuple[str, str]]:
    """The releases and workspaces that should have rows, and are without a single one."""
    for table, sentence in ((_RELEASES, LOST), (_WORKSPACES, LOST_OF_WORKSPACE)):
        rows = exists().where(_AUDIT.c.chain == table.c.id)
        statement = select(table.c.id).where(~rows, table.c.audit_length > 0).order_by(table.c.id)
        if chain is not None:
            statement = statement.where(table.c.id == chain)
        for name in session.connection().execute(statement).scalars():
            yield name, sentence


def _reworded(session: Session, chain: str | None, but: Collection[str]) -> Iterator[str]:
    """The releases, ``but`` some, whose stored template is not the one that their chain says."""
    opened = select(_AUDIT.c.chain, _AUDIT.c.kind, _AUDIT.c.data).where(_AUDIT.c.seq == 1)
    opened = opened.join(_RELEASES, _RELEASES.c.id == _AUDIT.c.chain).order_by(_AUDIT.c.chain)
    if chain is not None:
        opened = opened.where(_AUDIT.c.chain == chain)
    present: dict[str, str] = {}
    for row in session.connection().execute(opened).all():
        if row.chain not in but and not _fits(session, row.kind, row.data, present):
            yield row.chain


def _fits(session: Session, kind: str, data: str, present: dict[str, str]) -> bool:
    """Whether the first row of a release names the text of its template as it is stored now."""
    try:
        event = event_of(kind, data)
        if not isinstance(event, Opened):
            return False
        if event.template not in present:
            present[event.template] = _digest_now(session, event.template)
    except (KeyError, ValueError):
        return False
    return event.template_digest == present[event.template]


def _digest_now(session: Session, reference: str) -> str:
    """The digest of all that a stored template says; empty when it is gone. Raises ``ValueError``."""
    key, _, version = reference.partition("@")
    where = _TEMPLATES.c.key == key, _TEMPLATES.c.version == int(version)
    data = session.connection().execute(select(_TEMPLATES.c.data).where(*where)).scalar()
    return "" if data is None else digest(from_data(data))
