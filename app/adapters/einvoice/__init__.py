"""Invoices for machines: JP PINT, which is UBL 2.1 in yen. Reading order: `identifiers.py`, `ubl.py`, `checks.py`."""

from __future__ import annotations

from app.adapters.einvoice.checks import delivery_problems, file_problems
from app.adapters.einvoice.identifiers import CreditForm
from app.adapters.einvoice.ubl import einvoice_xml

__all__ = ["CreditForm", "delivery_problems", "einvoice_xml", "file_problems"]
