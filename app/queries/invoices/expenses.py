"""Expenses of a month that its invoice charges on: reads for the close, the checks and their page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.domain.invoicing import Expense, TaxCategory, expense_text
from app.domain.worktime import Month
from app.models import ExpenseRow
from app.queries import clients as clients_queries
from app.queries.scope import own_client

_later = aliased(ExpenseRow)
#: Those that no other row takes back; put together once, for every close asks for it.
_COUNTING = (
    select(ExpenseRow)
    .where(ExpenseRow.reverses_id.is_(None), ~select(_later.id).where(_later.reverses_id == ExpenseRow.id).exists())
    .order_by(ExpenseRow.id)
)


@dataclass(frozen=True, slots=True)
class ExpenseView:
    """An expense as its list shows it; yen without tax.

    Attributes:
        public_id: names it.
        client_id: whom it was paid for.
        month: whose invoice charges it.
        description: what it was.
        quantity: whole pieces.
        unit_price_yen: of one.
        category: its consumption tax.
        paid_on: the day on the receipt; None where nobody wrote it down.
        receipt_no: of the receipt, or empty.
        taken_back: why it does not count; None where it does.
    """

    public_id: str
    client_id: int
    month: Month
    description: str
    quantity: int
    unit_price_yen: int
    category: TaxCategory
    paid_on: dt.date | None = None
    receipt_no: str = ""
    taken_back: str | None = None

    @property
    def amount_yen(self) -> int:
        """Without tax."""
        return self.quantity * self.unit_price_yen


def charged_on(session: Session, ids: Collection[int], month: Month) -> dict[int, tuple[Expense, ...]]:
    """Client id -> its expenses of the month in the order they were recorded; clients without any are left out."""
    found: dict[int, list[Expense]] = {}
    for row in session.scalars(_COUNTING.where(ExpenseRow.client_id.in_(list(ids)), ExpenseRow.month == month)):
        text = expense_text(row.description, row.paid_on, row.receipt_no)
        expense = Expense(text, row.quantity, row.unit_price_yen, TaxCategory(row.category))
        found.setdefault(row.client_id, []).append(expense)
    return {client_id: tuple(each) for client_id, each in found.items()}


def expenses(
    session: Session, scope: Scope, month: Month, *, client_id: int | None = None, counting: bool = True
) -> list[ExpenseView]:
    """The expenses of a month in the scope, or of one client's, in the order they were recorded; none for assistants.

    Args:
        session: of the database.
        scope: who asks.
        month: whose invoice charges them.
        client_id: of one client alone.
        counting: leaves out those that were taken back.
    """
    wanted = _listed().where(own_client(scope, ExpenseRow.client_id), ExpenseRow.month == month)
    if client_id is not None:
        wanted = wanted.where(ExpenseRow.client_id == client_id)
    if counting:
        wanted = wanted.where(_later.id.is_(None))
    return [_view(row, reason) for row, reason in session.execute(wanted)]


def expense(session: Session, scope: Scope, public_id: str) -> ExpenseView:
    """One expense.

    Raises:
        NotFound: there is none in the scope, or it is a row that takes one back.
    """
    wanted = _listed().where(own_client(scope, ExpenseRow.client_id), ExpenseRow.public_id == public_id)
    found = session.execute(wanted).first()
    if found is None:
        raise NotFound("expense")
    return _view(*found)


def charging_month(session: Session, client_id: int, month: Month) -> Month:
    """The month that can still charge what belongs to `month`: itself, or the open one where it is closed."""
    row = clients_queries.month_row(session, client_id, month)
    last = clients_queries.last_closed_month(session, client_id)
    return last.next() if last is not None and row is not None and row.state == "closed" else month


def expense_row(session: Session, public_id: str) -> ExpenseRow:
    """The row of an expense.

    Raises:
        NotFound: there is none.
    """
    row = session.scalar(select(ExpenseRow).where(ExpenseRow.public_id == public_id))
    if row is None:
        raise NotFound("expense")
    return row


def expense_if_stored(session: Session, public_id: str) -> ExpenseRow | None:
    """The row of an expense, if it is there."""
    return session.scalar(select(ExpenseRow).where(ExpenseRow.public_id == public_id))


def is_taken_back(session: Session, expense_id: int) -> bool:
    """Whether another row takes the expense back."""
    return session.scalar(select(ExpenseRow.id).where(ExpenseRow.reverses_id == expense_id)) is not None


def _listed() -> Select[ExpenseRow, str]:
    """Every expense beside the reason it was taken back for."""
    return (
        select(ExpenseRow, _later.reason)
        .outerjoin(_later, _later.reverses_id == ExpenseRow.id)
        .where(ExpenseRow.reverses_id.is_(None))
        .order_by(ExpenseRow.id)
    )


def _view(row: ExpenseRow, taken_back: str | None) -> ExpenseView:
    return ExpenseView(
        row.public_id,
        row.client_id,
        row.month,
        row.description,
        row.quantity,
        row.unit_price_yen,
        TaxCategory(row.category),
        row.paid_on,
        row.receipt_no,
        taken_back,
    )
