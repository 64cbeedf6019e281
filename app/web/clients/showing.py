"""The list of client companies, and one company with its terms and its month."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.terms import Terms
from app.domain.terms.deadlines import deadlines_of, reminder
from app.domain.terms.series import terms_for
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries import usage as usage_queries
from app.queries.clients import ClientView
from app.queries.plans.answers import Answers, answers
from app.queries.usage import UsageView
from app.web.access import current_scope, roles
from app.web.answering import next_hours, packages_of, teller_of
from app.web.clients.blueprint import STAFF, bp
from app.web.clients.explaining import sentences_of_terms
from app.web.clients.prepaying import prepayment_of
from app.web.course import facts_of, reminder_text
from app.web.months import month_of_request, today
from app.web.navigation import link_to
from app.web.outlook import outlook
from app.web.paging import ROWS_A_PAGE, pages_of, text_asked
from app.web.request import current_session

INVOICES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A company of the list with the month's package; `terms` None where no contract covers the month."""

    client: ClientView
    usage: UsageView
    terms: Terms | None


@bp.get("/clients")
@roles(*STAFF)
def index() -> ResponseReturnValue:
    """The companies with their packages in the month, a page at a time; sums are of all that are searched for."""
    session, scope, month, text = current_session(), current_scope(), month_of_request(), text_asked()
    count = clients_queries.count_clients(session, scope, matching=text)
    pages = pages_of(count, ROWS_A_PAGE)
    companies = clients_queries.clients(session, scope, matching=text, limit=ROWS_A_PAGE, offset=pages.offset)
    usage = usage_queries.usage(session, scope, month, companies=companies)
    lines = [
        ClientLine(company, own, in_force(list(own.series), month))
        for company, own in zip(companies, usage, strict=True)
    ]
    return render_template(
        "clients/index.html",
        month=month,
        lines=lines,
        totals=usage_queries.usage_totals(session, scope, month, matching=text),
        pages=pages,
        text=text,
        link=link_to,
    )


@bp.get("/clients/<public_id>")
@roles(*STAFF)
def show(public_id: str) -> ResponseReturnValue:
    """One company: who it is, its package in the month, its terms and what they mean, its invoices."""
    session, scope, month = current_session(), current_scope(), month_of_request()
    client = clients_queries.client(session, scope, public_id=public_id)
    usage = next(iter(usage_queries.usage(session, scope, month, client_id=client.id)), None)
    series = list(usage.series) if usage else clients_queries.terms_series(session, scope, client.id)
    terms = in_force(series, month)
    plan = plans_queries.plan(session, scope, month)
    found = answers(session, scope, plan.id, client_id=client.id) if plan else Answers()
    names = tasks_queries.names(session, scope, client.id) if found.answered_at else {}
    shown = terms or (series[0] if series else None)
    return render_template(
        "clients/show.html",
        month=month,
        client=client,
        usage=usage,
        outlook=outlook(session, usage, today()) if usage and usage.has_terms else None,
        terms=terms,
        series=list(reversed(series)),
        explained=shown,
        sentences=sentences_of_terms(shown, series) if shown else [],
        invoices=invoices_queries.invoices(session, scope, client_id=client.id, limit=INVOICES_SHOWN),
        hours=next_hours(found, {client.public_id: client.short_name}, teller_of(names)),
        table=packages_of(found, client.public_id, terms),
        link=link_to,
        days=facts_of(deadlines_of(series, today())) if series else [],
        reminder=reminder_text(reminder(series, today())) if series else "",
        prepayment=prepayment_of(session, client.id, series, month),
    )


def in_force(series: list[Terms], month: Month) -> Terms | None:
    """The terms that hold in the month; None where the contract begins later."""
    begun = [terms for terms in series if terms.valid_from <= month]
    return terms_for(begun, month) if begun else None
