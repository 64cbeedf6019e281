"""Assistants say when they are away."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assistant_leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_assistant_leave_last_after_first")),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["assistant.id"], name=op.f("fk_assistant_leave_assistant_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistant_leave")),
        sa.UniqueConstraint("assistant_id", "first_day", name=op.f("uq_assistant_leave_assistant_id_first_day")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assistant_leave_public_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_assistant_leave_last_day", "assistant_leave", ["last_day"])


def downgrade() -> None:
    op.drop_index("ix_assistant_leave_last_day", table_name="assistant_leave")
    op.drop_table("assistant_leave")
