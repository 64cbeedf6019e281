"""Reads of what is due, for the calendar of whoever asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.models import AssignmentRow, Client, InvoiceRow, PlanRow, TaskRow, WorkItem
from app.queries.scope import own_client, visible_item

#: More than anybody has in a year and a half, and few enough for a file that is asked for every hour.
MOST = 3_000


@dataclass(frozen=True, slots=True)
class DueWork:
    """A task of the published plan that is due."""

    public_id: str
    task_public_id: str
    task_name: str
    client_short_name: str
    planned_min: int
    due_date: dt.date


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
    """Tasks in published plans that the scope may see, due in those days, by day and name; an assistant's own alone."""
    wanted = (
        select(
            WorkItem.public_id,
            TaskRow.public_id,
            TaskRow.name,
            Client.short_name,
            WorkItem.planned_min,
            WorkItem.due_date,
        )
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == WorkItem.client_id)
        .where(
            visible_item(scope, WorkItem.client_id, WorkItem.id), _is_planned(), WorkItem.due_date.between(first, last)
        )
        .order_by(WorkItem.due_date, TaskRow.name, WorkItem.id)
        .limit(MOST)
    )
    return [DueWork(*found) for found in session.execute(wanted)]


def due_days(session: Session, scope: Scope, first: dt.date, last: dt.date) -> list[DueDay]:
    """The same counted by day and company: what staff look at, who have every company's tasks."""
    wanted = (
        select(Client.public_id, Client.short_name, WorkItem.due_date, func.count(), func.sum(WorkItem.planned_min))
        .join(Client, Client.id == WorkItem.client_id)
        .where(
            visible_item(scope, WorkItem.client_id, WorkItem.id), _is_planned(), WorkItem.due_date.between(first, last)
        )
        .group_by(Client.id, Client.public_id, Client.short_name, Client.code, WorkItem.due_date)
        .order_by(WorkItem.due_date, Client.code)
        .limit(MOST)
    )
    return [DueDay(*found) for found in session.execute(wanted)]


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
