"""Templates by immutable version. Their reference is ``key@version``."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from readiness.records import APP
from readiness.template import Template
from readiness.templates import as_data, digest, from_data, shipped, shipped_template
from storage.remembered import keep_after_commit, remembered
from storage.tables import metadata

_TEMPLATES = metadata.tables["templates"]


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """What a list says of a template."""

    reference: str
    key: str
    title: str
    added_at: datetime


def add(session: Session, template: Template, at: datetime, by: str = APP) -> str:
    """Store the template as the next version of its key unless it is there already. Returns its reference.

    ``by`` is who added it: the app itself, or ``cli:`` and the name of a user of the machine.
    """
    columns = _TEMPLATES.c
    of_key = columns.key == template.key
    same = select(columns.version).where(of_key, columns.digest == digest(template))
    connection = session.connection()
    version = connection.execute(same).scalar()
    if version is None:
        version = (connection.execute(select(func.max(columns.version)).where(of_key)).scalar() or 0) + 1
        row = {"key": template.key, "version": version, "digest": digest(template), "title": template.title}
        row |= {"data": as_data(template), "added_at": at, "added_by": by}
        connection.execute(_TEMPLATES.insert(), row)
    return f"{template.key}@{version}"


def add_shipped(session: Session, at: datetime) -> tuple[str, ...]:
    """Store the templates that come with the app, and return their references."""
    return tuple(add(session, shipped_template(key), at) for key in shipped())


def get(session: Session, reference: str) -> Template | None:
    """The template with this reference, or None. It never changes, so it is read once."""
    known: Template | None = remembered(session).get(("template", reference))
    if known is not None:
        return known
    key, _, version = reference.partition("@")
    if not version.isdecimal():
        return None
    where = _TEMPLATES.c.key == key, _TEMPLATES.c.version == int(version)
    data = session.connection().execute(select(_TEMPLATES.c.data).where(*where)).scalar()
    if data is None:
        return None
    template = replace(from_data(data), reference=reference)
    keep_after_commit(session, ("template", reference), template, len(template.items))
    return template


def latest(session: Session, key: str) -> str | None:
    """The reference of the newest version of a template, or None."""
    statement = select(func.max(_TEMPLATES.c.version)).where(_TEMPLATES.c.key == key)
    version = session.connection().execute(statement).scalar()
    return None if version is None else f"{key}@{version}"


def listing(session: Session) -> tuple[StoredTemplate, ...]:
    """The newest version of every template, by title."""
    columns = _TEMPLATES.c
    newest = select(columns.key, func.max(columns.version).label("version")).group_by(columns.key).subquery()
    is_newest = (columns.key == newest.c.key) & (columns.version == newest.c.version)
    statement = select(columns.key, columns.version, columns.title, columns.added_at).join(newest, is_newest)
    rows = session.connection().execute(statement.order_by(columns.title, columns.key))
    return tuple(StoredTemplate(f"{row.key}@{row.version}", row.key, row.title, row.added_at) for row in rows)
