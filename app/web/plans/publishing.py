"""Publishing a draft: what it changes is shown before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.plans.compare import Changed
from app.actions.plans.inputs import load
from app.actions.plans.publish import publish_plan, seen_of
from app.domain.worktime import Month
from app.queries import plans as plans_queries
from app.queries.clients import ClientView
from app.queries.plans import PlaceView
from app.queries.plans.places import places
from app.web.access import current_scope, roles
from app.web.months import month_of_request, now
from app.web.plans.blueprint import STAFF, bp
from app.web.plans.freshness import changes_since
from app.web.plans.grid import load_of
from app.web.plans.overview import changed_from
from app.web.request import current_session, services


@dataclass(frozen=True, slots=True)
class Sum:
    """A client's minutes in the published plan and in the draft."""

    name: str
    before_min: int
    after_min: int


@bp.get("/plans/publish")
@roles(*STAFF)
def before_publish() -> ResponseReturnValue:
    """What the draft changes of the published plan; without a draft the plan itself."""
    month = month_of_request()
    plan, published = plans_queries.current_plans(current_session(), current_scope(), month)
    if plan is None or plan.state != "draft":
        return redirect(url_for("plans.show", month=str(month)))
    inputs = load(current_session(), current_scope(), month)
    if inputs.is_closed:
        return redirect(url_for("plans.show", month=str(month)))
    changes = changes_since(plan, inputs)
    rows = places(current_session(), current_scope(), plan.id)
    changed = changed_from(current_session(), current_scope(), plan, published, rows)
    return render_template(
        "plans/publish.html",
        month=month,
        plan=plan,
        published=published,
        changed=changed,
        counts=plans_queries.plan_counts(current_session(), current_scope(), plan.id),
        sums=_sums(inputs.companies, rows, changed),
        outdated=changes is not None,
        changes=changes or [],
        seen=seen_of(inputs, published),
    )


@bp.post("/plans/publish")
@roles(*STAFF)
def publish() -> ResponseReturnValue:
    """The draft becomes the month's plan, and everybody in it is told; not where it is not what was seen any more."""
    told = publish_plan(
        current_session(),
        scope=current_scope(),
        public_id=request.form.get("plan", ""),
        now=now(),
        new_id=services().new_id,
        seen=request.form.get("seen", ""),
    )
    flash(
        gettext("計画を公開し、%(count)s人に知らせました。", count=told)
        if told
        else gettext("この計画は公開されています。新しく知らせた人はいません。")
    )
    return redirect(url_for("plans.show", month=str(Month.parse(request.form.get("month", "")))))


def _sums(companies: Iterable[ClientView], rows: Iterable[PlaceView], changed: Iterable[Changed]) -> list[Sum]:
    """Every client with work in either plan, by code."""
    after = load_of(rows, "client_public_id")
    before = dict(after)
    for each in changed:
        client = each.row.client_public_id
        before[client] = before.get(client, 0) - each.change_min
    return [
        Sum(company.short_name, before.get(company.public_id, 0), after.get(company.public_id, 0))
        for company in companies
        if before.get(company.public_id) or after.get(company.public_id)
    ]
