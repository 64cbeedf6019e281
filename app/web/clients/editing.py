"""The forms of a company: a new one with its first terms, and who it is."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.clients import add_client, edit_client
from app.domain.errors import DomainError, NotFound
from app.domain.terms import Terms
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.queries.clients import ClientView
from app.web.access import current_scope, roles
from app.web.clients.blueprint import STAFF, bp
from app.web.clients.reading import explanation
from app.web.forms.clients import CompanyForm, NewClientForm, company_data
from app.web.months import now, today
from app.web.request import current_session, services


@bp.get("/clients/new")
@roles(*STAFF)
def new() -> ResponseReturnValue:
    """The form of a new company; its terms begin with this month unless another is typed."""
    return _new_page(NewClientForm(data={"valid_from": Month.of(today())}))


@bp.post("/clients/new")
@roles(*STAFF)
def create() -> ResponseReturnValue:
    """Stores the company, or shows the form again: with what is to be mended, or with what the terms mean."""
    form = NewClientForm()
    if not form.is_sent_and_sound():
        return _new_page(form, status=400)
    if "explain" in request.form:
        return _new_page(form)
    code = " ".join(str(form.code.data).split())
    try:
        public_id = add_client(
            current_session(),
            scope=current_scope(),
            data=form.company(code),
            terms=form.terms(),
            now=now(),
            new_id=services().new_id,
        )
    except DomainError as refused:
        return _new_page(form, rest=form.show(refused), status=400)
    flash(gettext("「%(name)s」を登録しました。", name=form.company(code).name))
    return redirect(url_for("clients.show", public_id=public_id))


@bp.get("/clients/<public_id>/edit")
@roles(*STAFF)
def edit(public_id: str) -> ResponseReturnValue:
    """The form of a known company."""
    client = clients_queries.client(current_session(), current_scope(), public_id=public_id)
    return _edit_page(CompanyForm(data=company_data(client)), client)


@bp.post("/clients/<public_id>/edit")
@roles(*STAFF)
def update(public_id: str) -> ResponseReturnValue:
    """Stores who the company is; invoices that were issued keep the name they were issued to."""
    session, scope, form = current_session(), current_scope(), CompanyForm()
    client = clients_queries.client(session, scope, public_id=public_id)
    if not form.is_sent_and_sound():
        return _edit_page(form, client, status=400)
    try:
        edit_client(session, scope=scope, public_id=public_id, data=form.company(client.code))
    except NotFound:
        raise
    except DomainError as refused:
        return _edit_page(form, client, rest=form.show(refused), status=400)
    flash(gettext("会社の情報を保存しました。次に発行する請求書から、この内容になります。"))
    return redirect(url_for("clients.show", public_id=public_id))


def _new_page(form: NewClientForm, *, rest: list[str] | None = None, status: int = 200) -> ResponseReturnValue:
    said = explanation(_terms_so_far(form) if request.method == "POST" else None, form)
    return render_template("clients/new.html", form=form, problems_left=rest or [], **said), status


def _terms_so_far(form: NewClientForm) -> Terms | None:
    """The terms typed, whatever the company's fields hold; None where they cannot be read yet."""
    try:
        return form.terms()
    except (DomainError, ValueError):
        return None


def _edit_page(
    form: CompanyForm, client: ClientView, *, rest: list[str] | None = None, status: int = 200
) -> ResponseReturnValue:
    return render_template("clients/edit.html", form=form, client=client, problems_left=rest or []), status
