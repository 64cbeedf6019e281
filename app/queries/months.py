"""Reads of what a month waits for: new tasks, hours by assistant, months to be closed. For staff."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.worktime import Month, epoch_s
from app.models import AssistantRow, Client, ClientMonth, TaskRow, TaskScore, TimeEntry, Timer
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


def intake(session: Session, scope: Scope, since: dt.datetime) -> list[Intake]:
    """Clients with tasks that came in since then or have no score, the latest first."""
    newest = (
        select(func.max(TaskScore.id).label("id"), TaskScore.task_id).group_by(TaskScore.task_id).subquery("newest")
    )
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
        .outerjoin(newest, newest.c.task_id == TaskRow.id)
        .outerjoin(TaskScore, TaskScore.id == newest.c.id)
        .where(
            own_client(scope, TaskRow.client_id),
            TaskRow.archived_at.is_(None),
            or_(TaskScore.id.is_(None), TaskRow.created_at >= since),
        )
        .group_by(Client.id, Client.public_id, Client.short_name)
        .order_by(last_at.desc(), Client.id)
    )
    return [Intake(*found) for found in session.execute(wanted)]


def hours_by_assistant(session: Session, scope: Scope, month: Month) -> list[AssistantHours]:
    """Who worked in the month, most first."""
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
    return [AssistantHours(*found) for found in session.execute(wanted)]


def closed_months(session: Session, scope: Scope, until: Month) -> dict[int, set[Month]]:
    """Client id -> its closed months up to and including that one; clients without any are left out."""
    rows = session.execute(
        select(ClientMonth.client_id, ClientMonth.month).where(
            ClientMonth.state == "closed", ClientMonth.month <= until, own_client(scope, ClientMonth.client_id)
        )
    )
    found: dict[int, set[Month]] = {}
    for client_id, month in rows:
        found.setdefault(client_id, set()).add(month)
    return found


def clients_being_timed(session: Session, scope: Scope, *, since_before: dt.datetime | None = None) -> set[int]:
    """Ids of the clients on whose work a timer runs; with an instant, one that was started before it."""
    wanted = select(Timer.client_id).where(Timer.stopped_s.is_(None), own_client(scope, Timer.client_id))
    if since_before is not None:
        wanted = wanted.where(Timer.started_s < epoch_s(since_before))
    return set(session.scalars(wanted))
