"""Reads a client's month in review."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.errors import NoTerms
from app.domain.offers import packages_of
from app.domain.reports import MonthlyReport, ReportTask, next_tasks
from app.domain.terms import Terms
from app.domain.terms.series import terms_for
from app.domain.worktime import Month
from app.models import AssignmentRow, TaskRow, WorkItem
from app.queries.clients import client
from app.queries.hours import hours_by_task
from app.queries.plans import published_plan
from app.queries.plans.answers import answers
from app.queries.tasks import InventoryOrder, TaskView, inventory
from app.queries.usage import UsageView, usage

#: Candidates looked at: more than a month hands over, and few enough to read.
LOOKED_AT = 100
HANDED_OVER = ("outsource", "manual_first")


def report(session: Session, scope: Scope, public_id: str, month: Month, *, today: dt.date) -> MonthlyReport:
    """The month of the client with that public id; tasks by what was worked, most first.

    Raises:
        NotFound: the client is outside of the scope.
    """
    company = client(session, scope, public_id=public_id)
    (used,) = usage(session, scope, month, companies=[company])
    plan = published_plan(session, month)
    planned = _planned(session, plan.id, company.id) if plan else {}
    worked = {
        each.task_public_id: (each.task_name, each.minutes) for each in hours_by_task(session, scope, company.id, month)
    }
    names = {**{key: name for key, (name, _minutes) in planned.items()}, **{k: n for k, (n, _m) in worked.items()}}
    tasks = [
        ReportTask(key, name, worked.get(key, ("", 0))[1], planned[key][1] if key in planned else None)
        for key, name in names.items()
    ]
    terms = _terms(used, month)
    answer = answers(session, scope, plan.id, client_id=company.id).packages.get(public_id) if plan else None
    left = [each for each in _candidates(session, scope, company.id) if each.public_id not in names]
    return MonthlyReport(
        company.public_id,
        company.name,
        month,
        used.state == "closed" or month.last_day < today,
        used.available_min,
        used.used_min,
        max(0, used.available_min - used.used_min),
        used.overage_min,
        tuple(sorted(tasks, key=lambda each: (-each.worked_min, -(each.estimated_min or 0), each.name))),
        next_tasks(
            (
                (each.public_id, each.name, each.score.suitability, each.monthly_min, _needs_manual(each))
                for each in left
                if each.score and each.score.suitability is not None and each.monthly_min
            ),
            terms,
            month_min=used.used_min + used.planned_min,
        ),
        packages_of(public_id, answer, terms) if answer else None,
        used.sources,
    )


def _terms(used: UsageView, month: Month) -> Terms | None:
    try:
        return terms_for(list(used.series), month)
    except NoTerms:
        return None


def _planned(session: Session, plan_id: int, client_id: int) -> dict[str, tuple[str, int]]:
    """Task's public id -> its name and the minutes the plan gives it."""
    wanted = (
        select(TaskRow.public_id, TaskRow.name, func.sum(AssignmentRow.planned_min))
        .join(WorkItem, WorkItem.id == AssignmentRow.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .where(AssignmentRow.plan_id == plan_id, AssignmentRow.client_id == client_id)
        .group_by(TaskRow.id, TaskRow.public_id, TaskRow.name)
        .order_by(TaskRow.id)
    )
    return {public_id: (name, int(minutes)) for public_id, name, minutes in session.execute(wanted)}


def _candidates(session: Session, scope: Scope, client_id: int) -> list[TaskView]:
    """What may be handed over, by suitability times minutes."""
    found = [
        each
        for treatment in HANDED_OVER
        for each in inventory(
            session,
            scope,
            client_id=client_id,
            treatment=treatment,
            has_points=True,
            order=InventoryOrder.WORTH,
            limit=LOOKED_AT,
        )
    ]
    return sorted(found, key=_worth, reverse=True)


def _worth(each: TaskView) -> int:
    return ((each.score.suitability if each.score else 0) or 0) * (each.monthly_min or 0)


def _needs_manual(each: TaskView) -> bool:
    return each.score is not None and each.score.treatment == "manual_first"
