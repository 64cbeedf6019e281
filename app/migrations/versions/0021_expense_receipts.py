"""Expenses say when they were paid and which receipt proves it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those that stand have neither; a column is added without rebuilding the table, so its walls stay."""
    op.add_column("expense", sa.Column("paid_on", sa.Date(), nullable=True))
    op.add_column("expense", sa.Column("receipt_no", sa.String(length=40), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":  # SQLite would rebuild the table for it
        op.alter_column("expense", "receipt_no", server_default=None)


def downgrade() -> None:
    op.drop_column("expense", "receipt_no")
    op.drop_column("expense", "paid_on")
