"""Tasks are due on a weekday as well, and every few months or weeks from a day on."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KINDS, OLDER_KINDS = "kind IN ('end', 'business', 'day', 'week')", "kind IN ('end', 'business', 'day')"


def upgrade() -> None:
    """Rules that stand are of each month. SQLite rebuilds the table; nothing watches over it."""
    with op.batch_alter_table("task_due") as batch:
        batch.add_column(sa.Column("every", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("since", sa.Date(), nullable=True))
        batch.drop_constraint(op.f("ck_task_due_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_task_due_kind"), KINDS)
        batch.create_check_constraint(op.f("ck_task_due_every_range"), "every BETWEEN 1 AND 12")
        batch.create_check_constraint(op.f("ck_task_due_since_given"), "every = 1 OR since IS NOT NULL")
    with op.batch_alter_table("task_due") as batch:
        batch.alter_column("every", server_default=None)


def downgrade() -> None:
    """The older table has no word for a weekday or an interval: tasks with one are due at the end of the month again."""
    op.execute("DELETE FROM task_due WHERE kind = 'week' OR every > 1")
    with op.batch_alter_table("task_due") as batch:
        batch.drop_constraint(op.f("ck_task_due_since_given"), type_="check")
        batch.drop_constraint(op.f("ck_task_due_every_range"), type_="check")
        batch.drop_constraint(op.f("ck_task_due_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_task_due_kind"), OLDER_KINDS)
        batch.drop_column("since")
        batch.drop_column("every")
