"""Which templates came into the database, and by whom: a row of the workspace's audit for each version."""

import json

from sqlalchemy import select
from sqlmodel import Session

from readiness.records import APP
from storage import workspaces
from storage.audit import Stamp, append_to_workspace
from storage.encoding import canonical
from storage.tables import metadata

ADDED = "TemplateAdded"
"""The kind of the row: it names the version and the digest of all that it says."""
_AUDIT = metadata.tables["audit"]
_TEMPLATES = metadata.tables["templates"]


def tell(session: Session, workspace: str) -> None:
    """Add to the chain of the workspace what it does not tell yet of the stored templates.

    A template can be stored before the database knows any workspace, so whoever meets one asks for this.
    """
    workspaces.hold(session, workspace)
    told = _told(session, workspace)
    columns = _TEMPLATES.c
    order = columns.added_at, columns.key, columns.version
    for row in session.connection().execute(select(_TEMPLATES).order_by(*order)).all():
        reference = f"{row.key}@{row.version}"
        if reference not in told:
            surface = "start" if row.added_by == APP else "command line"
            stamp = Stamp(workspace, row.added_by, row.added_at, surface)
            content = {"template": reference, "digest": row.digest}
            append_to_workspace(session, stamp, (ADDED, canonical(content)))


def _told(session: Session, workspace: str) -> set[str]:
    """The versions of which the chain tells."""
    rows = select(_AUDIT.c.data).where(_AUDIT.c.chain == workspace, _AUDIT.c.kind == ADDED)
    return {json.loads(data)["template"] for data in session.connection().execute(rows).scalars()}
