"""Expenses: what was paid for a client and is charged on with a month's invoice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

CLOSED = (
    "EXISTS (SELECT 1 FROM client_month WHERE client_id = NEW.client_id AND month = NEW.month AND state = 'closed')"
)


def upgrade() -> None:
    op.create_table(
        "expense",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("description", sa.String(length=100), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price_yen", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("category IN ('standard', 'reduced', 'exempt')", name=op.f("ck_expense_category")),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_expense_quantity_range")),
        sa.CheckConstraint("unit_price_yen >= 1", name=op.f("ck_expense_price_range")),
        sa.CheckConstraint("description <> ''", name=op.f("ck_expense_described")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_expense_client_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["expense.id"], name=op.f("fk_expense_reverses_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_expense_recorded_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense")),
        sa.UniqueConstraint("public_id", name=op.f("uq_expense_public_id")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_expense_reverses_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_expense_client_id_month"), "expense", ["client_id", "month"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(_sqlite_wall(verb.lower(), verb, "only_added"))
        op.execute(_sqlite_wall("month", "INSERT", "month_closed", f" WHEN {CLOSED}"))
    else:
        op.execute(_postgresql_wall("wall", "UPDATE OR DELETE", "ROW", "refuse_change"))
        op.execute(_postgresql_wall("wall_truncate", "TRUNCATE", "STATEMENT", "refuse_change"))
        op.execute(_postgresql_wall("wall_month", "INSERT", "ROW", "refuse_closed_month"))


def downgrade() -> None:
    """An invoice has its expenses as lines of its own; what is not on one yet has no place in the older tables."""
    op.drop_table("expense")


def _sqlite_wall(name: str, verb: str, message: str, when: str = "") -> str:
    return (
        f"CREATE TRIGGER wall_expense_{name} BEFORE {verb} ON expense{when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql_wall(name: str, event: str, each: str, function: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} ON expense FOR EACH {each} EXECUTE FUNCTION {function}()"
