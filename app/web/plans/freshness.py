"""Whether a draft is out of date: a part of its pages that is asked for after them.

All that a plan is made from is read and hashed for it, which takes a quarter of a second of 2,500 tasks. No number that
is kept beside it would say the same, unless every entry, task, contract and person wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.plans.inputs import Inputs, load
from app.domain.errors import NotFound
from app.queries import plans as plans_queries
from app.queries.plans import PlanView
from app.queries.plans.since import since
from app.translations import N_
from app.web.access import current_scope, roles
from app.web.months import month_of_request
from app.web.plans.blueprint import STAFF, bp
from app.web.request import current_session

MOST_NAMES = 5
_SAID = {
    "archived": N_("棚卸から外した業務：%(names)s"),
    "dropped": N_("計画に入れられなくなった業務：%(names)s"),
    "added": N_("計画に入れられるようになった業務：%(names)s"),
    "edited": N_("内容や固定を変えた業務：%(names)s"),
    "clients": N_("契約条件を変えた依頼企業：%(names)s"),
    "people": N_("条件や不在を変えたアシスタント：%(names)s"),
}


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
    changes = changes_since(plan, load(current_session(), scope, plan.month)) if plan.state == "draft" else None
    return render_template(
        "plans/freshness.html" if is_part else "plans/changed_since.html",
        month=month,
        plan=plan,
        outdated=changes is not None,
        changes=changes or [],
        asked=not is_part,
    )


def changes_since(plan: PlanView, inputs: Inputs) -> list[str] | None:
    """What is different by name, a line each, as far as rows tell; None where a plan made now would be the same."""
    if inputs.input_hash == plan.input_hash:
        return None
    pinned = {each.task_public_id: each.pinned_to for each in inputs.candidates}
    found = since(current_session(), current_scope(), plan, pinned)
    lines = [gettext(_SAID[name], names=_listed(names)) for name in _SAID if (names := getattr(found, name))]
    return [*lines, gettext("記録された稼働：%(count)s件", count=found.entries)] if found.entries else lines


def _listed(names: Sequence[str]) -> str:
    shown = gettext("、").join(names[:MOST_NAMES])
    return (
        gettext("%(names)sほか%(count)s件", names=shown, count=len(names) - MOST_NAMES) if names[MOST_NAMES:] else shown
    )
