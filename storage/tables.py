"""The tables. Rows never leave ``storage``: its functions take and give values.

Times are aware and in UTC (SQLModel's ``UTCDateTime`` refuses naive ones on both databases), enums are
strings, and what has no column of its own is JSON. A release's parts have rows only where somebody touched
them.
"""

# Table names are plain strings, which SQLModel types as either a string or something that makes one.
# mypy: disable-error-code="mutable-override"

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Enum, Index, MetaData, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

from readiness.model import CheckState, Decision, PersonKind, Stage
from readiness.records import PostState

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _json() -> TypeEngine[Any]:
    return JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _one_of(members: type[StrEnum]) -> Enum:
    """Members as short strings: Alembic does not see the new members of a native enum."""
    return Enum(
        members,
        native_enum=False,
        length=32,
        values_callable=lambda kind: [member.value for member in kind],
        validate_strings=True,
    )


class NoticeState(StrEnum):
    """How far a wish to tell something has come."""

    WISHED = "wished"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


class Row(SQLModel):
    """What all tables share: their metadata, whose names of constraints are the same on both databases."""

    metadata: ClassVar[MetaData] = metadata


class TemplateRow(Row, table=True):
    """One immutable version of a template."""

    __tablename__ = "templates"
    __table_args__ = (UniqueConstraint("key", "digest"),)

    key: str = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    digest: str
    title: str
    data: dict[str, Any] = Field(sa_type=_json())
    added_at: datetime
    added_by: str


class WorkspaceRow(Row, table=True):
    """A workspace, with the end of the audit chain of what happened in it and is of no release."""

    __tablename__ = "workspaces"

    id: str = Field(primary_key=True)
    audit_head: str
    audit_length: int


class ReleaseRow(Row, table=True):
    """A release without its parts, the end of its audit chain, and when it next needs a look."""

    __tablename__ = "releases"
    __table_args__ = (
        # With the order of the lists in them: SQLite would rather read all that is sorted than sort a few.
        Index(None, "workspace", "channel", "active", "planned_start", "id"),
        Index(None, "workspace", "active", "planned_start", "id"),
        Index(None, "workspace", "next_due_at", "id"),
        Index(None, "workspace", "template_key", "opened_at"),
    )

    id: str = Field(primary_key=True)
    workspace: str
    version: int
    """Grows by one with every change of the row; whoever saves names the one that they read."""
    audit_head: str
    audit_length: int
    next_due_at: datetime | None = None
    name: str
    folded_name: str
    """The name without the case of its letters, in any script: SQLite itself knows that of ASCII alone."""
    summary: str
    template: str
    template_key: str
    channel: str
    opened_by: str
    opened_at: datetime
    planned_start: datetime
    zone: str
    stage: Stage = Field(sa_type=_one_of(Stage))
    active: bool
    """Whether the stage is one that people still work in: a list reads these alone."""
    cycle: int
    planned_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    rollback_began_at: datetime | None = None
    rolled_back_at: datetime | None = None
    closed_at: datetime | None = None
    stage_reason: str
    rollout: int | None = None
    override: dict[str, Any] | None = Field(default=None, sa_type=_json())
    rollback_answer: dict[str, Any] | None = Field(default=None, sa_type=_json())
    word: dict[str, Any] | None = Field(default=None, sa_type=_json())
    rollback_plan: dict[str, Any] | None = Field(default=None, sa_type=_json())
    kept_going: dict[str, Any] | None = Field(default=None, sa_type=_json())
    audiences: dict[str, Any] | None = Field(default=None, sa_type=_json())
    overrides: dict[str, Any] | None = Field(default=None, sa_type=_json())
    delegations: dict[str, Any] | None = Field(default=None, sa_type=_json())
    unfit: list[str] | None = Field(default=None, sa_type=_json())
    troubles: dict[str, Any] | None = Field(default=None, sa_type=_json())


class CheckRow(Row, table=True):
    """What people said of one check."""

    __tablename__ = "release_checks"

    release_id: str = Field(primary_key=True, foreign_key="releases.id")
    key: str = Field(primary_key=True)
    state: CheckState = Field(sa_type=_one_of(CheckState))
    by: str | None = None
    at: datetime | None = None
    reason: str
    verified_by: str | None = None
    verified_at: datetime | None = None
    owner: str | None = Field(default=None, index=True)
    note: str
    note_by: str | None = None
    evidence: list[dict[str, Any]] = Field(sa_type=_json())
    evidence_removed_by: str | None = None
    evidence_removed_at: datetime | None = None


class RoleRow(Row, table=True):
    """Who holds a role in a release: ids of people and user groups."""

    __tablename__ = "release_roles"

    release_id: str = Field(primary_key=True, foreign_key="releases.id")
    key: str = Field(primary_key=True)
    holders: list[str] = Field(sa_type=_json())


class SignOffRow(Row, table=True):
    """One of the sign-offs that stand on a gate or a line of the sheet; ``position`` keeps their order."""

    __tablename__ = "release_sign_offs"

    release_id: str = Field(primary_key=True, foreign_key="releases.id")
    key: str = Field(primary_key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    by: str
    at: datetime
    role: str
    decision: Decision = Field(sa_type=_one_of(Decision))
    fingerprint: str
    comment: str
    attested: list[str] = Field(sa_type=_json())
    shown: list[dict[str, Any]] = Field(sa_type=_json())
    on_behalf: str | None = None
    planned_start: datetime | None = None
    expired_at: datetime | None = None
    cycle: int


class MeasurementRow(Row, table=True):
    """The last value of a success criterion."""

    __tablename__ = "release_measurements"

    release_id: str = Field(primary_key=True, foreign_key="releases.id")
    key: str = Field(primary_key=True)
    value: float | None = None
    by: str
    at: datetime
    note: str
    failing_since: datetime | None = None


class PostRow(Row, table=True):
    """What became of one update of the communication plan; the key says which, for whom and where."""

    __tablename__ = "release_posts"

    release_id: str = Field(primary_key=True, foreign_key="releases.id")
    key: str = Field(primary_key=True)
    state: PostState = Field(sa_type=_one_of(PostState))
    at: datetime
    by: str
    reason: str
    channel: str
    ts: str


class AuditRow(Row, table=True):
    """One act, never updated. ``chain`` is the release's id, or the workspace's for what is of no release."""

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("workspace", "press"),)

    chain: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    workspace: str
    at: datetime
    by: str
    surface: str
    kind: str
    data: str
    """Canonical JSON as text, so that what is read is what was hashed: JSONB writes some numbers anew."""
    press: str | None = None
    previous: str
    hash: str


_DOUBTED = text("doubted_at IS NOT NULL")


class NoticeRow(Row, table=True):
    """A wish to tell something, and what became of it. A message that is updated in place stays one row."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("release_id", "key"),
        Index(None, "workspace", "state", "not_before", "id"),
        # Few are ever in doubt, so this index stays small however many notices there are.
        Index(None, "workspace", "doubted_at", sqlite_where=_DOUBTED, postgresql_where=_DOUBTED),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace: str
    release_id: str
    key: str
    kind: str
    destination: str
    subject: str
    state: NoticeState = Field(sa_type=_one_of(NoticeState))
    wanted: int
    """How often it was wished; what was drawn for an earlier wish is out of date."""
    shown: int
    """The wish that the message in Slack answers."""
    not_before: datetime
    """When it may be claimed next: now, after a rest, or when a claim's lease ends. By the machine clock."""
    attempt: int
    """How often it was claimed: the fencing token of the claim."""
    failures: int
    """How often it was given back since it was last sent."""
    wished_at: datetime
    send_started_at: datetime | None = None
    doubted_at: datetime | None = None
    """When it was last in doubt, so that it may have been posted twice."""
    settled_at: datetime | None = None
    channel: str | None = None
    ts: str | None = None
    posting: int
    """How often its message was gone: what is posted anew is looked for under a name of its own."""
    error: str


class PersonRow(Row, table=True):
    """What Slack said of somebody, and when."""

    __tablename__ = "people"

    workspace: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    kind: PersonKind = Field(sa_type=_one_of(PersonKind))
    name: str
    zone: str
    administrator: bool
    fetched_at: datetime
    data: dict[str, Any] = Field(sa_type=_json())


class GroupRow(Row, table=True):
    """Who is in a Slack user group, and when Slack said so."""

    __tablename__ = "user_groups"

    workspace: str = Field(primary_key=True)
    group_id: str = Field(primary_key=True)
    handle: str
    members: list[str] = Field(sa_type=_json())
    fetched_at: datetime


class HomeRow(Row, table=True):
    """A Home tab that somebody opened, when it was drawn, and whether something changed since."""

    __tablename__ = "homes"

    workspace: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    opened_at: datetime
    drawn_at: datetime
    stale: bool
