"""Reads of time entries, timers and the hour ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Role, Scope
from app.domain.errors import NotFound
from app.domain.ledger import Account, Balances, Line, balances
from app.domain.terms import Terms
from app.domain.terms.series import granted_in
from app.domain.worktime import Month, Span
from app.models import (
    AssignmentRow,
    AssistantRow,
    Client,
    ClientMonth,
    EntryApproval,
    EntryQuestion,
    LedgerRow,
    PlanRow,
    TaskRow,
    TimeEntry,
    Timer,
    WorkedSpan,
    WorkItem,
)
from app.queries.clients import clients, terms_by_client
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
class UsageView:
    """A client's package in a month, all in minutes and at least 0.

    granted + carried in + beside = used + planned + free while the month is open and the package is not exceeded;
    `overage_min` is what was worked above it so far; `planned_min` what the published plan still expects;
    `carried_out_min` and `expired_min` are set by the close. `beside_min` is what was topped up and corrected, less
    what the month owes; only it may be negative. `has_terms` is False where no contract covers the month. `balance` is
    the month's ledger, `series` all of the client's terms: whoever goes on from here asks for neither again.
    """

    client_id: int
    client_public_id: str
    client_code: str
    client_name: str
    client_short_name: str
    month: Month
    state: str | None
    has_terms: bool
    granted_min: int
    carried_in_min: int
    used_min: int
    planned_min: int
    free_min: int
    overage_min: int
    carried_out_min: int
    expired_min: int
    beside_min: int = 0
    balance: Balances = field(default_factory=Balances)
    series: tuple[Terms, ...] = ()

    @property
    def available_min(self) -> int:
        """Everything that came: granted, carried in, and what came beside."""
        return self.granted_min + self.carried_in_min + self.beside_min


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
    wanted = _entries().where(_own_entry(scope))
    if month is not None:
        wanted = wanted.where(TimeEntry.month == month)
    if first_day is not None:
        wanted = wanted.where(TimeEntry.work_date >= first_day)
    if last_day is not None:
        wanted = wanted.where(TimeEntry.work_date <= last_day)
    if client_id is not None:
        wanted = wanted.where(TimeEntry.client_id == client_id)
    if task_id is not None:
        wanted = wanted.where(WorkItem.task_id == task_id)
    wanted = wanted.order_by(TimeEntry.work_date.desc(), TimeEntry.id.desc()).limit(limit).offset(offset)
    return [_entry(found) for found in session.execute(wanted)]


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


def running_timer(session: Session, scope: Scope) -> TimerView | None:
    """The assistant's running timer; None for everybody else."""
    return _timer(session, scope, running=True)


def last_timer(session: Session, scope: Scope) -> TimerView | None:
    """The timer the assistant stopped last, to go on with."""
    return _timer(session, scope, running=False)


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
    rows = session.execute(
        select(LedgerRow.client_id, LedgerRow.kind, LedgerRow.account, func.sum(LedgerRow.minutes))
        .where(LedgerRow.client_id.in_(ids), LedgerRow.month == month)
        .group_by(LedgerRow.client_id, LedgerRow.kind, LedgerRow.account)
    )
    lines: dict[int, list[Line]] = {}
    for client_id, _kind, account, minutes in rows:
        if minutes:
            lines.setdefault(client_id, []).append(Line(Account(account), minutes))
    return {client_id: balances(found) for client_id, found in lines.items()}


def usage(session: Session, scope: Scope, month: Month, *, client_id: int | None = None) -> list[UsageView]:
    """The package of every client in the scope in a month, by client code, or of that one; assistants see none."""
    companies = [each for each in clients(session, scope) if client_id in {None, each.id}]
    ids = [company.id for company in companies]
    terms = terms_by_client(session, ids)
    states = dict(
        session.execute(
            select(ClientMonth.client_id, ClientMonth.state).where(
                ClientMonth.month == month, ClientMonth.client_id.in_(ids)
            )
        ).all()
    )
    ledger = balances_by_client(session, ids, month)
    planned = _still_planned(session, ids, month)
    views = []
    for company in companies:
        balance = ledger.get(company.id, Balances())
        state = states.get(company.id)
        begun = [each for each in terms.get(company.id, []) if each.valid_from <= month]
        granted = balance.granted_min if state else (granted_in(begun, month) if begun else 0)
        beside = balance.topped_up_min + balance.adjusted_min - balance.owed_in_min
        available = granted + balance.carried_in_min + beside
        left = max(0, available - balance.used_min)
        still_planned = 0 if state == "closed" else planned.get(company.id, 0)
        views.append(
            UsageView(
                client_id=company.id,
                client_public_id=company.public_id,
                client_code=company.code,
                client_name=company.name,
                client_short_name=company.short_name,
                month=month,
                state=state,
                has_terms=bool(begun),
                granted_min=granted,
                carried_in_min=balance.carried_in_min,
                used_min=balance.used_min,
                planned_min=still_planned,
                free_min=max(0, left - still_planned - balance.carried_out_min - balance.expired_min),
                overage_min=max(0, balance.used_min - available),
                carried_out_min=balance.carried_out_min,
                expired_min=balance.expired_min,
                beside_min=beside,
                balance=balance,
                series=tuple(terms.get(company.id, ())),
            )
        )
    return views


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


def _still_planned(session: Session, ids: list[int], month: Month) -> dict[int, int]:
    worked = (
        select(TimeEntry.work_item_id, func.sum(TimeEntry.minutes).label("minutes"))
        .where(TimeEntry.month == month)
        .group_by(TimeEntry.work_item_id)
        .subquery()
    )
    rows = session.execute(
        select(
            AssignmentRow.client_id, AssignmentRow.work_item_id, func.sum(AssignmentRow.planned_min), worked.c.minutes
        )
        .join(PlanRow, PlanRow.id == AssignmentRow.plan_id)
        .outerjoin(worked, worked.c.work_item_id == AssignmentRow.work_item_id)
        .where(PlanRow.month == month, PlanRow.state == "published", AssignmentRow.client_id.in_(ids))
        .group_by(AssignmentRow.client_id, AssignmentRow.work_item_id, worked.c.minutes)
    )
    planned: dict[int, int] = {}
    for client_id, _item, planned_min, used_min in rows:
        planned[client_id] = planned.get(client_id, 0) + max(0, planned_min - (used_min or 0))
    return planned


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


def _timer(session: Session, scope: Scope, *, running: bool) -> TimerView | None:
    if scope.assistant_id is None:
        return None
    wanted = (
        select(Timer.public_id, WorkItem.public_id, TaskRow.name, Client.short_name, Timer.started_s)
        .join(WorkItem, WorkItem.id == Timer.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == Timer.client_id)
        .where(
            Timer.assistant_id == scope.assistant_id,
            Timer.stopped_s.is_(None) if running else Timer.stopped_s.is_not(None),
        )
        .order_by(Timer.id.desc())
        .limit(1)
    )
    found = session.execute(wanted).first()
    return None if found is None else TimerView(*found)
