"""How a plan came about: the course of its search, and each assignment beside the next best."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan", sa.Column("course", sa.JSON(), nullable=True))
    op.add_column("assignment", sa.Column("beside", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("assignment", "beside")
    op.drop_column("plan", "course")
