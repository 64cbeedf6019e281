"""An assistant's day: the month's work with timer buttons, the month's bar, notices, the week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.accounts import Scope
from app.domain.tasks.duedays import DueRule, shared_out
from app.domain.workdays import working_days_until
from app.domain.worktime import Month
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from app.queries import taskpages
from app.queries import weeks as weeks_queries
from app.queries.plans import WorkView
from app.web.months import today
from app.web.navigation import link_to
from app.web.request import current_session, services
from app.web.saying import notice_lines
from app.web.weeks import make_grid

SOON_DAYS = 3
NOTICES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class DueWork:
    """A work item of the month and the next day it is due on; `days_left` are working days, below 0 once overdue."""

    item: WorkView
    is_running: bool
    due_date: dt.date
    days_left: int

    @property
    def over_min(self) -> int:
        """Minutes worked above the plan."""
        return max(0, self.item.used_min - self.item.planned_min)


def show_day(scope: Scope, month: Month) -> ResponseReturnValue:
    """The assistant's home page; another month than today's shows its work without timer buttons."""
    session, day = current_session(), today()
    running, last = hours_queries.newest_timers(session, scope)
    rules = taskpages.weekly_rules(session, scope, month)
    work = [
        DueWork(
            item,
            running is not None and item.public_id == running.work_item_public_id,
            due,
            working_days_until(day, due),
        )
        for item in plans_queries.work(session, scope, month)
        for due in (_next(item, rules.get(item.task_public_id), day),)
    ]
    work.sort(key=lambda each: each.due_date)
    people = assistants_queries.assistants(session, scope, month=month)
    shown_day = day if Month.of(day) == month else _near(month, day)
    rows = weeks_queries.week(session, scope, make_monday(shown_day))
    return render_template(
        "home/day.html",
        month=month,
        today=day,
        is_this_month=Month.of(day) == month,
        is_over=month < Month.of(day),
        work=work,
        soon=sum(each.days_left <= SOON_DAYS and each.item.used_min < each.item.planned_min for each in work),
        running=running,
        last=last,
        person=people[0] if people else None,
        wished_min=people[0].monthly_min if people else 0,
        own_min=weeks_queries.own_month_min(session, scope, month),
        still_min=0
        if month < Month.of(day)
        else sum(max(0, each.item.planned_min - each.item.used_min) for each in work),
        notices=notice_lines(accounts_queries.notices(session, scope, limit=NOTICES_SHOWN)),
        grid=make_grid(rows, shown_day, day, services().new_id()),
        link=link_to,
    )


def make_monday(day: dt.date) -> dt.date:
    """The Monday of the week."""
    return day - dt.timedelta(days=day.weekday())


def _next(item: WorkView, rule: DueRule | None, day: dt.date) -> dt.date:
    """The next day that the work is due on; its last one where that is past."""
    days = [due for due, _minutes in shared_out(item.planned_min, item.due_date, rule)]
    return next((due for due in days if due >= day), days[-1])


def _near(month: Month, day: dt.date) -> dt.date:
    """The day of another month that its page is about: its last for the past, its first for the future."""
    return month.last_day if month < Month.of(day) else month.first_day
