"""An assistant's month: what was worked, what of it is approved and paid, by task and by day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.workdays import is_working_day
from app.queries import weeks as weeks_queries
from app.web.access import current_scope
from app.web.months import month_of_request
from app.web.navigation import link_to
from app.web.request import current_session


@dataclass(frozen=True, slots=True)
class DayBar:
    """A day of the chart; `share` of the fullest day."""

    day: dt.date
    minutes: int
    share: float
    is_off: bool


def month_summary() -> ResponseReturnValue:
    """The page."""
    session, scope, month = current_session(), current_scope(), month_of_request()
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
