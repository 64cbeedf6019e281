"""A plan beside closed months: what the published plan gives of a closed client stays as it is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from app.actions.plans.inputs import Inputs
from app.domain.errors import MonthClosed, PlanClosed, PlanOutdated
from app.domain.worktime import Month
from app.models import AssignmentRow, LeftOut, PlanRow
from app.queries import clients as clients_queries


def refuse_closed(inputs: Inputs) -> None:
    """Nothing, where anything of the month can still be planned.

    Raises:
        PlanClosed: every client under contract has closed the month.
    """
    if inputs.is_closed:
        raise PlanClosed(month=inputs.problem.month or "")


def refuse_closed_month(session: Session, client_id: int, month: Month) -> None:
    """Nothing, where the client has not closed the month; its row is locked until the transaction ends.

    Raises:
        MonthClosed: it has.
    """
    clients_queries.lock_client(session, client_id)
    row = clients_queries.month_row(session, client_id, month)
    if row is not None and row.state == "closed":
        raise MonthClosed(month=str(month))


def copy_closed(session: Session, plan_id: int, month: Month, client_ids: Collection[int]) -> None:
    """Rows of these clients in the month's published plan become rows of the plan, with their reasons."""
    if not client_ids:
        return
    published = select(PlanRow.id).where(PlanRow.month == month, PlanRow.state == "published").scalar_subquery()
    for kind in (AssignmentRow, LeftOut):
        own = [column for column in kind.__table__.columns if column.name != "plan_id"]
        rows = select(literal(plan_id), *own).where(kind.plan_id == published, kind.client_id.in_(client_ids))
        session.execute(insert(kind).from_select(["plan_id", *(column.name for column in own)], rows))


def refuse_closed_changes(session: Session, row: PlanRow) -> None:
    """Nothing, where the draft gives of every closed client just what the published plan gives.

    Clients whose work the draft changes are locked until the transaction ends, as their close locks them: none of them
    closes between this look and the commit.

    Raises:
        PlanOutdated: a client has closed the month since the draft was made, and something of it would change.
        PlanClosed: every client in either plan has closed the month.
    """
    published = select(PlanRow.id).where(PlanRow.month == row.month, PlanRow.state == "published").scalar_subquery()
    before, after = _given(session, published), _given(session, row.id)
    changed = {client_id for client_id, *_ in before ^ after}
    clients_queries.lock_clients(session, changed)
    closed = clients_queries.closed_clients(session, row.month)
    clients = {client_id for client_id, *_ in before | after}
    if clients and clients <= closed:
        raise PlanClosed(month=str(row.month))
    if changed & closed:
        raise PlanOutdated(month=str(row.month))


def _given(session: Session, plan_id: Any) -> set[tuple[int, ...]]:
    """Client, work item, assistant and minutes of every row of a plan."""
    columns = (
        AssignmentRow.client_id,
        AssignmentRow.work_item_id,
        AssignmentRow.assistant_id,
        AssignmentRow.planned_min,
    )
    return {tuple(row) for row in session.execute(select(*columns).where(AssignmentRow.plan_id == plan_id))}
