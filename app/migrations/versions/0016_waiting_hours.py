"""What waits for approval is listed from its own rows.

The board of a large house adds up who waits for how much, the page of approvals groups it by day. Of 50,000 entries that
meant 50,000 looks at the entries themselves, a million of which lie between (SQLite, 500 companies: 26 ms of the board's
89, now 5). An entry is never changed, so that the copy of its day, owner and minutes cannot go stale; `ennoshita check`
compares them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEXES = (("month", "work_date", "client_id", "assistant_id", "minutes"), ("month", "assistant_id", "minutes"))


def upgrade() -> None:
    _make_anew(
        sa.Column("work_date", sa.Date(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
    )
    for columns in INDEXES:
        op.create_index(op.f(f"ix_entry_waiting_{'_'.join(columns)}"), "entry_waiting", list(columns))


def downgrade() -> None:
    _make_anew()
    op.create_index(op.f("ix_entry_waiting_month"), "entry_waiting", ["month"])


def _make_anew(*columns: sa.Column[Any]) -> None:
    """The table with these columns after its first two; what waits stays, and the rest comes from the entries."""
    op.execute("CREATE TABLE entry_waiting_kept AS SELECT time_entry_id FROM entry_waiting")
    op.drop_table("entry_waiting")
    op.create_table(
        "entry_waiting",
        sa.Column("time_entry_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint(
                [f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_entry_waiting_{owner}_id"), ondelete="RESTRICT"
            )
            for owner in ("time_entry", *(("client", "assistant") if columns else ()))
        ),
        sa.PrimaryKeyConstraint("time_entry_id", name=op.f("pk_entry_waiting")),
        sqlite_strict=True,
    )
    names = ", ".join(["month", *(column.name for column in columns)])
    op.execute(
        f"INSERT INTO entry_waiting (time_entry_id, {names}) SELECT id, {names} FROM time_entry"
        " WHERE id IN (SELECT time_entry_id FROM entry_waiting_kept)"
    )
    op.execute("DROP TABLE entry_waiting_kept")
