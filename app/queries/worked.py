"""Reads of a month's work by what it was for and by whom, and of estimates beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from app.domain.accounts import Role, Scope
from app.domain.worktime import Month
from app.models import (
    AssignmentRow,
    AssistantRow,
    CatalogueRow,
    Client,
    PlanRow,
    TaskRow,
    TimeEntry,
    WorkItem,
)
from app.queries.scope import own_assistant, own_client


@dataclass(frozen=True, slots=True)
class WorkedShare:
    """Minutes of one assistant for one function; `function` None of tasks that match no entry of the catalogue."""

    function: str | None
    assistant_public_id: str
    assistant_name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Estimated:
    """A task that the month's published plan gives minutes, beside those worked on it."""

    public_id: str
    name: str
    client_short_name: str
    estimated_min: int
    worked_min: int


def worked_shares(session: Session, scope: Scope, month: Month, *, client_id: int | None = None) -> list[WorkedShare]:
    """The month's minutes by function and assistant, without those that come to nothing.

    Args:
        session: of the database.
        scope: who asks.
        month: that the entries count for.
        client_id: this company's alone, and of it what came out of the package; otherwise what was worked for all.
    """
    minutes = func.sum(TimeEntry.minutes if client_id is None else TimeEntry.charged_min)
    wanted = (
        select(CatalogueRow.function_ja, AssistantRow.public_id, AssistantRow.name, minutes)
        .select_from(TimeEntry)
        .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .outerjoin(CatalogueRow, CatalogueRow.no == TaskRow.catalogue_no)
        .join(AssistantRow, AssistantRow.id == TimeEntry.assistant_id)
        .where(TimeEntry.month == month, _own(scope))
        .group_by(CatalogueRow.function_ja, AssistantRow.id, AssistantRow.public_id, AssistantRow.name)
        .having(minutes != 0)
        .order_by(AssistantRow.id)
    )
    if client_id is not None:
        wanted = wanted.where(TimeEntry.client_id == client_id, TimeEntry.counting == "counted")
    return [WorkedShare(function, key, name, int(total)) for function, key, name, total in session.execute(wanted)]


def estimates_missed(session: Session, scope: Scope, month: Month, *, is_over: bool, limit: int) -> list[Estimated]:
    """Tasks of the published plan, those whose estimate is furthest off first; while the month runs only upwards.

    Args:
        session: of the database.
        scope: who asks.
        month: of the plan and the work.
        is_over: whether nothing more will be worked in it.
        limit: so many at most.
    """
    nothing = literal(0)
    planned = (
        select(WorkItem.task_id.label("task"), AssignmentRow.planned_min.label("estimated"), nothing.label("worked"))
        .join(AssignmentRow, AssignmentRow.work_item_id == WorkItem.id)
        .join(PlanRow, PlanRow.id == AssignmentRow.plan_id)
        .where(PlanRow.month == month, PlanRow.state == "published", own_client(scope, AssignmentRow.client_id))
    )
    done = (
        select(WorkItem.task_id, nothing, TimeEntry.minutes)
        .join(TimeEntry, TimeEntry.work_item_id == WorkItem.id)
        .where(TimeEntry.month == month, _own(scope))
    )
    both = union_all(planned, done).subquery()
    estimated, worked = func.sum(both.c.estimated), func.sum(both.c.worked)
    off: Any = func.abs(worked - estimated) if is_over else worked - estimated
    wanted = (
        select(TaskRow.public_id, TaskRow.name, Client.short_name, estimated, worked)
        .select_from(both)
        .join(TaskRow, TaskRow.id == both.c.task)
        .join(Client, Client.id == TaskRow.client_id)
        .group_by(TaskRow.id, TaskRow.public_id, TaskRow.name, Client.short_name)
        .having(estimated > 0, off > 0)
        .order_by(off.desc(), TaskRow.id)
        .limit(limit)
    )
    return [Estimated(key, name, client, int(e), int(w)) for key, name, client, e, w in session.execute(wanted)]


def _own(scope: Scope) -> Any:
    if scope.role is Role.ASSISTANT:
        return own_assistant(scope, TimeEntry.assistant_id)
    return own_client(scope, TimeEntry.client_id)
