"""The invoice of the design, a credit note for part of it and its payment, as the books take them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable

from app.domain.documents import DocumentKind
from app.domain.invoicing import TaxCategory, TaxGroup
from app.domain.journals import Payment, Sale

CLIENT = {"client_code": "AOZORA", "client_name": "株式会社アオゾラ設計室"}
INVOICE = Sale(
    kind=DocumentKind.INVOICE,
    number="INV-2026-0143",
    booked_on=dt.date(2026, 10, 31),
    issue_date=dt.date(2026, 11, 5),
    due_date=dt.date(2026, 11, 30),
    tax_groups=(
        TaxGroup(10, TaxCategory.STANDARD, 101_260, 10_126),
        TaxGroup(8, TaxCategory.REDUCED, 2_480, 198),
    ),
    **CLIENT,
)
CREDIT_NOTE = Sale(
    kind=DocumentKind.CREDIT_NOTE,
    number="CN-2026-0007",
    booked_on=dt.date(2026, 12, 3),
    issue_date=dt.date(2026, 12, 3),
    due_date=None,
    tax_groups=(TaxGroup(10, TaxCategory.STANDARD, 1_260, 126),),
    original_number="INV-2026-0143",
    **CLIENT,
)
PAYMENT = Payment(invoice_number="INV-2026-0143", paid_on=dt.date(2026, 11, 30), amount_yen=114_064, **CLIENT)
BOOKS = (INVOICE, CREDIT_NOTE, PAYMENT)


def rows_of(pieces: Iterable[bytes], encoding: str = "utf-8-sig") -> list[list[str]]:
    """The cells of a CSV file."""
    return list(csv.reader(io.StringIO(b"".join(pieces).decode(encoding), newline="")))
