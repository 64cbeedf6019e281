"""Sums of hours by assistant and by work item are read from their indexes alone.

A month of 500 companies is 50,000 entries. With the minutes in the index the database need not look at the entries
themselves, however many months there are (SQLite, what 500 companies still have planned: 21 to 7 ms).
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

#: Columns of an index before and after.
GROWN = (
    (("assistant_id", "month"), ("assistant_id", "month", "reverses_id", "minutes")),
    (("work_item_id",), ("work_item_id", "month", "assistant_id", "minutes")),
)


def _name(columns: tuple[str, ...]) -> str:
    return f"ix_time_entry_{'_'.join(columns)}"


def upgrade() -> None:
    for before, after in GROWN:
        op.create_index(_name(after), "time_entry", list(after))
        op.drop_index(_name(before), "time_entry")


def downgrade() -> None:
    for before, after in reversed(GROWN):
        op.create_index(_name(before), "time_entry", list(before))
        op.drop_index(_name(after), "time_entry")
