"""The blueprint of the plan's pages, and who may steer plans."""

from __future__ import annotations

from flask import Blueprint

from app.domain.accounts import Role

bp = Blueprint("plans", __name__)
STAFF = (Role.OPERATOR, Role.ADMINISTRATOR)
