"""The buttons under an issued invoice: record a payment, take one back, void the invoice."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.invoices.pay import record_payment, reverse_payment
from app.actions.invoices.void import void_invoice
from app.domain.errors import DomainError, NotFound
from app.queries import invoices as invoices_queries
from app.queries.invoices import payments as payments_queries
from app.web.access import current_scope, roles
from app.web.forms.billing import PaymentForm, ReasonForm
from app.web.invoices.blueprint import STAFF, bp
from app.web.invoices.instead import instead_of_voiding
from app.web.invoices.showing import page
from app.web.months import now
from app.web.request import current_session, services
from app.web.sentences import sentences_of


@bp.post("/invoices/<public_id>/payments")
@roles(*STAFF)
def pay(public_id: str) -> ResponseReturnValue:
    """Stores a payment, or shows the invoice again with what is to be mended."""
    form = PaymentForm()
    if not form.is_sent_and_sound():
        return page(public_id, payment=form), 400
    data = form.data_of(services().new_id())
    try:
        record_payment(current_session(), scope=current_scope(), invoice_public_id=public_id, data=data, now=now())
    except NotFound:
        raise
    except DomainError as refused:
        rest = form.show(refused)
        return page(public_id, payment=form, problems_left=rest), 400
    flash(gettext("入金を記録しました。"))
    return redirect(url_for("invoices.show", public_id=public_id))


@bp.post("/invoices/<public_id>/payments/<payment>/reverse")
@roles(*STAFF)
def unpay(public_id: str, payment: str) -> ResponseReturnValue:
    """Takes the record of a payment of this invoice back; both rows stay in the list."""
    session, scope = current_session(), current_scope()
    head = invoices_queries.invoice(session, scope, public_id=public_id).head
    if payment not in {each.public_id for each in payments_queries.payments(session, scope, head.id)}:
        raise NotFound("payment")
    try:
        reverse_payment(
            current_session(),
            scope=current_scope(),
            public_id=payment,
            now=now(),
            new_id=services().new_id,
            reason=request.form.get("reason", ""),
        )
    except NotFound:
        raise
    except DomainError as refused:
        flash(" ".join(sentences_of(refused)), "bad")
    else:
        flash(gettext("入金の記録を取り消しました。取消の行が残ります。"))
    return redirect(url_for("invoices.show", public_id=public_id))


@bp.get("/invoices/<public_id>/void")
@roles(*STAFF)
def ask_void(public_id: str) -> ResponseReturnValue:
    """The dialog of a voiding, or what to do where it would be refused."""
    return instead_of_voiding(public_id) or _void_page(public_id, ReasonForm())


@bp.post("/invoices/<public_id>/void")
@roles(*STAFF)
def void(public_id: str) -> ResponseReturnValue:
    """Voids the invoice and shows the draft that replaces it."""
    form = ReasonForm()
    if not form.is_sent_and_sound():
        return instead_of_voiding(public_id) or _void_page(public_id, form, status=400)
    try:
        draft = void_invoice(
            current_session(),
            scope=current_scope(),
            public_id=public_id,
            reason=str(form.reason.data or ""),
            now=now(),
            new_id=services().new_id,
        )
    except NotFound:
        raise
    except DomainError as refused:
        return instead_of_voiding(public_id) or _void_page(public_id, form, rest=form.show(refused), status=400)
    flash(gettext("請求書を取り消し、代わりの下書きを作りました。番号は欠番になりません。"))
    return redirect(url_for("invoices.show", public_id=draft))


def _void_page(
    public_id: str, form: ReasonForm, *, rest: list[str] | None = None, status: int = 200
) -> ResponseReturnValue:
    head = invoices_queries.invoice(current_session(), current_scope(), public_id=public_id).head
    text = render_template("invoices/void.html", month=head.month, inv=head, form=form, problems_left=rest or [])
    return text, status
