"""Background jobs and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("natural_key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(length=20), nullable=True),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=22), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_cancel_wanted", sa.Boolean(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("kept", sa.JSON(), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'running') = (claim IS NOT NULL)", name=op.f("ck_job_running_is_claimed")),
        sa.CheckConstraint(
            "(state = 'running') = (heartbeat_at IS NOT NULL)", name=op.f("ck_job_running_has_heartbeat")
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)", name=op.f("ck_job_ended")
        ),
        sa.CheckConstraint(
            "kind IN ('import', 'score', 'plan', 'block', 'close', 'issue', 'pdf', 'send', 'check', 'tidy')",
            name=op.f("ck_job_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'split', 'done', 'failed', 'cancelled')", name=op.f("ck_job_state")
        ),
        sa.CheckConstraint("progress >= 0 AND progress <= 1", name=op.f("ck_job_progress")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_job_asked_by"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_job_client_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["parent_id"], ["job.id"], name=op.f("fk_job_parent_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("kind", "period", name=op.f("uq_job_kind_period")),
        sa.UniqueConstraint("public_id", name=op.f("uq_job_public_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_job_parent_id"), "job", ["parent_id"], unique=False)
    op.create_index(op.f("ix_job_state_not_before"), "job", ["state", "not_before"], unique=False)
    op.create_index(
        "uq_job_living_key",
        "job",
        ["natural_key"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'running', 'split')"),
        postgresql_where=sa.text("state IN ('waiting', 'running', 'split')"),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(channel = 'mail') = (account_id IS NOT NULL)", name=op.f("ck_message_mail_has_account")),
        sa.CheckConstraint("channel IN ('mail', 'chat')", name=op.f("ck_message_channel")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_message_account_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_public_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE parent_id IS NOT NULL")  # SQLite drops a table row by row
    op.drop_table("message")
    op.drop_table("job")
