"""The buttons that issue drafts: each gets its number, and its PDF follows in the background."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.invoices.issue import ask_issue, issue_invoice
from app.domain.errors import IssuerIncomplete
from app.queries import invoices as invoices_queries
from app.web.access import current_scope, roles
from app.web.invoices.blueprint import STAFF, bp, sent_month
from app.web.months import now
from app.web.progress import to_job
from app.web.request import current_session, services
from app.web.sentences import sentences_of


@bp.post("/invoices/<public_id>/issue")
@roles(*STAFF)
def issue(public_id: str) -> ResponseReturnValue:
    """Issues one draft and shows it; issuing it again changes nothing."""
    session, scope = current_session(), current_scope()
    head = invoices_queries.invoice(session, scope, public_id=public_id).head
    try:
        number = issue_invoice(session, scope=scope, public_id=public_id, now=now(), new_id=services().new_id)
    except IssuerIncomplete as refused:
        flash(" ".join(sentences_of(refused)), "bad")
    else:
        flash(gettext("%(client)sの請求書を%(number)sで発行しました。", client=head.client_short_name, number=number))
    return redirect(url_for("invoices.show", public_id=public_id, month=str(head.month)))


@bp.post("/invoices/issue-all")
@roles(*STAFF)
def issue_all() -> ResponseReturnValue:
    """Asks for every draft of the month to be issued, in the order of the clients' codes."""
    month = sent_month()
    board = url_for("invoices.index", month=str(month))
    try:
        job = ask_issue(current_session(), scope=current_scope(), month=month, now=now(), new_id=services().new_id)
    except IssuerIncomplete as refused:
        flash(" ".join(sentences_of(refused)), "bad")
        return redirect(board)
    return to_job(job, otherwise=board)
