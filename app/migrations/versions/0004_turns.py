"""Jobs are taken in turn: what people wait for goes before what can wait."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    long_ago = sa.text("'1970-01-01 00:00:00.000000'")
    op.add_column("job", sa.Column("turn_at", sa.DateTime(timezone=True), nullable=False, server_default=long_ago))
    op.execute("UPDATE job SET turn_at = not_before")
    if op.get_bind().dialect.name == "postgresql":  # SQLite would rebuild the table for it
        op.alter_column("job", "turn_at", server_default=None)
    op.create_index(op.f("ix_job_state_turn_at"), "job", ["state", "turn_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_job_state_turn_at"), "job")
    op.drop_column("job", "turn_at")
