"""Reads of a long plan: all of it in a few columns, where two differ, and what ties the tasks of a few clients."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Scope
from app.domain.tasks.duedays import DueKind, DueRule, shared_out
from app.models import AssignmentRow, AssistantRow, Client, TaskDue, TaskForbidden, TaskRow, WorkItem
from app.queries.plans import PLACE, PlaceView, given_in, own_assignment
from app.queries.taskpages import rule_of


@dataclass(frozen=True, slots=True)
class DatedView(PlaceView):
    """The same with the rule of work that is due on a weekday; None of other work."""

    rule: DueRule | None = None

    @property
    def parts(self) -> tuple[tuple[dt.date, int], ...]:
        """The days on which it is due, in order, each with its minutes."""
        return shared_out(self.planned_min, self.due_date, self.rule)


@dataclass(frozen=True, slots=True)
class RunningView:
    """A task that somebody does in the month, and its minutes in the plan."""

    task_public_id: str
    client_id: int
    planned_min: int


@dataclass(frozen=True, slots=True)
class TieView:
    """A task that an assistant must not be given, or (`is_pin`) that is fixed to them; by public ids."""

    is_pin: bool
    task: str
    client: str
    assistant: str


def places(session: Session, scope: Scope, plan_id: int, *, items: Collection[str] | None = None) -> list[DatedView]:
    """Who does what in a plan, in the order and as far as `assignments` gives it, without work done and reasons.

    Args:
        session: reads only.
        scope: who asks.
        plan_id: the plan.
        items: public ids of the work items it is asked about; None for all.
    """
    is_weekly = (TaskDue.task_id == TaskRow.id) & (TaskDue.kind == DueKind.WEEK.value)
    wanted = given_in(scope, plan_id).outerjoin(TaskDue, is_weekly).add_columns(*PLACE, TaskDue)
    if items is not None:
        wanted = wanted.where(WorkItem.public_id.in_(items))
    rows: Any = session.execute(wanted)
    return [DatedView(*(*found, None if row is None else rule_of(row))) for *found, row in rows]


def running_tasks(session: Session, scope: Scope, plan_id: int) -> list[RunningView]:
    """Which tasks a plan gives to somebody, for how long, as far as the scope may see it; in no order."""
    wanted = (
        select(TaskRow.public_id, AssignmentRow.client_id, func.sum(AssignmentRow.planned_min))
        .join(WorkItem, WorkItem.id == AssignmentRow.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .where(AssignmentRow.plan_id == plan_id, own_assignment(scope))
        .group_by(TaskRow.public_id, AssignmentRow.client_id)
    )
    return [RunningView(task, client_id, int(minutes)) for task, client_id, minutes in session.execute(wanted)]


def items_unlike(session: Session, plan_id: int, other_id: int) -> set[str]:
    """Public ids of the work items that two plans do not give to the same people for the same minutes."""
    other = aliased(AssignmentRow)
    parts = [
        select(AssignmentRow.work_item_id).where(
            AssignmentRow.plan_id == one,
            ~exists().where(
                other.plan_id == two,
                other.work_item_id == AssignmentRow.work_item_id,
                other.assistant_id == AssignmentRow.assistant_id,
                other.planned_min == AssignmentRow.planned_min,
            ),
        )
        for one, two in ((plan_id, other_id), (other_id, plan_id))
    ]
    return set(session.scalars(select(WorkItem.public_id).where(WorkItem.id.in_(parts[0].union(parts[1])))))


def ties_of(session: Session, scope: Scope, clients: Collection[str]) -> list[TieView]:
    """What people decided for the next plan about tasks of these clients, named by public ids, by assistant. For staff.

    Raises:
        Forbidden: somebody else asks.
    """
    scope.require_staff()
    ids = TaskRow.public_id, Client.public_id, AssistantRow.public_id
    named = (Client.public_id.in_(clients), TaskRow.archived_at.is_(None))
    forbidden = (
        select(literal(value=False), *ids, AssistantRow.code)
        .select_from(TaskRow)
        .join(Client, Client.id == TaskRow.client_id)
        .join(TaskForbidden, TaskForbidden.task_id == TaskRow.id)
        .join(AssistantRow, AssistantRow.id == TaskForbidden.assistant_id)
        .where(*named)
    )
    pinned = (
        select(literal(value=True), *ids, AssistantRow.code)
        .select_from(TaskRow)
        .join(Client, Client.id == TaskRow.client_id)
        .join(AssistantRow, AssistantRow.id == TaskRow.pinned_to)
        .where(*named)
    )
    rows = sorted(session.execute(union_all(forbidden, pinned)), key=lambda row: row[4])
    return [TieView(bool(is_pin), task, client, assistant) for is_pin, task, client, assistant, _code in rows]
