"""What follows an invoice: billed entries, voids, credit notes, payments, the audit chain; what assistants are paid."""

import re
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = ("credit", "rebill")
LIVE, LIVE_INVOICE = "state <> 'void'", "state <> 'void' AND kind = 'invoice'"
#: Tables whose rows are only ever added, besides those of 0002.
ADD_ONLY = ("audit_row", "credit_note", "invoice_void", "payment")
FREED = "OLD.reopened_at IS NULL AND NEW.reopened_at IS NOT NULL"
KEPT = ("id", "client_id", "invoice_id", "time_entry_id", "minutes")


def upgrade() -> None:
    _tables()
    _more_kinds_of_postings()
    _files_by_format()
    op.add_column("issuer", sa.Column("credit_pattern", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("assistant", sa.Column("registration_no", sa.String(length=14), nullable=False, server_default=""))
    _live_index(LIVE_INVOICE)
    op.create_index(op.f("ix_invoice_issue_date"), "invoice", ["issue_date"])
    op.execute(BACKFILL)
    if _is_sqlite():
        _sqlite_walls()
    else:
        _postgresql_walls()


def downgrade() -> None:
    """Credit notes and voided invoices have no place in the older tables: what was taken back must not bill again."""
    bind = op.get_bind()
    later = bind.exec_driver_sql("SELECT count(*) FROM invoice WHERE kind = 'credit_note' OR state = 'void'").scalar()
    if later:
        raise RuntimeError("there are credit notes or voided invoices, which the older tables cannot hold")
    if _is_sqlite():
        for name in _sqlite_names():
            op.execute(f"DROP TRIGGER {name}")
        _sqlite_invoice_wall("OLD.state <> 'draft'")
    else:
        _postgresql_walls_back()
    _live_index(LIVE)
    op.drop_index(op.f("ix_invoice_issue_date"), table_name="invoice")
    op.drop_column("assistant", "registration_no")
    op.drop_column("issuer", "credit_pattern")
    _files_without_format()
    _fewer_kinds_of_postings()
    for table in ("assistant_terms", "audit_row", "payment", "invoice_void", "credit_note", "billed_entry"):
        op.drop_table(table)


#: Invoices that live bill the entries of their month: what is on its ledger and was not taken back in it.
BACKFILL = """
INSERT INTO billed_entry (client_id, invoice_id, time_entry_id, minutes)
SELECT l.client_id, i.id, l.time_entry_id, l.minutes
FROM ledger_row l
JOIN invoice i ON i.client_id = l.client_id AND i.month = l.month AND i.kind = 'invoice' AND i.state <> 'void'
JOIN time_entry e ON e.id = l.time_entry_id
WHERE l.account = 'used'
AND NOT EXISTS (SELECT 1 FROM time_entry r JOIN ledger_row m ON m.time_entry_id = r.id
  WHERE r.reverses_id = e.id AND m.account = 'used' AND m.month = l.month)
AND NOT EXISTS (SELECT 1 FROM ledger_row o
  WHERE o.time_entry_id = e.reverses_id AND o.account = 'used' AND o.month = l.month)
ORDER BY l.id
"""


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _tables() -> None:
    in_invoice = ["invoice.client_id", "invoice.id"]
    op.create_table(
        "billed_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("time_entry_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("credit_note_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("minutes <> 0", name=op.f("ck_billed_entry_minutes_set")),
        sa.CheckConstraint(
            "credit_note_id IS NULL OR reopened_at IS NOT NULL", name=op.f("ck_billed_entry_credited_is_reopened")
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "invoice_id"], in_invoice, name=op.f("fk_billed_entry_client_id_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "credit_note_id"], in_invoice, name=op.f("fk_billed_entry_client_id_credit_note_id")
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "time_entry_id"],
            ["time_entry.client_id", "time_entry.id"],
            name=op.f("fk_billed_entry_client_id_time_entry_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billed_entry")),
        sa.UniqueConstraint("client_id", "id", name=op.f("uq_billed_entry_client_id_id")),
        sa.UniqueConstraint("invoice_id", "time_entry_id", name=op.f("uq_billed_entry_invoice_id_time_entry_id")),
        sqlite_strict=True,
    )
    live = sa.text("reopened_at IS NULL")
    op.create_index(
        "uq_billed_entry_live",
        "billed_entry",
        ["time_entry_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_index(op.f("ix_billed_entry_credit_note_id"), "billed_entry", ["credit_note_id"])
    op.create_table(
        "credit_note",
        sa.Column("invoice_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("credits_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("minutes_go", sa.String(length=6), nullable=False),
        sa.Column("to_month", sa.String(length=7), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("minutes_go IN ('back', 'again')", name=op.f("ck_credit_note_minutes_go")),
        sa.CheckConstraint("invoice_id <> credits_id", name=op.f("ck_credit_note_other_invoice")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_credit_note_reason_given")),
        sa.ForeignKeyConstraint(
            ["client_id", "invoice_id"], in_invoice, name=op.f("fk_credit_note_client_id_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "credits_id"], in_invoice, name=op.f("fk_credit_note_client_id_credits_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_credit_note_created_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_credit_note")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_credit_note_credits_id"), "credit_note", ["credits_id"])
    op.create_table(
        "invoice_void",
        sa.Column("invoice_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("replacement_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("invoice_id <> replacement_id", name=op.f("ck_invoice_void_other_invoice")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_invoice_void_reason_given")),
        sa.ForeignKeyConstraint(
            ["client_id", "invoice_id"], in_invoice, name=op.f("fk_invoice_void_client_id_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "replacement_id"], in_invoice, name=op.f("fk_invoice_void_client_id_replacement_id")
        ),
        sa.ForeignKeyConstraint(
            ["voided_by"], ["account.id"], name=op.f("fk_invoice_void_voided_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_invoice_void")),
        sa.UniqueConstraint("replacement_id", name=op.f("uq_invoice_void_replacement_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount_yen", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_yen <> 0", name=op.f("ck_payment_amount_set")),
        sa.ForeignKeyConstraint(["client_id", "invoice_id"], in_invoice, name=op.f("fk_payment_client_id_invoice_id")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["payment.id"], name=op.f("fk_payment_reverses_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_payment_recorded_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_payment_public_id")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_payment_reverses_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_payment_invoice_id"), "payment", ["invoice_id"])
    op.create_table(
        "audit_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_audit_row_seq_range")),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_audit_row_hash_length")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_audit_row_account_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_row")),
        sa.UniqueConstraint("stream", "seq", name=op.f("uq_audit_row_stream_seq")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_audit_row_subject"), "audit_row", ["subject"])
    op.create_table(
        "assistant_terms",
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.String(length=7), nullable=False),
        sa.Column("fee_yen_per_hour", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.String(length=14), nullable=False),
        sa.Column("pay_month_offset", sa.Integer(), nullable=False),
        sa.Column("pay_day", sa.Integer(), nullable=False),
        sa.CheckConstraint("fee_yen_per_hour BETWEEN 0 AND 1000000", name=op.f("ck_assistant_terms_fee_range")),
        sa.CheckConstraint(
            "category IN ('clerical', 'writing', 'translation', 'design', 'photography', 'lecture', 'professional')",
            name=op.f("ck_assistant_terms_category"),
        ),
        sa.CheckConstraint("pay_month_offset BETWEEN 0 AND 3", name=op.f("ck_assistant_terms_pay_month_offset_range")),
        sa.CheckConstraint("pay_day BETWEEN 1 AND 31", name=op.f("ck_assistant_terms_pay_day_range")),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["assistant.id"], name=op.f("fk_assistant_terms_assistant_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("assistant_id", "valid_from", name=op.f("pk_assistant_terms")),
        sqlite_strict=True,
    )


def _live_index(where: str) -> None:
    op.drop_index("uq_invoice_live", table_name="invoice")
    op.create_index(
        "uq_invoice_live",
        "invoice",
        ["client_id", "month", "kind"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


# The kinds of a posting. They are read from the table as it stands: other revisions add kinds of their own.


def _more_kinds_of_postings() -> None:
    _once_index(drop=True)
    if _is_sqlite():
        _rebuild("ledger_row", lambda sql: _with_credits(_with_kinds(sql, lambda kinds: (*kinds, *KINDS))))
    else:
        _postgresql_kinds(lambda kinds: (*kinds, *KINDS))
        op.add_column("ledger_row", sa.Column("billed_entry_id", sa.Integer(), nullable=True))
        op.create_check_constraint(op.f("ck_ledger_row_credit_has_entry"), "ledger_row", CREDIT_HAS_ENTRY)
        op.create_foreign_key(
            op.f("fk_ledger_row_client_id_billed_entry_id"),
            "ledger_row",
            "billed_entry",
            ["client_id", "billed_entry_id"],
            ["client_id", "id"],
        )
    _once_index(more=KINDS)
    where = sa.text("billed_entry_id IS NOT NULL")
    op.create_index(
        "uq_ledger_row_billed_entry",
        "ledger_row",
        ["billed_entry_id", "kind", "account"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _fewer_kinds_of_postings() -> None:
    op.drop_index("uq_ledger_row_billed_entry", table_name="ledger_row")
    _once_index(drop=True)
    without = lambda kinds: tuple(kind for kind in kinds if kind not in KINDS)  # noqa: E731
    if _is_sqlite():
        _rebuild("ledger_row", lambda sql: _without_credits(_with_kinds(sql, without)), drops=("billed_entry_id",))
    else:
        op.drop_constraint(op.f("fk_ledger_row_client_id_billed_entry_id"), "ledger_row", type_="foreignkey")
        op.drop_constraint(op.f("ck_ledger_row_credit_has_entry"), "ledger_row", type_="check")
        op.drop_column("ledger_row", "billed_entry_id")
        _postgresql_kinds(without)
    _once_index(fewer=KINDS)


CREDIT_HAS_ENTRY = "(kind IN ('credit', 'rebill')) = (billed_entry_id IS NOT NULL)"
COLUMN = "billed_entry_id INTEGER, "
FURTHER = (
    f", CONSTRAINT ck_ledger_row_credit_has_entry CHECK ({CREDIT_HAS_ENTRY})"
    ", CONSTRAINT fk_ledger_row_client_id_billed_entry_id FOREIGN KEY(client_id, billed_entry_id)"
    " REFERENCES billed_entry (client_id, id)"
)
_KINDS = re.compile(r"(CONSTRAINT ck_ledger_row_kind CHECK \(kind IN \()([^)]*)(\)\))")
_once: dict[str, str] = {}


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"'(\w+)'", text))


def _listed(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


def _with_kinds(sql: str, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> str:
    assert _KINDS.search(sql), "the check of kinds stands as these revisions write it"
    return _KINDS.sub(lambda found: found[1] + _listed(change(_words(found[2]))) + found[3], sql)


def _with_credits(sql: str) -> str:
    head, first, rest = sql.partition("CONSTRAINT ")
    body, end, tail = (first + rest).rpartition(")")
    return head + COLUMN + body + FURTHER + end + tail


def _without_credits(sql: str) -> str:
    assert COLUMN in sql, "the column stands as this revision wrote it"
    return sql.replace(COLUMN, "").replace(FURTHER, "")


def _postgresql_kinds(change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> None:
    bind = op.get_bind()
    found = bind.exec_driver_sql(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_ledger_row_kind'"
    ).scalar_one()
    op.drop_constraint(op.f("ck_ledger_row_kind"), "ledger_row", type_="check")
    op.create_check_constraint(op.f("ck_ledger_row_kind"), "ledger_row", f"kind IN ({_listed(change(_words(found)))})")


def _once_index(*, drop: bool = False, more: tuple[str, ...] = (), fewer: tuple[str, ...] = ()) -> None:
    """Grants, carries and the like happen once a month; which kinds may happen often is read from the index."""
    if drop:
        _once["where"] = _index_sql("uq_ledger_row_once").partition("WHERE")[2]
        op.drop_index("uq_ledger_row_once", table_name="ledger_row")
        return
    named = _words(_once["where"])
    # SQLite keeps the condition as it was written; PostgreSQL says `<> ALL (ARRAY[...])` for NOT IN.
    if "NOT IN" in _once["where"].upper() or "<>" in _once["where"]:
        often = tuple(kind for kind in (*named, *more) if kind not in fewer)
        where = sa.text(f"kind NOT IN ({_listed(often)})")
    else:
        where = sa.text(f"kind IN ({_listed(named)})")
    op.create_index(
        "uq_ledger_row_once",
        "ledger_row",
        ["client_id", "month", "kind", "account"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _index_sql(name: str) -> str:
    bind = op.get_bind()
    table, column = ("sqlite_master", "sql") if _is_sqlite() else ("pg_indexes", "indexdef")
    key = "name" if _is_sqlite() else "indexname"
    return str(bind.exec_driver_sql(f"SELECT {column} FROM {table} WHERE {key} = '{name}'").scalar_one())


def _rebuild(table: str, change: Callable[[str], str], *, drops: tuple[str, ...] = ()) -> None:
    """SQLite changes no constraint of a table that stands: it is made anew, with its rows, indexes and triggers."""
    bind = op.get_bind()
    made = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL AND type = ? ORDER BY rowid"
    before = bind.exec_driver_sql(made, (table, "table")).scalar_one()
    later = [*bind.exec_driver_sql(made, (table, "index")).scalars(), *_triggers_of(table)]
    columns = ", ".join(row[1] for row in bind.exec_driver_sql(f"PRAGMA table_info({table})") if row[1] not in drops)
    after = change(before)
    bind.exec_driver_sql(re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_new", after, count=1))
    bind.exec_driver_sql(f"INSERT INTO {table}_new ({columns}) SELECT {columns} FROM {table} ORDER BY rowid")
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE {table}_new RENAME TO {table}")
    for statement in later:
        bind.exec_driver_sql(statement)


def _triggers_of(table: str) -> list[str]:
    found = op.get_bind().exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type = 'trigger' ORDER BY rowid", (table,)
    )
    return [str(sql) for sql in found.scalars()]


# Files: one of each format.


def _files_by_format() -> None:
    if _is_sqlite():
        key, both = "PRIMARY KEY (invoice_id)", "PRIMARY KEY (invoice_id, format)"
        added = (
            "format TEXT NOT NULL DEFAULT 'pdf' CONSTRAINT ck_invoice_file_format CHECK (format IN ('pdf', 'xml')), "
        )

        def changed(sql: str) -> str:
            assert key in sql, "the key stands as 0001 wrote it"
            head, first, rest = sql.replace(key, both).partition("CONSTRAINT ")
            return head + added + first + rest

        _rebuild("invoice_file", changed)
        return
    op.add_column("invoice_file", sa.Column("format", sa.String(length=4), nullable=False, server_default="pdf"))
    op.alter_column("invoice_file", "format", server_default=None)
    op.create_check_constraint(op.f("ck_invoice_file_format"), "invoice_file", "format IN ('pdf', 'xml')")
    op.drop_constraint(op.f("pk_invoice_file"), "invoice_file", type_="primary")
    op.create_primary_key(op.f("pk_invoice_file"), "invoice_file", ["invoice_id", "format"])


def _files_without_format() -> None:
    if _is_sqlite():
        op.execute("DROP TRIGGER wall_invoice_file_delete")
        op.execute("DELETE FROM invoice_file WHERE format <> 'pdf'")
        op.execute(_sqlite_trigger("invoice_file_delete", "BEFORE DELETE ON invoice_file", "only_added"))

        def changed(sql: str) -> str:
            return re.sub(r"format TEXT NOT NULL DEFAULT 'pdf'.*?\)\), ", "", sql).replace(
                "PRIMARY KEY (invoice_id, format)", "PRIMARY KEY (invoice_id)"
            )

        _rebuild("invoice_file", changed, drops=("format",))
        return
    op.execute("ALTER TABLE invoice_file DISABLE TRIGGER wall")
    op.execute("DELETE FROM invoice_file WHERE format <> 'pdf'")
    op.execute("ALTER TABLE invoice_file ENABLE TRIGGER wall")
    op.drop_constraint(op.f("pk_invoice_file"), "invoice_file", type_="primary")
    op.create_primary_key(op.f("pk_invoice_file"), "invoice_file", ["invoice_id"])
    op.drop_column("invoice_file", "format")


# Walls.


def _sqlite_trigger(name: str, event: str, message: str, condition: str = "") -> str:
    when = f" WHEN {condition}" if condition else ""
    return f"CREATE TRIGGER wall_{name} {event}{when} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _sqlite_walls() -> None:
    for statement in _sqlite_statements():
        op.execute(statement)
    columns = [row[1] for row in op.get_bind().exec_driver_sql("PRAGMA table_info(invoice)")]
    same = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in columns if name != "state")
    voided = f"OLD.state = 'issued' AND NEW.state = 'void' AND OLD.kind = 'invoice' AND {same}"
    _sqlite_invoice_wall(f"OLD.state <> 'draft' AND NOT ({voided})")


def _sqlite_statements() -> list[str]:
    statements = [
        _sqlite_trigger(f"{table}_{verb.lower()}", f"BEFORE {verb} ON {table}", "only_added")
        for table in ADD_ONLY
        for verb in ("UPDATE", "DELETE")
    ]
    issued = "EXISTS (SELECT 1 FROM invoice WHERE id = {}.invoice_id AND state <> 'draft')"
    kept = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)
    statements += [
        _sqlite_trigger("billed_entry_insert", "BEFORE INSERT ON billed_entry", "issued_invoice", issued.format("NEW")),
        _sqlite_trigger("billed_entry_delete", "BEFORE DELETE ON billed_entry", "issued_invoice", issued.format("OLD")),
        _sqlite_trigger(
            "billed_entry_update", "BEFORE UPDATE ON billed_entry", "issued_invoice", f"NOT ({FREED} AND {kept})"
        ),
    ]
    return statements


def _sqlite_names() -> list[str]:
    return [statement.split()[2] for statement in _sqlite_statements()]


def _sqlite_invoice_wall(condition: str) -> None:
    op.execute("DROP TRIGGER wall_invoice_update")
    op.execute(_sqlite_trigger("invoice_update", "BEFORE UPDATE ON invoice", "issued_invoice", condition))


def _function(name: str, body: str, *, replace: bool = False) -> str:
    verb = "CREATE OR REPLACE" if replace else "CREATE"
    return f"{verb} FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _postgresql_walls() -> None:
    refuse = "RAISE EXCEPTION 'issued_invoice' USING ERRCODE = 'restrict_violation';"
    voided = (
        "TG_OP = 'UPDATE' AND OLD.state = 'issued' AND NEW.state = 'void' AND OLD.kind = 'invoice'"
        " AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state'"
    )
    passed = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    op.execute(
        _function(
            "refuse_issued",
            f"IF OLD.state <> 'draft' AND NOT ({voided}) THEN {refuse} END IF; {passed}",
            replace=True,
        )
    )
    kept = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT)
    issued = "EXISTS (SELECT 1 FROM invoice WHERE id = {}.invoice_id AND state <> 'draft')"
    op.execute(
        _function(
            "refuse_billed",
            f"IF TG_OP = 'INSERT' AND {issued.format('NEW')} OR TG_OP = 'DELETE' AND {issued.format('OLD')}"
            f" OR TG_OP = 'UPDATE' AND NOT ({FREED} AND {kept}) THEN {refuse} END IF; {passed}",
        )
    )
    for table in ADD_ONLY:
        op.execute(_row_trigger("UPDATE OR DELETE", table, "refuse_change"))
    op.execute(_row_trigger("INSERT OR UPDATE OR DELETE", "billed_entry", "refuse_billed"))
    for table in (*ADD_ONLY, "billed_entry"):
        op.execute(
            f"CREATE TRIGGER wall_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
            " EXECUTE FUNCTION refuse_change()"
        )


def _row_trigger(event: str, table: str, function: str) -> str:
    return f"CREATE TRIGGER wall BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"


def _postgresql_walls_back() -> None:
    op.execute(
        _function(
            "refuse_issued",
            "IF OLD.state <> 'draft' THEN RAISE EXCEPTION 'issued_invoice' USING ERRCODE = 'restrict_violation'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
            replace=True,
        )
    )
    for table in (*ADD_ONLY, "billed_entry"):
        op.execute(f"DROP TRIGGER wall ON {table}")
        op.execute(f"DROP TRIGGER wall_truncate ON {table}")
    op.execute("DROP FUNCTION refuse_billed()")
