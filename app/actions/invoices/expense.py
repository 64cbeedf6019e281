"""Record what was paid for a client, to be charged on with the month's invoice, and take a wrong record back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import AlreadyReversed, InvalidInput, ManyProblems, MonthClosed, Problem
from app.domain.invoicing import TaxCategory
from app.domain.terms.series import terms_for
from app.domain.worktime import Month, work_date
from app.models import ExpenseRow
from app.models.audit import record
from app.queries import clients as clients_queries
from app.queries.invoices import expenses as expenses_queries

MOST_LETTERS, MOST_RECEIPT_LENGTH, MOST_REASON_LENGTH = 100, 40, 400
MOST_PIECES, MOST_YEN = 9_999, 10_000_000


@dataclass(frozen=True, slots=True)
class ExpenseData:
    """Something paid for the client, in yen without tax.

    Attributes:
        public_id: made by whoever sends it; the same id sent twice is stored once.
        description: what it was, as it is to be printed; at most 100 characters.
        unit_price_yen: price of one, 1 to 10,000,000.
        quantity: whole pieces, 1 to 9,999.
        category: which consumption tax it bears.
        paid_on: the day on the receipt, not after today; None where nobody wrote it down.
        receipt_no: the receipt's number; at most 40 characters.
    """

    public_id: str
    description: str
    unit_price_yen: int
    quantity: int = 1
    category: TaxCategory = TaxCategory.STANDARD
    paid_on: dt.date | None = None
    receipt_no: str = ""


def record_expense(
    session: Session, *, scope: Scope, client_public_id: str, month: Month, data: ExpenseData, now: dt.datetime
) -> str:
    """The public id of the expense; the month's invoice charges it at the tax rate of the end of its period.

    One of a closed month comes into the open one, under the day of its own receipt.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such client.
        NoTerms: no contract covers the month.
        MonthClosed: it is closed.
        ManyProblems: each field that cannot be taken.
    """
    scope.require_staff()
    _refuse(data, work_date(now))
    with transaction(session):
        client = clients_queries.client(session, scope, public_id=client_public_id)
        clients_queries.lock_client(session, client.id)
        stored = expenses_queries.expense_if_stored(session, data.public_id)
        if stored is not None:
            if (stored.client_id, stored.month, stored.reverses_id) != (client.id, month, None):
                raise InvalidInput("public_id", "not_a_choice")
            return stored.public_id
        terms_for(clients_queries.series_of(session, client.id), month)
        _refuse_closed(session, client.id, month)
        row = ExpenseRow(
            public_id=data.public_id,
            client_id=client.id,
            month=month,
            description=data.description.strip(),
            quantity=data.quantity,
            unit_price_yen=data.unit_price_yen,
            category=str(data.category),
            paid_on=data.paid_on,
            receipt_no=data.receipt_no.strip(),
            reason="",
            recorded_by=scope.account_id,
            recorded_at=now,
        )
        session.add(row)
        _audit(session, scope, row, "expense.record", now)
        return row.public_id


def take_back_expense(
    session: Session, *, scope: Scope, public_id: str, reason: str, now: dt.datetime, new_id: Callable[[], str]
) -> None:
    """Take an expense's record back by a row that names it; both stay. On an invoice, a credit note takes it back.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such expense.
        AlreadyReversed: it was taken back before, or takes one back itself.
        MonthClosed: the month is closed.
        InvalidInput: there is no reason, or a long one.
    """
    scope.require_staff()
    why = reason.strip()
    if not why or len(why) > MOST_REASON_LENGTH:
        raise InvalidInput("reason", "too_long" if why else "required", **({"most": MOST_REASON_LENGTH} if why else {}))
    with transaction(session):
        found = expenses_queries.expense_row(session, public_id)
        clients_queries.lock_client(session, found.client_id)
        if found.reverses_id is not None or expenses_queries.is_taken_back(session, found.id):
            raise AlreadyReversed("expense")
        _refuse_closed(session, found.client_id, found.month)
        row = ExpenseRow(
            public_id=new_id(),
            client_id=found.client_id,
            month=found.month,
            description=found.description,
            quantity=found.quantity,
            unit_price_yen=found.unit_price_yen,
            category=found.category,
            paid_on=found.paid_on,
            receipt_no=found.receipt_no,
            reverses_id=found.id,
            reason=why,
            recorded_by=scope.account_id,
            recorded_at=now,
        )
        session.add(row)
        _audit(session, scope, row, "expense.reverse", now)


def _refuse(data: ExpenseData, today: dt.date) -> None:
    """Raises what is wrong with each field, all at once."""
    problems: list[Problem] = []
    letters = len(data.description.strip())
    if letters == 0:
        problems.append(Problem("required", "description"))
    if letters > MOST_LETTERS:
        problems.append(Problem("too_long", "description", params={"most": MOST_LETTERS}))
    for field, value, most in (
        ("quantity", data.quantity, MOST_PIECES),
        ("unit_price_yen", data.unit_price_yen, MOST_YEN),
    ):
        if not 1 <= value <= most:
            problems.append(Problem("out_of_range", field, params={"least": 1, "most": most}))
    if data.paid_on is not None and data.paid_on > today:
        problems.append(Problem("receipt_later", "paid_on"))
    if len(data.receipt_no.strip()) > MOST_RECEIPT_LENGTH:
        problems.append(Problem("too_long", "receipt_no", params={"most": MOST_RECEIPT_LENGTH}))
    if problems:
        raise ManyProblems(problems)


def _refuse_closed(session: Session, client_id: int, month: Month) -> None:
    row = clients_queries.month_row(session, client_id, month)
    if row is not None and row.state == "closed":
        raise MonthClosed("month", month=str(month))


def _audit(session: Session, scope: Scope, row: ExpenseRow, action: str, now: dt.datetime) -> None:
    record(
        session,
        stream=row.client_id,
        account_id=scope.account_id,
        action=action,
        subject=f"month:{row.month}",
        now=now,
        after={
            "expense": row.public_id,
            "description": row.description,
            "quantity": row.quantity,
            "unit_price_yen": row.unit_price_yen,
            "category": row.category,
            "paid_on": row.paid_on.isoformat() if row.paid_on else "",
            "receipt_no": row.receipt_no,
        },
        reason=row.reason,
    )
