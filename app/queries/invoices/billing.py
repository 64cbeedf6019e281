"""Which time entries an invoice bills: reads for the close, the invoice's page and the checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Subquery, func, or_, select, union_all
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.terms.activities import Counting
from app.domain.worktime import Month
from app.models import AssistantRow, BilledEntry, CreditNote, LedgerRow, TaskRow, TimeEntry, WorkItem
from app.queries.scope import own_client


@dataclass(frozen=True, slots=True)
class Billable:
    """Minutes of an entry that a month's invoice bills, beside the package if `is_apart`.

    Negative where the entry takes back a part of another, as happens where a task's day is rounded as one.
    """

    time_entry_id: int
    minutes: int
    task_id: int
    task_name: str
    is_apart: bool = False


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
    """What the month charges the client, an entry a row, in the order of the work: out of the package and beside it.

    An entry and the one that takes it back whole in the same month are both left out; entries that a credit note
    re-opened to be charged in this month are among them.
    """
    found = [*_drawn(session, client_id, month), *_apart(session, client_id, month)]
    minutes = {each.billable.time_entry_id: each.billable.minutes for each in found}
    gone: set[int] = set()
    for each in found:
        taken_id, taken_min = each.reverses_id, each.billable.minutes
        if taken_id is not None and minutes.get(taken_id) == -taken_min:
            gone |= {taken_id, each.billable.time_entry_id}
    kept = [each for each in found if each.billable.time_entry_id not in gone and each.billable.minutes]
    return [each.billable for each in sorted(kept, key=lambda each: (each.work_date, each.billable.time_entry_id))]


def apart_min(session: Session, ids: Collection[int], month: Month) -> dict[int, int]:
    """Client id -> minutes of the month that are billed beside the package; clients without any are left out."""
    rows = _apart_entries(ids, month)
    sums = select(rows.c.client_id, func.sum(rows.c.minutes)).group_by(rows.c.client_id)
    return {client_id: int(minutes) for client_id, minutes in session.execute(sums) if minutes}


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


@dataclass(frozen=True, slots=True)
class _Charged:
    billable: Billable
    work_date: dt.date
    reverses_id: int | None


def _drawn(session: Session, client_id: int, month: Month) -> list[_Charged]:
    """What the month's ledger charges, an entry a row."""
    rows = session.execute(
        select(TimeEntry, func.sum(LedgerRow.minutes), TaskRow.id, TaskRow.name)
        .select_from(LedgerRow)
        .outerjoin(BilledEntry, BilledEntry.id == LedgerRow.billed_entry_id)
        .join(TimeEntry, or_(TimeEntry.id == LedgerRow.time_entry_id, TimeEntry.id == BilledEntry.time_entry_id))
        .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .where(LedgerRow.client_id == client_id, LedgerRow.month == month, LedgerRow.account == "used")
        .group_by(TimeEntry.id, TaskRow.id, TaskRow.name)
    )
    return [_charged(*found, is_apart=False) for found in rows]


def _apart(session: Session, client_id: int, month: Month) -> list[_Charged]:
    """What the month bills beside the package, an entry a row."""
    apart = _apart_entries([client_id], month)
    rows = session.execute(
        select(TimeEntry, apart.c.minutes, TaskRow.id, TaskRow.name)
        .join(apart, apart.c.time_entry_id == TimeEntry.id)
        .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
    )
    return [_charged(*found, is_apart=True) for found in rows]


def _charged(entry: TimeEntry, minutes: int, task_id: int, task_name: str, *, is_apart: bool) -> _Charged:
    return _Charged(Billable(entry.id, int(minutes), task_id, task_name, is_apart), entry.work_date, entry.reverses_id)


def _apart_entries(ids: Collection[int], month: Month) -> Subquery:
    """The month's own entries that are billed beside the package, and those a credit note brought into it."""
    is_apart = TimeEntry.counting == str(Counting.BILLED)
    own = select(
        TimeEntry.client_id, TimeEntry.id.label("time_entry_id"), TimeEntry.charged_min.label("minutes")
    ).where(TimeEntry.client_id.in_(ids), TimeEntry.month == month, is_apart, TimeEntry.charged_min != 0)
    again = (
        select(BilledEntry.client_id, BilledEntry.time_entry_id, BilledEntry.minutes)
        .join(CreditNote, CreditNote.invoice_id == BilledEntry.credit_note_id)
        .join(TimeEntry, TimeEntry.id == BilledEntry.time_entry_id)
        .where(CreditNote.client_id.in_(ids), CreditNote.to_month == month, CreditNote.minutes_go == "again", is_apart)
    )
    return union_all(own, again).subquery("apart")
