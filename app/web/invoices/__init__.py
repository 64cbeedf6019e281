"""Invoices: the month close, the list a client sees, one invoice, its file."""

from __future__ import annotations

from app.web.invoices import board, crediting, issuing, paying, searching, showing
from app.web.invoices.blueprint import bp

__all__ = ["board", "bp", "crediting", "issuing", "paying", "searching", "showing"]
