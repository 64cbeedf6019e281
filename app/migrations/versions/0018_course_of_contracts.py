"""How long contracts run and how they end, fees paid before work, and where the network delivers a client's invoices."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLE = "contract_terms"
NO = {"sqlite": "0", "postgresql": "false"}
WHOLE = (
    "length_months",
    "renewal_months",
    "least_months",
    "notice_months",
    "notice_day",
    "cooling_off_days",
    "lower_days",
)
CLAIMS = ("is_prepaid", "changes_at_renewal")
CHECKS = {
    "prepaid_has_fee": "NOT is_prepaid OR base_fee_yen > 0",
    "length_range": "length_months BETWEEN 0 AND 60",
    "renewal_range": "renewal_months BETWEEN 0 AND 60",
    "renewal_of_length": "renewal_months = 0 OR length_months > 0",
    "least_months_range": "least_months BETWEEN 0 AND 60",
    "notice_kind": "notice_kind IN ('none', 'months', 'day')",
    "notice_months_range": "notice_months BETWEEN 0 AND 12",
    "notice_day_range": "notice_day BETWEEN 0 AND 31",
    "notice_day_needed": "(notice_kind = 'day') = (notice_day > 0)",
    "cooling_off_range": "cooling_off_days BETWEEN 0 AND 60",
    "lower_days_range": "lower_days BETWEEN 0 AND 60",
    "ends_after_begin": "ends_with >= valid_from",
}


def upgrade() -> None:
    """Contracts that stand run on until somebody ends them, and ask for nothing before work."""
    no = NO[_dialect()]
    defaults = {**dict.fromkeys(WHOLE, "0"), **dict.fromkeys(CLAIMS, no), "notice_kind": "'none'"}
    for name, default in defaults.items():
        kind = sa.Integer() if name in WHOLE else sa.Boolean() if name in CLAIMS else sa.String(length=8)
        op.add_column(TABLE, sa.Column(name, kind, nullable=False, server_default=sa.text(default)))
        if _dialect() == "postgresql":  # SQLite would rebuild the table for it
            op.alter_column(TABLE, name, server_default=None)
    op.add_column(TABLE, sa.Column("ends_with", sa.String(length=7)))
    _set_checks(forward=True)
    op.add_column("client", sa.Column("peppol_id", sa.String(length=20), nullable=False, server_default=""))
    if _dialect() == "postgresql":
        op.alter_column("client", "peppol_id", server_default=None)
    op.create_table(
        "prepaid_month",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount_yen", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by", sa.Integer()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_yen > 0", name=op.f("ck_prepaid_month_amount_above_zero")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_prepaid_month_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_prepaid_month_recorded_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("client_id", "month", name=op.f("pk_prepaid_month")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Contracts lose their course: one that has ended runs on, until its terms are set anew."""
    op.drop_table("prepaid_month")
    op.drop_column("client", "peppol_id")
    _set_checks(forward=False)
    for name in (*WHOLE, *CLAIMS, "notice_kind", "ends_with"):
        op.drop_column(TABLE, name)


def _dialect() -> str:
    return op.get_bind().dialect.name


def _set_checks(*, forward: bool) -> None:
    if _dialect() == "sqlite":
        _rebuild(forward=forward)
        return
    for name, words in CHECKS.items():
        if forward:
            op.create_check_constraint(op.f(f"ck_{TABLE}_{name}"), TABLE, words)
        else:
            op.drop_constraint(op.f(f"ck_{TABLE}_{name}"), TABLE, type_="check")


def _rebuild(*, forward: bool) -> None:
    """SQLite changes no constraint of a table that stands: it is made anew, word for word but for the checks."""
    bind = op.get_bind()
    made = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL AND type = ? ORDER BY name"
    words = bind.exec_driver_sql(made, (TABLE, "table")).scalar_one()
    rest = [sql for kind in ("index", "trigger") for sql in bind.exec_driver_sql(made, (TABLE, kind)).scalars().all()]
    columns = ", ".join(row[1] for row in bind.exec_driver_sql(f"PRAGMA table_info({TABLE})"))
    checks = "".join(f", CONSTRAINT ck_{TABLE}_{name} CHECK ({check})" for name, check in CHECKS.items())
    if forward:
        end = words.rindex(")")
        words = words[:end].rstrip() + checks + "\n" + words[end:]
    else:
        assert checks in words, "the checks stand as this revision knows them"
        words = words.replace(checks, "")
    bind.exec_driver_sql(f"ALTER TABLE {TABLE} RENAME TO {TABLE}_before")
    bind.exec_driver_sql(words)
    bind.exec_driver_sql(f"INSERT INTO {TABLE} ({columns}) SELECT {columns} FROM {TABLE}_before")
    bind.exec_driver_sql(f"DROP TABLE {TABLE}_before")
    for sql in rest:
        bind.exec_driver_sql(sql)
