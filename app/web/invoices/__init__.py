"""Invoices: the month close, the list a client sees, one invoice, its file."""

from __future__ import annotations

from app.web.invoices import board, exporting, issuing, showing
from app.web.invoices.blueprint import bp

__all__ = ["board", "bp", "exporting", "issuing", "showing"]
