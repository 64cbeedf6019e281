"""Forbid an assistant a task, or allow it again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.models import TaskForbidden
from app.models.registry import insert_into
from app.queries import assistants as assistants_queries
from app.queries import tasks as tasks_queries


def forbid_task(
    session: Session, *, scope: Scope, task_public_id: str, assistant_public_id: str, now: dt.datetime
) -> None:
    """No plan from the next one on gives the task to the assistant; a pin to them is taken off. Twice is once.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such task or assistant.
    """
    scope.require_staff()
    with transaction(session):
        row = tasks_queries.task_row(session, scope, task_public_id)
        person = assistants_queries.assistant(session, scope, public_id=assistant_public_id)
        new = {"task_id": row.id, "assistant_id": person.id, "forbidden_at": now}
        session.execute(insert_into(session, TaskForbidden).values(new).on_conflict_do_nothing())
        if row.pinned_to == person.id:
            row.pinned_to = None
        row.changed_at = now


def allow_task(
    session: Session, *, scope: Scope, task_public_id: str, assistant_public_id: str | None, now: dt.datetime
) -> None:
    """The next plan may give the task to the assistant again, or to everybody without one named.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such task or assistant.
    """
    scope.require_staff()
    with transaction(session):
        row = tasks_queries.task_row(session, scope, task_public_id)
        gone = delete(TaskForbidden).where(TaskForbidden.task_id == row.id)
        if assistant_public_id is not None:
            person = assistants_queries.assistant(session, scope, public_id=assistant_public_id)
            gone = gone.where(TaskForbidden.assistant_id == person.id)
        session.execute(gone)
        row.changed_at = now
