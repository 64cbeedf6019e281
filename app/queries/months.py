"""Reads of what a month waits for: new tasks, hours by assistant, months to be closed. For staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, exists, func, literal, null, or_, select, type_coerce, union_all
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Scope
from app.domain.leave import days_there
from app.domain.worktime import Month
from app.models import (
    AssignmentRow,
    AssistantRow,
    Client,
    ClientMonth,
    ContractTerms,
    EntryWaiting,
    TaskRow,
    TaskScore,
    TimeEntry,
    Timer,
    TopUpRequest,
)
from app.queries.assistants import listed_people
from app.queries.leave import off_in
from app.queries.scope import own_assistant, own_client


@dataclass(frozen=True, slots=True)
class Intake:
    """Tasks of one client that came in lately or have no score; the other counts are of those."""

    client_public_id: str
    client_short_name: str
    tasks: int
    unscored: int
    stopped: int
    without_time: int
    last_at: dt.datetime


@dataclass(frozen=True, slots=True)
class AssistantHours:
    """What one assistant recorded in a month; what was taken back is not counted."""

    assistant_public_id: str
    assistant_name: str
    entries: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CloseFacts:
    """What decides and accompanies a month's close; clients without any are left out.

    Attributes:
        timed_since: client id -> second since which a timer runs on its work, the earliest.
        awaiting: client id -> entries of the month that nobody approved yet, and their charged minutes.
        early_next: ids of the clients whose next month's period ends before the calendar's month does.
        closed: client id -> its closed months up to and including that one.
        wishes: client id -> in how many months it waits for time that it asked for.
    """

    timed_since: dict[int, int]
    awaiting: dict[int, tuple[int, int]]
    early_next: set[int]
    closed: dict[int, set[Month]]
    wishes: dict[int, int]


def intake(session: Session, scope: Scope, since: dt.datetime) -> list[Intake]:
    """Clients with tasks that came in since then or have no score, the latest first."""
    # By the index of a task's scores: of tasks that came in long ago and have one, nothing else is read.
    scored = aliased(TaskScore)
    newest = select(func.max(scored.id)).where(scored.task_id == TaskRow.id).correlate(TaskRow).scalar_subquery()
    has_score = exists().where(scored.task_id == TaskRow.id)
    last_at = func.max(TaskRow.created_at)
    wanted = (
        select(
            Client.public_id,
            Client.short_name,
            func.count(),
            func.sum(case((TaskScore.id.is_(None), 1), else_=0)),
            func.sum(case((TaskScore.is_stopped.is_(True), 1), else_=0)),
            func.sum(case((or_(TaskRow.minutes_per_run.is_(None), TaskRow.runs_per_year.is_(None)), 1), else_=0)),
            last_at,
        )
        .join(Client, Client.id == TaskRow.client_id)
        .outerjoin(TaskScore, TaskScore.id == newest)
        .where(
            own_client(scope, TaskRow.client_id),
            TaskRow.archived_at.is_(None),
            or_(TaskRow.created_at >= since, ~has_score),
        )
        .group_by(Client.id, Client.public_id, Client.short_name)
        .order_by(last_at.desc(), Client.id)
    )
    return [Intake(*found) for found in session.execute(wanted)]


def hours_by_assistant(
    session: Session, scope: Scope, month: Month, *, assistant_ids: Collection[int] | None = None
) -> list[AssistantHours]:
    """Who worked in the month, most first; with ids of these people alone."""
    total = func.sum(TimeEntry.minutes)
    wanted = (
        select(
            AssistantRow.public_id,
            AssistantRow.name,
            func.sum(case((TimeEntry.reverses_id.is_(None), 1), else_=-1)),
            total,
        )
        .join(AssistantRow, AssistantRow.id == TimeEntry.assistant_id)
        .where(TimeEntry.month == month, own_assistant(scope, TimeEntry.assistant_id))
        .group_by(AssistantRow.id, AssistantRow.public_id, AssistantRow.name)
        .having(total > 0)
        .order_by(total.desc(), AssistantRow.id)
    )
    if assistant_ids is not None:
        wanted = wanted.where(TimeEntry.assistant_id.in_(assistant_ids))
    return [AssistantHours(*found) for found in session.execute(wanted)]


def free_min(session: Session, scope: Scope, month: Month, plan_id: int | None, *, matching: str = "") -> int:
    """Minutes the active people that `assistants` lists could still take on, added up in the database.

    Of each it is their month, less their leave, what they worked and what the plan still expects of them, at least 0.
    """
    worked = (
        select(func.sum(TimeEntry.minutes))
        .where(TimeEntry.assistant_id == AssistantRow.id, TimeEntry.month == month)
        .correlate(AssistantRow)
        .scalar_subquery()
    )
    used = (
        select(func.coalesce(func.sum(TimeEntry.minutes), 0))
        .where(TimeEntry.work_item_id == AssignmentRow.work_item_id)
        .correlate(AssignmentRow)
        .scalar_subquery()
    )
    left = select(AssignmentRow.assistant_id, (AssignmentRow.planned_min - used).label("minutes"))
    item = left.where(AssignmentRow.plan_id == plan_id).offset(0).subquery()
    still = (
        select(item.c.assistant_id, func.sum(case((item.c.minutes > 0, item.c.minutes), else_=0)).label("minutes"))
        .group_by(item.c.assistant_id)
        .subquery()
    )
    free = _month_min(session, month) - func.coalesce(worked, 0) - func.coalesce(still.c.minutes, 0)
    person = (
        select(free.label("minutes"))
        .outerjoin(still, still.c.assistant_id == AssistantRow.id)
        .where(*listed_people(scope, matching), AssistantRow.is_active)
        .offset(0)
        .subquery()
    )
    return int(session.scalar(select(func.sum(person.c.minutes).filter(person.c.minutes > 0))) or 0)


def _month_min(session: Session, month: Month) -> ColumnElement[int]:
    """Minutes of an assistant's month; of those who are away the share of the days they are not."""
    shares = {key: days_there(month, days) for key, days in off_in(session, month).items()}
    whole = AssistantRow.monthly_min
    lessened = {key: whole * there // of_days for key, (there, of_days) in shares.items()}
    return case(lessened, value=AssistantRow.id, else_=whole) if lessened else type_coerce(whole, Integer)


def has_hours(session: Session, month: Month) -> bool:
    """Whether anybody has recorded hours of the month."""
    return session.scalar(select(TimeEntry.id).where(TimeEntry.month == month).limit(1)) is not None


def close_facts(session: Session, scope: Scope, month: Month) -> CloseFacts:
    """What a month's close looks at beside hours and contracts, in one statement."""
    # First, because the columns of a union are of the first one's types.
    closed = select(literal("closed"), ClientMonth.client_id, literal(0), literal(0), ClientMonth.month).where(
        ClientMonth.state == "closed", ClientMonth.month <= month, own_client(scope, ClientMonth.client_id)
    )
    timers = (
        select(literal("timer"), Timer.client_id, func.min(Timer.started_s), literal(0), null())
        .where(Timer.stopped_s.is_(None), own_client(scope, Timer.client_id))
        .group_by(Timer.client_id)
    )
    waiting = (
        select(literal("waiting"), TimeEntry.client_id, func.count(), func.sum(TimeEntry.charged_min), null())
        .select_from(EntryWaiting)
        .join(TimeEntry, TimeEntry.id == EntryWaiting.time_entry_id)
        .where(EntryWaiting.month == month, own_client(scope, TimeEntry.client_id))
        .group_by(TimeEntry.client_id)
    )
    wishes = (
        select(literal("wish"), TopUpRequest.client_id, func.count(), literal(0), null())
        .where(TopUpRequest.outcome.is_(None), own_client(scope, TopUpRequest.client_id))
        .group_by(TopUpRequest.client_id)
    )
    found = CloseFacts({}, {}, set(), {}, {})
    rows: Any = session.execute(union_all(closed, timers, waiting, wishes, _closing_early(scope, month.next())))
    for kind, client_id, first, second, closed_month in rows:
        if kind == "closed":
            found.closed.setdefault(client_id, set()).add(closed_month)
        elif kind == "timer":
            found.timed_since[client_id] = first
        elif kind == "wish":
            found.wishes[client_id] = first
        elif kind == "waiting":
            found.awaiting[client_id] = (first, second)
        else:
            found.early_next.add(client_id)
    return found


def _closing_early(scope: Scope, month: Month) -> Any:
    newest = (
        select(ContractTerms.client_id, func.max(ContractTerms.valid_from).label("valid_from"))
        .where(ContractTerms.valid_from <= month)
        .group_by(ContractTerms.client_id)
        .subquery()
    )
    return (
        select(literal("early"), ContractTerms.client_id, literal(0), literal(0), null())
        .join(
            newest,
            (newest.c.client_id == ContractTerms.client_id) & (newest.c.valid_from == ContractTerms.valid_from),
        )
        .where(ContractTerms.closing_day < month.last_day.day, own_client(scope, ContractTerms.client_id))
    )
