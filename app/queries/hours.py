"""Reads of time entries, timers and the hour ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Role, Scope
from app.domain.errors import NotFound
from app.domain.ledger import Account, Balances, Line, PostingKind, balances
from app.domain.worktime import Month, Span
from app.models import (
    AssistantRow,
    Client,
    EntryApproval,
    EntryQuestion,
    LedgerRow,
    TaskRow,
    TimeEntry,
    Timer,
    WorkedSpan,
    WorkItem,
)
from app.queries.scope import own_assistant, own_client


@dataclass(frozen=True, slots=True)
class EntryView:
    """Minutes worked on a day; a reversal has negative minutes, `is_reversed` marks what was taken back."""

    id: int
    public_id: str
    work_date: dt.date
    minutes: int
    starts_s: int | None
    stops_s: int | None
    note: str
    source: str
    is_reversed: bool
    is_reversal: bool
    work_item_public_id: str
    task_public_id: str
    task_name: str
    client_short_name: str
    assistant_name: str
    charged_min: int
    is_late: bool
    is_approved: bool
    is_questioned: bool


@dataclass(frozen=True, slots=True)
class TimerView:
    """A timer: where it runs (or ran) and since when."""

    public_id: str
    work_item_public_id: str
    task_name: str
    client_short_name: str
    started_s: int


@dataclass(frozen=True, slots=True)
class TaskHours:
    """Minutes of one task in a month."""

    task_id: int
    task_public_id: str
    task_name: str
    minutes: int


def entries(
    session: Session,
    scope: Scope,
    *,
    month: Month | None = None,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
    client_id: int | None = None,
    task_id: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[EntryView]:
    """Time entries in the scope, newest day first; clients see their company's, assistants their own."""
    conditions = [_own_entry(scope)]
    if month is not None:
        conditions.append(TimeEntry.month == month)
    if first_day is not None:
        conditions.append(TimeEntry.work_date >= first_day)
    if last_day is not None:
        conditions.append(TimeEntry.work_date <= last_day)
    if client_id is not None:
        conditions.append(TimeEntry.client_id == client_id)
    if task_id is not None:
        conditions.append(WorkItem.task_id == task_id)
    newest_first = TimeEntry.work_date.desc(), TimeEntry.id.desc()
    if limit is not None:
        # First which, then what: PostgreSQL would plan nine tables anew for every page, as long as it is told its size.
        which = select(TimeEntry.id).where(*conditions).order_by(*newest_first).limit(limit).offset(offset)
        if task_id is not None:
            which = which.join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        conditions = [TimeEntry.id.in_(session.scalars(which).all())]
    rows = session.execute(_entries().where(*conditions).order_by(*newest_first))
    return [_entry(found) for found in rows]


def entry_row(session: Session, scope: Scope, public_id: str) -> TimeEntry:
    """The row of one entry, for an action that takes it back.

    Raises:
        NotFound: there is none in the scope.
    """
    row = session.scalar(select(TimeEntry).where(TimeEntry.public_id == public_id, _own_entry(scope)))
    if row is None:
        raise NotFound("entry")
    return row


def entry_by_public_id(session: Session, public_id: str) -> TimeEntry | None:
    """The row that was stored under this sender's id, whoever sent it."""
    return session.scalar(select(TimeEntry).where(TimeEntry.public_id == public_id))


def is_reversed(session: Session, entry_id: int) -> bool:
    """Whether the entry was taken back."""
    return session.scalar(select(TimeEntry.id).where(TimeEntry.reverses_id == entry_id)) is not None


def overlapping(session: Session, assistant_id: int, span: Span) -> WorkedSpan | None:
    """A span of the assistant that still counts and shares time with this one."""
    return session.scalar(
        select(WorkedSpan)
        .where(
            WorkedSpan.assistant_id == assistant_id,
            WorkedSpan.starts_s < span.stops_s,
            WorkedSpan.stops_s > span.starts_s,
        )
        .limit(1)
    )


def running_row(session: Session, assistant_id: int) -> Timer | None:
    """The row of the assistant's running timer."""
    return session.scalar(select(Timer).where(Timer.assistant_id == assistant_id, Timer.stopped_s.is_(None)))


def timers_running_for(session: Session, client_id: int, before_s: int) -> int:
    """How many timers run on the client's work that were started before that second."""
    counted = select(func.count()).where(
        Timer.client_id == client_id, Timer.stopped_s.is_(None), Timer.started_s < before_s
    )
    return session.scalar(counted) or 0


def newest_timers(session: Session, scope: Scope) -> tuple[TimerView | None, TimerView | None]:
    """The assistant's running timer and the one stopped last, to go on with; nothing for everybody else."""
    if scope.assistant_id is None:
        return None, None
    is_running = Timer.stopped_s.is_(None)
    last = select(func.max(Timer.id)).where(Timer.assistant_id == scope.assistant_id, ~is_running).scalar_subquery()
    wanted = (
        select(is_running, Timer.public_id, WorkItem.public_id, TaskRow.name, Client.short_name, Timer.started_s)
        .join(WorkItem, WorkItem.id == Timer.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == Timer.client_id)
        .where(Timer.assistant_id == scope.assistant_id, or_(is_running, Timer.id == last))
    )
    found = {bool(row[0]): TimerView(*row[1:]) for row in session.execute(wanted)}
    return found.get(True), found.get(False)


#: Kinds of postings that work makes, and all others.
_WORK = (str(PostingKind.USE), str(PostingKind.REVERSE_USE))
_OTHERS = tuple(str(kind) for kind in PostingKind if kind not in _WORK)


def month_balances(session: Session, client_id: int, month: Month) -> Balances:
    """The client's month, read from its ledger rows."""
    rows = session.execute(
        select(LedgerRow.kind, LedgerRow.account, func.sum(LedgerRow.minutes))
        .where(LedgerRow.client_id == client_id, LedgerRow.month == month)
        .group_by(LedgerRow.kind, LedgerRow.account)
    )
    return balances(Line(Account(account), minutes) for _kind, account, minutes in rows if minutes)


def balances_by_client(session: Session, ids: list[int], month: Month) -> dict[int, Balances]:
    """Client id -> its month, read from its ledger rows; clients without any are left out."""
    lines: dict[int, list[Line]] = {}
    for client_id, _kind, account, minutes in session.execute(month_sums(month, LedgerRow.client_id.in_(ids))):
        if minutes:
            own = lines.setdefault(client_id, [])
            own.append(Line(Account(account), minutes))
            own.append(Line(Account.AVAILABLE, -minutes))  # every posting takes from one what it gives to the other
    return {client_id: balances(found) for client_id, found in lines.items()}


def month_sums(month: Month, clients: ColumnElement[bool]) -> Any:
    """Client id, kind, account and minutes of a month's ledger added up, without what is available.

    That is the other side of every posting and so follows from the rest (`ledger.postings_balance` of the check proves
    it). Nine rows of ten are of work: of these the index is read from where they lie together, and only once.
    """
    minutes = func.sum(LedgerRow.minutes).label("minutes")
    kind, account = LedgerRow.kind, LedgerRow.account
    of_month = (clients, LedgerRow.month == month)
    # What was taken back is negative: of both kinds of work one sum is asked for.
    work = (
        select(
            LedgerRow.client_id,
            literal(str(PostingKind.USE)).label("kind"),
            literal(str(Account.USED)).label("account"),
            minutes,
        )
        .where(*of_month, kind.in_(_WORK), account == str(Account.USED))
        .group_by(LedgerRow.client_id)
    )
    others = (
        select(LedgerRow.client_id, kind, account, minutes)
        .where(*of_month, kind.in_(_OTHERS), account != str(Account.AVAILABLE))
        .group_by(LedgerRow.client_id, kind, account)
    )
    return union_all(work, others)


def hours_by_task(session: Session, scope: Scope, client_id: int, month: Month) -> list[TaskHours]:
    """Minutes by task that came out of the package, most first, tasks without any left out."""
    total = func.sum(TimeEntry.charged_min)
    wanted = (
        select(TaskRow.id, TaskRow.public_id, TaskRow.name, total)
        .join(WorkItem, WorkItem.task_id == TaskRow.id)
        .join(TimeEntry, TimeEntry.work_item_id == WorkItem.id)
        .where(TimeEntry.client_id == client_id, TimeEntry.month == month, _drawn(), _own_entry(scope))
        .group_by(TaskRow.id, TaskRow.public_id, TaskRow.name)
        .having(total != 0)
        .order_by(total.desc(), TaskRow.id)
    )
    return [TaskHours(*found) for found in session.execute(wanted)]


def daily_min(session: Session, scope: Scope, client_id: int, month: Month) -> dict[dt.date, int]:
    """Day -> minutes that came out of the package, days without left out; late work stands on its own day."""
    wanted = (
        select(TimeEntry.work_date, func.sum(TimeEntry.charged_min))
        .where(TimeEntry.client_id == client_id, TimeEntry.month == month, _drawn(), _own_entry(scope))
        .group_by(TimeEntry.work_date)
    )
    return dict(session.execute(wanted).all())


def _drawn() -> ColumnElement[bool]:
    return TimeEntry.counting == "counted"


def _own_entry(scope: Scope) -> ColumnElement[bool]:
    if scope.role is Role.ASSISTANT:
        return own_assistant(scope, TimeEntry.assistant_id)
    return own_client(scope, TimeEntry.client_id)


def _entries() -> Any:
    reversal = aliased(TimeEntry)
    return (
        select(
            TimeEntry,
            reversal.id,
            WorkItem.public_id,
            TaskRow.public_id,
            TaskRow.name,
            Client.short_name,
            AssistantRow.name,
            EntryApproval.time_entry_id,
            EntryQuestion.id,
        )
        .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == TimeEntry.client_id)
        .join(AssistantRow, AssistantRow.id == TimeEntry.assistant_id)
        .outerjoin(reversal, reversal.reverses_id == TimeEntry.id)
        .outerjoin(EntryApproval, EntryApproval.time_entry_id == TimeEntry.id)
        .outerjoin(EntryQuestion, (EntryQuestion.time_entry_id == TimeEntry.id) & EntryQuestion.outcome.is_(None))
    )


def _entry(found: Any) -> EntryView:
    row, reversal_id, item_public_id, task_public_id, task_name, client, assistant, approval_id, question_id = found
    return EntryView(
        row.id,
        row.public_id,
        row.work_date,
        row.minutes,
        row.starts_s,
        row.stops_s,
        row.note,
        row.source,
        reversal_id is not None,
        row.reverses_id is not None,
        item_public_id,
        task_public_id,
        task_name,
        client,
        assistant,
        row.charged_min,
        row.is_late,
        approval_id is not None,
        question_id is not None,
    )
