"""What gathers on a task's page: comments, its manual, the day of the month it is due."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _of_task(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["client_id", "task_id"], ["task.client_id", "task.id"], name=op.f(f"fk_{table}_client_id_task_id")
    )


def upgrade() -> None:
    op.create_table(
        "task_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(length=2000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("body <> ''", name=op.f("ck_task_comment_body_given")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_task_comment_account_id"), ondelete="RESTRICT"
        ),
        _of_task("task_comment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_comment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_task_comment_public_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_task_comment_task_id_id", "task_comment", ["task_id", "id"])
    op.create_table(
        "task_manual",
        sa.Column("task_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.CheckConstraint("url LIKE 'https://%' OR url LIKE 'http://%'", name=op.f("ck_task_manual_url_of_web")),
        _of_task("task_manual"),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_manual")),
        sqlite_strict=True,
    )
    op.create_table(
        "task_due",
        sa.Column("task_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("shift", sa.String(length=8), nullable=False),
        sa.CheckConstraint("kind IN ('end', 'business', 'day')", name=op.f("ck_task_due_kind")),
        sa.CheckConstraint("shift IN ('none', 'previous', 'next')", name=op.f("ck_task_due_shift")),
        sa.CheckConstraint("number BETWEEN 0 AND 31", name=op.f("ck_task_due_number_range")),
        _of_task("task_due"),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_due")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("task_due")
    op.drop_table("task_manual")
    op.drop_index("ix_task_comment_task_id_id", table_name="task_comment")
    op.drop_table("task_comment")
