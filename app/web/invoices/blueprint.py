"""The blueprint on which the pages of this noun stand, and who may enter them."""

from __future__ import annotations

from flask import Blueprint, request

from app.domain.accounts import Role
from app.domain.worktime import Month

bp = Blueprint("invoices", __name__)
STAFF = (Role.OPERATOR, Role.ADMINISTRATOR)
READERS = (Role.CLIENT, *STAFF)
"""Assistants see no invoices: what a client pays is not their business."""


def sent_month() -> Month:
    """The month a button was pressed for.

    Raises:
        InvalidInput: the form names something that is no month.
    """
    return Month.parse(request.form.get("month", ""))
