"""The credit note of two expenses of INV-2026-0143, for tests to start from."""

from __future__ import annotations

import dataclasses
import datetime as dt

from app.adapters.pdf import InvoiceDocument
from app.domain.documents import DocumentKind, Original
from app.domain.invoicing import tax_groups
from tests.app.adapters.pdf.invoices import october_invoice


def december_credit_note() -> InvoiceDocument:
    """¥1,260 at 10% and ¥2,480 at 8% given back, written in negative amounts as the books keep it."""
    invoice = october_invoice()
    lines = tuple(
        dataclasses.replace(line, quantity=-line.quantity, amount_yen=-line.amount_yen) for line in invoice.lines[1:]
    )
    return dataclasses.replace(
        invoice,
        number="CN-2026-0007",
        kind=DocumentKind.CREDIT_NOTE,
        issue_date=dt.date(2026, 12, 3),
        due_date=None,
        original=Original("INV-2026-0143", dt.date(2026, 11, 5), dt.date(2026, 10, 1), dt.date(2026, 10, 31)),
        lines=lines,
        tax_groups=tax_groups(lines, invoice.tax_rounding),
        hours=(),
        balance=None,
        remarks="立替を2重にご請求したため。",
    )
