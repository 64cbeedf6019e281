"""Client companies: their list, one company, its form, its terms. For staff."""

from __future__ import annotations

from app.web.clients import editing, prepaying, showing, terms
from app.web.clients.blueprint import bp

__all__ = ["bp", "editing", "prepaying", "showing", "terms"]
