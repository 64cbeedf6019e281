"""Which rows a scope may see, as conditions every query adds. A row outside of them does not exist."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, select, true
from sqlalchemy.orm import Session

from app.database import asks_for
from app.domain.accounts import Role, Scope
from app.domain.askers import THE_HOUSE, Asker, Kind
from app.models import AssignmentRow, PlanRow, TimeEntry, WorkItem


def own_client(scope: Scope, client_id: Any) -> ColumnElement[bool]:
    """Rows of the scope's own company; every company for staff, none for assistants."""
    if scope.is_staff:
        return true()
    if scope.role is Role.CLIENT:
        return and_(client_id == scope.client_id)
    return false()


def own_assistant(scope: Scope, assistant_id: Any) -> ColumnElement[bool]:
    """Rows of the scope's own assistant; every assistant for staff, none for clients."""
    if scope.is_staff:
        return true()
    if scope.role is Role.ASSISTANT:
        return and_(assistant_id == scope.assistant_id)
    return false()


def visible_task(scope: Scope, client_id: Any, task_id: Any) -> ColumnElement[bool]:
    """Tasks of the own company, or for an assistant those a published plan has ever given them."""
    if scope.role is not Role.ASSISTANT:
        return own_client(scope, client_id)
    given = (
        select(AssignmentRow.work_item_id)
        .join(PlanRow, PlanRow.id == AssignmentRow.plan_id)
        .join(WorkItem, WorkItem.id == AssignmentRow.work_item_id)
        .where(
            WorkItem.task_id == task_id,
            AssignmentRow.assistant_id == scope.assistant_id,
            PlanRow.state.in_(("published", "retired")),
            PlanRow.published_at.is_not(None),
        )
    )
    return exists(given)


def visible_item(scope: Scope, client_id: Any, work_item_id: Any) -> ColumnElement[bool]:
    """Work items of the own company, or for an assistant those the published plan gives them."""
    if scope.role is not Role.ASSISTANT:
        return own_client(scope, client_id)
    return exists(
        select(AssignmentRow.work_item_id)
        .join(PlanRow, PlanRow.id == AssignmentRow.plan_id)
        .where(
            AssignmentRow.work_item_id == work_item_id,
            AssignmentRow.assistant_id == scope.assistant_id,
            PlanRow.state == "published",
        )
    )


def stand_behind(session: Session, scope: Scope) -> None:
    """From here on the session is behind the second wall, which is coarser than this one and in the database itself.

    An assistant's clients are all they ever worked for. They are looked for as the assistant, who is shown their own
    assignments and hours before any client is known.
    """
    if scope.is_staff:
        asks_for(session, THE_HOUSE)
    elif scope.role is Role.CLIENT and scope.client_id is not None:
        asks_for(session, Asker(Kind.PERSON, (scope.client_id,), scope.account_id))
    else:
        own = Asker(Kind.PERSON, (), scope.account_id, scope.assistant_id)
        asks_for(session, own)
        asks_for(session, replace(own, clients=_clients_of(session, scope.assistant_id)))


def _clients_of(session: Session, assistant_id: int | None) -> tuple[int, ...]:
    """Whose work a plan once published gave the assistant, and whose hours they have; in order of their ids."""
    given = (
        select(AssignmentRow.client_id)
        .join(PlanRow, PlanRow.id == AssignmentRow.plan_id)
        .where(AssignmentRow.assistant_id == assistant_id, PlanRow.published_at.is_not(None))
    )
    worked = select(TimeEntry.client_id).where(TimeEntry.assistant_id == assistant_id)
    return tuple(sorted(session.scalars(given.union(worked))))
