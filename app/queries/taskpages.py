"""Reads of what gathers on a task's page. Whoever may see the task may read all of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import Role, Scope
from app.domain.errors import NotFound
from app.domain.opendays import DueShift
from app.domain.tasks.duedays import DueKind, DueRule
from app.domain.worktime import Month
from app.models import AccountRow, AssignmentRow, PlanRow, TaskComment, TaskDue, TaskManual, TaskRow, WorkItem
from app.queries.accounts import recipients
from app.queries.scope import visible_item, visible_task


@dataclass(frozen=True, slots=True)
class CommentView:
    """What somebody wrote; `role` is None for the house itself, `is_own` whether the reader wrote it."""

    public_id: str
    who: str
    role: Role | None
    body: str
    written_at: dt.datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class ManualView:
    """Where the manual is, and when it was last found right."""

    url: str
    reviewed_on: dt.date


def comments(session: Session, scope: Scope, task_id: int) -> list[CommentView]:
    """What was written about the task and not taken back, oldest first."""
    wanted = (
        select(TaskComment, AccountRow.display_name, AccountRow.role)
        .join(TaskRow, TaskRow.id == TaskComment.task_id)
        .outerjoin(AccountRow, AccountRow.id == TaskComment.account_id)
        .where(
            TaskComment.task_id == task_id,
            TaskComment.hidden_at.is_(None),
            visible_task(scope, TaskRow.client_id, TaskRow.id),
        )
        .order_by(TaskComment.id)
    )
    return [
        CommentView(
            row.public_id,
            name or "",
            Role(role) if role else None,
            row.body,
            row.written_at,
            row.account_id is not None and row.account_id == scope.account_id,
        )
        for row, name, role in session.execute(wanted)
    ]


def told_of(session: Session, task_id: int, client_id: int, writer_id: int | None) -> list[int]:
    """Ids of the accounts told of a comment: of the client, the staff and who does the task, without the writer."""
    doing = (
        select(AssignmentRow.assistant_id)
        .join(PlanRow, PlanRow.id == AssignmentRow.plan_id)
        .join(WorkItem, WorkItem.id == AssignmentRow.work_item_id)
        .where(WorkItem.task_id == task_id, PlanRow.state == "published")
    )
    found = recipients(session, client_ids={client_id}, assistant_ids=set(session.scalars(doing)), staff=True)
    return [account_id for account_id in found if account_id != writer_id]


def comment_row(session: Session, scope: Scope, task_id: int, public_id: str) -> TaskComment:
    """The row of a comment that the one who asks wrote, for an action that hides it.

    Raises:
        NotFound: there is none of theirs.
    """
    wanted = select(TaskComment).where(
        TaskComment.public_id == public_id,
        TaskComment.task_id == task_id,
        TaskComment.account_id == scope.account_id,
        TaskComment.hidden_at.is_(None),
    )
    row = session.scalar(wanted)
    if row is None:
        raise NotFound("comment")
    return row


def manual(session: Session, scope: Scope, task_id: int) -> ManualView | None:
    """The task's manual; None where it has none, or the scope not the task."""
    wanted = (
        select(TaskManual.url, TaskManual.reviewed_on)
        .join(TaskRow, TaskRow.id == TaskManual.task_id)
        .where(TaskManual.task_id == task_id, visible_task(scope, TaskRow.client_id, TaskRow.id))
    )
    found = session.execute(wanted).first()
    return ManualView(*found) if found else None


def due_rule(session: Session, task_id: int) -> DueRule | None:
    """On which days the task is due; None for each month's last. For pages and actions that have read the task."""
    row = session.get(TaskDue, task_id)
    return None if row is None else rule_of(row)


def weekly_rules(session: Session, scope: Scope, month: Month) -> dict[str, DueRule]:
    """Public id -> rule of the tasks due on a weekday that the scope has work of in the month."""
    wanted = (
        select(TaskRow.public_id, TaskDue)
        .join(TaskDue, TaskDue.task_id == TaskRow.id)
        .join(WorkItem, WorkItem.task_id == TaskRow.id)
        .where(WorkItem.month == month, TaskDue.kind == "week", visible_item(scope, WorkItem.client_id, WorkItem.id))
    )
    return {public_id: rule_of(row) for public_id, row in session.execute(wanted)}


def rule_of(row: TaskDue) -> DueRule:
    """The rule that a row holds."""
    return DueRule(DueKind(row.kind), row.number, DueShift(row.shift), row.every, row.since)
