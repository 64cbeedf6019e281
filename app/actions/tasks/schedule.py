"""Say on which days a task is due."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.tasks.duedays import DueRule
from app.models import TaskDue
from app.queries import tasks as tasks_queries


def set_due_rule(session: Session, *, scope: Scope, task_public_id: str, rule: DueRule | None) -> None:
    """Keeps the rule for work that is made from now on; None for each month's last day. Work there is keeps its day.

    Raises:
        Forbidden: the scope is an assistant.
        NotFound: the task is outside of the scope.
    """
    scope.require(Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)
    with transaction(session):
        task = tasks_queries.task_row(session, scope, task_public_id)
        row = session.get(TaskDue, task.id)
        if rule is None:
            if row is not None:
                session.delete(row)
            return
        if row is None:
            row = TaskDue(task_id=task.id, client_id=task.client_id)
            session.add(row)
        row.kind, row.number, row.shift = str(rule.kind), rule.number, str(rule.shift)
        row.every, row.since = rule.every, rule.since if rule.every > 1 else None
