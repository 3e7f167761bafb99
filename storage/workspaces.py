"""The workspaces that the database knows, each with the end of the audit chain of what is of no release."""

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from storage.chains import ChainEnd
from storage.tables import metadata
from storage.upserts import dialect_of, insert_into

_WORKSPACES = metadata.tables["workspaces"]
_HOLD = select(_WORKSPACES.c.audit_head, _WORKSPACES.c.audit_length).where(
    _WORKSPACES.c.id == bindparam("workspace")
)
_SAVE = update(_WORKSPACES).where(_WORKSPACES.c.id == bindparam("workspace"))


def known(session: Session) -> tuple[str, ...]:
    """The ids of the workspaces that have a chain, in order."""
    return tuple(session.connection().execute(select(_WORKSPACES.c.id).order_by(_WORKSPACES.c.id)).scalars())


def hold(session: Session, workspace: str) -> ChainEnd:
    """The end of the workspace's chain; whoever else would write to it waits until this transaction ends."""
    insert = insert_into(dialect_of(session), _WORKSPACES).on_conflict_do_nothing()
    connection = session.connection()
    connection.execute(insert, {"id": workspace, "audit_head": "", "audit_length": 0})
    row = connection.execute(_HOLD.with_for_update(), {"workspace": workspace}).one()
    return ChainEnd(row.audit_head, row.audit_length)


def save(session: Session, workspace: str, end: ChainEnd) -> None:
    """Keep the new end of the workspace's chain, which this transaction holds."""
    changes = {"workspace": workspace, "audit_head": end.head, "audit_length": end.length}
    session.connection().execute(_SAVE, changes)
