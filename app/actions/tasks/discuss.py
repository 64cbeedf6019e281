"""Write about a task, and take one's own words back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import InvalidInput
from app.models import TaskComment
from app.queries import taskpages
from app.queries import tasks as tasks_queries

LONGEST_BODY = 2000


def add_comment(
    session: Session, *, scope: Scope, task_public_id: str, body: str, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    """The public id of a comment by the one who asks, on a task they may see.

    Raises:
        NotFound: the task is outside of the scope.
        InvalidInput: nothing was written, or more than 2,000 characters.
    """
    text = body.replace("\r\n", "\n").strip()
    if not text:
        raise InvalidInput("body", "required")
    if len(text) > LONGEST_BODY:
        raise InvalidInput("body", "too_long", most=LONGEST_BODY)
    with transaction(session):
        task = tasks_queries.task(session, scope, task_public_id)
        row = TaskComment(
            public_id=new_id(),
            client_id=task.client_id,
            task_id=task.id,
            account_id=scope.account_id,
            body=text,
            written_at=now,
        )
        session.add(row)
        return row.public_id


def hide_comment(session: Session, *, scope: Scope, task_public_id: str, public_id: str, now: dt.datetime) -> None:
    """Takes one's own comment off the page; the row stays.

    Raises:
        NotFound: the task is outside of the scope, or somebody else wrote it.
    """
    with transaction(session):
        task = tasks_queries.task(session, scope, task_public_id)
        taskpages.comment_row(session, scope, task.id, public_id).hidden_at = now
