"""Reads of one time entry: everything about it, and what it was before and became after."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Scope
from app.domain.charging import TaskDay
from app.domain.terms.activities import Activity, Counting
from app.domain.worktime import Month
from app.models import (
    AccountRow,
    AssistantRow,
    Client,
    ClientMonth,
    EntryApproval,
    EntryReplacement,
    TaskRow,
    TimeEntry,
    WorkItem,
)
from app.queries.hours import entry_row


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """One entry with its three figures and where it stands.

    Attributes:
        is_reversed: it was taken back.
        is_month_closed: it can only be changed by a credit note.
        approved_at: when the operator approved it; None while it waits.
    """

    id: int
    public_id: str
    client_id: int
    client_short_name: str
    task_name: str
    assistant_name: str
    work_date: dt.date
    month: Month
    is_late: bool
    worked_min: int
    weighed_min: int
    charged_min: int
    cost_min: int
    activity: Activity
    counting: Counting
    rounding_rule: str
    starts_s: int | None
    stops_s: int | None
    note: str
    source: str
    is_reversal: bool
    is_reversed: bool
    is_month_closed: bool
    approved_at: dt.datetime | None

    @property
    def raw_s(self) -> int | None:
        """Seconds between begin and end, where they are known."""
        return None if self.starts_s is None or self.stops_s is None else self.stops_s - self.starts_s


@dataclass(frozen=True, slots=True)
class Step:
    """One row of an entry's history: it was recorded, or taken back; who, when and why.

    Attributes:
        is_reversal: whether it takes another back.
        replaces: whether it was written instead of another.
        who: the account that sent it; empty for the house itself.
        note: the entry's note, or of a reversal the reason.
    """

    id: int
    public_id: str
    is_reversal: bool
    replaces: bool
    work_date: dt.date
    worked_min: int
    charged_min: int
    note: str
    source: str
    who: str
    at: dt.datetime
    approved_at: dt.datetime | None


def entry_detail(session: Session, scope: Scope, public_id: str) -> EntryDetail:
    """The entry.

    Raises:
        NotFound: there is none in the scope.
    """
    row = entry_row(session, scope, public_id)
    reversal = aliased(TimeEntry)
    found = session.execute(
        select(
            Client.short_name,
            TaskRow.name,
            AssistantRow.name,
            reversal.id,
            ClientMonth.state,
            EntryApproval.approved_at,
        )
        .select_from(TimeEntry)
        .join(Client, Client.id == TimeEntry.client_id)
        .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(AssistantRow, AssistantRow.id == TimeEntry.assistant_id)
        .outerjoin(reversal, reversal.reverses_id == TimeEntry.id)
        .outerjoin(ClientMonth, (ClientMonth.client_id == TimeEntry.client_id) & (ClientMonth.month == TimeEntry.month))
        .outerjoin(EntryApproval, EntryApproval.time_entry_id == TimeEntry.id)
        .where(TimeEntry.id == row.id)
    ).one()
    client, task, assistant, reversal_id, state, approved_at = found
    return EntryDetail(
        row.id,
        row.public_id,
        row.client_id,
        client,
        task,
        assistant,
        row.work_date,
        row.month,
        row.is_late,
        row.minutes,
        row.weighed_min,
        row.charged_min,
        row.cost_min,
        Activity(row.activity),
        Counting(row.counting),
        row.rounding_rule,
        row.starts_s,
        row.stops_s,
        row.note,
        row.source,
        row.reverses_id is not None,
        reversal_id is not None,
        state == "closed",
        approved_at,
    )


def history(session: Session, entry: EntryDetail) -> list[Step]:
    """The entry with all it was written instead of, all that was written instead of it, and their reversals; in order.

    One statement however long the history is.
    """
    family = _family(entry.id)
    reversal = aliased(TimeEntry)
    # Not `id or reverses_id`: for that PostgreSQL looks at every entry there ever was.
    ids = family.union(select(reversal.id).where(reversal.reverses_id.in_(family)))
    wanted = (
        select(TimeEntry, AccountRow.display_name, EntryApproval.approved_at, EntryReplacement.replaces_id)
        .outerjoin(EntryReplacement, EntryReplacement.time_entry_id == TimeEntry.id)
        .outerjoin(AccountRow, AccountRow.id == TimeEntry.recorded_by)
        .outerjoin(EntryApproval, EntryApproval.time_entry_id == TimeEntry.id)
        .where(TimeEntry.id.in_(ids))
        .order_by(TimeEntry.id)
    )
    return [_step(*found) for found in session.execute(wanted)]


def task_day(session: Session, work_item_id: int, day: dt.date, rule: str) -> TaskDay:
    """What a work item's charged entries of a day under that rounding rule come to, reversals taken off."""
    found = session.execute(
        select(func.sum(TimeEntry.weighed_min), func.sum(TimeEntry.charged_min)).where(
            TimeEntry.work_item_id == work_item_id,
            TimeEntry.work_date == day,
            TimeEntry.rounding_rule == rule,
            TimeEntry.counting.in_(("counted", "billed")),
        )
    ).one()
    return TaskDay(found[0] or 0, found[1] or 0)


def task_name_of(session: Session, work_item_id: int) -> str:
    """The name of the task a work item is of."""
    named = select(TaskRow.name).join(WorkItem, WorkItem.task_id == TaskRow.id).where(WorkItem.id == work_item_id)
    return session.scalars(named).one()


def worked_min(session: Session, assistant_id: int, day: dt.date) -> int:
    """Minutes the assistant has recorded on a day, what was taken back not counted."""
    counted = select(func.sum(TimeEntry.minutes)).where(
        TimeEntry.assistant_id == assistant_id, TimeEntry.work_date == day
    )
    return session.scalar(counted) or 0


def _family(entry_id: int) -> Any:
    """Ids of the entry, of what it was written instead of, and of what was written instead of it, at any distance."""
    before = select(literal(entry_id).label("id")).cte("before", recursive=True)
    before = before.union(
        select(EntryReplacement.replaces_id).join(before, before.c.id == EntryReplacement.time_entry_id)
    )
    after = select(before.c.id).cte("after", recursive=True)
    after = after.union(select(EntryReplacement.time_entry_id).join(after, after.c.id == EntryReplacement.replaces_id))
    return select(after.c.id)


def _step(row: TimeEntry, who: str | None, approved_at: dt.datetime | None, replaces_id: int | None) -> Step:
    return Step(
        row.id,
        row.public_id,
        row.reverses_id is not None,
        replaces_id is not None,
        row.work_date,
        row.minutes,
        row.charged_min,
        row.note,
        row.source,
        who or "",
        row.recorded_at,
        approved_at,
    )
