"""Write about a task, and take one's own words back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import InvalidInput
from app.domain.texts import require_plain
from app.models import TaskComment
from app.models.outbox import tell_accounts
from app.models.registry import insert_once
from app.queries import accounts as accounts_queries
from app.queries import taskpages
from app.queries import tasks as tasks_queries

LONGEST_BODY = 2000
#: Characters of a comment that its notice repeats.
TOLD_OF_BODY = 200


def add_comment(
    session: Session,
    *,
    scope: Scope,
    task_public_id: str,
    body: str,
    now: dt.datetime,
    new_id: Callable[[], str],
    public_id: str | None = None,
) -> str:
    """The public id of a comment by the one who asks, on a task they may see; the others it concerns are told.

    `public_id` names the comment: sent twice, it is written and told once.

    Raises:
        NotFound: the task is outside of the scope.
        InvalidInput: nothing was written, or more than 2,000 characters, or a control character.
    """
    text = body.replace("\r\n", "\n").strip()
    if not text:
        raise InvalidInput("body", "required")
    if len(text) > LONGEST_BODY:
        raise InvalidInput("body", "too_long", most=LONGEST_BODY)
    require_plain("body", text)
    with transaction(session):
        task = tasks_queries.task(session, scope, task_public_id)
        written = public_id or new_id()
        is_new = insert_once(
            session,
            TaskComment,
            public_id=written,
            client_id=task.client_id,
            task_id=task.id,
            account_id=scope.account_id,
            body=text,
            written_at=now,
        )
        if not is_new:
            return written
        told = taskpages.told_of(session, task.id, task.client_id, scope.account_id)
        params = {
            "task": task.name,
            "task_id": task.public_id,
            "client": task.client_short_name,
            "who": _writer(session, scope),
            "words": " ".join(text.split())[:TOLD_OF_BODY],
        }
        tell_accounts(session, told, topic="task_commented", params=params, now=now, new_id=new_id)
        return written


def _writer(session: Session, scope: Scope) -> str:
    account = accounts_queries.account_by_id(session, scope.account_id) if scope.account_id is not None else None
    issuer = None if account else accounts_queries.issuer(session)
    return account.display_name if account else issuer.name if issuer else ""


def hide_comment(session: Session, *, scope: Scope, task_public_id: str, public_id: str, now: dt.datetime) -> None:
    """Takes one's own comment off the page; the row stays.

    Raises:
        NotFound: the task is outside of the scope, or somebody else wrote it.
    """
    with transaction(session):
        task = tasks_queries.task(session, scope, task_public_id)
        taskpages.comment_row(session, scope, task.id, public_id).hidden_at = now
