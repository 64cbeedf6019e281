"""What a person may make of an account and of a job on PostgreSQL, no matter what a page lets through.

Until now somebody could make their own account one of the house, take out those of others that no row names, give a job
they had asked for another client, and have one run as the house or as somebody else.
"""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

DOOR = "(SELECT current_setting('ennoshita.asker', true)) IN ('house', 'door')"
PERSON = "(SELECT current_setting('ennoshita.asker', true)) = 'person'"
CLIENTS = "(SELECT string_to_array(nullif(current_setting('ennoshita.clients', true), ''), ','))::integer[]"
ACCOUNT = "(SELECT nullif(current_setting('ennoshita.account', true), '')::integer)"
ASSISTANT = "(SELECT nullif(current_setting('ennoshita.assistant', true), '')::integer)"
OWN_CLIENT = f"client_id = ANY ({CLIENTS})"
#: Table -> when a row may be written: as it was, and as it is.
WRITTEN = {
    "account": (
        f"{DOOR} OR id = {ACCOUNT} OR {OWN_CLIENT}",
        # One's own alone, and as what one is: the tables see to it that the role follows from the two.
        f"{DOOR} OR id = {ACCOUNT} AND (assistant_id = {ASSISTANT} OR {ASSISTANT} IS NULL AND {OWN_CLIENT})",
    ),
    "job": (
        f"{DOOR} OR {OWN_CLIENT} OR asked_by = {ACCOUNT} OR {PERSON} AND client_id IS NULL AND kind = 'send'",
        # A job runs as whoever asked for it, and as the house where that is nobody: only what sends may be nobody's.
        (
            f"{DOOR} OR (client_id IS NULL OR {OWN_CLIENT})"
            f" AND (asked_by = {ACCOUNT} OR {PERSON} AND asked_by IS NULL AND kind = 'send')"
        ),
    ),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, (_before, now) in WRITTEN.items():
            op.execute(f"ALTER POLICY wall ON {table} WITH CHECK ({now})")
        # Of what a person is shown, staff and colleagues among it, they take nobody out.
        op.execute(f"CREATE POLICY gone ON account AS RESTRICTIVE FOR DELETE USING ({DOOR})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, (before, _now) in WRITTEN.items():
            op.execute(f"ALTER POLICY wall ON {table} WITH CHECK ({before})")
        op.execute("DROP POLICY gone ON account")
