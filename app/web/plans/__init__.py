"""The month's plan: who does what and why, what is left out, how good it is; made, pinned and published by staff."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.plans.inputs import load
from app.actions.plans.make import ask_plan
from app.actions.plans.pin import pin_task
from app.actions.plans.publish import publish_plan
from app.domain.accounts import Role, Scope
from app.domain.worktime import Month
from app.queries import jobs as jobs_queries
from app.queries import plans as plans_queries
from app.queries.plans import PlanView
from app.translations.plans import PROVEN, status_sentence
from app.web.access import current_scope, roles, signed_in
from app.web.months import month_of_request, now
from app.web.navigation import link_to
from app.web.plans.looking import look_at
from app.web.progress import Progress, progress_of, to_job
from app.web.request import current_session, services
from app.web.saying import language

bp = Blueprint("plans", __name__)
STAFF = (Role.OPERATOR, Role.ADMINISTRATOR)
VIEWS = ("clients", "tasks")


@bp.get("/plans")
@signed_in
def show() -> ResponseReturnValue:
    """The newest plan of the month; everybody but staff sees the published one, and of it their own rows."""
    session, scope, month = current_session(), current_scope(), month_of_request()
    plan = plans_queries.plan(session, scope, month)
    being_made = _being_made(scope, month)
    if plan is None:
        return render_template(
            "plans/none.html", month=month, is_staff=scope.is_staff, being_made=being_made, link=link_to
        )
    view = request.args.get("view", VIEWS[0])
    look = look_at(session, scope, plan, picked=request.args.get("item"))
    return render_template(
        "plans/show.html" if scope.is_staff else "plans/own.html",
        month=month,
        plan=plan,
        being_made=being_made,
        published=_published(scope, plan),
        is_outdated=scope.is_staff
        and plan.state == "draft"
        and load(session, scope, month).input_hash != plan.input_hash,
        status=status_sentence(language(), plan.status, plan.gap),
        status_kind="" if plan.status in PROVEN else "plain" if plan.status == "nothing_to_plan" else "warn",
        look=look,
        view=view if view in VIEWS else VIEWS[0],
        role=scope.role.value,
        link=link_to,
    )


@bp.post("/plans/make")
@roles(*STAFF)
def make() -> ResponseReturnValue:
    """Asks for a new draft."""
    month = Month.parse(request.form.get("month", ""))
    job = ask_plan(current_session(), scope=current_scope(), month=month, now=now(), new_id=services().new_id)
    return to_job(job, otherwise=url_for("plans.show", month=str(month)))


@bp.post("/plans/publish")
@roles(*STAFF)
def publish() -> ResponseReturnValue:
    """The draft becomes the month's plan, and everybody in it is told."""
    told = publish_plan(
        current_session(),
        scope=current_scope(),
        public_id=request.form.get("plan", ""),
        now=now(),
        new_id=services().new_id,
    )
    flash(gettext("計画を公開し、%(count)s人に知らせました。", count=told))
    return _back()


@bp.post("/plans/pin")
@roles(*STAFF)
def pin() -> ResponseReturnValue:
    """The task stays with the assistant from the next plan on; without one the plan decides again."""
    assistant = request.form.get("assistant") or None
    pin_task(
        current_session(),
        scope=current_scope(),
        task_public_id=request.form.get("task", ""),
        assistant_public_id=assistant,
        now=now(),
    )
    flash(
        gettext("担当を固定しました。計画しなおすと反映されます。")
        if assistant
        else gettext("固定を外しました。計画しなおすと反映されます。")
    )
    return _back()


def _being_made(scope: Scope, month: Month) -> Progress | None:
    """How far the month's next plan is, for staff, while it is made."""
    job = jobs_queries.living_plan(current_session(), scope, month) if scope.is_staff else None
    return progress_of(job, now()) if job else None


def _published(scope: Scope, plan: PlanView) -> PlanView | None:
    if plan.state == "published":
        return plan
    return plans_queries.published_plan(current_session(), plan.month) if scope.is_staff else None


def _back() -> ResponseReturnValue:
    month = Month.parse(request.form.get("month", ""))
    view, item = (request.form.get(name) or None for name in ("view", "item"))
    return redirect(url_for("plans.show", month=str(month), view=view, item=item))
