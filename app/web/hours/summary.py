"""A month: an assistant's by task and by day with what of it is paid, everybody's by function, person and estimate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from app.database import Session
from app.domain.accounts import Scope
from app.domain.workdays import is_working_day
from app.domain.worktime import Month
from app.queries import weeks as weeks_queries
from app.queries.worked import estimates_missed, worked_shares
from app.web.access import current_scope
from app.web.months import month_of_request, today
from app.web.navigation import link_to
from app.web.request import current_session
from app.web.shares import MOST_ESTIMATES, estimates_of, worked_of


@dataclass(frozen=True, slots=True)
class DayBar:
    """A day of the chart; `share` of the fullest day."""

    day: dt.date
    minutes: int
    share: float
    is_off: bool


def month_summary() -> ResponseReturnValue:
    """The page; staff see the month of all, in pictures."""
    session, scope, month = current_session(), current_scope(), month_of_request()
    if scope.is_staff:
        return _of_all(session, scope, month)
    worked = weeks_queries.month_by_day(session, scope, month)
    days = [month.first_day + dt.timedelta(days=n) for n in range(month.last_day.day)]
    fullest = max([1, *worked.values()])
    return render_template(
        "hours/month.html",
        month=month,
        tasks=weeks_queries.month_by_task(session, scope, month),
        days=[DayBar(day, worked.get(day, 0), worked.get(day, 0) / fullest, not is_working_day(day)) for day in days],
        earlier={day: minutes for day, minutes in worked.items() if day < month.first_day},
        link=link_to,
    )


def _of_all(session: Session, scope: Scope, month: Month) -> str:
    is_over = month.last_day < today()
    return render_template(
        "hours/month_staff.html",
        month=month,
        is_over=is_over,
        worked=worked_of(worked_shares(session, scope, month)),
        estimates=estimates_of(estimates_missed(session, scope, month, is_over=is_over, limit=MOST_ESTIMATES)),
        link=link_to,
    )
