"""The blueprint on which the pages of this noun stand, and who may enter them."""

from __future__ import annotations

from flask import Blueprint

from app.domain.accounts import Role

bp = Blueprint("assistants", __name__)
STAFF = (Role.OPERATOR, Role.ADMINISTRATOR)
