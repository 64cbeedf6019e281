"""What the account was told. Opening the list changes nothing; its button marks everything as seen."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.actions.accounts import see_notices
from app.queries import accounts as accounts_queries
from app.web.access import current_scope, signed_in
from app.web.months import now
from app.web.request import current_session
from app.web.saying import notice_lines

bp = Blueprint("notices", __name__)
SHOWN = 100


@bp.get("/notices")
@signed_in
def index() -> ResponseReturnValue:
    """The latest notices, newest first."""
    found = accounts_queries.notices(current_session(), current_scope(), limit=SHOWN)
    return render_template("notices/index.html", lines=notice_lines(found), shown=SHOWN)


@bp.post("/notices/seen")
@signed_in
def see() -> ResponseReturnValue:
    """Marks everything as seen."""
    see_notices(current_session(), scope=current_scope(), now=now())
    return redirect(url_for("notices.index"))
