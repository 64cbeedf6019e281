"""What stands in the database: everything, which ids belong to whom, and in which columns people's words are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, or_, select

from app.domain.accounts import HOUSE
from app.domain.askers import THE_HOUSE, Asker
from app.models import Row
from app.queries import assistants as assistants_queries

if TYPE_CHECKING:
    from sqlalchemy import Select, Table

    from app.database import Database
    from tests.walls.companies import Side
    from tests.worlds import World

#: Where words are that people wrote about a company or its assistant, or what was made of them.
PROSE = {
    "account": {"display_name"},
    "assistant": {"name"},
    "client": {"name", "short_name", "address", "contact_name"},
    "credit_note": {"reason"},
    "entry_question": {"question", "answer"},
    "expense": {"description", "reason", "receipt_no"},
    "hours_file": {"filename"},
    "invoice_hours": {"name"},
    "payment": {"note"},
    "sheet_file": {"filename"},
    "task_comment": {"body"},
    "task_file": {"name"},
    "task_manual": {"url"},
    "task": {"name", "department", "detail", "owner", "frequency_text", "tools", "note"},
    "time_entry": {"note"},
}
#: Text that is no one's words: ids, codes, states, what the house says of itself, and what is worded by the program.
WORDED_OTHERWISE = {
    "account": {"public_id", "email", "role", "password_hash", "session_key", "locale"},
    "account_identity": {"issuer", "subject"},
    "account_link": {"public_id", "purpose"},
    "account_session": {
        *("public_id", "account_key", "address", "device", "method", "role", "stage", "token_hash"),
    },
    "account_totp": {"sealed"},
    "assistant": {"public_id", "code", "registration_no"},
    "assistant_leave": {"public_id"},
    "assistant_skill": {"skill"},
    "assistant_terms": {"category"},
    "audit_row": {"action", "subject", "reason", "hash"},
    "calendar_link": {"token_hash"},
    "catalogue_entry": {"function_ja", "name_ja", "name_en", "frequency", "published_time", "law_class"},
    "client": {"public_id", "code", "postal_code", "peppol_id"},
    "client_month": {"state"},
    "contract_terms": {
        *("overage_rounding", "carry_over", "consume", "tax_rounding", "due_shift", "first_month"),
        *("overage_scope", "consent", "bands_weigh", "issue_kind", "notice_kind"),
    },
    "credit_note": {"minutes_go"},
    "entry_question": {"public_id", "outcome"},
    "expense": {"public_id", "category"},
    "hours_file": {"public_id", "sha256"},
    "invoice": {"public_id", "kind", "state", "series", "number", "tax_rounding"},
    "invoice_counter": {"series"},
    "invoice_file": {"format", "sha256"},
    "invoice_line": {"kind", "description", "unit", "category"},
    "invoice_tax": {"category"},
    "invoice_void": {"reason"},
    "issuer": {
        *("name", "registration_no", "postal_code", "address", "contact_name", "contact_email", "bank_lines"),
        *("remarks", "invoice_pattern", "credit_pattern"),
    },
    "job_file": {"filename", "media_type"},
    "job": {"public_id", "kind", "natural_key", "state", "period", "step", "claim"},
    "ledger_row": {"posting_id", "kind", "account", "lot"},
    "left_out": {"reason"},
    "message": {"public_id", "channel", "topic"},
    "notice": {"topic"},
    "notice_choice": {"topic"},
    "passkey": {"public_id", "credential_id", "name", "public_key"},
    "payment": {"public_id"},
    "plan": {"public_id", "state", "status", "solver", "input_hash"},
    "plan_answer": {"kind"},
    "recovery_code": {"code_hash"},
    "saved_filter": {"public_id", "noun", "name"},
    "sheet_file": {"public_id", "sha256"},
    "sign_in_attempt": {"address", "name_hash"},
    "spent_challenge": {"token_hash"},
    "task": {"public_id", "routine", "expertise", "confidentiality", "key_person", "wish"},
    "task_comment": {"public_id"},
    "task_due": {"kind", "shift"},
    "task_file": {"public_id", "purpose", "media_type", "sha256"},
    "task_score": {"treatment"},
    "task_skill": {"skill"},
    "time_entry": {"public_id", "activity", "counting", "rounding_rule", "source"},
    "timer": {"public_id"},
    "top_up_request": {"public_id", "outcome", "reason"},
    "weights_comparison": {"override_reason"},
    "work_item": {"public_id"},
}


def texts() -> set[tuple[str, str]]:
    """(table, column) of every text column there is."""
    return {
        (table.name, column.name)
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
    }


#: What the visit itself leaves behind: who came in, from where and when last.
OF_A_VISIT = {"account_session", "sign_in_attempt"}


def everything(database: Database, asker: Asker = THE_HOUSE) -> dict[str, list[str]]:
    """Every row of every table but of the visits, in the order of its words, as far as the database shows them."""
    with database.session(asker) as session:
        return {
            table.name: sorted(str(tuple(row)) for row in session.execute(_told(table)))
            for table in Row.metadata.sorted_tables
            if table.name not in OF_A_VISIT
        }


def _told(table: Table) -> Select[Any]:
    rows = select(table)
    return rows.where(table.c.action.not_like("account.sign_%")) if table.name == "audit_row" else rows


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, list[str]]:
    """Table -> rows that are not in both."""
    found = {name: sorted(set(before[name]) ^ set(after[name])) for name in before}
    return {name: rows for name, rows in found.items() if rows}


def unmarked(database: Database, side: Side) -> set[tuple[str, str]]:
    """Columns of people's words in which no row carries the side's mark."""
    tables = Row.metadata.tables
    with database.session() as session:
        return {
            (name, column)
            for name, columns in PROSE.items()
            for column in columns
            if not any(side.mark in str(text) for text in session.scalars(select(tables[name].c[column])))
        }


def _people(owner: dict[str, int]) -> Select[Any]:
    account = Row.metadata.tables["account"]
    return select(account.c.id).where(or_(*(account.c[column] == value for column, value in owner.items())))


def ids_of(world: World, side: Side) -> list[str]:
    """The public ids of every row that belongs to the side, and of what its people sign in with."""
    people = {each.code: each for each in assistants_queries.assistants(world.session, HOUSE)}
    owner = {"client_id": world.client_id(side.client), "assistant_id": people[side.assistant].id}
    found = [world.clients[side.client], world.assistants[side.assistant]]
    with world.database.session() as session:
        for table in Row.metadata.sorted_tables:
            if "public_id" in table.columns:
                for column in owner.keys() & table.columns.keys():
                    found += session.scalars(select(table.c.public_id).where(table.c[column] == owner[column]))
                if "account_id" in table.columns:
                    found += session.scalars(select(table.c.public_id).where(table.c.account_id.in_(_people(owner))))
    world.session.rollback()
    return list(dict.fromkeys(found))
