"""What was paid for a client: charged with the month, once, until the month is closed; on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.actions.invoices.close import close_client_month
from app.actions.invoices.expense import ExpenseData, record_expense, take_back_expense
from app.database import transaction
from app.domain import errors
from app.domain.accounts import HOUSE
from app.domain.invoicing import LineKind, TaxCategory
from app.domain.worktime import TOKYO
from app.queries import invoices as invoices_queries
from app.queries.check import check
from app.queries.invoices.expenses import expenses
from tests.worlds import NOVEMBER, OCTOBER, SEPTEMBER

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

LATE = (
    "INSERT INTO expense (public_id, client_id, month, description, quantity, unit_price_yen, category, reason,"
    " recorded_at) SELECT 'late', client_id, month, 'x', 1, 1, 'standard', '', recorded_at FROM expense"
)
TEA = ExpenseData("tea", "会議のお茶代", 2_160, 2, TaxCategory.REDUCED)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """October is over; ALPHA's package costs ¥50,000."""
    return make_world().with_plan().at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))


def spend(world: World, data: ExpenseData = TEA, month: object = OCTOBER) -> str:
    return record_expense(
        world.session,
        scope=HOUSE,
        client_public_id=world.clients["ALPHA"],
        month=month,  # type: ignore[arg-type]
        data=data,
        now=world.clock.now(),
    )


def take_back(world: World, public_id: str, reason: str = "別の会社の分") -> None:
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    take_back_expense(world.session, public_id=public_id, reason=reason, **told)


def close(world: World) -> invoices_queries.InvoiceView:
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    closed = close_client_month(world.session, client_public_id=world.clients["ALPHA"], month=OCTOBER, **told)
    return invoices_queries.invoice(world.session, HOUSE, public_id=closed.invoice_public_id)


def run(world: World, statement: str) -> None:
    world.session.rollback()
    with transaction(world.session):
        world.session.execute(text(statement))


def test_the_month_charges_it_at_its_own_rate(world: World) -> None:
    spend(world)

    bill = close(world)

    assert [(line.kind, line.text, line.quantity, line.amount_yen) for line in bill.lines[1:]] == [
        (LineKind.EXPENSE, "会議のお茶代", 2, 4_320)
    ]
    # ¥50,000: 5,000. ¥4,320 of food: 345.6.
    assert [(group.rate_pct, group.tax_yen) for group in bill.tax_groups] == [(10, 5_000), (8, 345)]
    assert list(check(world.session)) == []


def test_sent_twice_it_is_charged_once(world: World) -> None:
    assert spend(world) == spend(world)

    assert [each.amount_yen for each in expenses(world.session, HOUSE, OCTOBER)] == [4_320]
    with pytest.raises(errors.InvalidInput):
        spend(world, month=NOVEMBER)


def test_taken_back_it_is_not_charged_and_both_rows_stay(world: World) -> None:
    public_id = spend(world)

    take_back(world, public_id)

    assert len(close(world).lines) == 1
    assert world.session.scalar(text("SELECT count(*) FROM expense")) == 2
    assert list(check(world.session)) == []


def test_it_is_taken_back_once_with_a_reason_and_before_the_close(world: World) -> None:
    public_id = spend(world)
    with pytest.raises(errors.InvalidInput):
        take_back(world, public_id, " ")
    other = spend(world, replace(TEA, public_id="other"))
    take_back(world, other)
    with pytest.raises(errors.AlreadyReversed):
        take_back(world, other)
    close(world)

    with pytest.raises(errors.MonthClosed):
        take_back(world, public_id)
    with pytest.raises(errors.MonthClosed):
        spend(world, replace(TEA, public_id="late"))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_everything_wrong_is_said_at_once(world: World) -> None:
    with pytest.raises(errors.ManyProblems) as refused:
        spend(world, ExpenseData("x", " ", 0, 10_000))

    assert [each.field for each in refused.value.problems()] == ["description", "quantity", "unit_price_yen"]
    with pytest.raises(errors.NoTerms):
        spend(world, month=SEPTEMBER)


@pytest.mark.parametrize(
    ("statement", "wall"),
    [
        ("UPDATE expense SET quantity = 3", "only_added"),
        ("DELETE FROM expense", "only_added"),
        (LATE, "month_closed"),
    ],
)
def test_the_database_itself_keeps_it(world: World, statement: str, wall: str) -> None:
    spend(world)
    close(world)

    with pytest.raises(DBAPIError, match=wall):
        run(world, statement)


def test_an_invoice_without_a_recorded_expense_is_found(world: World) -> None:
    spend(world)
    bill = close(world)
    run(world, f"UPDATE invoice_line SET description = 'お菓子' WHERE kind = 'expense' AND invoice_id = {bill.head.id}")

    assert [each.code for each in check(world.session)] == ["invoice_charges"]
