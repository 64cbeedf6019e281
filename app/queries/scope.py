"""Which rows a scope may see, as conditions every query adds. A row outside of them does not exist."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, select, true

from app.domain.accounts import Role, Scope
from app.models import AssignmentRow, PlanRow, WorkItem


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
