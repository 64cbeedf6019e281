"""Record what was paid for an invoice, and take a wrong record back; rows are only added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import InvalidInput, ManyProblems, NotIssued, PaymentRefunded, PaymentReversed, Problem
from app.domain.texts import require_plain
from app.domain.worktime import work_date
from app.models import InvoiceRow, Payment
from app.models.audit import record
from app.queries import invoices as invoices_queries
from app.queries.invoices import payments as payments_queries

MOST_YEN = 1_000_000_000
MOST_NOTE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class PaymentData:
    """Money that moved.

    Attributes:
        public_id: made by whoever sends it; the same id sent twice is stored once.
        paid_on: the day, not later than today.
        amount_yen: what came in; negative for what went back.
        note: such as the name of the account it came from.
        may_exceed: whether more than is open is meant; else it is taken for a slip, or for a payment recorded twice.
    """

    public_id: str
    paid_on: dt.date
    amount_yen: int
    note: str = ""
    may_exceed: bool = False


def record_payment(
    session: Session, *, scope: Scope, invoice_public_id: str, data: PaymentData, now: dt.datetime
) -> str:
    """The public id of the payment. More than is open is stored where that is meant: it came in, and can go back.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such invoice.
        NotIssued: it is a draft, void or a credit note.
        ManyProblems: each field that cannot be taken.
        InvalidInput: more goes back than came in, or more came in than is open and that is not said to be meant.
    """
    scope.require_staff()
    _refuse(data, work_date(now))
    with transaction(session):
        row = _locked(session, invoice_public_id)
        if _is_stored(session, row, data.public_id):
            return data.public_id
        if payments_queries.paid_yen(session, row.id) + data.amount_yen < 0:
            raise InvalidInput("amount_yen", "refund_above_paid", most=payments_queries.paid_yen(session, row.id))
        open_yen = max(0, payments_queries.open_yen(session, row))
        if data.amount_yen > open_yen and not data.may_exceed:
            raise InvalidInput("amount_yen", "paid_above_open", most=open_yen)
        _add(session, scope, row, data, None, now)
        return data.public_id


def pay_rest(
    session: Session, *, scope: Scope, invoice_public_id: str, now: dt.datetime, new_id: Callable[[], str]
) -> None:
    """What is open of the invoice came in today.

    What is open is looked at behind the invoice's lock: of two who note the same payment the second finds nothing open,
    and so does a job that is done again.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such invoice.
        NotIssued: it is a draft, void or a credit note.
        InvalidInput: nothing is open.
        ManyProblems: what is open is more than one payment may be.
    """
    scope.require_staff()
    with transaction(session):
        row = _locked(session, invoice_public_id)
        open_yen = payments_queries.open_yen(session, row)
        if open_yen <= 0:
            raise InvalidInput("invoice", "nothing_open")
        data = PaymentData(new_id(), work_date(now), open_yen)
        _refuse(data, data.paid_on)
        _add(session, scope, row, data, None, now)


def reverse_payment(
    session: Session, *, scope: Scope, public_id: str, now: dt.datetime, new_id: Callable[[], str], reason: str = ""
) -> None:
    """Take a payment's record back by a counter row; both stay.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such payment.
        PaymentReversed: it was taken back before, or takes one back itself.
        PaymentRefunded: money of it went back; with the payment gone, more would have gone back than came in.
        InvalidInput: the reason is too long, or holds a control character.
    """
    scope.require_staff()
    if len(reason.strip()) > MOST_NOTE_LENGTH:
        raise InvalidInput("reason", "too_long", most=MOST_NOTE_LENGTH)
    require_plain("reason", reason)
    with transaction(session):
        found = payments_queries.payment_row(session, public_id)
        row = session.get_one(InvoiceRow, found.invoice_id)
        invoices_queries.invoice_row(session, row.public_id)
        if found.reverses_id is not None or payments_queries.is_reversed(session, found.id):
            raise PaymentReversed("payment")
        if found.amount_yen > 0 and payments_queries.paid_yen(session, row.id) < found.amount_yen:
            raise PaymentRefunded("payment")
        counter = PaymentData(new_id(), work_date(now), -found.amount_yen, reason.strip())
        _add(session, scope, row, counter, found.id, now)


def _locked(session: Session, invoice_public_id: str) -> InvoiceRow:
    """The row of an invoice that can be paid: nobody else moves its money until the transaction ends."""
    row = invoices_queries.invoice_row(session, invoice_public_id)
    if row.state != "issued" or row.kind != "invoice":
        raise NotIssued("invoice")
    return row


def _is_stored(session: Session, row: InvoiceRow, payment_id: str) -> bool:
    stored = payments_queries.payment_if_stored(session, payment_id)
    if stored is not None and stored.invoice_id != row.id:
        raise InvalidInput("public_id", "not_a_choice")
    return stored is not None


def _refuse(data: PaymentData, today: dt.date) -> None:
    problems: list[Problem] = []
    if data.amount_yen == 0 or abs(data.amount_yen) > MOST_YEN:
        problems.append(Problem("out_of_range", "amount_yen", params={"least": 1, "most": MOST_YEN}))
    if data.paid_on > today:
        problems.append(Problem("paid_later", "paid_on"))
    if len(data.note.strip()) > MOST_NOTE_LENGTH:
        problems.append(Problem("too_long", "note", params={"most": MOST_NOTE_LENGTH}))
    if problems:
        raise ManyProblems(problems)


def _add(
    session: Session, scope: Scope, row: InvoiceRow, data: PaymentData, reverses_id: int | None, now: dt.datetime
) -> None:
    session.add(
        Payment(
            public_id=data.public_id,
            client_id=row.client_id,
            invoice_id=row.id,
            paid_on=data.paid_on,
            amount_yen=data.amount_yen,
            note=data.note.strip(),
            reverses_id=reverses_id,
            recorded_by=scope.account_id,
            recorded_at=now,
        )
    )
    record(
        session,
        stream=row.client_id,
        account_id=scope.account_id,
        action="payment.reverse" if reverses_id else "payment.record",
        subject=f"invoice:{row.public_id}",
        now=now,
        after={"payment": data.public_id, "paid_on": data.paid_on.isoformat(), "amount_yen": data.amount_yen},
        reason=data.note.strip(),
    )
