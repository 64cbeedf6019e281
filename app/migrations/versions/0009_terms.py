"""Terms of every published kind, the lots minutes come in, charges beyond fee and overage, and alerts that fired."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NO = {"sqlite": "0", "postgresql": "false"}
WIDENED = {
    "contract_terms": (
        (
            "carry_over",
            "carry_over IN ('none', 'next_month')",
            "carry_over IN ('none', 'first_month', 'next_month', 'months', 'days', 'unlimited')",
        ),
    ),
    "ledger_row": (
        (
            "account",
            "account IN ('granted', 'carried', 'available', 'used', 'overage', 'expired', 'adjusted')",
            (
                "account IN ('granted', 'carried', 'available', 'used', 'overage', 'expired', 'adjusted', 'topped_up',"
                " 'owed')"
            ),
        ),
        (
            "kind",
            "kind IN ('grant', 'use', 'reverse_use', 'overage', 'expire', 'carry_out', 'carry_in', 'adjust')",
            (
                "kind IN ('grant', 'use', 'reverse_use', 'overage', 'expire', 'carry_out', 'carry_in', 'adjust', 'top_up',"
                " 'owe_out', 'owe_in')"
            ),
        ),
    ),
    "invoice_line": (
        (
            "kind",
            "kind IN ('base_fee', 'overage', 'expense')",
            (
                "kind IN ('base_fee', 'overage', 'expense', 'set_up', 'metered', 'management', 'top_up', 'apart',"
                " 'surcharge', 'carry_fee')"
            ),
        ),
    ),
}
ADDED_CHECKS = {
    "contract_terms": {
        "metered_range": "metered_yen_per_hour BETWEEN 0 AND 1000000",
        "metered_or_package": "metered_yen_per_hour = 0 OR included_min = 0",
        "least_billed_range": "least_billed_min BETWEEN 0 AND 600000",
        "set_up_range": "set_up_yen BETWEEN 0 AND 1000000000",
        "management_range": "management_pct BETWEEN 0 AND 100",
        "months_ahead_range": "months_ahead BETWEEN 0 AND 2",
        "first_month": "first_month IN ('whole', 'daily', 'anniversary')",
        "first_day_known": "first_month = 'whole' OR begins_on IS NOT NULL",
        "overage_multiple_range": "overage_multiple_pct BETWEEN 100 AND 1000",
        "multiple_of_package": "overage_multiple_pct IS NULL OR included_min > 0",
        "one_overage_price": "overage_multiple_pct IS NULL OR overage_yen_per_hour = 0",
        "overage_scope": "overage_scope IN ('entry', 'task_day', 'month')",
        "consent": "consent IN ('automatic', 'warn', 'before')",
        "consent_has_minutes": "(consent = 'before') = (overage_consent_min IS NOT NULL)",
        "top_up_range": "top_up_min BETWEEN 1 AND 600000",
        "carry_life_range": "carry_life BETWEEN 0 AND 1000",
        "carry_life_needed": "(carry_over IN ('months', 'days')) = (carry_life > 0)",
        "carry_cap_pct_range": "carry_cap_pct BETWEEN 0 AND 100",
        "carry_cap_min_range": "carry_cap_min BETWEEN 0 AND 600000",
        "one_carry_cap": "carry_cap_pct IS NULL OR carry_cap_min IS NULL",
        "carry_above_range": "carry_above_min BETWEEN 0 AND 600000",
        "carry_fee_range": "carry_fee_yen_per_hour BETWEEN 0 AND 1000000",
        "bands_weigh": "bands_weigh IN ('minutes', 'price')",
        "closing_day_range": "closing_day BETWEEN 1 AND 31",
        "issue_kind": "issue_kind IN ('any_day', 'calendar_day', 'business_day')",
        "issue_day_range": "issue_day BETWEEN 0 AND 31",
        "issue_day_needed": "(issue_kind = 'any_day') = (issue_day = 0)",
        "due_days_after_issue_range": "due_days_after_issue BETWEEN 0 AND 120",
        "question_days_range": "question_days BETWEEN 1 AND 120",
    },
    "ledger_row": {
        "lot": "lot IN ('granted', 'topped_up')",
        "lot_known": "(kind IN ('expire', 'carry_out', 'carry_in', 'top_up')) = (lot IS NOT NULL)",
        "lot_has_month": "(lot IS NULL) = (lot_month IS NULL)",
        "lot_expires": "(lot IS NULL) = (lot_expires_on IS NULL)",
    },
    "invoice_line": {},
}
TERMS_COLUMNS = (
    "metered_yen_per_hour",
    "least_billed_min",
    "set_up_yen",
    "management_pct",
    "months_ahead",
    "first_month",
    "begins_on",
    "overage_multiple_pct",
    "overage_scope",
    "consent",
    "top_up_min",
    "is_overage_month_later",
    "carry_life",
    "carry_cap_pct",
    "carry_cap_min",
    "carry_above_min",
    "carry_fee_yen_per_hour",
    "owes",
    "bands",
    "bands_weigh",
    "activities",
    "closing_day",
    "issue_kind",
    "issue_day",
    "due_days_after_issue",
    "question_days",
    "is_shared",
)
LOT_COLUMNS = ("lot", "lot_month", "lot_expires_on")
#: The last day of a row's month and of the one after, the month before, in the words of each database.
DAYS = {
    "sqlite": {
        "end": "date(month || '-01', '+1 month', '-1 day')",
        "next_end": "date(month || '-01', '+2 month', '-1 day')",
        "before": "strftime('%Y-%m', month || '-01', '-1 month')",
    },
    "postgresql": {
        "end": "(to_date(month, 'YYYY-MM') + interval '1 month' - interval '1 day')::date",
        "next_end": "(to_date(month, 'YYYY-MM') + interval '2 month' - interval '1 day')::date",
        "before": "to_char(to_date(month, 'YYYY-MM') - interval '1 month', 'YYYY-MM')",
    },
}


def upgrade() -> None:
    _drop_once_index()
    _add_terms_columns()
    for column in (
        sa.Column("lot", sa.String(length=10)),
        sa.Column("lot_month", sa.String(length=7)),
        sa.Column("lot_expires_on", sa.Date()),
    ):
        op.add_column("ledger_row", column)
    _without_walls("ledger_row", _name_lots)
    for table in WIDENED:
        _set_checks(table, forward=True)
    _once_index("kind IN ('grant', 'overage', 'owe_out', 'owe_in')")
    op.create_index(
        "uq_ledger_row_lot",
        "ledger_row",
        ["client_id", "month", "kind", "account", *LOT_COLUMNS],
        unique=True,
        sqlite_where=sa.text("kind IN ('expire', 'carry_out', 'carry_in')"),
        postgresql_where=sa.text("kind IN ('expire', 'carry_out', 'carry_in')"),
    )
    op.create_table(
        "package_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("threshold_pct", sa.Integer(), nullable=False),
        sa.Column("top_ups", sa.Integer(), nullable=False),
        sa.Column("used_min", sa.Integer(), nullable=False),
        sa.Column("available_min", sa.Integer(), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("threshold_pct IN (80, 100)", name=op.f("ck_package_alert_threshold")),
        sa.CheckConstraint("top_ups >= 0", name=op.f("ck_package_alert_top_ups_range")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_package_alert_client_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_alert")),
        sa.UniqueConstraint(
            "client_id",
            "month",
            "threshold_pct",
            "top_ups",
            name=op.f("uq_package_alert_client_id_month_threshold_pct_top_ups"),
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """What the older tables cannot say becomes the nearest they can: lots of a month one sum, the rest corrections."""
    op.drop_table("package_alert")
    op.drop_index("uq_ledger_row_lot", "ledger_row")
    _drop_once_index()
    _drop_checks_of_columns()
    _without_walls("ledger_row", _forget_lots)
    op.execute("UPDATE contract_terms SET carry_over = 'none' WHERE carry_over = 'first_month'")
    op.execute(
        "UPDATE contract_terms SET carry_over = 'next_month' WHERE carry_over IN ('months', 'days', 'unlimited')"
    )
    _without_walls("invoice_line", _forget_charges)
    for table in WIDENED:
        _set_checks(table, forward=False)
    for name in LOT_COLUMNS:
        op.drop_column("ledger_row", name)
    for name in TERMS_COLUMNS:
        op.drop_column("contract_terms", name)
    _once_index("kind NOT IN ('use', 'reverse_use', 'adjust')")


def _dialect() -> str:
    return op.get_bind().dialect.name


def _add_terms_columns() -> None:
    no = NO[_dialect()]
    needed = (
        ("metered_yen_per_hour", sa.BigInteger(), "0"),
        ("least_billed_min", sa.Integer(), "0"),
        ("set_up_yen", sa.BigInteger(), "0"),
        ("management_pct", sa.Integer(), "0"),
        ("months_ahead", sa.Integer(), "0"),
        ("first_month", sa.String(length=12), "'whole'"),
        ("overage_scope", sa.String(length=10), "'month'"),
        ("consent", sa.String(length=10), "'automatic'"),
        ("is_overage_month_later", sa.Boolean(), no),
        ("carry_life", sa.Integer(), "0"),
        ("carry_above_min", sa.Integer(), "0"),
        ("carry_fee_yen_per_hour", sa.BigInteger(), "0"),
        ("owes", sa.Boolean(), no),
        ("bands", sa.JSON(), "'[]'"),
        ("bands_weigh", sa.String(length=8), "'minutes'"),
        ("activities", sa.JSON(), "'{}'"),
        ("closing_day", sa.Integer(), "31"),
        ("issue_kind", sa.String(length=14), "'any_day'"),
        ("issue_day", sa.Integer(), "0"),
        ("is_shared", sa.Boolean(), no),
    )
    for name, kind, default in needed:
        column = sa.Column(name, kind, nullable=False, server_default=sa.text(default))
        op.add_column("contract_terms", column)
        if _dialect() == "postgresql":  # SQLite would rebuild the table for it
            op.alter_column("contract_terms", name, server_default=None)
    for name in ("overage_multiple_pct", "top_up_min", "carry_cap_pct", "carry_cap_min"):
        op.add_column("contract_terms", sa.Column(name, sa.Integer()))
    for name in ("due_days_after_issue", "question_days"):
        op.add_column("contract_terms", sa.Column(name, sa.Integer()))
    op.add_column("contract_terms", sa.Column("begins_on", sa.Date()))
    op.execute("UPDATE contract_terms SET consent = 'before' WHERE overage_consent_min IS NOT NULL")


def _name_lots() -> None:
    """Until now minutes lived to the end of the month after their own: that says where each row's came from."""
    days = DAYS[_dialect()]
    op.execute(
        "UPDATE ledger_row SET lot = 'granted',"
        f" lot_month = CASE kind WHEN 'carry_in' THEN {days['before']} ELSE month END,"
        f" lot_expires_on = CASE kind WHEN 'carry_out' THEN {days['next_end']} ELSE {days['end']} END"
        " WHERE kind IN ('expire', 'carry_out', 'carry_in')"
    )


def _forget_lots() -> None:
    first = "SELECT min(posting_id) FROM ledger_row AS other WHERE other.client_id = ledger_row.client_id"
    first += " AND other.month = ledger_row.month AND other.kind = ledger_row.kind"
    several = f"kind IN ('expire', 'carry_out', 'carry_in') AND posting_id <> ({first})"
    op.execute(f"CREATE TEMPORARY TABLE corrected AS SELECT id FROM ledger_row WHERE {several}")
    op.execute(
        "UPDATE ledger_row SET kind = 'adjust',"
        " account = CASE account WHEN 'available' THEN account ELSE 'adjusted' END"
        " WHERE kind IN ('top_up', 'owe_out', 'owe_in') OR id IN (SELECT id FROM corrected)"
    )
    op.execute("DROP TABLE corrected")


def _forget_charges() -> None:
    op.execute("UPDATE invoice_line SET kind = 'base_fee' WHERE kind IN ('set_up', 'management')")
    op.execute("UPDATE invoice_line SET kind = 'overage' WHERE kind NOT IN ('base_fee', 'overage', 'expense')")


def _once_index(kinds: str) -> None:
    op.create_index(
        "uq_ledger_row_once",
        "ledger_row",
        ["client_id", "month", "kind", "account"],
        unique=True,
        sqlite_where=sa.text(kinds),
        postgresql_where=sa.text(kinds),
    )


def _drop_once_index() -> None:
    op.drop_index("uq_ledger_row_once", "ledger_row")


def _without_walls(table: str, change: object) -> None:
    """Rows that are only added get what the new tables want to know of them; the walls stand again afterwards."""
    assert callable(change)
    if _dialect() == "postgresql":
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        change()
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    bind = op.get_bind()
    walls = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    found = bind.exec_driver_sql(walls, (table,)).all()
    for name, _sql in found:
        bind.exec_driver_sql(f"DROP TRIGGER {name}")
    change()
    for _name, sql in found:
        bind.exec_driver_sql(sql)


def _set_checks(table: str, *, forward: bool) -> None:
    swaps = [(name, old, new) if forward else (name, new, old) for name, old, new in WIDENED[table]]
    if _dialect() == "postgresql":
        for name, _before, after in swaps:
            op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, after)
        for name, words in ADDED_CHECKS[table].items() if forward else ():
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, words)
        return
    added = ADDED_CHECKS[table] if forward else {}
    _rebuild(table, [(before, after) for _name, before, after in swaps], added, without=not forward)


def _drop_checks_of_columns() -> None:
    """On PostgreSQL; SQLite loses them when it makes the tables anew."""
    for table, checks in ADDED_CHECKS.items():
        if _dialect() == "postgresql":
            for name in checks:
                op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        elif checks:
            _rebuild(table, [], {}, without=True)


def _rebuild(table: str, swaps: list[tuple[str, str]], added: dict[str, str], *, without: bool) -> None:
    """SQLite changes no constraint of a table that stands: it is made anew, word for word but for the checks."""
    bind = op.get_bind()
    made = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL AND type = ? ORDER BY name"
    words = bind.exec_driver_sql(made, (table, "table")).scalar_one()
    rest = [sql for kind in ("index", "trigger") for sql in bind.exec_driver_sql(made, (table, kind)).scalars().all()]
    columns = ", ".join(row[1] for row in bind.exec_driver_sql(f"PRAGMA table_info({table})"))
    for before, after in swaps:
        assert before in words, "the check stands as this revision knows it"
        words = words.replace(before, after)
    for name, check in ADDED_CHECKS[table].items() if without else ():
        words = words.replace(f", CONSTRAINT ck_{table}_{name} CHECK ({check})", "")
    end = words.rindex(")")
    more = "".join(f", CONSTRAINT ck_{table}_{name} CHECK ({check})" for name, check in added.items())
    words = words[:end].rstrip() + more + "\n" + words[end:]
    bind.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {table}_before")
    bind.exec_driver_sql(words)
    bind.exec_driver_sql(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before")
    bind.exec_driver_sql(f"DROP TABLE {table}_before")
    for sql in rest:
        bind.exec_driver_sql(sql)
