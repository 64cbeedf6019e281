"""Documents as PDF. Reading order: `app/domain/documents.py`, `content.py`, `look.typ`, `invoice.typ`."""

from __future__ import annotations

from app.adapters.pdf.glyphs import unprintable_characters
from app.adapters.pdf.press import PdfFailed
from app.adapters.pdf.render import Attachment, render_invoice, render_report, render_statement
from app.adapters.pdf.statement import PaymentStatement
from app.domain.documents import CarriedLot, DocumentKind, InvoiceDocument, Original, Party, Replaced, TaskHours

__all__ = [
    "Attachment",
    "CarriedLot",
    "DocumentKind",
    "InvoiceDocument",
    "Original",
    "Party",
    "PaymentStatement",
    "PdfFailed",
    "Replaced",
    "TaskHours",
    "render_invoice",
    "render_report",
    "render_statement",
    "unprintable_characters",
]
