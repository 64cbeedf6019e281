"""Reads of what is due, for the calendar of whoever asks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.tasks.duedays import shared_out
from app.models import AssignmentRow, Client, InvoiceRow, PlanRow, TaskDue, TaskRow, WorkItem
from app.queries.scope import own_client, visible_item
from app.queries.taskpages import rule_of

#: More than anybody has in a year and a half, and few enough for a file that is asked for every hour.
MOST = 3_000


@dataclass(frozen=True, slots=True)
class DueWork:
    """A task of the published plan on a day on which it is due; `planned_min` is what is planned until that day.

    `is_last` where no day of its month follows.
    """

    public_id: str
    task_public_id: str
    task_name: str
    client_short_name: str
    planned_min: int
    due_date: dt.date
    is_last: bool


@dataclass(frozen=True, slots=True)
class DueDay:
    """How many tasks of a company are due on a day."""

    client_public_id: str
    client_short_name: str
    due_date: dt.date
    tasks: int
    planned_min: int


@dataclass(frozen=True, slots=True)
class DueInvoice:
    """An issued invoice whose payment is due."""

    public_id: str
    number: str
    client_short_name: str
    total_yen: int
    due_date: dt.date


def due_work(session: Session, scope: Scope, first: dt.date, last: dt.date) -> list[DueWork]:
    """Tasks in published plans that the scope may see, whose work is due in those days, by day and name.

    An assistant's own alone. What is due on a weekday is there once for each of its days in the month.
    """
    wanted = (
        select(
            WorkItem.public_id,
            TaskRow.public_id,
            TaskRow.name,
            Client.short_name,
            WorkItem.planned_min,
            WorkItem.due_date,
            TaskDue,
        )
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == WorkItem.client_id)
        .outerjoin(TaskDue, TaskDue.task_id == WorkItem.task_id)
        .where(_is_due(scope, first, last))
        .order_by(WorkItem.due_date, TaskRow.name, WorkItem.id)
        .limit(MOST)
    )
    found = [
        DueWork(public_id, task, name, client, day_min, day, day == due)
        for public_id, task, name, client, planned_min, due, row in session.execute(wanted)
        for day, day_min in shared_out(planned_min, due, None if row is None else rule_of(row))
    ]
    return sorted(found, key=lambda each: each.due_date)


def due_days(session: Session, scope: Scope, first: dt.date, last: dt.date) -> list[DueDay]:
    """The same counted by day and company: what staff look at, who have every company's tasks."""
    found: Counter[tuple[dt.date, str, str, str]] = Counter()
    minutes: Counter[tuple[dt.date, str, str, str]] = Counter()
    for code, public_id, name, due, tasks, planned_min in session.execute(_counted(scope, first, last)):
        found[due, code, public_id, name] += tasks
        minutes[due, code, public_id, name] += planned_min
    for code, public_id, name, due, planned_min, row in session.execute(_weekly(scope, first, last)):
        for day, day_min in shared_out(planned_min, due, rule_of(row)):
            found[day, code, public_id, name] += 1
            minutes[day, code, public_id, name] += day_min
    return [DueDay(key[2], key[3], key[0], found[key], minutes[key]) for key in sorted(found)[:MOST]]


def _counted(scope: Scope, first: dt.date, last: dt.date) -> Any:
    """Work that is due on one day, counted by the database: there may be thousands of tasks."""
    return (
        select(
            Client.code,
            Client.public_id,
            Client.short_name,
            WorkItem.due_date,
            func.count(),
            func.sum(WorkItem.planned_min),
        )
        .join(Client, Client.id == WorkItem.client_id)
        .outerjoin(TaskDue, TaskDue.task_id == WorkItem.task_id)
        .where(_is_due(scope, first, last), func.coalesce(TaskDue.kind, "end") != "week")
        .group_by(Client.id, Client.public_id, Client.short_name, Client.code, WorkItem.due_date)
    )


def _weekly(scope: Scope, first: dt.date, last: dt.date) -> Any:
    return (
        select(Client.code, Client.public_id, Client.short_name, WorkItem.due_date, WorkItem.planned_min, TaskDue)
        .join(Client, Client.id == WorkItem.client_id)
        .join(TaskDue, TaskDue.task_id == WorkItem.task_id)
        .where(_is_due(scope, first, last), TaskDue.kind == "week")
        .limit(MOST)
    )


def _is_due(scope: Scope, first: dt.date, last: dt.date) -> ColumnElement[bool]:
    return and_(
        visible_item(scope, WorkItem.client_id, WorkItem.id), _is_planned(), WorkItem.due_date.between(first, last)
    )


def due_invoices(session: Session, scope: Scope, first: dt.date, last: dt.date) -> list[DueInvoice]:
    """Issued invoices of the scope to be paid in those days, by day and number; none for assistants."""
    wanted = (
        select(InvoiceRow.public_id, InvoiceRow.number, Client.short_name, InvoiceRow.total_yen, InvoiceRow.due_date)
        .join(Client, Client.id == InvoiceRow.client_id)
        .where(
            own_client(scope, InvoiceRow.client_id),
            InvoiceRow.state == "issued",
            InvoiceRow.number.is_not(None),
            InvoiceRow.kind == "invoice",
            InvoiceRow.due_date.between(first, last),
        )
        .order_by(InvoiceRow.due_date, InvoiceRow.number)
        .limit(MOST)
    )
    return [
        DueInvoice(public_id, number or "", client, total_yen, due_date)
        for public_id, number, client, total_yen, due_date in session.execute(wanted)
    ]


def _is_planned() -> ColumnElement[bool]:
    return exists(
        select(AssignmentRow.work_item_id)
        .join(PlanRow, PlanRow.id == AssignmentRow.plan_id)
        .where(AssignmentRow.work_item_id == WorkItem.id, PlanRow.state == "published")
    )
