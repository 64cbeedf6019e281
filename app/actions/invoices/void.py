"""Void an issued invoice: its number stays, and a draft that bills the same entries takes its place.

For what is wrong on the paper, such as a name or an address. What is wrong with hours or money is a credit note.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import HasPayments, InvalidInput, NotIssued
from app.models import BilledEntry, InvoiceRow, InvoiceVoid
from app.models.audit import record
from app.models.registry import Row
from app.queries import invoices as invoices_queries
from app.queries.invoices import crediting as crediting_queries
from app.queries.invoices import obstacles
from app.queries.invoices.obstacles import Obstacle

MOST_REASON_LENGTH = 400


def void_invoice(
    session: Session, *, scope: Scope, public_id: str, reason: str, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    """The public id of the draft that replaces it; voiding it again gives the same.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such invoice.
        InvalidInput: there is no reason, or a long one.
        NotIssued: it is a draft, which can be changed as it is, or a credit note.
        HasPayments: something was paid or taken back; a credit note corrects it.
    """
    scope.require_staff()
    why = checked_reason(reason)
    with transaction(session):
        row = invoices_queries.invoice_row(session, public_id)
        if row.state == "void":
            voiding = crediting_queries.voiding_of(session, scope, row.id)
            assert voiding is not None, "a void invoice names its replacement"
            return voiding.replacement_public_id
        _refuse(session, row)
        row.state = "void"
        session.execute(
            update(BilledEntry)
            .where(BilledEntry.invoice_id == row.id, BilledEntry.reopened_at.is_(None))
            .values(reopened_at=now)
        )
        session.flush()
        draft = _draft_again(session, row, now, new_id)
        session.add(
            InvoiceVoid(
                invoice_id=row.id,
                client_id=row.client_id,
                replacement_id=draft.id,
                reason=why,
                voided_by=scope.account_id,
                voided_at=now,
            )
        )
        record(
            session,
            stream=row.client_id,
            account_id=scope.account_id,
            action="invoice.void",
            subject=f"invoice:{row.public_id}",
            now=now,
            before={"state": "issued", "number": row.number},
            after={"state": "void", "replacement": draft.public_id},
            reason=why,
        )
        return draft.public_id


def checked_reason(reason: str) -> str:
    """The reason without blanks around it.

    Raises:
        InvalidInput: it is empty or too long.
    """
    why = reason.strip()
    if not why:
        raise InvalidInput("reason", "required")
    if len(why) > MOST_REASON_LENGTH:
        raise InvalidInput("reason", "too_long", most=MOST_REASON_LENGTH)
    return why


def _refuse(session: Session, row: InvoiceRow) -> None:
    obstacle = obstacles.of_voiding(session, row.id, kind=row.kind, state=row.state)
    if obstacle is Obstacle.MONEY:
        raise HasPayments("invoice")
    if obstacle is not None:
        raise NotIssued("invoice")


def _draft_again(session: Session, row: InvoiceRow, now: dt.datetime, new_id: Callable[[], str]) -> InvoiceRow:
    """A draft with the same content; number, day and parties come when it is issued."""
    empty = {"number": None, "sequence": None, "issue_date": None, "issued_at": None}
    draft = InvoiceRow(
        **_values(row, "id", "public_id", "state", "series", "parties", "drafted_at", *empty),
        public_id=new_id(),
        state="draft",
        series="",
        parties={},
        drafted_at=now,
    )
    session.add(draft)
    session.flush()
    parts: list[Row] = [*row.lines, *row.taxes, *row.hours]
    session.add_all(type(part)(**_values(part, "invoice_id"), invoice_id=draft.id) for part in parts)
    entries = session.scalars(select(BilledEntry).where(BilledEntry.invoice_id == row.id))
    session.add_all(
        BilledEntry(
            client_id=row.client_id, invoice_id=draft.id, time_entry_id=each.time_entry_id, minutes=each.minutes
        )
        for each in entries
    )
    session.flush()
    return draft


def _values(row: Row, *without: str) -> dict[str, object]:
    columns = inspect(type(row)).column_attrs.keys()
    return {name: getattr(row, name) for name in columns if name not in without}
