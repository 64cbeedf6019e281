"""Expenses of a month that its invoice charges on: reads for the close, the checks and their page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.domain.invoicing import Expense, TaxCategory
from app.domain.worktime import Month
from app.models import ExpenseRow
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
    """An expense that counts, as its list shows it; yen without tax."""

    public_id: str
    client_id: int
    month: Month
    description: str
    quantity: int
    unit_price_yen: int
    category: TaxCategory

    @property
    def amount_yen(self) -> int:
        """Without tax."""
        return self.quantity * self.unit_price_yen


def charged_on(session: Session, ids: Collection[int], month: Month) -> dict[int, tuple[Expense, ...]]:
    """Client id -> its expenses of the month in the order they were recorded; clients without any are left out."""
    found: dict[int, list[Expense]] = {}
    for row in session.scalars(_COUNTING.where(ExpenseRow.client_id.in_(list(ids)), ExpenseRow.month == month)):
        expense = Expense(row.description, row.quantity, row.unit_price_yen, TaxCategory(row.category))
        found.setdefault(row.client_id, []).append(expense)
    return {client_id: tuple(each) for client_id, each in found.items()}


def expenses(session: Session, scope: Scope, month: Month, *, client_id: int | None = None) -> list[ExpenseView]:
    """The expenses of a month, or of one client's, in the order they were recorded.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    wanted = _COUNTING.where(own_client(scope, ExpenseRow.client_id), ExpenseRow.month == month)
    if client_id is not None:
        wanted = wanted.where(ExpenseRow.client_id == client_id)
    return [_view(row) for row in session.scalars(wanted)]


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


def _view(row: ExpenseRow) -> ExpenseView:
    return ExpenseView(
        row.public_id,
        row.client_id,
        row.month,
        row.description,
        row.quantity,
        row.unit_price_yen,
        TaxCategory(row.category),
    )
