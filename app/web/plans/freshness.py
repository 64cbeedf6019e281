"""Whether a draft is out of date: a part of its pages that is asked for after them.

All that a plan is made from is read and hashed for it, which takes a quarter of a second of 2,500 tasks. No number that
is kept beside it would say the same, unless every entry, task, contract and person wrote it.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.actions.plans.inputs import load
from app.domain.errors import NotFound
from app.queries import plans as plans_queries
from app.queries.plans import PlanView
from app.web.access import current_scope, roles
from app.web.months import month_of_request
from app.web.plans.blueprint import STAFF, bp
from app.web.request import current_session


@bp.get("/plans/freshness")
@roles(*STAFF)
def freshness() -> ResponseReturnValue:
    """What is said above a draft that is out of date, nothing above another plan; without scripts a page of its own."""
    scope, month, version = current_scope(), month_of_request(), request.args.get("version", type=int)
    plan = plans_queries.plan(current_session(), scope, month, version=version)
    is_part = "HX-Request" in request.headers
    if plan is None and not is_part:
        return redirect(url_for("plans.show", month=str(month)))
    if plan is None:
        raise NotFound("plan")
    return render_template(
        "plans/freshness.html" if is_part else "plans/changed_since.html",
        month=month,
        plan=plan,
        outdated=plan.state == "draft" and is_outdated(plan),
        asked=not is_part,
    )


def is_outdated(plan: PlanView) -> bool:
    """Whether a plan made now would be made from something else."""
    return load(current_session(), current_scope(), plan.month).input_hash != plan.input_hash
