"""What the list of invoices says is open is what a payment is held against, and debts are not made less by gifts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pay import PaymentData, record_payment
from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO
from app.models import InvoiceRow
from app.queries.invoices.payments import open_yen
from app.queries.lists import Wanted, rows, summary
from app.queries.lists.sources import INVOICES

if TYPE_CHECKING:
    from tests.worlds import MakeWorld

TODAY = dt.date(2026, 11, 2)


def test_what_is_open_is_said_row_by_row_and_not_added_up(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    bills = [world.close(code).invoice_public_id or "" for code in ("ALPHA", "BETA")]
    told = {"scope": HOUSE, "now": world.clock.now()}
    for bill in bills:
        issue_invoice(world.session, public_id=bill, new_id=world.ids, **told)
    credited = CreditData(amounts={1: 10_000}, reason="値引き")
    credit_invoice(world.session, public_id=bills[0], data=credited, new_id=world.ids, **told)
    for bill, amount_yen in zip(bills, (20_000, 60_000), strict=True):
        data = PaymentData(world.ids(), TODAY, amount_yen, may_exceed=True)
        record_payment(world.session, invoice_public_id=bill, data=data, **told)
    wanted = Wanted(columns=("number", "open", "total"))

    found = {public_id: open_of for public_id, _number, _total, open_of in rows(world.session, HOUSE, INVOICES, wanted)}

    # Each is billed 55,000: less 11,000 credited and 20,000 paid, and less 60,000 paid.
    assert [found[bill] for bill in bills] == [24_000, -5_000]
    stored = {row.public_id: row for row in world.session.scalars(select(InvoiceRow))}
    assert [open_yen(world.session, stored[bill]) for bill in bills] == [24_000, -5_000]
    # 55,000 twice less 11,000; what is open is 24,000 and nobody's 19,000.
    assert summary(world.session, HOUSE, INVOICES, wanted).sums == {"total": 99_000}
