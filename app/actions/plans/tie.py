"""Tie a task to assistants, or let it go: pin it to one, forbid it to some, or let the plan decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.models import TaskForbidden, TaskRow
from app.models.registry import insert_into
from app.queries import assistants as assistants_queries
from app.queries import tasks as tasks_queries


def pin_task(
    session: Session, *, scope: Scope, task_public_id: str, assistant_public_id: str | None, now: dt.datetime
) -> None:
    """Fix who does the task from the next plan on; None lets the plan decide.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such task or assistant.
    """
    with _changing(session, scope, task_public_id, now) as row:
        row.pinned_to = None if assistant_public_id is None else _person_id(session, scope, assistant_public_id)


def forbid_task(
    session: Session, *, scope: Scope, task_public_id: str, assistant_public_id: str, now: dt.datetime
) -> None:
    """No plan from the next one on gives the task to the assistant; a pin to them is taken off. Twice is once.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such task or assistant.
    """
    with _changing(session, scope, task_public_id, now) as row:
        person_id = _person_id(session, scope, assistant_public_id)
        new = {"task_id": row.id, "assistant_id": person_id, "forbidden_at": now}
        session.execute(insert_into(session, TaskForbidden).values(new).on_conflict_do_nothing())
        if row.pinned_to == person_id:
            row.pinned_to = None


def allow_task(
    session: Session, *, scope: Scope, task_public_id: str, assistant_public_id: str | None, now: dt.datetime
) -> None:
    """The next plan may give the task to the assistant again, or to everybody without one named.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such task or assistant.
    """
    with _changing(session, scope, task_public_id, now) as row:
        gone = delete(TaskForbidden).where(TaskForbidden.task_id == row.id)
        if assistant_public_id is not None:
            gone = gone.where(TaskForbidden.assistant_id == _person_id(session, scope, assistant_public_id))
        session.execute(gone)


@contextmanager
def _changing(session: Session, scope: Scope, task_public_id: str, now: dt.datetime) -> Iterator[TaskRow]:
    """The task's row in a transaction of staff, changed by the time it ends."""
    scope.require_staff()
    with transaction(session):
        row = tasks_queries.task_row(session, scope, task_public_id)
        yield row
        row.changed_at = now


def _person_id(session: Session, scope: Scope, public_id: str) -> int:
    return assistants_queries.assistant(session, scope, public_id=public_id).id
