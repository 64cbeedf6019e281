"""Who waits for a plan may take the best one found so far."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    no = sa.text("0") if op.get_bind().dialect.name == "sqlite" else sa.false()
    op.add_column("job", sa.Column("is_enough_wanted", sa.Boolean(), nullable=False, server_default=no))
    if op.get_bind().dialect.name == "postgresql":  # SQLite would rebuild the table for it
        op.alter_column("job", "is_enough_wanted", server_default=None)


def downgrade() -> None:
    op.drop_column("job", "is_enough_wanted")
