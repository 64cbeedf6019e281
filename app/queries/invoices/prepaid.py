"""Whether the fee of a client's month is paid: by the invoice that charged it, or recorded before there was one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.terms import Terms
from app.domain.terms.fees import MOST_MONTHS_AHEAD
from app.domain.terms.series import fee_in_yen, fee_months, first_month
from app.domain.worktime import Month
from app.models import Client, PrepaidMonth
from app.queries.invoices import head_of, live_invoice
from app.queries.invoices.payments import paid


def prepaid_month(session: Session, client_id: int, month: Month) -> PrepaidMonth | None:
    """The record that the month's fee came in before any invoice charged it."""
    return session.get(PrepaidMonth, (client_id, month))


def is_fee_paid(session: Session, client_id: int, month: Month, series: Sequence[Terms], today: dt.date) -> bool:
    """Whether nothing is open of the month's base fee; a month without one owes none.

    An invoice counts once nothing of it is open, whatever else is on it.

    Args:
        session: of the database.
        client_id: whose.
        month: covered by the contract.
        series: all of the client's terms.
        today: in Tokyo.
    """
    if fee_in_yen(series, month) == 0 or prepaid_month(session, client_id, month) is not None:
        return True
    charging = _charged_by(series, month)
    row = live_invoice(session, client_id, charging) if charging else None
    if row is None or row.state != "issued":
        return False
    head = head_of(row, session.get_one(Client, client_id))
    return paid(session, [head], today)[row.id].open_yen <= 0


def _charged_by(series: Sequence[Terms], month: Month) -> Month | None:
    """The month whose invoice charges the fee of `month`, where that is made before `month` is over."""
    for earlier in range(1, MOST_MONTHS_AHEAD + 1):
        candidate = month.plus(-earlier)
        if candidate >= first_month(series) and month in fee_months(series, candidate):
            return candidate
    return None
