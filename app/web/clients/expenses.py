"""What a client's month charges beside its hours: the list, the form that adds, the dialog that takes back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.invoices.expense import record_expense, take_back_expense
from app.domain.errors import DomainError, NoTerms, NotFound
from app.domain.terms.series import first_month
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.queries.clients import ClientView
from app.queries.invoices import expenses as expenses_queries
from app.queries.invoices.expenses import ExpenseView
from app.web.access import current_scope, roles
from app.web.clients.blueprint import STAFF, bp
from app.web.errors import status_of
from app.web.formats import month_name, yen
from app.web.forms.billing import ReasonForm
from app.web.forms.expenses import ExpenseForm, tax_words
from app.web.months import month_of_request, now, today
from app.web.navigation import link_to
from app.web.request import current_session, services


@dataclass(frozen=True, slots=True)
class _Spent:
    """A client's month. `open_month` charges what comes now; it is another one where the month is closed."""

    client: ClientView
    month: Month
    open_month: Month
    has_terms: bool
    expenses: list[ExpenseView]

    @property
    def is_closed(self) -> bool:
        return self.open_month != self.month

    @property
    def total_yen(self) -> int:
        """Without tax, of those that count."""
        return sum(each.amount_yen for each in self.expenses if each.taken_back is None)


@bp.get("/clients/<public_id>/expenses")
@roles(*STAFF)
def expenses(public_id: str) -> ResponseReturnValue:
    """The month's list and, while the month is open, the form."""
    form = ExpenseForm(formdata=None, data={"paid_on": today(), "quantity": 1, "expense": services().new_id()})
    return _page(_spent(public_id), form)


@bp.post("/clients/<public_id>/expenses")
@roles(*STAFF)
def add_expense(public_id: str) -> ResponseReturnValue:
    """Adds it to the month, once however often it is sent, or shows everything that is to be mended."""
    spent, form = _spent(public_id), ExpenseForm()
    if not form.is_sent_and_sound():
        return _page(spent, form, status=400)
    data = form.data_of(services().new_id())
    session, scope = current_session(), current_scope()
    try:
        record_expense(session, scope=scope, client_public_id=public_id, month=spent.month, data=data, now=now())
    except NotFound:
        raise
    except DomainError as refused:
        return _page(spent, form, rest=form.show(refused), status=status_of(refused))
    price = yen(data.quantity * data.unit_price_yen)
    flash(gettext("%(month)s分の請求に%(price)s（税抜）を加えました。", month=month_name(spent.month), price=price))
    return _back(public_id, spent.month)


@bp.get("/clients/<public_id>/expenses/<expense>/reverse")
@roles(*STAFF)
def ask_expense_back(public_id: str, expense: str) -> ResponseReturnValue:
    """The dialog that asks why."""
    return _dialog(public_id, _of_client(public_id, expense), ReasonForm(formdata=None))


@bp.post("/clients/<public_id>/expenses/<expense>/reverse")
@roles(*STAFF)
def take_expense_back(public_id: str, expense: str) -> ResponseReturnValue:
    """Takes it back; it stays in the list with the reason."""
    found, form = _of_client(public_id, expense), ReasonForm()
    if not form.is_sent_and_sound():
        return _dialog(public_id, found, form, status=400)
    try:
        take_back_expense(
            current_session(),
            scope=current_scope(),
            public_id=expense,
            reason=str(form.reason.data or ""),
            now=now(),
            new_id=services().new_id,
        )
    except NotFound:
        raise
    except DomainError as refused:
        return _dialog(public_id, found, form, rest=form.show(refused), status=status_of(refused))
    flash(gettext("「%(what)s」を取り消しました。請求には載りません。", what=found.description))
    return _back(public_id, found.month)


def _spent(public_id: str) -> _Spent:
    session, scope, month = current_session(), current_scope(), month_of_request()
    client = clients_queries.client(session, scope, public_id=public_id)
    series = clients_queries.terms_series(session, scope, client.id)
    try:
        has_terms = first_month(series) <= month
    except NoTerms:
        has_terms = False
    listed = expenses_queries.expenses(session, scope, month, client_id=client.id, counting=False)
    return _Spent(client, month, expenses_queries.charging_month(session, client.id, month), has_terms, listed)


def _of_client(public_id: str, expense: str) -> ExpenseView:
    session, scope = current_session(), current_scope()
    client = clients_queries.client(session, scope, public_id=public_id)
    found = expenses_queries.expense(session, scope, expense)
    if found.client_id != client.id:
        raise NotFound("expense")
    return found


def _page(spent: _Spent, form: ExpenseForm, *, rest: list[str] | None = None, status: int = 200) -> ResponseReturnValue:
    text = render_template(
        "clients/expenses.html",
        month=spent.month,
        spent=spent,
        client=spent.client,
        form=form,
        taxes=tax_words(),
        problems_left=rest or [],
        link=link_to,
    )
    return text, status


def _dialog(
    public_id: str, found: ExpenseView, form: ReasonForm, *, rest: list[str] | None = None, status: int = 200
) -> ResponseReturnValue:
    client = clients_queries.client(current_session(), current_scope(), public_id=public_id)
    text = render_template(
        "clients/expense_back.html",
        month=found.month,
        client=client,
        expense=found,
        form=form,
        problems_left=rest or [],
    )
    return text, status


def _back(public_id: str, month: Month) -> ResponseReturnValue:
    return redirect(url_for("clients.expenses", public_id=public_id, month=str(month)))
