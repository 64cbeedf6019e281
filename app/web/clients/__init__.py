"""Client companies: their list, one company, its form, its terms, its expenses. For staff."""

from __future__ import annotations

from app.web.clients import editing, expenses, prepaying, showing, terms
from app.web.clients.blueprint import bp

__all__ = ["bp", "editing", "expenses", "prepaying", "showing", "terms"]
