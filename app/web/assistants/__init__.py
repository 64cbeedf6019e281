"""Assistants: their list with the month's load, one person, their form; what each is paid, when they are away."""

from __future__ import annotations

from app.web.assistants import away, paying, people
from app.web.assistants.blueprint import bp

__all__ = ["away", "bp", "paying", "people"]
