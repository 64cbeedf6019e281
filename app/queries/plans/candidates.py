"""What a plan is made from: the tasks that could be done in a month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.tasks.duedays import DueRule, shared_out
from app.domain.worktime import Month
from app.models import AssistantRow, Client, TaskDue, TaskRow, TaskScore, TaskSkill, WorkItem
from app.queries.taskpages import rule_of

MONTHLY = 12
#: Where the runs of a year stand in what is read.
_RUNS = 5


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
    #: the months of work that are done in one: more than 1 where the task is due every few months
    months: int = 1
    #: of work that is due on a weekday the days before `due_date`, in order
    early_days: tuple[dt.date, ...] = ()


def candidates(session: Session, month: Month) -> list[Candidate]:
    """Tasks a plan of the month may use, by client and number.

    Handed over, scored for outsourcing by their newest score, with known time; what is done less than monthly only
    where somebody has made a work item of it for the month, or it is due every few months and in this one. What is due
    every few months is left out of the months between.
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
            TaskDue,
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
            (TaskRow.runs_per_year >= MONTHLY) | (WorkItem.id.is_not(None)) | (TaskDue.every > 1),
            TaskScore.treatment == "outsource",
            TaskScore.is_stopped.is_(False),
        )
        .order_by(Client.code, TaskRow.number)
    )
    skills = _skills(session)
    rows: Any = session.execute(wanted)
    return [
        Candidate(*(*found, day, skills.get(found[0], {}), _months(rule), _early(day, rule)))
        for *found, due, row in rows
        for rule in (None if row is None else rule_of(row),)
        if due is not None or _is_due(rule, found[_RUNS], month)
        for day in (due or (None if rule is None else rule.day_in(month)),)
    ]


def _is_due(rule: DueRule | None, runs_per_year: int, month: Month) -> bool:
    """Whether the month has the task without anybody saying so."""
    if rule is not None and rule.skips_months:
        return bool(rule.days_in(month))
    return runs_per_year >= MONTHLY


def _months(rule: DueRule | None) -> int:
    return rule.every if rule is not None and rule.skips_months else 1


def _early(due: dt.date | None, rule: DueRule | None) -> tuple[dt.date, ...]:
    return () if due is None else tuple(day for day, _minutes in shared_out(0, due, rule)[:-1])


def _skills(session: Session) -> dict[int, dict[str, int]]:
    """Task id -> skill -> least level."""
    found: dict[int, dict[str, int]] = {}
    for task_id, skill, level in session.execute(select(TaskSkill.task_id, TaskSkill.skill, TaskSkill.level)):
        found.setdefault(task_id, {})[skill] = level
    return found
