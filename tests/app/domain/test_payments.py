"""How far an invoice is paid."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.payments import PaidState, paid_state

DUE = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("owed_yen", "paid_yen", "day", "state"),
    [
        (55_825, 0, DUE, PaidState.OPEN),
        (55_825, 1, DUE, PaidState.PART),
        (55_825, 55_825, DUE, PaidState.PAID),
        (55_825, 55_826, DUE, PaidState.OVER),
        (55_825, 55_824, DUE + dt.timedelta(days=1), PaidState.OVERDUE),
        (55_825, 55_825, DUE + dt.timedelta(days=1), PaidState.PAID),
        # Taken back as a whole: nothing is owed.
        (0, 0, DUE + dt.timedelta(days=1), PaidState.PAID),
    ],
)
def test_an_invoice_is_open_paid_in_part_paid_or_overdue(
    owed_yen: int, paid_yen: int, day: dt.date, state: PaidState
) -> None:
    assert paid_state(owed_yen=owed_yen, paid_yen=paid_yen, due_date=DUE, today=day) is state
