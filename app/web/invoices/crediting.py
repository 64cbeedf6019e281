"""The dialog of a credit note: choose, look at what would come back, issue. Works without scripts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.invoices.credit import Credit, credit_invoice, foresee_credit
from app.domain.crediting import MAY_BE_OMITTED_BELOW_YEN, CreditableLine
from app.domain.errors import DomainError, NotFound
from app.queries import invoices as invoices_queries
from app.queries.invoices import InvoiceView
from app.queries.invoices import billing as billing_queries
from app.queries.invoices import crediting as crediting_queries
from app.queries.invoices.billing import BilledView
from app.web.access import current_scope, roles
from app.web.forms.billing import WHOLE, CreditForm, credit_form
from app.web.invoices.blueprint import STAFF, bp
from app.web.invoices.instead import instead_of_crediting
from app.web.months import now
from app.web.request import current_session, services


@dataclass(frozen=True, slots=True)
class _Dialog:
    """What the dialog is about."""

    view: InvoiceView
    lines: list[CreditableLine]
    entries: list[BilledView]
    form: CreditForm


@bp.get("/invoices/<public_id>/credit")
@roles(*STAFF)
def ask_credit(public_id: str) -> ResponseReturnValue:
    """The dialog, nothing chosen; or what to do where there is nothing to choose."""
    return instead_of_crediting(public_id) or _page(_dialog(public_id))


@bp.post("/invoices/<public_id>/credit")
@roles(*STAFF)
def credit(public_id: str) -> ResponseReturnValue:
    """Shows what the choice would take back; issues it once that was seen and `issue` is pressed."""
    dialog = _dialog(public_id)
    sent_id = dialog.form.note_id
    if sent_id and crediting_queries.credited_by(current_session(), current_scope(), sent_id) == public_id:
        return redirect(url_for("invoices.show", public_id=sent_id))  # pressed twice
    if (instead := instead_of_crediting(public_id)) is not None:
        return instead
    if not dialog.form.is_sent_and_sound():
        return _page(dialog, status=400)
    try:
        foreseen = foresee_credit(
            current_session(), scope=current_scope(), public_id=public_id, data=dialog.form.credit()
        )
        if request.form.get("step") != "issue" or dialog.form.seen.data != _seal(dialog, foreseen):
            return _page(dialog, foreseen)
        return _issued(public_id, dialog)
    except NotFound:
        raise
    except DomainError as refused:
        return _page(dialog, rest=dialog.form.show(refused), status=400)


def _issued(public_id: str, dialog: _Dialog) -> ResponseReturnValue:
    session, scope = current_session(), current_scope()
    # Behind the invoice's lock nobody may have been faster since the seal was compared.
    data = replace(dialog.form.credit(), left_yen={each.position: each.left_yen for each in dialog.lines})
    note = credit_invoice(session, scope=scope, public_id=public_id, data=data, now=now(), new_id=services().new_id)
    head = invoices_queries.invoice(session, scope, public_id=note).head
    flash(gettext("返還請求書を%(number)sで発行しました。", number=head.number))
    return redirect(url_for("invoices.show", public_id=note))


def _dialog(public_id: str) -> _Dialog:
    session, scope = current_session(), current_scope()
    view = invoices_queries.invoice(session, scope, public_id=public_id)
    lines = crediting_queries.creditable_lines(session, view)
    free = {row.id for row in crediting_queries.creditable_entries(session, view.head.id)}
    entries = [each for each in billing_queries.billed(session, scope, view.head.id) if each.id in free]
    return _Dialog(view, lines, entries, credit_form(lines, sorted(free)))


def _seal(dialog: _Dialog, foreseen: Credit) -> str:
    """What the reader was shown, down to the entry, and what was left of each line before it.

    What is issued must come to the same, and nothing may have been taken back meanwhile.
    """
    shown = (foreseen, dialog.form.minutes_go.data, [(each.position, each.left_yen) for each in dialog.lines])
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def _page(
    dialog: _Dialog, foreseen: Credit | None = None, *, rest: list[str] | None = None, status: int = 200
) -> ResponseReturnValue:
    form = dialog.form
    if foreseen is not None:
        # The field would show again what was sent with it.
        form.seen.raw_data, form.seen.data = None, _seal(dialog, foreseen)
    if form.note_id is None:
        form.note.raw_data, form.note.data = None, services().new_id()
    text = render_template(
        "invoices/credit.html",
        month=dialog.view.head.month,
        inv=dialog.view.head,
        lines=dialog.lines,
        entries=dialog.entries,
        form=form,
        is_whole=form.what.data == WHOLE,
        chosen=set(form.entries.data or []),
        foreseen=foreseen,
        may_be_omitted_below_yen=MAY_BE_OMITTED_BELOW_YEN,
        problems_left=rest or [],
    )
    return text, status
