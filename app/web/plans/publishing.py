"""Publishing a draft: what it changes is shown before."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.plans.publish import publish_plan, seen_of
from app.domain.worktime import Month
from app.queries import plans as plans_queries
from app.web.access import current_scope, roles
from app.web.months import month_of_request, now
from app.web.plans.blueprint import STAFF, bp
from app.web.plans.filters import Filters
from app.web.plans.overview import Overview, overlook
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
    look = overlook(current_session(), current_scope(), plan, published, Filters(), item=None)
    if look.is_closed:
        return redirect(url_for("plans.show", month=str(month)))
    return render_template(
        "plans/publish.html",
        month=month,
        plan=plan,
        published=published,
        look=look,
        sums=_sums(look),
        seen=seen_of(look.inputs, published),
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
    flash(gettext("計画を公開し、%(count)s人に知らせました。", count=told))
    return redirect(url_for("plans.show", month=str(Month.parse(request.form.get("month", "")))))


def _sums(look: Overview) -> list[Sum]:
    """Every client with work in either plan, by code."""
    after: dict[str, int] = {}
    for row in look.all_rows:
        after[row.client_public_id] = after.get(row.client_public_id, 0) + row.planned_min
    before = dict(after)
    for each in look.changed:
        client = each.row.client_public_id
        before[client] = before.get(client, 0) - each.change_min
    return [
        Sum(name, before.get(client, 0), after.get(client, 0))
        for client, name in look.clients.items()
        if before.get(client) or after.get(client)
    ]
