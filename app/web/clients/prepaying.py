"""The fee that is paid before work: whether it came in, the form that records it, the button that takes it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.validators import InputRequired

from app.actions.invoices.prepay import PrepaymentData, record_prepayment, withdraw_prepayment
from app.database import Session
from app.domain.errors import AlreadyExists, DomainError, NotFound
from app.domain.terms import Terms
from app.domain.terms.limits import MOST_YEN
from app.domain.terms.series import fee_in_yen, first_month, terms_for
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.queries.invoices.prepaid import is_fee_paid, prepaid_month
from app.web.access import current_scope, roles
from app.web.clients.blueprint import STAFF, bp
from app.web.formats import month_name
from app.web.forms import Form
from app.web.forms import lazy_gettext as _
from app.web.forms.amounts import DayField, WholeField, typed
from app.web.months import month_of_request, now, today
from app.web.request import current_session
from app.web.sentences import sentence_of


class PrepaymentForm(Form):
    """What came in, and when."""

    received_on = DayField(_("入金日"), [InputRequired(_("入力してください。"))])
    amount_yen = WholeField(
        _("入金額（税込、円）"), least=1, most=MOST_YEN, unit="円", validators=[InputRequired(_("入力してください。"))]
    )

    def prepayment(self, month: Month) -> PrepaymentData:
        """What a sound form says of the month's fee."""
        return PrepaymentData(month, typed(self.received_on), typed(self.amount_yen))


@dataclass(frozen=True, slots=True)
class Prepayment:
    """The shown month's fee, of a contract that has it paid before work.

    Attributes:
        month: which.
        is_paid: whether its work may be charged.
        received_on, amount_yen: what was recorded; None where an invoice was paid instead, or nothing came in.
        form: to record it.
    """

    month: Month
    is_paid: bool
    received_on: dt.date | None
    amount_yen: int | None
    form: PrepaymentForm


def prepayment_of(session: Session, client_id: int, series: list[Terms], month: Month) -> Prepayment | None:
    """What the client's page says of it; None where the month's terms ask for nothing before work."""
    if not series or month < first_month(series) or not terms_for(series, month).fee.is_prepaid:
        return None
    if fee_in_yen(series, month) == 0:
        return None
    row = prepaid_month(session, client_id, month)
    return Prepayment(
        month,
        is_fee_paid(session, client_id, month, series, today()),
        row.received_on if row else None,
        row.amount_yen if row else None,
        PrepaymentForm(formdata=None, data={"received_on": today()}),
    )


@bp.post("/clients/<public_id>/prepayment")
@roles(*STAFF)
def prepay(public_id: str) -> ResponseReturnValue:
    """Records that the month's fee came in."""
    month, form = month_of_request(), PrepaymentForm()
    clients_queries.client(current_session(), current_scope(), public_id=public_id)
    if not form.is_sent_and_sound():
        flash(next(text for texts in form.errors.values() for text in texts), "bad")
        return _back(public_id, month)
    data = form.prepayment(month)
    try:
        record_prepayment(current_session(), scope=current_scope(), client_public_id=public_id, data=data, now=now())
    except AlreadyExists:
        pass  # sent twice
    except NotFound:
        raise
    except DomainError as refused:
        flash(sentence_of(refused.problems()[0]), "bad")
        return _back(public_id, month)
    flash(gettext("%(month)sの入金を記録しました。稼働を記録できます。", month=month_name(month)))
    return _back(public_id, month)


@bp.post("/clients/<public_id>/prepayment/withdraw")
@roles(*STAFF)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Takes a wrong record back."""
    month = month_of_request()
    withdraw_prepayment(current_session(), scope=current_scope(), client_public_id=public_id, month=month, now=now())
    flash(gettext("%(month)sの入金の記録を取り消しました。", month=month_name(month)))
    return _back(public_id, month)


def _back(public_id: str, month: Month) -> ResponseReturnValue:
    return redirect(url_for("clients.show", public_id=public_id, month=str(month), _anchor="h-prepaid"))
