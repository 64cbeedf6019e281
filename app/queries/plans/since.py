"""What has changed since a plan was made, by name, as far as rows tell it. For staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import String, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.models import (
    AssignmentRow,
    AssistantRow,
    AuditRow,
    Client,
    ContractTerms,
    LeftOut,
    TaskRow,
    TimeEntry,
    WorkItem,
)
from app.queries.plans import PlanView


@dataclass(frozen=True, slots=True)
class Since:
    """Names, in the order of their codes and numbers.

    Attributes:
        archived: tasks of the plan that were taken out of the inventory.
        dropped: other tasks of the plan that a plan made now would not take up.
        added: tasks that a plan made now would take up beside them.
        edited: tasks whose facts changed, or that were pinned to somebody else.
        clients: companies with new terms that hold in the month.
        people: assistants whose hours, skills or absences changed, or who are new.
        entries: how many hours were recorded or taken back.
    """

    archived: tuple[str, ...]
    dropped: tuple[str, ...]
    added: tuple[str, ...]
    edited: tuple[str, ...]
    clients: tuple[str, ...]
    people: tuple[str, ...]
    entries: int


def since(session: Session, scope: Scope, plan: PlanView, candidates: Mapping[str, str | None]) -> Since:
    """What is different now.

    Args:
        session: of the database.
        scope: staff.
        plan: which.
        candidates: task -> who it is pinned to, of all a plan made now would look at, by public ids.

    Raises:
        Forbidden: somebody else asks.
    """
    scope.require_staff()
    given = _given(session, plan.id)
    moved = {task for task, who in candidates.items() if who and given.get(task, who) not in {who, ""}}
    found: dict[str, list[str]] = {"archived": [], "dropped": [], "added": [], "edited": []}
    for task, name, client, is_archived, is_edited in _tasks(
        session, plan, {*(given.keys() ^ candidates.keys()), *moved}
    ):
        said = f"{name}（{client}）"
        if task in given and task not in candidates:
            found["archived" if is_archived else "dropped"].append(said)
        elif task in candidates and task not in given:
            found["added"].append(said)
        elif task in candidates and (is_edited or task in moved):
            found["edited"].append(said)
    return Since(
        **{name: tuple(names) for name, names in found.items()},
        clients=_clients(session, plan),
        people=_people(session, plan),
        entries=_entries(session, plan),
    )


def _given(session: Session, plan_id: int) -> dict[str, str]:
    """Task of the plan -> who does it, empty for what is left out, by public ids."""
    given = (
        select(TaskRow.public_id, AssistantRow.public_id)
        .join(WorkItem, WorkItem.task_id == TaskRow.id)
        .join(AssignmentRow, AssignmentRow.work_item_id == WorkItem.id)
        .join(AssistantRow, AssistantRow.id == AssignmentRow.assistant_id)
        .where(AssignmentRow.plan_id == plan_id)
    )
    left = (
        select(TaskRow.public_id, literal("", String))
        .join(WorkItem, WorkItem.task_id == TaskRow.id)
        .join(LeftOut, LeftOut.work_item_id == WorkItem.id)
        .where(LeftOut.plan_id == plan_id)
    )
    return dict(session.execute(union_all(given, left)).all())


def _tasks(session: Session, plan: PlanView, named: set[str]) -> list[tuple[str, str, str, bool, bool]]:
    """Public id, name, company, whether archived, whether edited: of these, and of all that were edited."""
    is_edited = TaskRow.changed_at > plan.made_at
    wanted = (
        select(TaskRow.public_id, TaskRow.name, Client.short_name, TaskRow.archived_at.is_not(None), is_edited)
        .join(Client, Client.id == TaskRow.client_id)
        .where(or_(TaskRow.public_id.in_(named), is_edited))
        .order_by(Client.code, TaskRow.number)
    )
    return [(task, name, client, gone, edited) for task, name, client, gone, edited in session.execute(wanted)]


def _clients(session: Session, plan: PlanView) -> tuple[str, ...]:
    wanted = (
        select(Client.short_name)
        .join(ContractTerms, ContractTerms.client_id == Client.id)
        .where(ContractTerms.created_at > plan.made_at, ContractTerms.valid_from <= plan.month)
        .group_by(Client.id, Client.short_name, Client.code)
        .order_by(Client.code)
    )
    return tuple(session.scalars(wanted))


def _people(session: Session, plan: PlanView) -> tuple[str, ...]:
    told = select(AuditRow.subject).where(AuditRow.at > plan.made_at, AuditRow.subject.like("assistant:%"))
    wanted = (
        select(AssistantRow.name)
        .where(or_(AssistantRow.created_at > plan.made_at, (literal("assistant:") + AssistantRow.public_id).in_(told)))
        .order_by(AssistantRow.code)
    )
    return tuple(session.scalars(wanted))


def _entries(session: Session, plan: PlanView) -> int:
    counted = select(func.count()).where(TimeEntry.month == plan.month, TimeEntry.recorded_at > plan.made_at)
    return session.scalar(counted) or 0
