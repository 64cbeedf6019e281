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


def paid_state(*, owed_yen: int, paid_yen: int, due_date: dt.date, today: dt.date) -> PaidState:
    """How far an invoice is paid.

    Args:
        owed_yen: its total with tax less what credit notes took back, at least 0.
        paid_yen: what came in less what went back.
        due_date: the last day to pay on.
        today: the day in Tokyo.
    """
    if paid_yen > owed_yen:
        return PaidState.OVER
    if paid_yen == owed_yen:
        return PaidState.PAID
    if today > due_date:
        return PaidState.OVERDUE
    return PaidState.PART if paid_yen > 0 else PaidState.OPEN
