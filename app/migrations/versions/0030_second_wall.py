"""The second wall between clients: PostgreSQL shows a transaction the rows of those it says it asks for, and no others.

A transaction says so in three settings of its own (`app/database.py`). One that says nothing is shown nothing. The owner
of the tables is held to it as well (FORCE), because the program is their owner; a superuser and a role with BYPASSRLS
never are. SQLite has no such wall.
"""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# Each is in a SELECT of its own, so that it is computed once a statement and not once a row.
ASKER = "(SELECT current_setting('ennoshita.asker', true))"
CLIENTS = "(SELECT string_to_array(nullif(current_setting('ennoshita.clients', true), ''), ','))::integer[]"
ACCOUNT = "(SELECT nullif(current_setting('ennoshita.account', true), '')::integer)"
ASSISTANT = "(SELECT nullif(current_setting('ennoshita.assistant', true), '')::integer)"
OWN = f"assistant_id = {ASSISTANT}"
HOUSE = f"{ASKER} = 'house'"
#: Before anybody is known: who signs in is looked for, and what became of it is recorded.
DOOR = f"{ASKER} IN ('house', 'door')"
PERSON = f"{ASKER} = 'person'"


def _of(column: str) -> str:
    return f"{column} = ANY ({CLIENTS})"


def _through(table: str, column: str) -> str:
    """Rows that hang on one of another table are shown where that one is."""
    return f"EXISTS (SELECT 1 FROM {table} AS walled WHERE walled.id = {column})"


#: Tables whose every row is of one client.
OF_CLIENTS = (
    *("billed_entry", "client_month", "contract_terms", "credit_note", "entry_question"),
    *("entry_replacement", "entry_waiting", "expense", "invoice", "invoice_hours", "invoice_void", "ledger_row"),
    *("left_out", "package_alert", "payment", "plan_answer", "prepaid_month", "sheet_file", "task", "task_comment"),
    *("task_due", "task_file", "task_manual", "task_score", "timer", "work_item"),
)
#: Table -> the table its rows hang on, and by which column.
HANGS_ON = {
    "entry_approval": ("time_entry", "time_entry_id"),
    "invoice_file": ("invoice", "invoice_id"),
    "invoice_line": ("invoice", "invoice_id"),
    "invoice_tax": ("invoice", "invoice_id"),
    "job_file": ("job", "job_id"),
    "notice_choice": ("account", "account_id"),  # of others too: whoever is told of something has chosen how
    "task_forbidden": ("task", "task_id"),
    "task_skill": ("task", "task_id"),
    "worked_span": ("time_entry", "time_entry_id"),
}
#: How accounts sign in: one's own, and everybody's as long as nobody is known.
OF_ACCOUNTS = (
    *("account_identity", "account_link", "account_session", "account_totp", "calendar_link", "passkey"),
    *("recovery_code", "saved_filter"),
)
#: What people are told: they read their own, and write to everybody whose account they are shown.
TOLD = ("message", "notice")
#: Table -> when a row is shown. Staff and assistants are of no client, and any person may meet them; what a client does
#: on the house's own trail, and the jobs that send what it tells the house, are of no client either.
#: An assistant is shown their own published assignments and hours whosever they are: from them follow their clients.
OTHERS = {
    "account": f"{DOOR} OR {PERSON} AND client_id IS NULL OR {_of('client_id')}",
    "assignment": (
        f"{HOUSE} OR {_of('client_id')} OR {OWN}"
        " AND EXISTS (SELECT 1 FROM plan WHERE plan.id = plan_id AND plan.published_at IS NOT NULL)"
    ),
    "audit_row": f"{DOOR} OR {PERSON} AND stream = 0 OR {_of('stream')}",
    "client": f"{DOOR} OR {_of('id')}",
    "hours_file": f"{HOUSE} OR {OWN}",
    "job": (
        f"{DOOR} OR {_of('client_id')} OR asked_by = {ACCOUNT} OR {PERSON} AND client_id IS NULL AND kind = 'send'"
    ),
    "time_entry": f"{HOUSE} OR {_of('client_id')} OR {OWN}",
}
#: Table -> when a row may be written, where that is less than what is shown.
WRITTEN = {
    "account": f"{DOOR} OR id = {ACCOUNT} OR {_of('client_id')}",
    "assignment": f"{HOUSE} OR {_of('client_id')}",
    "time_entry": f"{HOUSE} OR {_of('client_id')}",
}


def _walls() -> dict[str, str]:
    return {
        **{table: f"{HOUSE} OR {_of('client_id')}" for table in OF_CLIENTS},
        **{table: f"{HOUSE} OR {_through(*place)}" for table, place in HANGS_ON.items()},
        **dict.fromkeys(OF_ACCOUNTS, f"{DOOR} OR account_id = {ACCOUNT}"),
        **dict.fromkeys(TOLD, f"{HOUSE} OR account_id = {ACCOUNT}"),
        **OTHERS,
    }


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, shown in _walls().items():
        op.execute(f"CREATE POLICY wall ON {table} USING ({shown}) WITH CHECK ({WRITTEN.get(table, shown)})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    for table in TOLD:
        to_chat = f" OR {ASKER} IN ('house', 'door', 'person') AND account_id IS NULL" if table == "message" else ""
        written = _through("account", "account_id") + to_chat
        op.execute(f"CREATE POLICY told ON {table} FOR INSERT WITH CHECK ({written})")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in TOLD:
        op.execute(f"DROP POLICY told ON {table}")
    for table in _walls():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")
        op.execute(f"DROP POLICY wall ON {table}")
