"""A client's month: what can still be asked for, what expires, the plan, the latest invoice."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.accounts import Scope
from app.domain.worktime import Month
from app.queries import accounts as accounts_queries
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from app.queries import usage as usage_queries
from app.queries.plans import AssignmentView
from app.web.months import today
from app.web.navigation import link_to
from app.web.outlook import outlook
from app.web.request import current_session
from app.web.saying import notice_lines

NOTICES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A row of the month's plan; `scale` is the length of its bar beside the longest, in percent."""

    given: AssignmentView
    still_min: int
    over_min: int
    scale: float


def show_month(scope: Scope, month: Month) -> ResponseReturnValue:
    """The client's home page."""
    session = current_session()
    usage = next(iter(usage_queries.usage(session, scope, month)), None)
    if usage is None or not usage.has_terms:
        return render_template("home/no_terms.html", month=month)
    plan = plans_queries.plan(session, scope, month)
    this_month = Month.of(today())
    lines = work_lines(plans_queries.assignments(session, scope, plan.id) if plan else [], is_over=month < this_month)
    return render_template(
        "home/client.html",
        month=month,
        this_month=this_month,
        usage=usage,
        outlook=outlook(session, usage, today()),
        plan=plan,
        lines=lines,
        invoice=next(iter(invoices_queries.invoices(session, scope, kind="invoice", state="issued", limit=1)), None),
        notices=notice_lines(accounts_queries.notices(session, scope, limit=NOTICES_SHOWN)),
        link=link_to,
    )


def work_lines(given: list[AssignmentView], *, is_over: bool = False) -> list[WorkLine]:
    """The plan's rows, the longest first; nothing is still to come of a month that is over."""
    longest = max((max(each.planned_min, each.used_min) for each in given), default=1)
    lines = [
        WorkLine(
            each,
            0 if is_over else max(0, each.planned_min - each.used_min),
            max(0, each.used_min - each.planned_min),
            max(12.0, round(max(each.planned_min, each.used_min) * 100 / longest, 1)),
        )
        for each in given
    ]
    return sorted(lines, key=lambda line: -line.given.planned_min)
