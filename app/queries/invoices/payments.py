"""Payments of invoices, and how far each invoice is paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, null, select, union_all
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.domain.payments import PaidState, is_credited, paid_state
from app.models import AccountRow, CreditNote, InvoiceRow, Payment
from app.queries.invoices import InvoiceHead
from app.queries.scope import own_client

_CREDIT = aliased(InvoiceRow)
_CAME = select(func.coalesce(func.sum(Payment.amount_yen), 0)).where(Payment.invoice_id == InvoiceRow.id)
_TAKEN = (
    select(func.coalesce(func.sum(_CREDIT.total_yen), 0))
    .join(CreditNote, CreditNote.invoice_id == _CREDIT.id)
    .where(CreditNote.credits_id == InvoiceRow.id)
)
#: What is still to be paid of the invoice of a row, with tax; below 0 where too much came in.
OPEN_YEN = InvoiceRow.total_yen + _TAKEN.scalar_subquery() - _CAME.scalar_subquery()


@dataclass(frozen=True, slots=True)
class PaymentView:
    """Money that came in (positive) or went back; `is_reversed` marks a row a counter row takes back."""

    public_id: str
    paid_on: dt.date
    amount_yen: int
    note: str
    is_reversed: bool
    is_reversal: bool
    recorded_by: str | None
    recorded_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Paid:
    """How far an invoice is paid: what was billed, credited and came in, with tax; the state; when money last moved."""

    billed_yen: int
    credited_yen: int
    paid_yen: int
    state: PaidState
    last_on: dt.date | None

    @property
    def owed_yen(self) -> int:
        """What is to be paid in all, after credit notes."""
        return self.billed_yen - self.credited_yen

    @property
    def is_credited(self) -> bool:
        """Whether all that was billed was taken back, whatever came in before."""
        return is_credited(self.billed_yen, self.credited_yen)

    @property
    def open_yen(self) -> int:
        """What is still to be paid; negative where too much came in."""
        return self.owed_yen - self.paid_yen


def payments(session: Session, scope: Scope, invoice_id: int) -> list[PaymentView]:
    """The payments of an invoice, in the order they were recorded."""
    counter = aliased(Payment)
    rows = session.execute(
        select(
            Payment.public_id,
            Payment.paid_on,
            Payment.amount_yen,
            Payment.note,
            counter.id.is_not(None),
            Payment.reverses_id.is_not(None),
            AccountRow.display_name,
            Payment.recorded_at,
        )
        .outerjoin(counter, counter.reverses_id == Payment.id)
        .outerjoin(AccountRow, AccountRow.id == Payment.recorded_by)
        .where(Payment.invoice_id == invoice_id, own_client(scope, Payment.client_id))
        .order_by(Payment.id)
    )
    return [PaymentView(*found) for found in rows]


def paid(session: Session, heads: Iterable[InvoiceHead], today: dt.date) -> dict[int, Paid]:
    """Invoice id -> how far it is paid, for issued invoices; drafts, void invoices and credit notes are left out."""
    issued = {head.id: head for head in heads if head.state == "issued" and head.kind == "invoice"}
    came, taken = _moved(session, list(issued)) if issued else ({}, {})
    found = {}
    for invoice_id, head in issued.items():
        paid_yen, last_on = came.get(invoice_id, (0, None))
        yen = {"billed_yen": head.total_yen, "credited_yen": -taken.get(invoice_id, 0), "paid_yen": paid_yen}
        state = paid_state(**yen, due_date=head.due_date, today=today)
        found[invoice_id] = Paid(**yen, state=state, last_on=last_on)
    return found


def payment_row(session: Session, public_id: str) -> Payment:
    """The row of one payment.

    Raises:
        NotFound: there is none.
    """
    row = session.scalar(select(Payment).where(Payment.public_id == public_id))
    if row is None:
        raise NotFound("payment")
    return row


def payment_if_stored(session: Session, public_id: str) -> Payment | None:
    """The row stored under this sender's id."""
    return session.scalar(select(Payment).where(Payment.public_id == public_id))


def is_reversed(session: Session, payment_id: int) -> bool:
    """Whether a counter row takes the payment back."""
    return session.scalar(select(Payment.id).where(Payment.reverses_id == payment_id)) is not None


def paid_yen(session: Session, invoice_id: int) -> int:
    """What came in for an invoice less what went back."""
    return _moved(session, [invoice_id])[0].get(invoice_id, (0, None))[0]


def open_yen(session: Session, row: InvoiceRow) -> int:
    """What is still to be paid of an issued invoice, with tax; lock it before deciding on it."""
    return int(session.scalars(select(OPEN_YEN).where(InvoiceRow.id == row.id)).one())


def has_payments(session: Session, invoice_id: int) -> bool:
    """Whether a payment names the invoice, taken back or not."""
    return session.scalar(select(Payment.id).where(Payment.invoice_id == invoice_id).limit(1)) is not None


def has_credits(session: Session, invoice_id: int) -> bool:
    """Whether a credit note takes back from the invoice."""
    return session.scalar(select(CreditNote.invoice_id).where(CreditNote.credits_id == invoice_id).limit(1)) is not None


def _moved(session: Session, ids: list[int]) -> tuple[dict[int, tuple[int, dt.date | None]], dict[int, int]]:
    """Invoice id -> what came in for it and when last; invoice id -> what credit notes took back. One statement."""
    came_in = (
        select(Payment.invoice_id, func.sum(Payment.amount_yen), func.max(Payment.paid_on), literal(value=False))
        .where(Payment.invoice_id.in_(ids))
        .group_by(Payment.invoice_id)
    )
    taken_back = (
        select(CreditNote.credits_id, func.sum(InvoiceRow.total_yen), null(), literal(value=True))
        .join(InvoiceRow, InvoiceRow.id == CreditNote.invoice_id)
        .where(CreditNote.credits_id.in_(ids))
        .group_by(CreditNote.credits_id)
    )
    came: dict[int, tuple[int, dt.date | None]] = {}
    taken: dict[int, int] = {}
    rows: Iterable[Any] = session.execute(union_all(came_in, taken_back))
    for invoice_id, total_yen, last_on, is_taken in rows:
        if is_taken:
            taken[invoice_id] = int(total_yen)
        else:
            came[invoice_id] = (int(total_yen), last_on)
    return came, taken
