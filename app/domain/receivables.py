"""Who still owes how much, and for how long it has been due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.journals import Payment, Sale

#: Last day of each bucket, in days after the due date; the last bucket is open.
STEPS_DAYS = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Owed:
    """What a client owes, in yen by age; `credit_yen` is what was given back or paid and has no invoice to stand
    against.

    Attributes:
        client_code: the client's code.
        client_name: its legal name.
        by_age_yen: not due yet, 1 to 30 days late, 31 to 60, 61 to 90, more than 90.
        credit_yen: at least 0.
    """

    client_code: str
    client_name: str
    by_age_yen: tuple[int, ...]
    credit_yen: int

    @property
    def total_yen(self) -> int:
        """All of it, less the credit."""
        return sum(self.by_age_yen) - self.credit_yen


def ageing(sales: Iterable[Sale], payments: Iterable[Payment], on: dt.date) -> tuple[Owed, ...]:
    """What each client owes on a day, by code; clients who owe nothing and have no credit are left out.

    A credit note and a payment stand against the invoice they name; what is above it is credit. Things that happen
    after `on` do not count.

    Args:
        sales: every invoice and credit note that may be open.
        payments: every payment for them.
        on: the day asked about.
    """
    invoices: dict[str, Sale] = {}
    open_yen: dict[str, int] = {}
    names: dict[str, str] = {}
    credit_yen: dict[str, int] = {}
    against: list[tuple[str, str, int]] = []
    for sale in sales:
        if sale.issue_date > on:
            continue
        names[sale.client_code] = sale.client_name
        if sale.is_return:
            against.append((sale.client_code, sale.original_number, sale.total_yen))
        else:
            invoices[sale.number], open_yen[sale.number] = sale, sale.total_yen
    for payment in payments:
        if payment.paid_on <= on:
            names.setdefault(payment.client_code, payment.client_name)
            against.append((payment.client_code, payment.invoice_number, payment.amount_yen))
    for code, number, amount_yen in against:
        if number in open_yen:
            open_yen[number] -= amount_yen
        else:
            credit_yen[code] = credit_yen.get(code, 0) + amount_yen
    for number, left_yen in open_yen.items():
        code = invoices[number].client_code
        credit_yen[code] = credit_yen.get(code, 0) + max(0, -left_yen)
    buckets = {code: [0] * (len(STEPS_DAYS) + 1) for code in names}
    for number, left_yen in open_yen.items():
        buckets[invoices[number].client_code][_bucket(invoices[number], on)] += max(0, left_yen)
    return tuple(
        Owed(code, names[code], tuple(buckets[code]), credit_yen.get(code, 0))
        for code in sorted(names)
        if any(buckets[code]) or credit_yen.get(code, 0)
    )


def _bucket(sale: Sale, on: dt.date) -> int:
    late_days = (on - sale.due_date).days if sale.due_date else 0
    return next((place for place, most in enumerate(STEPS_DAYS) if late_days <= most), len(STEPS_DAYS))
