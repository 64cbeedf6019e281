"""Invoices: the month close, the list a client sees, one invoice, its file."""

from __future__ import annotations

from app.web.invoices import board, crediting, exporting, issuing, paying, searching, showing
from app.web.invoices.blueprint import bp

__all__ = ["board", "bp", "crediting", "exporting", "issuing", "paying", "searching", "showing"]
