"""How far an issued invoice is paid: derived from its payments, its credit notes and the day."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum


class PaidState(StrEnum):
    """How far an invoice is paid."""

    OPEN = "open"
    PART = "part"
    PAID = "paid"
    OVERDUE = "overdue"
    """Not paid in whole after its due day."""
    OVER = "over"
    """More came in than is owed."""
    CREDITED = "credited"
    """Credit notes took back all that was billed, and nothing came in that would have to go back."""


def paid_state(*, billed_yen: int, credited_yen: int, paid_yen: int, due_date: dt.date, today: dt.date) -> PaidState:
    """How far an invoice is paid.

    Args:
        billed_yen: its total with tax.
        credited_yen: what credit notes took back of it, 0 to all of it.
        paid_yen: what came in less what went back.
        due_date: the last day to pay on.
        today: the day in Tokyo.
    """
    owed_yen = billed_yen - credited_yen
    if paid_yen > owed_yen:
        return PaidState.OVER
    if is_credited(billed_yen, credited_yen):
        return PaidState.CREDITED
    if paid_yen == owed_yen:
        return PaidState.PAID
    if today > due_date:
        return PaidState.OVERDUE
    return PaidState.PART if paid_yen > 0 else PaidState.OPEN


def is_credited(billed_yen: int, credited_yen: int) -> bool:
    """Whether credit notes took back all that was billed, with tax; an invoice of nothing has nothing to take back."""
    return 0 < billed_yen <= credited_yen
