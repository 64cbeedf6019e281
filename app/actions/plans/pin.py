"""Pin a task to an assistant, or let the plan decide again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
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
    scope.require_staff()
    with transaction(session):
        row = tasks_queries.task_row(session, scope, task_public_id)
        if assistant_public_id is None:
            row.pinned_to = None
        else:
            row.pinned_to = assistants_queries.assistant(session, scope, public_id=assistant_public_id).id
        row.changed_at = now
