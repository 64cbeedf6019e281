"""Which time entries an invoice bills: reads for the close, the invoice's page and the checks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Scope
from app.domain.worktime import Month
from app.models import AssistantRow, BilledEntry, LedgerRow, TaskRow, TimeEntry, WorkItem
from app.queries.scope import own_client


@dataclass(frozen=True, slots=True)
class Billable:
    """Minutes of an entry that a month's invoice bills; negative where the entry takes back one of an earlier month."""

    time_entry_id: int
    minutes: int
    task_id: int
    task_name: str


@dataclass(frozen=True, slots=True)
class BilledView:
    """A billed entry as an invoice's page lists it; `is_live` until a credit note or a voiding re-opened it."""

    id: int
    entry_public_id: str
    work_date: dt.date
    minutes: int
    task_name: str
    assistant_name: str
    note: str
    is_live: bool
    credit_note_id: int | None


def billable(session: Session, client_id: int, month: Month) -> list[Billable]:
    """What the ledger of the month charges the client, an entry a row, in the order of the work.

    An entry and the one that takes it back in the same month are both left out; entries that a credit note re-opened to
    be charged in this month are among them.
    """
    rows = session.execute(
        select(TimeEntry.id, func.sum(LedgerRow.minutes), TaskRow.id, TaskRow.name)
        .select_from(LedgerRow)
        .outerjoin(BilledEntry, BilledEntry.id == LedgerRow.billed_entry_id)
        .join(TimeEntry, or_(TimeEntry.id == LedgerRow.time_entry_id, TimeEntry.id == BilledEntry.time_entry_id))
        .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .where(LedgerRow.client_id == client_id, LedgerRow.month == month, LedgerRow.account == "used")
        .where(or_(LedgerRow.billed_entry_id.is_not(None), _stands(client_id, month)))
        .group_by(TimeEntry.id, TimeEntry.work_date, TaskRow.id, TaskRow.name)
        .order_by(TimeEntry.work_date, TimeEntry.id)
    )
    return [Billable(*found) for found in rows if found[1]]


def billed(session: Session, scope: Scope, invoice_id: int) -> list[BilledView]:
    """The entries an invoice bills or billed, in the order of the work."""
    rows = session.execute(
        select(
            BilledEntry.id,
            TimeEntry.public_id,
            TimeEntry.work_date,
            BilledEntry.minutes,
            TaskRow.name,
            AssistantRow.name,
            TimeEntry.note,
            BilledEntry.reopened_at.is_(None),
            BilledEntry.credit_note_id,
        )
        .join(TimeEntry, TimeEntry.id == BilledEntry.time_entry_id)
        .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(AssistantRow, AssistantRow.id == TimeEntry.assistant_id)
        .where(BilledEntry.invoice_id == invoice_id, own_client(scope, BilledEntry.client_id))
        .order_by(TimeEntry.work_date, TimeEntry.id)
    )
    return [BilledView(*found) for found in rows]


def _stands(client_id: int, month: Month) -> ColumnElement[bool]:
    """Neither the entry nor what it takes back has its counterpart on the same month's ledger."""
    other, row = aliased(TimeEntry), aliased(LedgerRow)
    counterpart = (
        select(row.id)
        .join(other, other.id == row.time_entry_id)
        .where(
            row.client_id == client_id,
            row.month == month,
            row.account == "used",
            or_(
                and_(other.reverses_id == TimeEntry.id, other.reverses_id.is_not(None)),
                and_(TimeEntry.reverses_id.is_not(None), other.id == TimeEntry.reverses_id),
            ),
        )
        .correlate(TimeEntry)
    )
    return ~exists(counterpart)
