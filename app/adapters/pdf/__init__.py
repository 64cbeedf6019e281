"""Invoices as PDF. Reading order: `document.py`, `content.py`, `invoice.typ`."""

from __future__ import annotations

from app.adapters.pdf.document import InvoiceDocument, Party, TaskHours
from app.adapters.pdf.glyphs import unprintable_characters
from app.adapters.pdf.press import PdfFailed
from app.adapters.pdf.render import render_invoice

__all__ = ["InvoiceDocument", "Party", "PdfFailed", "TaskHours", "render_invoice", "unprintable_characters"]
