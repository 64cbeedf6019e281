"""What a plan is made from: the tasks that could be done in a month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.opendays import DueShift
from app.domain.tasks.duedays import DueKind, DueRule
from app.domain.worktime import Month
from app.models import AssistantRow, Client, TaskDue, TaskRow, TaskScore, TaskSkill, WorkItem


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that could be done in the month: handed over, scored for outsourcing, with known time."""

    task_id: int
    task_public_id: str
    client_id: int
    client_public_id: str
    minutes_per_run: int
    runs_per_year: int
    suitability: int
    priority: int
    pinned_to: str | None
    #: minutes of the month's work item where one exists, otherwise None
    item_min: int | None
    #: when that is due, without one by the task's rule; None where it has neither
    due_date: dt.date | None
    skills: dict[str, int]


def candidates(session: Session, month: Month) -> list[Candidate]:
    """Tasks a plan of the month may use, by client and number.

    Handed over, scored for outsourcing by their newest score, with known time; what is done less than monthly only
    where somebody has made a work item of it for the month.
    """
    newest = select(func.max(TaskScore.id)).where(TaskScore.task_id == TaskRow.id).correlate(TaskRow).scalar_subquery()
    wanted: Any = (
        select(
            TaskRow.id,
            TaskRow.public_id,
            TaskRow.client_id,
            Client.public_id,
            TaskRow.minutes_per_run,
            TaskRow.runs_per_year,
            func.coalesce(TaskScore.suitability, 0),
            TaskRow.priority,
            AssistantRow.public_id,
            WorkItem.planned_min,
            WorkItem.due_date,
            TaskDue.kind,
            TaskDue.number,
            TaskDue.shift,
        )
        .join(Client, Client.id == TaskRow.client_id)
        .join(TaskScore, TaskScore.id == newest)
        .outerjoin(AssistantRow, AssistantRow.id == TaskRow.pinned_to)
        .outerjoin(TaskDue, TaskDue.task_id == TaskRow.id)
        .outerjoin(WorkItem, (WorkItem.task_id == TaskRow.id) & (WorkItem.month == month))
        .where(
            TaskRow.archived_at.is_(None),
            Client.archived_at.is_(None),
            TaskRow.wish == "requested",
            TaskRow.minutes_per_run.is_not(None),
            TaskRow.runs_per_year.is_not(None),
            (TaskRow.runs_per_year >= 12) | (WorkItem.id.is_not(None)),
            TaskScore.treatment == "outsource",
            TaskScore.is_stopped.is_(False),
        )
        .order_by(Client.code, TaskRow.number)
    )
    skills = _skills(session)
    rows: Any = session.execute(wanted)
    return [
        Candidate(*(*found, due or _due_by_rule(month, *rule), skills.get(found[0], {})))
        for *found, due, kind, number, shift in rows
        for rule in ((kind, number, shift),)
    ]


def _due_by_rule(month: Month, kind: str | None, number: int, shift: str) -> dt.date | None:
    return DueRule(DueKind(kind), number, DueShift(shift)).day_in(month) if kind else None


def _skills(session: Session) -> dict[int, dict[str, int]]:
    """Task id -> skill -> least level."""
    found: dict[int, dict[str, int]] = {}
    for task_id, skill, level in session.execute(select(TaskSkill.task_id, TaskSkill.skill, TaskSkill.level)):
        found.setdefault(task_id, {})[skill] = level
    return found
