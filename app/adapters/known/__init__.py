"""Passwords that others know: those that most people choose, and those that were stolen somewhere."""

from __future__ import annotations

from app.adapters.known.passwords import FREQUENT_ALONE, KnownPasswords

__all__ = ["FREQUENT_ALONE", "KnownPasswords"]
