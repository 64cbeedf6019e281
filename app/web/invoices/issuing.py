"""The buttons that issue drafts: each gets its number, and its PDF is made."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pdf import invoice_pdf
from app.database import Session
from app.domain.accounts import Scope
from app.domain.errors import IssuerIncomplete
from app.queries import invoices as invoices_queries
from app.queries.invoices import InvoiceHead
from app.web.access import current_scope, roles
from app.web.invoices.blueprint import STAFF, bp, sent_month
from app.web.months import now
from app.web.request import current_session, services
from app.web.sentences import sentences_of


@bp.post("/invoices/<public_id>/issue")
@roles(*STAFF)
def issue(public_id: str) -> ResponseReturnValue:
    """Issues one draft and shows it; issuing it again changes nothing."""
    session, scope = current_session(), current_scope()
    head = invoices_queries.invoice(session, scope, public_id=public_id).head
    try:
        number = _issued(session, scope, head)
    except IssuerIncomplete as refused:
        flash(" ".join(sentences_of(refused)), "bad")
    else:
        flash(gettext("%(client)sの請求書を%(number)sで発行しました。", client=head.client_short_name, number=number))
    return redirect(url_for("invoices.show", public_id=public_id, month=str(head.month)))


@bp.post("/invoices/issue-all")
@roles(*STAFF)
def issue_all() -> ResponseReturnValue:
    """Issues every draft of the month, in the order of the clients' codes."""
    session, scope, month = current_session(), current_scope(), sent_month()
    drafts = invoices_queries.invoices(session, scope, month=month, state="draft")
    try:
        numbers = [_issued(session, scope, head) for head in drafts]
    except IssuerIncomplete as refused:
        flash(" ".join(sentences_of(refused)), "bad")
    else:
        flash(_words(numbers))
    return redirect(url_for("invoices.index", month=str(month)))


def _issued(session: Session, scope: Scope, head: InvoiceHead) -> str:
    number = issue_invoice(session, scope=scope, public_id=head.public_id, now=now(), new_id=services().new_id)
    invoice_pdf(session, scope=scope, public_id=head.public_id, now=now())
    return number


def _words(numbers: list[str]) -> str:
    if not numbers:
        return gettext("発行する下書きはありませんでした。")
    if len(numbers) == 1:
        return gettext("1件を発行しました（%(number)s）。", number=numbers[0])
    return gettext(
        "%(count)s件を発行しました（%(first)s〜%(last)s）。", count=len(numbers), first=numbers[0], last=numbers[-1]
    )
