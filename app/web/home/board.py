"""The operation's month: five lanes in the order of the work, and how far the months to be closed are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from app.database import Session
from app.domain.accounts import Scope
from app.domain.worktime import TOKYO, Month
from app.queries import approvals as approvals_queries
from app.queries import months as months_queries
from app.queries import plans as plans_queries
from app.queries import usage as usage_queries
from app.queries.plans import PlanCounts, PlanView
from app.queries.usage import UsageView
from app.web.bars import WARN_AT_PCT
from app.web.closing import closing_rows, counts_by_step, month_to_close
from app.web.months import now, today
from app.web.navigation import link_to
from app.web.request import current_session

NEW_FOR = dt.timedelta(days=7)
CARDS = 3
#: Of the months to be closed; the others are on the page that the table leads to.
ROWS = 20


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A draft that waits to be published, or a month without any plan (`plan` None)."""

    month: Month
    plan: PlanView | None
    counts: PlanCounts | None


def show_board(scope: Scope, month: Month) -> ResponseReturnValue:
    """The month board."""
    session, day = current_session(), today()
    usage = usage_queries.usage(session, scope, month, termless=("open", "closed"))
    low = sorted(
        (each for each in usage if is_low(each)), key=lambda each: each.available_min - each.used_min - each.planned_min
    )
    closing_month = month_to_close(month, day)
    rows = closing_rows(session, scope, closing_month, day)
    to_close = [row for row in rows if not row.is_closed]
    # A month that is not the shown one is looked at from its own evening, so that a past board says what was new then.
    seen_from = now() if month >= Month.of(day) else dt.datetime.combine(month.last_day, dt.time(23, 59), TOKYO)
    return render_template(
        "home/board.html",
        month=month,
        today=day,
        intake=months_queries.intake(session, scope, seen_from - NEW_FOR),
        plans=_waiting_plans(session, scope, month, has_plan=any(each.planned_min or each.used_min for each in usage)),
        waiting=approvals_queries.assistants_awaiting(session, scope, month),
        low=low,
        closing_month=closing_month,
        rows=rows,
        by_step=counts_by_step(rows),
        shown=rows if len(rows) <= ROWS else [*to_close, *(row for row in rows if row.is_closed)][:ROWS],
        to_close=to_close,
        cards=CARDS,
        link=link_to,
    )


def is_low(usage: UsageView) -> bool:
    """Whether the used minutes reached the share of the package at which the client is told."""
    return usage.has_terms and usage.used_min * 100 >= usage.available_min * WARN_AT_PCT and usage.used_min > 0


def _waiting_plans(session: Session, scope: Scope, month: Month, *, has_plan: bool) -> list[PlanCard]:
    """Drafts of the shown month and the next, and the shown month if nobody has planned it."""
    cards = []
    newest = plans_queries.newest_plans(session, scope, (month, month.next()))
    for each in (month, month.next()):
        plan = newest.get(each)
        if plan is not None and plan.state == "draft":
            cards.append(PlanCard(each, plan, plans_queries.plan_counts(session, scope, plan.id)))
        elif plan is None and each == month and not has_plan:
            cards.append(PlanCard(each, None, None))
    return cards
