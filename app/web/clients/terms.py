"""The form of new terms, and what the terms typed into it mean."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.clients import set_terms as store_terms
from app.domain.errors import DomainError, MonthClosed, NotFound
from app.domain.terms import Terms
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.queries.clients import ClientView
from app.web.access import current_scope, roles
from app.web.clients.blueprint import STAFF, bp
from app.web.clients.reading import explanation, typed_terms
from app.web.formats import month_name
from app.web.forms.terms import TermsForm, terms_data
from app.web.months import now, today
from app.web.request import current_session


@bp.get("/clients/<public_id>/terms")
@roles(*STAFF)
def terms(public_id: str) -> ResponseReturnValue:
    """The form, filled with the newest terms, from the month after this one."""
    client, series = _client_and_series(public_id)
    newest = series[-1] if series else None
    begins = Month.of(today()).next()
    offered = _anew(newest, begins) if newest else None
    form = TermsForm(data=terms_data(offered) if offered else {"valid_from": begins})
    return _page(form, client, offered, series)


@bp.post("/clients/<public_id>/terms")
@roles(*STAFF)
def set_terms(public_id: str) -> ResponseReturnValue:
    """Stores the terms, or shows what they mean without storing them when that button was pressed."""
    client, series = _client_and_series(public_id)
    form = TermsForm()
    typed = typed_terms(form)
    if typed is None:
        return _page(form, client, None, series, status=400)
    if "explain" in request.form:
        return _page(form, client, typed, series)
    try:
        store_terms(current_session(), scope=current_scope(), public_id=public_id, terms=typed, now=now())
    except NotFound:
        raise
    except DomainError as refused:
        rest = _show(form, refused)
        return _page(form, client, typed, series, rest=rest, status=400)
    flash(gettext("%(month)sからの契約条件を保存しました。", month=month_name(typed.valid_from)))
    return redirect(url_for("clients.show", public_id=public_id, month=str(typed.valid_from)))


@bp.post("/clients/terms/explained")
@roles(*STAFF)
def explained() -> ResponseReturnValue:
    """A part of a page: what the terms being typed mean, for a company that has some already; nothing is stored."""
    form, company = TermsForm(), request.args.get("client")
    series = _client_and_series(company)[1] if company else []
    return render_template("clients/meaning.html", **explanation(typed_terms(form), form, series))


def _anew(newest: Terms, begins: Month) -> Terms:
    """The newest terms from that month on, without an end that was settled before."""
    return replace(newest, valid_from=begins, duration=replace(newest.duration, ends_with=None))


def _client_and_series(public_id: str) -> tuple[ClientView, list[Terms]]:
    session, scope = current_session(), current_scope()
    client = clients_queries.client(session, scope, public_id=public_id)
    return client, clients_queries.terms_series(session, scope, client.id)


def _show(form: TermsForm, refused: DomainError) -> list[str]:
    """Puts the refusal beside its field; the hours of a month that has begun are refused in words of their own."""
    if isinstance(refused, MonthClosed) and refused.field == "included_min":
        month = month_name(Month.parse(str(refused.params["month"])))
        text = gettext(
            "%(month)sはもう始まっているので、毎月の時間は変えられません。その次の月からの条件にしてください。",
            month=month,
        )
        form.included_min.errors = [*form.included_min.errors, text]
        return []
    return form.show(refused)


def _page(
    form: TermsForm,
    client: ClientView,
    terms: Terms | None,
    series: list[Terms],
    *,
    rest: list[str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    said = explanation(terms, form, series)
    text = render_template("clients/terms.html", form=form, client=client, problems_left=rest or [], **said)
    return text, status
