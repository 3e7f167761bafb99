"""One release as a file: its state, its template and its whole audit chain."""

import json
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

from readiness.templates import as_data
from storage import audit, releases, templates
from storage.database import Database

ALL = 1_000_000


def release_as_json(database: Database, name_or_id: str) -> str | None:
    """The release with this id, else the one with this name, as JSON; None when there is none or several."""

    def read(session: Any) -> dict[str, Any] | None:  # noqa: ANN401 - the session stays in storage's hands
        release = releases.find(session, name_or_id)
        if release is None:
            return None
        template = templates.get(session, release.template)
        return {
            "release": release,
            "template": as_data(template) if template else None,
            "audit": audit.history(session, release.id, limit=ALL)[::-1],
            "problems": audit.verify_chain(session, release.id),
        }

    found = database.read(read)
    return None if found is None else json.dumps(found, default=_plain, indent=2, ensure_ascii=False)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(value)
