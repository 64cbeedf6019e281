"""Say where a task's manual is and when it was last found right; a task that has one is scored as such."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.actions.tasks.storing import score_with_manual
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.errors import InvalidInput
from app.domain.worktime import work_date
from app.models import TaskManual
from app.queries import tasks as tasks_queries

LONGEST_URL = 500


def set_manual(
    session: Session, *, scope: Scope, task_public_id: str, url: str, reviewed_on: dt.date | None, now: dt.datetime
) -> None:
    """Keeps the address and the day; an empty address takes the manual away again, and leaves the score as it is.

    Raises:
        Forbidden: the scope is an assistant.
        NotFound: the task is outside of the scope.
        InvalidInput: no address of the web, one that is too long, or a day in the future.
    """
    scope.require(Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)
    address, today = url.strip(), work_date(now)
    day = reviewed_on or today
    if address:
        _refuse(address, day, today)
    with transaction(session):
        task = tasks_queries.task_row(session, scope, task_public_id)
        row = session.get(TaskManual, task.id)
        if not address:
            if row is not None:
                session.delete(row)
            return
        if row is None:
            session.add(TaskManual(task_id=task.id, client_id=task.client_id, url=address, reviewed_on=day))
        else:
            row.url, row.reviewed_on = address, day
        score_with_manual(session, task, now)


def _refuse(address: str, day: dt.date, today: dt.date) -> None:
    if len(address) > LONGEST_URL:
        raise InvalidInput("url", "too_long", most=LONGEST_URL)
    if not _is_of_web(address):
        raise InvalidInput("url", "web_address")
    if day > today:
        raise InvalidInput("reviewed_on", "reviewed_later")


def _is_of_web(address: str) -> bool:
    """Whether anybody's browser opens it as a page over TLS: a host with a name, no blank or control, no password."""
    if not address.isprintable() or any(each.isspace() or each in "<>\"'\\`" for each in address):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    # A name has a dot and does not end in a number: no machine of somebody's own, no bare address of one.
    first, _, last = (host or "").rpartition(".")
    return address.startswith("https://") and bool(first and last) and not last.isdigit() and "@" not in parts.netloc
