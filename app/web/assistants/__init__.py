"""Assistants: their list with the month's load, one person, their form; what each is paid."""

from __future__ import annotations

from app.web.assistants import paying, people
from app.web.assistants.blueprint import bp

__all__ = ["bp", "paying", "people"]
