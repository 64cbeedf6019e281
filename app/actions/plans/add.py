"""Add a task to a month that an average month does not have."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.actions.plans.closed import refuse_closed_month
from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import InvalidInput
from app.domain.worktime import Month
from app.models import WorkItem
from app.models.registry import insert_into
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries.taskpages import due_rule


def add_to_month(
    session: Session, *, scope: Scope, task_public_id: str, month: Month, new_id: Callable[[], str]
) -> str:
    """The public id of a work item for a task that is done less than monthly, with the minutes of one run.

    The next plan of the month takes it up. A task that has a work item in the month keeps it.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such task.
        InvalidInput: the task has no time, or is not for an assistant.
        MonthClosed: the client has closed the month.
    """
    scope.require_staff()
    with transaction(session):
        task = tasks_queries.task(session, scope, task_public_id)
        if task.score is None or task.score.treatment != "outsource" or task.score.is_stopped:
            raise InvalidInput("task", "not_for_assistants")
        if task.minutes_per_run is None:
            raise InvalidInput("minutes_per_run", "required")
        known = plans_queries.item_of(session, task.id, month)
        if known is not None:
            return known.public_id
        refuse_closed_month(session, task.client_id, month)
        rule = due_rule(session, task.id)
        new = {
            "public_id": new_id(),
            "client_id": task.client_id,
            "task_id": task.id,
            "month": month,
            "planned_min": task.minutes_per_run,
            "due_date": rule.day_in(month) if rule else month.last_day,
        }
        # Two people press the button at once: the one who comes second finds the item of the first.
        mine = insert_into(session, WorkItem).values(new)
        session.execute(mine.on_conflict_do_nothing(index_elements=["task_id", "month"]))
        found = plans_queries.item_of(session, task.id, month)
        assert found is not None
        return found.public_id
