"""Walls: what the database itself refuses.

Ledger rows, time entries, scores and PDFs are only added; an issued invoice and a closed month stay as they are; an
assistant's worked spans do not overlap. SQLite says so with triggers, PostgreSQL with triggers and an exclusion
constraint (no extension is needed: the assistant's id is taken as a range of one).
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADD_ONLY = ("time_entry", "ledger_row", "task_score", "weights_version", "invoice_file")
PARTS = ("invoice_line", "invoice_tax", "invoice_hours")
IN_MONTH = ("time_entry", "ledger_row")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in _sqlite():
            op.execute(statement)
    else:
        for statement in _postgresql():
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in _sqlite_names():
            op.execute(f"DROP TRIGGER {name}")
        return
    for table in (*ADD_ONLY, *PARTS, "invoice", "client_month", *IN_MONTH):
        op.execute(f"DROP TRIGGER IF EXISTS wall ON {table}")
        op.execute(f"DROP TRIGGER IF EXISTS wall_truncate ON {table}")
        op.execute(f"DROP TRIGGER IF EXISTS wall_month ON {table}")
    op.execute("ALTER TABLE worked_span DROP CONSTRAINT ex_worked_span_overlap")
    for function in ("refuse_change", "refuse_issued", "refuse_issued_part", "refuse_closed_month", "refuse_reopening"):
        op.execute(f"DROP FUNCTION {function}()")


def _sqlite() -> list[str]:
    statements = []
    for table in ADD_ONLY:
        for verb in ("UPDATE", "DELETE"):
            statements.append(_trigger(f"{table}_{verb.lower()}", f"BEFORE {verb} ON {table}", "", "only_added"))
    for verb in ("UPDATE", "DELETE"):
        statements.append(
            _trigger(f"invoice_{verb.lower()}", f"BEFORE {verb} ON invoice", "OLD.state <> 'draft'", "issued_invoice")
        )
    for table in PARTS:
        for verb, rows in (
            ("INSERT", "NEW.invoice_id"),
            ("UPDATE", "OLD.invoice_id, NEW.invoice_id"),
            ("DELETE", "OLD.invoice_id"),
        ):
            issued = f"EXISTS (SELECT 1 FROM invoice WHERE id IN ({rows}) AND state <> 'draft')"
            statements.append(
                _trigger(f"{table}_{verb.lower()}", f"BEFORE {verb} ON {table}", issued, "issued_invoice")
            )
    closed = (
        "EXISTS (SELECT 1 FROM client_month WHERE client_id = NEW.client_id AND month = NEW.month AND state = 'closed')"
    )
    for table in IN_MONTH:
        statements.append(_trigger(f"{table}_month", f"BEFORE INSERT ON {table}", closed, "month_closed"))
    statements.append(
        _trigger("client_month_update", "BEFORE UPDATE ON client_month", "OLD.state = 'closed'", "month_closed")
    )
    statements.append(_trigger("client_month_delete", "BEFORE DELETE ON client_month", "", "only_added"))
    overlap = (
        "EXISTS (SELECT 1 FROM worked_span WHERE assistant_id = NEW.assistant_id AND starts_s < NEW.stops_s"
        " AND stops_s > NEW.starts_s AND time_entry_id <> NEW.time_entry_id)"
    )
    for verb in ("INSERT", "UPDATE"):
        statements.append(
            _trigger(
                f"worked_span_{verb.lower()}",
                f"BEFORE {verb} ON worked_span",
                overlap,
                "ex_worked_span_overlap",
            )
        )
    return statements


def _trigger(name: str, event: str, condition: str, message: str) -> str:
    when = f" WHEN {condition}" if condition else ""
    return f"CREATE TRIGGER wall_{name} {event}{when} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _sqlite_names() -> list[str]:
    return [statement.split()[2] for statement in _sqlite()]


def _postgresql() -> list[str]:
    statements = [
        _function("refuse_change", "RAISE EXCEPTION 'only_added' USING ERRCODE = 'restrict_violation';"),
        _function(
            "refuse_issued",
            "IF OLD.state <> 'draft' THEN RAISE EXCEPTION 'issued_invoice' USING ERRCODE = 'restrict_violation'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
        ),
        _function(
            "refuse_issued_part",
            "IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM invoice WHERE id = OLD.invoice_id AND state <> 'draft')"
            " OR TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM invoice WHERE id = NEW.invoice_id AND state <> 'draft')"
            " THEN RAISE EXCEPTION 'issued_invoice' USING ERRCODE = 'restrict_violation'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
        ),
        _function(
            "refuse_closed_month",
            "IF EXISTS (SELECT 1 FROM client_month WHERE client_id = NEW.client_id AND month = NEW.month"
            " AND state = 'closed') THEN RAISE EXCEPTION 'month_closed' USING ERRCODE = 'restrict_violation'; END IF;"
            " RETURN NEW;",
        ),
        _function(
            "refuse_reopening",
            "IF TG_OP = 'DELETE' OR OLD.state = 'closed' THEN RAISE EXCEPTION 'month_closed'"
            " USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW;",
        ),
    ]
    for table in ADD_ONLY:
        statements.append(_row_trigger("wall", "UPDATE OR DELETE", table, "refuse_change"))
        statements.append(_truncate_trigger(table))
    statements.append(_row_trigger("wall", "UPDATE OR DELETE", "invoice", "refuse_issued"))
    statements.append(_truncate_trigger("invoice"))
    for table in PARTS:
        statements.append(_row_trigger("wall", "INSERT OR UPDATE OR DELETE", table, "refuse_issued_part"))
        statements.append(_truncate_trigger(table))
    for table in IN_MONTH:
        statements.append(_row_trigger("wall_month", "INSERT", table, "refuse_closed_month"))
    statements.append(_row_trigger("wall", "UPDATE OR DELETE", "client_month", "refuse_reopening"))
    statements.append(
        "ALTER TABLE worked_span ADD CONSTRAINT ex_worked_span_overlap EXCLUDE USING gist"
        " (int8range(assistant_id, assistant_id, '[]') WITH &&, int8range(starts_s, stops_s) WITH &&)"
    )
    return statements


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _row_trigger(name: str, event: str, table: str, function: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"


def _truncate_trigger(table: str) -> str:
    return (
        f"CREATE TRIGGER wall_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
