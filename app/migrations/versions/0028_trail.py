"""The audit trail is looked through by day, by who did it and by what was done."""

from __future__ import annotations

from alembic import op

revision = "0028"
down_revision = "0022"
branch_labels = None
depends_on = None
COLUMNS = ("at", "account_id", "action")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(op.f(f"ix_audit_row_{column}"), "audit_row", [column])


def downgrade() -> None:
    for column in reversed(COLUMNS):
        op.drop_index(op.f(f"ix_audit_row_{column}"), table_name="audit_row")
