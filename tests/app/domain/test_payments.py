"""How far an invoice is paid."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.payments import PaidState, paid_state

DUE = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("credited_yen", "paid_yen", "day", "state"),
    [
        (0, 0, DUE, PaidState.OPEN),
        (0, 1, DUE, PaidState.PART),
        (0, 55_825, DUE, PaidState.PAID),
        (0, 55_826, DUE, PaidState.OVER),
        (0, 55_824, DUE + dt.timedelta(days=1), PaidState.OVERDUE),
        (0, 55_825, DUE + dt.timedelta(days=1), PaidState.PAID),
        # In part: 55,825 - 825 is owed.
        (825, 54_999, DUE, PaidState.PART),
        (825, 55_000, DUE, PaidState.PAID),
        # As a whole: nothing is owed, nobody paid; what came in before is to go back.
        (55_825, 0, DUE + dt.timedelta(days=1), PaidState.CREDITED),
        (55_825, 1, DUE, PaidState.OVER),
    ],
)
def test_an_invoice_is_open_paid_in_part_paid_or_overdue(
    credited_yen: int, paid_yen: int, day: dt.date, state: PaidState
) -> None:
    told = {"billed_yen": 55_825, "credited_yen": credited_yen, "paid_yen": paid_yen}
    assert paid_state(**told, due_date=DUE, today=day) is state


def test_an_invoice_of_nothing_is_paid_as_it_is() -> None:
    assert paid_state(billed_yen=0, credited_yen=0, paid_yen=0, due_date=DUE, today=DUE) is PaidState.PAID
