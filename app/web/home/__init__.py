"""The first page of each role: a client's month, an assistant's day, the operation's month board."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.domain.accounts import Role
from app.web.access import current_scope, signed_in
from app.web.home.board import show_board
from app.web.home.client import show_month
from app.web.home.day import show_day
from app.web.months import month_of_request

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """The role's own page."""
    scope, month = current_scope(), month_of_request()
    if scope.role is Role.CLIENT:
        return show_month(scope, month)
    if scope.role is Role.ASSISTANT:
        return show_day(scope, month)
    return show_board(scope, month)
