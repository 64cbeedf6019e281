"""A client's month in review: a page, and the same on paper. Staff open every client's, a client its own."""

from __future__ import annotations

import io

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from app.actions.reports import report_pdf
from app.domain.accounts import Role
from app.domain.errors import IssuerIncomplete
from app.queries.clients import client
from app.queries.reports import report
from app.queries.worked import worked_shares
from app.web.access import current_scope, roles
from app.web.language import locale_of_request
from app.web.months import month_of_request, now, today
from app.web.navigation import link_to
from app.web.request import current_session
from app.web.sentences import sentences_of
from app.web.shares import worked_of

bp = Blueprint("reports", __name__)
READERS = (Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)


@bp.get("/reports/<public_id>")
@roles(*READERS)
def show(public_id: str) -> ResponseReturnValue:
    """The report of the month."""
    month = month_of_request()
    session, scope = current_session(), current_scope()
    found = report(session, scope, public_id, month, today=today())
    company = client(session, scope, public_id=public_id)
    longest = max((max(each.worked_min, each.estimated_min or 0) for each in found.tasks), default=0)
    return render_template(
        "reports/show.html",
        r=found,
        month=month,
        longest_min=longest,
        worked=worked_of(worked_shares(session, scope, month, client_id=company.id)),
        link=link_to,
        active="clients.index" if current_scope().is_staff else "home.index",
    )


@bp.get("/reports/<public_id>.pdf")
@roles(*READERS)
def paper(public_id: str) -> ResponseReturnValue:
    """The same on paper."""
    month = month_of_request()
    try:
        content = report_pdf(
            current_session(),
            scope=current_scope(),
            public_id=public_id,
            month=month,
            now=now(),
            locale=locale_of_request(),
        )
    except IssuerIncomplete as refused:
        flash(" ".join(sentences_of(refused)), "bad")
        return redirect(url_for("reports.show", public_id=public_id, month=str(month)))
    name = f"report_{month}.pdf"
    answer = send_file(io.BytesIO(content), "application/pdf", as_attachment=True, download_name=name, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
