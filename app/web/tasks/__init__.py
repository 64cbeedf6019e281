"""Tasks: the inventory, one task, its form, and the sheets it comes in."""

from __future__ import annotations

from app.web.tasks import attaching, changing, editing, gathering, importing, inventory, showing
from app.web.tasks.blueprint import bp

__all__ = ["attaching", "bp", "changing", "editing", "gathering", "importing", "inventory", "showing"]
