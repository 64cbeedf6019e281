"""Reads of plans: what a plan is made from, who does what in it, and an assistant's work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from app.domain.accounts import Role, Scope
from app.domain.errors import NotFound
from app.domain.plans import Course, SearchPoint
from app.domain.worktime import Month
from app.models import (
    AssignmentRow,
    AssistantRow,
    Client,
    LeftOut,
    PlanRow,
    TaskRow,
    TimeEntry,
    WorkItem,
)
from app.queries.scope import own_assistant, own_client, visible_item


@dataclass(frozen=True, slots=True)
class PlanView:
    """One version of a month's plan and what the solver proved about it; `gap` is 0 to 1, None where nothing is proven.

    `input_hash` names what it was made from: when it differs from today's, the plan is out of date. `course` is how its
    search went, () where that was not kept.
    """

    id: int
    public_id: str
    month: Month
    version: int
    state: str
    status: str
    solver: str
    objective: float
    bound: float | None
    gap: float | None
    seconds: float
    course: Course
    input_hash: str
    made_at: dt.datetime
    published_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """A work item in a plan."""

    work_item_public_id: str
    task_public_id: str
    task_name: str
    client_id: int
    client_public_id: str
    client_short_name: str
    due_date: dt.date
    planned_min: int

    @property
    def month(self) -> Month:
        """The month it is work of."""
        return Month.of(self.due_date)


@dataclass(frozen=True, slots=True)
class PlaceView(ItemView):
    """One work item given to one assistant, who has `planned_min` of it: what a plan of thousands is listed by."""

    assistant_id: int
    assistant_public_id: str
    assistant_name: str
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class AssignmentView(PlaceView):
    """The same with what was worked on it so far and why this assistant has it."""

    used_min: int
    reason: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LeftOutView(ItemView):
    """One work item nobody does, and why: `reason` is a code, `needs` what its sentence names."""

    reason: str
    needs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """What a plan comes to, in minutes and pieces, as far as the scope may see it."""

    assigned: int
    assigned_min: int
    left_out: int
    left_out_min: int


@dataclass(frozen=True, slots=True)
class WorkView:
    """A work item as the one who does it sees it; minutes of the month."""

    public_id: str
    task_public_id: str
    task_name: str
    client_short_name: str
    month: Month
    planned_min: int
    used_min: int
    due_date: dt.date
    client_name: str
    client_code: str


#: Columns, not rows: a plan of hundreds would make as many tasks and people, and fetch the skills of each.
_ITEM = (
    WorkItem.public_id,
    TaskRow.public_id,
    TaskRow.name,
    Client.id,
    Client.public_id,
    Client.short_name,
    WorkItem.due_date,
)
#: The columns of a `PlaceView`, in its order.
PLACE = (
    *_ITEM,
    AssignmentRow.planned_min,
    AssistantRow.id,
    AssistantRow.public_id,
    AssistantRow.name,
    AssignmentRow.is_pinned,
)


def plan(session: Session, scope: Scope, month: Month, *, version: int | None = None) -> PlanView | None:
    """The plan of a month: that version, or the newest draft or published one. Only staff see drafts."""
    wanted = select(PlanRow).where(PlanRow.month == month)
    wanted = (
        wanted.where(PlanRow.version == version) if version is not None else wanted.where(PlanRow.state != "retired")
    )
    if not scope.is_staff:
        wanted = wanted.where(PlanRow.state == "published")
    row = session.scalar(wanted.order_by(PlanRow.version.desc()).limit(1))
    return None if row is None else _plan(row)


def current_plans(session: Session, scope: Scope, month: Month) -> tuple[PlanView | None, PlanView | None]:
    """The month's newest plan, as `plan` gives it, and the published one; None where there is none."""
    wanted = select(PlanRow).where(PlanRow.month == month, PlanRow.state != "retired").order_by(PlanRow.version)
    if not scope.is_staff:
        wanted = wanted.where(PlanRow.state == "published")
    found = [_plan(row) for row in session.scalars(wanted)]
    return (found[-1] if found else None), next((each for each in found if each.state == "published"), None)


def newest_plans(session: Session, scope: Scope, months: Iterable[Month]) -> dict[Month, PlanView]:
    """Month -> its newest draft or published plan, as `plan` gives it; months without one are left out."""
    wanted = select(PlanRow).where(PlanRow.month.in_(list(months)), PlanRow.state != "retired")
    if not scope.is_staff:
        wanted = wanted.where(PlanRow.state == "published")
    return {row.month: _plan(row) for row in session.scalars(wanted.order_by(PlanRow.month, PlanRow.version))}


def published_plan(session: Session, month: Month) -> PlanView | None:
    """The month's published plan."""
    row = session.scalar(select(PlanRow).where(PlanRow.month == month, PlanRow.state == "published"))
    return None if row is None else _plan(row)


def plan_by_id(session: Session, public_id: str) -> PlanView:
    """One plan, for an action that reads it.

    Raises:
        NotFound: there is none.
    """
    row = session.scalar(select(PlanRow).where(PlanRow.public_id == public_id))
    if row is None:
        raise NotFound("plan")
    return _plan(row)


def plan_row(session: Session, public_id: str) -> PlanRow:
    """The row of one plan, locked, for an action that changes it.

    Raises:
        NotFound: there is none.
    """
    row = session.scalar(select(PlanRow).where(PlanRow.public_id == public_id).with_for_update())
    if row is None:
        raise NotFound("plan")
    return row


def assignments(
    session: Session,
    scope: Scope,
    plan_id: int,
    *,
    assistant_ids: Collection[int] | None = None,
    items: Collection[str] | None = None,
    task: str | None = None,
) -> list[AssignmentView]:
    """Who does what in a plan, as far as the scope may see it, by client and task.

    Args:
        session: reads only.
        scope: who asks.
        plan_id: the plan.
        assistant_ids: of these people alone.
        items: public ids of the work items it is asked about; None for all.
        task: public id of the one task it is asked about.
    """
    wanted = given_in(scope, plan_id).add_columns(*PLACE, _used_min(), AssignmentRow.reason)
    if assistant_ids is not None:
        wanted = wanted.where(AssignmentRow.assistant_id.in_(assistant_ids))
    if items is not None:
        wanted = wanted.where(WorkItem.public_id.in_(items))
    if task is not None:
        wanted = wanted.where(TaskRow.public_id == task)
    return [AssignmentView(*found) for found in session.execute(wanted)]


def given_in(scope: Scope, plan_id: int) -> Any:
    """The rows of a plan that the scope may see, by client and task; columns are added by who asks."""
    return (
        select()
        .select_from(AssignmentRow)
        .join(WorkItem, WorkItem.id == AssignmentRow.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == AssignmentRow.client_id)
        .join(AssistantRow, AssistantRow.id == AssignmentRow.assistant_id)
        .where(AssignmentRow.plan_id == plan_id, own_assignment(scope))
        .order_by(Client.code, TaskRow.number, AssistantRow.code)
    )


def left_out(session: Session, scope: Scope, plan_id: int, *, task: str | None = None) -> list[LeftOutView]:
    """What nobody does in a plan and why, by client and task, or of one task alone; assistants see none of it."""
    wanted: Any = (
        select(*_ITEM, WorkItem.planned_min, LeftOut.reason, LeftOut.needs)
        .join(WorkItem, WorkItem.id == LeftOut.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == LeftOut.client_id)
        .where(LeftOut.plan_id == plan_id, own_client(scope, LeftOut.client_id))
        .order_by(Client.code, TaskRow.number)
    )
    if task is not None:
        wanted = wanted.where(TaskRow.public_id == task)
    return [LeftOutView(*found) for found in session.execute(wanted)]


def plan_counts(session: Session, scope: Scope, plan_id: int) -> PlanCounts:
    """How much a plan assigns and leaves out."""
    given = select(literal("given"), func.count(), func.sum(AssignmentRow.planned_min)).where(
        AssignmentRow.plan_id == plan_id, own_assignment(scope)
    )
    rest = (
        select(literal("rest"), func.count(), func.sum(WorkItem.planned_min))
        .select_from(LeftOut)
        .join(WorkItem, WorkItem.id == LeftOut.work_item_id)
        .where(LeftOut.plan_id == plan_id, own_client(scope, LeftOut.client_id))
    )
    found = {part: (count, minutes or 0) for part, count, minutes in session.execute(given.union_all(rest))}
    return PlanCounts(*found["given"], *found["rest"])


def work(session: Session, scope: Scope, month: Month, *, client_id: int | None = None) -> list[WorkView]:
    """Work items of the month the scope may log hours on, by due date: an assistant's published ones, all for staff.

    With `client_id` those of that client alone.
    """
    wanted = _work(scope).where(WorkItem.month == month).order_by(WorkItem.due_date, Client.code, TaskRow.number)
    if client_id is not None:
        wanted = wanted.where(WorkItem.client_id == client_id)
    return [WorkView(*found) for found in session.execute(wanted)]


def work_item(session: Session, scope: Scope, public_id: str) -> WorkItem:
    """The row of one work item in the scope.

    Raises:
        NotFound: there is none.
    """
    row = session.scalar(
        select(WorkItem).where(WorkItem.public_id == public_id, visible_item(scope, WorkItem.client_id, WorkItem.id))
    )
    if row is None:
        raise NotFound("work_item")
    return row


def item_of(session: Session, task_id: int, month: Month) -> WorkItem | None:
    """The task's work item of the month, if there is one."""
    return session.scalar(select(WorkItem).where(WorkItem.task_id == task_id, WorkItem.month == month))


def item_ids(session: Session, month: Month) -> dict[int, int]:
    """Task id -> id of its work item of the month."""
    found = session.execute(select(WorkItem.task_id, WorkItem.id).where(WorkItem.month == month))
    return dict(found.all())


def drafts(session: Session, month: Month) -> list[PlanRow]:
    """The month's drafts, locked until the transaction ends, those included that somebody stored while it waited."""
    session.execute(select(PlanRow.id).where(PlanRow.month == month, PlanRow.state == "draft").with_for_update()).all()
    return plan_rows(session, month, "draft")


def last_version(session: Session, month: Month) -> int:
    """The highest version of the month's plans; 0 before the first."""
    return session.scalar(select(func.max(PlanRow.version)).where(PlanRow.month == month)) or 0


def plan_rows(session: Session, month: Month, state: str) -> list[PlanRow]:
    """Rows of the month's plans in that state."""
    return list(session.scalars(select(PlanRow).where(PlanRow.month == month, PlanRow.state == state)))


def people_in(session: Session, plan_id: int) -> tuple[set[int], set[int]]:
    """Ids of the clients and of the assistants a plan is about."""
    rows = session.execute(
        select(AssignmentRow.client_id, AssignmentRow.assistant_id).where(AssignmentRow.plan_id == plan_id)
    ).all()
    return {client_id for client_id, _ in rows}, {assistant_id for _, assistant_id in rows}


def own_assignment(scope: Scope) -> ColumnElement[bool]:
    """The condition under which the scope may see an assignment."""
    if scope.role is Role.ASSISTANT:
        return own_assistant(scope, AssignmentRow.assistant_id)
    return own_client(scope, AssignmentRow.client_id)


def _used_min() -> Any:
    """Minutes worked on the item of the row: by the item's own index, not by adding up every entry there ever was."""
    return (
        select(func.coalesce(func.sum(TimeEntry.minutes), 0))
        .where(TimeEntry.work_item_id == WorkItem.id)
        .correlate(WorkItem)
        .scalar_subquery()
    )


def _work(scope: Scope) -> Any:
    return (
        select(
            WorkItem.public_id,
            TaskRow.public_id,
            TaskRow.name,
            Client.short_name,
            WorkItem.month,
            WorkItem.planned_min,
            _used_min(),
            WorkItem.due_date,
            Client.name,
            Client.code,
        )
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == WorkItem.client_id)
        .where(visible_item(scope, WorkItem.client_id, WorkItem.id))
    )


def _plan(row: PlanRow) -> PlanView:
    return PlanView(
        row.id,
        row.public_id,
        row.month,
        row.version,
        row.state,
        row.status,
        row.solver,
        row.objective,
        row.bound,
        row.gap,
        row.seconds,
        tuple(map(SearchPoint.from_row, row.course or ())),
        row.input_hash,
        row.made_at,
        row.published_at,
    )
