"""Plans: no gated task has ever reached an assistant."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Problem
from app.models import AssignmentRow, PlanRow, TaskScore, WorkItem


def walls(session: Session) -> Iterator[Problem]:
    """No assignment of a published plan is of a task that its newest score when the plan was made had stopped."""
    newest = (
        select(func.max(TaskScore.id))
        .where(TaskScore.task_id == WorkItem.task_id, TaskScore.scored_at <= PlanRow.made_at)
        .correlate(WorkItem, PlanRow)
        .scalar_subquery()
    )
    rows = session.execute(
        select(PlanRow.public_id, WorkItem.public_id)
        .join(AssignmentRow, AssignmentRow.plan_id == PlanRow.id)
        .join(WorkItem, WorkItem.id == AssignmentRow.work_item_id)
        .join(TaskScore, TaskScore.id == newest)
        .where(PlanRow.state == "published", TaskScore.is_stopped)
    )
    for plan, item in rows:
        yield Problem("stopped_task_assigned", params={"plan": plan, "work_item": item})
