"""The first schema: templates, releases and their parts, the audit, the outbox, what is known of people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.String()
WORD = sa.String(32)
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("chain", TEXT, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("surface", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("data", TEXT, nullable=False),
        sa.Column("press", TEXT, nullable=True),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name="pk_audit"),
        sa.UniqueConstraint("workspace", "press", name="uq_audit_workspace_press"),
    )
    op.create_table(
        "homes",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("drawn_at", MOMENT, nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user_id", name="pk_homes"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("release_id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("destination", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wished_at", MOMENT, nullable=False),
        sa.Column("send_started_at", MOMENT, nullable=True),
        sa.Column("doubted_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("channel", TEXT, nullable=True),
        sa.Column("ts", TEXT, nullable=True),
        sa.Column("posting", sa.Integer(), nullable=False),
        sa.Column("error", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("release_id", "key", name="uq_notices_release_id_key"),
    )
    op.create_index(
        "ix_notices_workspace_state_not_before_id", "notices", ["workspace", "state", "not_before", "id"]
    )
    doubted = sa.text("doubted_at IS NOT NULL")
    op.create_index(
        "ix_notices_workspace_doubted_at",
        "notices",
        ["workspace", "doubted_at"],
        sqlite_where=doubted,
        postgresql_where=doubted,
    )

    op.create_table(
        "people",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("zone", TEXT, nullable=False),
        sa.Column("administrator", sa.Boolean(), nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user_id", name="pk_people"),
    )
    op.create_table(
        "releases",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audit_head", TEXT, nullable=False),
        sa.Column("audit_length", sa.Integer(), nullable=False),
        sa.Column("next_due_at", MOMENT, nullable=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("folded_name", TEXT, nullable=False),
        sa.Column("summary", TEXT, nullable=False),
        sa.Column("template", TEXT, nullable=False),
        sa.Column("template_key", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("opened_by", TEXT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("planned_start", MOMENT, nullable=False),
        sa.Column("zone", TEXT, nullable=False),
        sa.Column("stage", WORD, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("planned_at", MOMENT, nullable=True),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("rollback_began_at", MOMENT, nullable=True),
        sa.Column("rolled_back_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("stage_reason", TEXT, nullable=False),
        sa.Column("rollout", sa.Integer(), nullable=True),
        sa.Column("override", JSON, nullable=True),
        sa.Column("rollback_answer", JSON, nullable=True),
        sa.Column("word", JSON, nullable=True),
        sa.Column("rollback_plan", JSON, nullable=True),
        sa.Column("kept_going", JSON, nullable=True),
        sa.Column("audiences", JSON, nullable=True),
        sa.Column("overrides", JSON, nullable=True),
        sa.Column("delegations", JSON, nullable=True),
        sa.Column("unfit", JSON, nullable=True),
        sa.Column("troubles", JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
    )
    op.create_index("ix_releases_workspace_next_due_at_id", "releases", ["workspace", "next_due_at", "id"])
    op.create_index(
        "ix_releases_workspace_channel_active_planned_start_id",
        "releases",
        ["workspace", "channel", "active", "planned_start", "id"],
    )
    op.create_index(
        "ix_releases_workspace_active_planned_start_id",
        "releases",
        ["workspace", "active", "planned_start", "id"],
    )
    op.create_index(
        "ix_releases_workspace_template_key_opened_at", "releases", ["workspace", "template_key", "opened_at"]
    )

    op.create_table(
        "templates",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("added_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", "version", name="pk_templates"),
        sa.UniqueConstraint("key", "digest", name="uq_templates_key_digest"),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("audit_head", TEXT, nullable=False),
        sa.Column("audit_length", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
    )
    op.create_table(
        "user_groups",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("group_id", TEXT, nullable=False),
        sa.Column("handle", TEXT, nullable=False),
        sa.Column("members", JSON, nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "group_id", name="pk_user_groups"),
    )
    op.create_table(
        "release_checks",
        sa.Column("release_id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("by", TEXT, nullable=True),
        sa.Column("at", MOMENT, nullable=True),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("verified_by", TEXT, nullable=True),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("owner", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("note_by", TEXT, nullable=True),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("evidence_removed_by", TEXT, nullable=True),
        sa.Column("evidence_removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_release_checks_release_id"),
        sa.PrimaryKeyConstraint("release_id", "key", name="pk_release_checks"),
    )
    op.create_index("ix_release_checks_owner", "release_checks", ["owner"])

    op.create_table(
        "release_measurements",
        sa.Column("release_id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_release_measurements_release_id"),
        sa.PrimaryKeyConstraint("release_id", "key", name="pk_release_measurements"),
    )
    op.create_table(
        "release_posts",
        sa.Column("release_id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("ts", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_release_posts_release_id"),
        sa.PrimaryKeyConstraint("release_id", "key", name="pk_release_posts"),
    )
    op.create_table(
        "release_roles",
        sa.Column("release_id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("holders", JSON, nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_release_roles_release_id"),
        sa.PrimaryKeyConstraint("release_id", "key", name="pk_release_roles"),
    )
    op.create_table(
        "release_sign_offs",
        sa.Column("release_id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("decision", WORD, nullable=False),
        sa.Column("fingerprint", TEXT, nullable=False),
        sa.Column("comment", TEXT, nullable=False),
        sa.Column("attested", JSON, nullable=False),
        sa.Column("shown", JSON, nullable=False),
        sa.Column("on_behalf", TEXT, nullable=True),
        sa.Column("planned_start", MOMENT, nullable=True),
        sa.Column("expired_at", MOMENT, nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_release_sign_offs_release_id"),
        sa.PrimaryKeyConstraint("release_id", "key", "position", name="pk_release_sign_offs"),
    )
