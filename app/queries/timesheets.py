"""Reads for files of hours: what names may mean, what is recorded already, the files themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.domain.worktime import Month, Span
from app.models import (
    AccountRow,
    AssistantRow,
    Client,
    HoursFile,
    TaskRow,
    TimeEntry,
    WorkedSpan,
    WorkItem,
)
from app.queries.scope import own_assistant, visible_item


@dataclass(frozen=True, slots=True)
class ItemNames:
    """A work item and all its client and its task are called."""

    public_id: str
    month: Month
    task_name: str
    client_short_name: str
    client_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonNames:
    """An assistant and all they are called: name, code and addresses."""

    id: int
    public_id: str
    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of hours that was kept."""

    public_id: str
    filename: str
    content: bytes
    uploaded_at: dt.datetime
    imported_at: dt.datetime | None


def items_in(session: Session, scope: Scope, months: Collection[Month]) -> list[ItemNames]:
    """Work items of these months that the scope may record hours on."""
    rows = session.execute(
        select(WorkItem.public_id, WorkItem.month, TaskRow.name, Client.short_name, Client.name, Client.code)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == WorkItem.client_id)
        .where(WorkItem.month.in_(sorted(months)), visible_item(scope, WorkItem.client_id, WorkItem.id))
        .order_by(WorkItem.id)
    )
    return [
        ItemNames(public_id, month, task, short_name, (short_name, name, code))
        for public_id, month, task, short_name, name, code in rows
    ]


def work_ever(session: Session, scope: Scope) -> list[tuple[tuple[str, ...], str]]:
    """All a client is called and a task's name, of every month's work items that the scope may record hours on."""
    rows = session.execute(
        select(Client.short_name, Client.name, Client.code, TaskRow.name)
        .join(TaskRow, TaskRow.client_id == Client.id)
        .join(WorkItem, WorkItem.task_id == TaskRow.id)
        .where(visible_item(scope, WorkItem.client_id, WorkItem.id))
        .distinct()
    )
    return [((short_name, name, code), task) for short_name, name, code, task in rows]


def people(session: Session, scope: Scope) -> list[PersonNames]:
    """The assistants the scope may record hours of."""
    rows = session.execute(
        select(AssistantRow.id, AssistantRow.public_id, AssistantRow.name, AssistantRow.code, AccountRow.email)
        .outerjoin(AccountRow, AccountRow.assistant_id == AssistantRow.id)
        .where(own_assistant(scope, AssistantRow.id))
        .order_by(AssistantRow.id, AccountRow.id)
    )
    found: dict[int, PersonNames] = {}
    for row_id, public_id, name, code, email in rows:
        before = found.get(row_id, PersonNames(row_id, public_id, name, (name, code)))
        names = (*before.names, email) if email else before.names
        found[row_id] = PersonNames(row_id, public_id, name, names)
    return list(found.values())


def clients_of(session: Session, item_public_ids: Collection[str]) -> list[int]:
    """Ids of the clients of these work items, in order; ids of no work item are left out."""
    wanted = select(WorkItem.client_id).where(WorkItem.public_id.in_(item_public_ids))
    return list(session.scalars(wanted.distinct().order_by(WorkItem.client_id)))


def known_ids(session: Session, public_ids: Collection[str]) -> set[str]:
    """Those of the ids under which an entry is stored, whoever sent it."""
    return set(session.scalars(select(TimeEntry.public_id).where(TimeEntry.public_id.in_(public_ids))))


def spans_between(session: Session, assistant_ids: Collection[int], within: Span) -> dict[int, list[Span]]:
    """Assistant id -> clock times recorded that share time with that span, in order."""
    rows = session.execute(
        select(WorkedSpan.assistant_id, WorkedSpan.starts_s, WorkedSpan.stops_s)
        .where(
            WorkedSpan.assistant_id.in_(assistant_ids),
            WorkedSpan.starts_s < within.stops_s,
            WorkedSpan.stops_s > within.starts_s,
        )
        .order_by(WorkedSpan.starts_s)
    )
    found: dict[int, list[Span]] = {}
    for assistant_id, starts_s, stops_s in rows:
        found.setdefault(assistant_id, []).append(Span(starts_s, stops_s))
    return found


def worked_by_day(
    session: Session, assistant_ids: Collection[int], first_day: dt.date, last_day: dt.date
) -> dict[tuple[int, dt.date], int]:
    """(assistant id, day) -> minutes recorded, what was taken back not counted."""
    rows = session.execute(
        select(TimeEntry.assistant_id, TimeEntry.work_date, func.sum(TimeEntry.minutes))
        .where(
            TimeEntry.assistant_id.in_(assistant_ids), TimeEntry.work_date >= first_day, TimeEntry.work_date <= last_day
        )
        .group_by(TimeEntry.assistant_id, TimeEntry.work_date)
    )
    return {(assistant_id, day): minutes for assistant_id, day, minutes in rows}


def kept_file(session: Session, scope: Scope, public_id: str) -> KeptFile:
    """A kept file; staff see all, assistants their own.

    Raises:
        NotFound: there is none in the scope.
    """
    row = kept_row(session, scope, public_id)
    return KeptFile(row.public_id, row.filename, row.content, row.uploaded_at, row.imported_at)


def kept_row(session: Session, scope: Scope, public_id: str) -> HoursFile:
    """The row of a kept file, for an action that marks it.

    Raises:
        NotFound: there is none in the scope.
    """
    wanted = select(HoursFile).where(HoursFile.public_id == public_id, own_assistant(scope, HoursFile.assistant_id))
    row = session.scalar(wanted)
    if row is None:
        raise NotFound("file")
    return row
