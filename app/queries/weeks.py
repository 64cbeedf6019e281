"""Reads of an assistant's own week and month: minutes by task and day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.worktime import Month
from app.models import Client, EntryApproval, TaskRow, TimeEntry, WorkItem
from app.queries.plans import work


@dataclass(slots=True)
class WeekRow:
    """A task in a week.

    Attributes:
        minutes: day -> minutes recorded so far, days without any left out.
        items: month -> public id of the work item that takes hours in it; months outside of the plan are left out.
    """

    task_public_id: str
    task_name: str
    client_short_name: str
    minutes: dict[dt.date, int] = field(default_factory=dict)
    items: dict[Month, str] = field(default_factory=dict)

    def item_on(self, day: dt.date) -> str | None:
        """The public id of the work item that takes hours of that day."""
        return self.items.get(Month.of(day))

    @property
    def total_min(self) -> int:
        """Minutes of the whole week."""
        return sum(self.minutes.values())


@dataclass(frozen=True, slots=True)
class MonthTask:
    """What an assistant did on a task in a month: entries that count, minutes worked, paid, approved and late."""

    client_short_name: str
    task_name: str
    entries: int
    worked_min: int
    cost_min: int
    approved_min: int
    late_min: int


def week(session: Session, scope: Scope, first_day: dt.date) -> list[WeekRow]:
    """The assistant's seven days from `first_day`: planned tasks by due date, then others. Nothing for others."""
    if scope.assistant_id is None:
        return []
    last_day = first_day + dt.timedelta(days=6)
    rows: dict[str, WeekRow] = {}
    for month in sorted({Month.of(first_day), Month.of(last_day)}):
        for item in work(session, scope, month):
            row = rows.setdefault(
                item.task_public_id, WeekRow(item.task_public_id, item.task_name, item.client_short_name)
            )
            row.items[month] = item.public_id
    for task_id, name, client, day, minutes in session.execute(_worked(scope.assistant_id, first_day, last_day)):
        if minutes:
            rows.setdefault(task_id, WeekRow(task_id, name, client)).minutes[day] = minutes
    return list(rows.values())


def week_minutes(session: Session, scope: Scope, first_day: dt.date) -> dict[str, dict[dt.date, int]]:
    """Task's public id -> day -> minutes of the assistant's seven days from `first_day`; nothing for others."""
    found: dict[str, dict[dt.date, int]] = {}
    if scope.assistant_id is None:
        return found
    for task_id, _name, _client, day, minutes in session.execute(
        _worked(scope.assistant_id, first_day, first_day + dt.timedelta(days=6))
    ):
        if minutes:
            found.setdefault(task_id, {})[day] = minutes
    return found


def own_month_min(session: Session, scope: Scope, month: Month) -> int:
    """Minutes the assistant worked in the month, for whatever client; 0 for everybody else."""
    if scope.assistant_id is None:
        return 0
    counted = select(func.sum(TimeEntry.minutes)).where(
        TimeEntry.assistant_id == scope.assistant_id, TimeEntry.month == month
    )
    return session.scalar(counted) or 0


def month_by_task(session: Session, scope: Scope, month: Month) -> list[MonthTask]:
    """The assistant's month by client and task, most worked first; nothing for everybody else."""
    if scope.assistant_id is None:
        return []
    total = func.sum(TimeEntry.minutes)
    wanted = (
        select(
            Client.short_name,
            TaskRow.name,
            func.sum(case((TimeEntry.reverses_id.is_(None), 1), else_=-1)),
            total,
            func.sum(TimeEntry.cost_min),
            func.coalesce(func.sum(case((EntryApproval.time_entry_id.is_not(None), TimeEntry.minutes), else_=0)), 0),
            func.coalesce(func.sum(case((TimeEntry.is_late, TimeEntry.minutes), else_=0)), 0),
        )
        .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == TimeEntry.client_id)
        .outerjoin(EntryApproval, EntryApproval.time_entry_id == func.coalesce(TimeEntry.reverses_id, TimeEntry.id))
        .where(TimeEntry.assistant_id == scope.assistant_id, TimeEntry.month == month)
        .group_by(Client.short_name, TaskRow.id, TaskRow.name)
        .having(total != 0)
        .order_by(total.desc(), TaskRow.id)
    )
    return [MonthTask(*found) for found in session.execute(wanted)]


def month_by_day(session: Session, scope: Scope, month: Month) -> dict[dt.date, int]:
    """Day -> minutes the assistant worked, of what counts in the month; days without left out."""
    wanted = (
        select(TimeEntry.work_date, func.sum(TimeEntry.minutes))
        .where(TimeEntry.assistant_id == scope.assistant_id, TimeEntry.month == month)
        .group_by(TimeEntry.work_date)
        .order_by(TimeEntry.work_date)
    )
    return {day: minutes for day, minutes in session.execute(wanted) if minutes}


def _worked(assistant_id: int, first_day: dt.date, last_day: dt.date) -> Any:
    return (
        select(TaskRow.public_id, TaskRow.name, Client.short_name, TimeEntry.work_date, func.sum(TimeEntry.minutes))
        .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == TimeEntry.client_id)
        .where(
            TimeEntry.assistant_id == assistant_id, TimeEntry.work_date >= first_day, TimeEntry.work_date <= last_day
        )
        .group_by(TaskRow.public_id, TaskRow.name, Client.short_name, TaskRow.id, TimeEntry.work_date)
        .order_by(TaskRow.id, TimeEntry.work_date)
    )
