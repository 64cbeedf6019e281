"""Reads of the hours that wait for the operator's approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.worktime import Month
from app.models import (
    AssistantRow,
    Client,
    EntryApproval,
    EntryQuestion,
    EntryWaiting,
    TaskRow,
    TimeEntry,
    WorkItem,
)

#: Ids in a statement.
IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class AwaitingDay:
    """Hours of one assistant for one client on one day that wait for approval, minutes worked and charged."""

    client_public_id: str
    client_short_name: str
    assistant_public_id: str
    assistant_name: str
    day: dt.date
    entries: int
    worked_min: int
    charged_min: int
    late: int
    questioned: int


@dataclass(frozen=True, slots=True)
class AwaitingTotal:
    """What waits for approval in a month altogether."""

    days: int
    entries: int
    worked_min: int


@dataclass(frozen=True, slots=True)
class DayKey:
    """Names the hours of one assistant for one client on one day by public ids."""

    client_public_id: str
    assistant_public_id: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class ChosenEntry:
    """An entry chosen for approval: its day and task as a name, and why it cannot be approved, "" where it can."""

    id: int
    public_id: str
    client_id: int
    month: Month
    name: str
    refusal: str


def awaiting(
    session: Session, scope: Scope, month: Month, *, client_id: int | None = None, limit: int = 50, offset: int = 0
) -> list[AwaitingDay]:
    """What waits in a month, by day, client and assistant; the oldest first. For staff.

    Raises:
        Forbidden: somebody else asks.
    """
    scope.require_staff()
    days = _waiting_days(month, client_id).limit(limit).offset(offset).subquery()
    wanted = (
        select(
            Client.public_id,
            Client.short_name,
            AssistantRow.public_id,
            AssistantRow.name,
            TimeEntry.work_date,
            func.count(),
            func.sum(TimeEntry.minutes),
            func.sum(TimeEntry.charged_min),
            func.sum(case((TimeEntry.is_late, 1), else_=0)),
            func.sum(case((_is_questioned(), 1), else_=0)),
        )
        .select_from(days)
        .join(
            EntryWaiting,
            (EntryWaiting.work_date == days.c.work_date)
            & (EntryWaiting.client_id == days.c.client_id)
            & (EntryWaiting.assistant_id == days.c.assistant_id),
        )
        .join(TimeEntry, TimeEntry.id == EntryWaiting.time_entry_id)
        .join(Client, Client.id == days.c.client_id)
        .join(AssistantRow, AssistantRow.id == days.c.assistant_id)
        .where(EntryWaiting.month == month)
        .group_by(
            Client.id,
            Client.public_id,
            Client.short_name,
            Client.code,
            AssistantRow.id,
            AssistantRow.public_id,
            AssistantRow.name,
            AssistantRow.code,
            TimeEntry.work_date,
        )
        .order_by(TimeEntry.work_date, Client.code, AssistantRow.code)
    )
    return [AwaitingDay(*found) for found in session.execute(wanted)]


def _waiting_days(month: Month, client_id: int | None) -> Select[tuple[dt.date, int, int]]:
    """Day, client and assistant of what waits, the oldest first."""
    # First which days, from the rows of what waits alone; the entries of the days on the page are read after that.
    day = (EntryWaiting.work_date, EntryWaiting.client_id, EntryWaiting.assistant_id)
    groups = select(*day).where(EntryWaiting.month == month).group_by(*day)
    if client_id is not None:
        groups = groups.where(EntryWaiting.client_id == client_id)
    own = groups.subquery().c
    return (
        select(own.work_date, own.client_id, own.assistant_id)
        .join(Client, Client.id == own.client_id)
        .join(AssistantRow, AssistantRow.id == own.assistant_id)
        .order_by(own.work_date, Client.code, AssistantRow.code)
    )


def awaiting_total(session: Session, scope: Scope, month: Month, *, client_id: int | None = None) -> AwaitingTotal:
    """How much waits in a month. For staff.

    Raises:
        Forbidden: somebody else asks.
    """
    scope.require_staff()
    days = (
        select(func.count().label("entries"), func.sum(EntryWaiting.minutes).label("minutes"))
        .where(EntryWaiting.month == month)
        .group_by(EntryWaiting.work_date, EntryWaiting.client_id, EntryWaiting.assistant_id)
    )
    if client_id is not None:
        days = days.where(EntryWaiting.client_id == client_id)
    found = days.subquery()
    count, entries, minutes = session.execute(
        select(func.count(), func.sum(found.c.entries), func.sum(found.c.minutes)).select_from(found)
    ).one()
    return AwaitingTotal(count, entries or 0, minutes or 0)


def entries_awaiting(session: Session, scope: Scope, month: Month, *, client_id: int | None = None) -> int:
    """How many entries wait in a month, or of one client in it, counted without reading them. For staff.

    Raises:
        Forbidden: somebody else asks.
    """
    scope.require_staff()
    wanted = select(func.count()).select_from(EntryWaiting).where(EntryWaiting.month == month)
    if client_id is not None:
        wanted = wanted.join(TimeEntry, TimeEntry.id == EntryWaiting.time_entry_id)
        wanted = wanted.where(TimeEntry.client_id == client_id)
    return session.scalar(wanted) or 0


def waiting_rows(
    session: Session,
    scope: Scope,
    month: Month,
    *,
    seen_at: dt.datetime,
    keys: Collection[DayKey] | None,
    client_id: int | None,
) -> list[tuple[int, int, int]]:
    """(entry id, assistant id, minutes) of what waits and was recorded by `seen_at`; of these days, or of all.

    Raises:
        Forbidden: somebody else than staff asks.
    """
    scope.require_staff()
    wanted = (
        select(TimeEntry.id, TimeEntry.assistant_id, TimeEntry.minutes)
        .select_from(EntryWaiting)
        .join(TimeEntry, TimeEntry.id == EntryWaiting.time_entry_id)
        .where(EntryWaiting.month == month, TimeEntry.recorded_at <= seen_at)
        .order_by(TimeEntry.id)
    )
    if client_id is not None:
        wanted = wanted.where(TimeEntry.client_id == client_id)
    if keys is not None:
        wanted = wanted.join(Client, Client.id == TimeEntry.client_id)
        wanted = wanted.join(AssistantRow, AssistantRow.id == TimeEntry.assistant_id)
        wanted = wanted.where(or_(false(), *(_of_day(key) for key in keys)))
    return [(entry_id, assistant_id, minutes) for entry_id, assistant_id, minutes in session.execute(wanted)]


def chosen_entries(session: Session, scope: Scope, public_ids: Sequence[str]) -> list[ChosenEntry]:
    """Those of the entries that are there, in the order they were written. For staff.

    Raises:
        Forbidden: somebody else asks.
    """
    scope.require_staff()
    found: list[ChosenEntry] = []
    for first in range(0, len(public_ids), IDS_AT_ONCE):
        wanted = (
            select(
                TimeEntry.id,
                TimeEntry.public_id,
                TimeEntry.client_id,
                TimeEntry.month,
                TimeEntry.work_date,
                TaskRow.name,
                EntryWaiting.time_entry_id,
                _is_questioned(),
            )
            .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
            .join(TaskRow, TaskRow.id == WorkItem.task_id)
            .outerjoin(EntryWaiting, EntryWaiting.time_entry_id == TimeEntry.id)
            .where(TimeEntry.public_id.in_(public_ids[first : first + IDS_AT_ONCE]))
        )
        for entry_id, public_id, client_id, month, day, task, waiting_id, is_questioned in session.execute(wanted):
            refusal = "not_waiting" if waiting_id is None else "question_open" if is_questioned else ""
            found.append(ChosenEntry(entry_id, public_id, client_id, month, f"{day} {task}", refusal))
    return sorted(found, key=lambda each: each.id)


def waiting_ids(session: Session, ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """(entry id, assistant id, minutes) of those of the entries that wait still."""
    found: list[tuple[int, int, int]] = []
    for first in range(0, len(ids), IDS_AT_ONCE):
        wanted = (
            select(TimeEntry.id, TimeEntry.assistant_id, TimeEntry.minutes)
            .join(EntryWaiting, EntryWaiting.time_entry_id == TimeEntry.id)
            .where(TimeEntry.id.in_(ids[first : first + IDS_AT_ONCE]))
            .order_by(TimeEntry.id)
        )
        found += [(entry_id, assistant_id, minutes) for entry_id, assistant_id, minutes in session.execute(wanted)]
    return found


def assistants_awaiting(session: Session, scope: Scope, month: Month) -> list[tuple[str, int, int]]:
    """(name, entries, minutes worked) of assistants whose hours wait in a month, most entries first. For staff.

    Raises:
        Forbidden: somebody else asks.
    """
    scope.require_staff()
    own = (
        select(
            EntryWaiting.assistant_id,
            func.count().label("entries"),
            func.sum(EntryWaiting.minutes).label("minutes"),
        )
        .where(EntryWaiting.month == month)
        .group_by(EntryWaiting.assistant_id)
        .subquery()
    )
    wanted = (
        select(AssistantRow.name, own.c.entries, own.c.minutes)
        .join(own, own.c.assistant_id == AssistantRow.id)
        .order_by(own.c.entries.desc(), AssistantRow.id)
    )
    return [(name, count, minutes) for name, count, minutes in session.execute(wanted)]


def clients_awaiting(session: Session, scope: Scope, month: Month) -> list[tuple[str, str, int]]:
    """(client public id, short name, entries) of clients whose hours wait in a month, most first. For staff.

    Raises:
        Forbidden: somebody else asks.
    """
    scope.require_staff()
    own = (
        select(EntryWaiting.client_id, func.count().label("entries"))
        .where(EntryWaiting.month == month)
        .group_by(EntryWaiting.client_id)
        .subquery()
    )
    wanted = (
        select(Client.public_id, Client.short_name, own.c.entries)
        .join(own, own.c.client_id == Client.id)
        .order_by(own.c.entries.desc(), Client.id)
    )
    return [(public_id, name, count) for public_id, name, count in session.execute(wanted)]


def is_approved(session: Session, entry_id: int) -> bool:
    """Whether the operator approved the entry."""
    return session.get(EntryApproval, entry_id) is not None


def _is_questioned() -> ColumnElement[bool]:
    return exists(
        select(EntryQuestion.id).where(EntryQuestion.time_entry_id == TimeEntry.id, EntryQuestion.outcome.is_(None))
    )


def _of_day(key: DayKey) -> ColumnElement[bool]:
    return and_(
        Client.public_id == key.client_public_id,
        AssistantRow.public_id == key.assistant_public_id,
        TimeEntry.work_date == key.day,
    )
