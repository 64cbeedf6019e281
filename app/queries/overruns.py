"""What recorded hours go beyond: a work item's plan, a client's package, a day of somebody's work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.terms.series import terms_for
from app.domain.worktime import Month
from app.models import AssistantRow, Client, TaskRow, TimeEntry, WorkItem
from app.queries.clients import terms_by_client
from app.queries.hours import balances_by_client
from app.queries.scope import own_assistant, visible_item


@dataclass(frozen=True, slots=True)
class OverPlan:
    """A work item on which more is worked than is planned, in minutes of its month."""

    task_name: str
    planned_min: int
    used_min: int


@dataclass(frozen=True, slots=True)
class OverPackage:
    """A client's month of which more is used than came; `limit_min` is the overage agreed to, None without a limit."""

    client_short_name: str
    month: Month
    over_min: int
    limit_min: int | None


@dataclass(frozen=True, slots=True)
class Overruns:
    """By task, by client, and the days with their minutes."""

    plans: tuple[OverPlan, ...]
    packages: tuple[OverPackage, ...]
    days: tuple[tuple[dt.date, int], ...]


def overruns(
    session: Session,
    scope: Scope,
    *,
    items: Collection[str],
    assistant: str | None,
    days: Collection[dt.date],
    day_min: int,
) -> Overruns:
    """What stands above its measure after hours were recorded.

    Args:
        session: of the database.
        scope: who recorded them; an assistant asks of work the plan gives them, nobody else's days are theirs.
        items: public ids of the work items.
        assistant: public id of who worked, where that is not who asks.
        days: on which it was worked.
        day_min: minutes of a day that are not out of the common.
    """
    worked = func.coalesce(func.sum(TimeEntry.minutes), 0)
    wanted = (
        select(TaskRow.name, WorkItem.planned_min, worked, Client.id, Client.short_name, WorkItem.month)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == WorkItem.client_id)
        .join(TimeEntry, TimeEntry.work_item_id == WorkItem.id)
        .where(WorkItem.public_id.in_(items), visible_item(scope, WorkItem.client_id, WorkItem.id))
        .group_by(WorkItem.id, TaskRow.name, Client.id, Client.short_name, WorkItem.month)
        .order_by(WorkItem.id)
    )
    rows = session.execute(wanted).all()
    plans = tuple(OverPlan(name, planned, used) for name, planned, used, *_rest in rows if used > planned)
    months = {(row[3], row[4], row[5]) for row in rows}
    return Overruns(plans, _packages(session, months), _days(session, scope, assistant, days, day_min))


def _packages(session: Session, months: Collection[tuple[int, str, Month]]) -> tuple[OverPackage, ...]:
    series = terms_by_client(session, {client_id for client_id, _name, _month in months})
    found = []
    for month in sorted({month for _client_id, _name, month in months}):
        names = {client_id: name for client_id, name, own in months if own == month}
        for client_id, balance in balances_by_client(session, sorted(names), month).items():
            terms = terms_for(series[client_id], month)
            if balance.available_min < 0 and not terms.fee.is_metered:
                found.append(OverPackage(names[client_id], month, -balance.available_min, terms.overage.limit_min))
    return tuple(found)


def _days(
    session: Session, scope: Scope, assistant: str | None, days: Collection[dt.date], day_min: int
) -> tuple[tuple[dt.date, int], ...]:
    who = AssistantRow.id == scope.assistant_id if assistant is None else AssistantRow.public_id == assistant
    total = func.sum(TimeEntry.minutes)
    wanted = (
        select(TimeEntry.work_date, total)
        .join(AssistantRow, AssistantRow.id == TimeEntry.assistant_id)
        .where(who, own_assistant(scope, TimeEntry.assistant_id), TimeEntry.work_date.in_(days))
        .group_by(TimeEntry.work_date)
        .having(total > day_min)
        .order_by(TimeEntry.work_date)
    )
    return tuple((day, minutes) for day, minutes in session.execute(wanted))
