"""The month's plan as each reader sees it, and the part of it that waits for answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.accounts import Role, Scope
from app.domain.jobs import explain_order
from app.domain.offers import Packages
from app.domain.terms import Terms
from app.domain.terms.series import terms_for
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.queries import jobs as jobs_queries
from app.queries import plans as plans_queries
from app.queries.plans import PlanView
from app.translations.plans import PROVEN, status_sentence
from app.web.access import current_scope, roles, signed_in
from app.web.answering import Absences, Line, absences, next_hours, packages_of, teller_of
from app.web.gaps import line_kept
from app.web.months import month_of_request, now
from app.web.navigation import link_to
from app.web.paging import MANY
from app.web.plans.blueprint import STAFF, bp
from app.web.plans.filters import filters_of_request
from app.web.plans.looking import look_at_own
from app.web.plans.overview import Overview, overlook
from app.web.plans.weekly import weekly
from app.web.progress import Progress, progress_of
from app.web.request import current_session
from app.web.saying import language


@dataclass(frozen=True, slots=True)
class Said:
    """The answers about a plan; `job` is the one that works them out, while there are none yet."""

    hours: tuple[Line, ...]
    away: Absences
    table: Packages | None
    companies: dict[str, str]
    free: str
    job: Progress | None


@bp.get("/plans")
@signed_in
def show() -> ResponseReturnValue:
    """The newest plan of the month; everybody but staff sees the published one, and of it their own rows."""
    scope, month = current_scope(), month_of_request()
    plan, published = plans_queries.current_plans(current_session(), scope, month)
    if plan is None:
        return render_template(
            "plans/none.html",
            month=month,
            is_staff=scope.is_staff,
            is_closed=scope.is_staff and _is_closed(scope, month),
            being_made=_being_made(scope, month),
            link=link_to,
        )
    return _for_staff(scope, plan, published) if scope.is_staff else _for_others(scope, plan)


@bp.get("/plans/answers")
@roles(*STAFF)
def answered() -> ResponseReturnValue:
    """A part of the page: how far the answers about the newest plan are; once they are there, the page comes anew."""
    scope, month = current_scope(), month_of_request()
    plan = plans_queries.plan(current_session(), scope, month)
    job = _being_answered(scope, plan) if plan else None
    if job is None:
        answer = make_response("", 204)
        answer.headers["HX-Refresh"] = "true"
        return answer
    return render_template("plans/answers.html", month=month, plan=plan, job=job)


def _for_staff(scope: Scope, plan: PlanView, published: PlanView | None) -> str:
    filters = filters_of_request()
    look = overlook(current_session(), scope, plan, published, filters, item=request.args.get("item"))
    said = _said(scope, plan, look)
    return render_template(
        "plans/show.html",
        month=plan.month,
        plan=plan,
        published=published,
        being_made=_being_made(scope, plan.month),
        line=line_kept(plan.course),
        status=status_sentence(language(), plan.status, plan.gap),
        status_kind="" if plan.status in PROVEN else "plain" if plan.status == "nothing_to_plan" else "warn",
        look=look,
        pages=look.pages,
        outdated=None if plan.state == "draft" else False,
        weekly=weekly(look.sections, look.all_rows, plan.month) if filters.view == "weeks" else None,
        filters=filters,
        has_many=max(len(look.companies), len(look.people)) > MANY,
        said=said,
        job=said.job,
        link=link_to,
    )


def _for_others(scope: Scope, plan: PlanView) -> str:
    look = look_at_own(current_session(), scope, plan)
    hours: tuple[Line, ...] = ()
    table: Packages | None = None
    if scope.role is Role.CLIENT and look.packages:
        own = look.packages[0]
        hours = next_hours(look.answers, {own.client_public_id: own.client_short_name}, teller_of(look.names))
        terms = clients_queries.terms_in(current_session(), own.client_id, plan.month)
        table = packages_of(look.answers, own.client_public_id, terms)
    return render_template(
        "plans/own.html",
        month=plan.month,
        plan=plan,
        look=look,
        hours=hours,
        table=table,
        role=scope.role.value,
        link=link_to,
    )


def _said(scope: Scope, plan: PlanView, look: Overview) -> Said:
    teller = teller_of(look.names)
    hours = next_hours(look.answers, look.clients, teller)
    company = request.args.get("company") or request.args.get("client") or ""
    companies = {one: look.clients[one] for one in look.answers.packages if one in look.clients}
    if company not in companies:
        company = _named(companies, company) or (hours[0].public_id if hours else "")
    company_id = next((each.id for each in look.companies if each.public_id == company), None) if companies else None
    terms = _terms_of(company_id, plan, look) if company_id is not None else None
    return Said(
        hours,
        absences(look.answers, look.load, teller),
        packages_of(look.answers, company, terms),
        companies,
        teller.free(look.answers.unrestricted) if look.answers.unrestricted else "",
        None if look.answers.answered_at else _being_answered(scope, plan),
    )


def _terms_of(company_id: int, plan: PlanView, look: Overview) -> Terms:
    series = look.series.get(company_id)
    return (
        terms_for(series, plan.month) if series else clients_queries.terms_in(current_session(), company_id, plan.month)
    )


def _named(companies: Mapping[str, str], text: str) -> str | None:
    """The first client whose name has the text in it; where there are many a name is typed and not chosen."""
    if not text.strip():
        return None
    return next((one for one, name in companies.items() if text.strip().casefold() in name.casefold()), None)


def _being_answered(scope: Scope, plan: PlanView) -> Progress | None:
    """How far the answers about the plan are, while they are worked out."""
    order = explain_order(plan.public_id, plan.month)
    job = jobs_queries.latest(current_session(), scope, order.natural_key)
    return progress_of(job, now()) if job and job.is_living else None


def _being_made(scope: Scope, month: Month) -> Progress | None:
    """How far the month's next plan is, for staff, while it is made."""
    job = jobs_queries.living_plan(current_session(), scope, month) if scope.is_staff else None
    return progress_of(job, now()) if job else None


def _is_closed(scope: Scope, month: Month) -> bool:
    """Whether every client under contract has closed the month."""
    closed = clients_queries.closed_clients(current_session(), month)
    return bool(closed) and all(
        company.id in closed for company in clients_queries.clients(current_session(), scope, covered=month)
    )
