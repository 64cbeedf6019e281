"""Hand in files for a task, make one its manual, and take them out again. The bytes go; what they were stays told."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.tasks.storing import lock_task, score_with_manual
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.errors import Forbidden, InvalidInput, NotFound
from app.domain.tasks.files import check_room, check_size, kind_of, safe_name
from app.domain.worktime import work_date
from app.models import TaskFile
from app.models.audit import record
from app.queries import clients as clients_queries
from app.queries import taskfiles
from app.queries import tasks as tasks_queries

KEEPERS = (Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class FileData:
    """A file as it comes in: what it is called there, and its bytes."""

    name: str
    content: bytes


def attach_file(
    session: Session, *, scope: Scope, task_public_id: str, data: FileData, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    """The public id of a file that whoever asks hands in for a task they may see.

    Raises:
        NotFound: the task is outside of the scope.
        InvalidInput: of a kind or a size that is not taken, or there is no room for it.
    """
    row = _row_of(data, scope, now, new_id)
    with transaction(session):
        task = tasks_queries.task(session, scope, task_public_id)
        _put(session, row, task.id, task.client_id)
        _audit(session, scope, row, task_public_id, "task.file_add", now)
        return row.public_id


def set_manual_file(
    session: Session,
    *,
    scope: Scope,
    task_public_id: str,
    data: FileData,
    reviewed_on: dt.date | None,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> str:
    """The public id of the file that is the task's manual from now on; one that was it before is removed.

    Raises:
        Forbidden: the scope is an assistant.
        NotFound: the task is outside of the scope.
        InvalidInput: of a kind or a size that is not taken, no room for it, or a review in the future.
    """
    scope.require(*KEEPERS)
    row = _row_of(data, scope, now, new_id)
    row.purpose, row.reviewed_on = "manual", _reviewed(reviewed_on, now)
    with transaction(session):
        task = lock_task(session, scope, task_public_id)
        before = taskfiles.manual_file_row(session, task.id)
        if before is not None:
            _remove(session, before, scope, task_public_id, now)
        _put(session, row, task.id, task.client_id)
        _audit(session, scope, row, task_public_id, "task.file_add", now)
        score_with_manual(session, task, now)
        return row.public_id


def review_manual_file(
    session: Session,
    *,
    scope: Scope,
    task_public_id: str,
    public_id: str,
    reviewed_on: dt.date | None,
    now: dt.datetime,
) -> None:
    """Writes down on which day the file that is the manual was last found right.

    Raises:
        Forbidden: the scope is an assistant.
        NotFound: the task is outside of the scope, or the file is not its manual.
        InvalidInput: a day in the future.
    """
    scope.require(*KEEPERS)
    day = _reviewed(reviewed_on, now)
    with transaction(session):
        task = tasks_queries.task(session, scope, task_public_id)
        row = taskfiles.manual_file_row(session, task.id, public_id)
        if row is None:
            raise NotFound("file")
        row.reviewed_on = day


def remove_file(session: Session, *, scope: Scope, task_public_id: str, public_id: str, now: dt.datetime) -> None:
    """Takes the file's bytes away; its row says what it was. Only who handed it in or the staff may.

    Raises:
        NotFound: the task is outside of the scope, or has no such file any more.
        Forbidden: somebody else handed it in.
    """
    with transaction(session):
        task = tasks_queries.task(session, scope, task_public_id)
        row = taskfiles.file_row(session, task.id, public_id)
        if not (scope.is_staff or (row.account_id is not None and row.account_id == scope.account_id)):
            raise Forbidden("file")
        _remove(session, row, scope, task_public_id, now)


def _row_of(data: FileData, scope: Scope, now: dt.datetime, new_id: Callable[[], str]) -> TaskFile:
    """The row of a file that may be kept; looked at before any transaction."""
    check_size(len(data.content))
    name = safe_name(data.name)
    return TaskFile(
        public_id=new_id(),
        purpose="attachment",
        name=name,
        media_type=kind_of(name, data.content).media_type,
        size_bytes=len(data.content),
        sha256=hashlib.sha256(data.content).hexdigest(),
        content=data.content,
        account_id=scope.account_id,
        handed_in_at=now,
    )


def _put(session: Session, row: TaskFile, task_id: int, client_id: int) -> None:
    clients_queries.lock_client(session, client_id)
    held = taskfiles.room(session, task_id, client_id)
    check_room(
        size_bytes=row.size_bytes,
        task_files=held.task_files,
        task_bytes=held.task_bytes,
        client_bytes=held.client_bytes,
    )
    row.task_id, row.client_id = task_id, client_id
    session.add(row)


def _remove(session: Session, row: TaskFile, scope: Scope, task_public_id: str, now: dt.datetime) -> None:
    row.content, row.removed_at, row.removed_by = None, now, scope.account_id
    session.flush()
    _audit(session, scope, row, task_public_id, "task.file_remove", now)


def _reviewed(day: dt.date | None, now: dt.datetime) -> dt.date:
    today = work_date(now)
    if day is not None and day > today:
        raise InvalidInput("file_reviewed_on", "reviewed_later")
    return day or today


def _audit(session: Session, scope: Scope, row: TaskFile, task_public_id: str, action: str, now: dt.datetime) -> None:
    """What the file is or was, without its bytes."""
    told = {
        "file": row.public_id,
        "purpose": row.purpose,
        "name": row.name,
        "size_bytes": row.size_bytes,
        "sha256": row.sha256,
    }
    is_gone = row.removed_at is not None
    record(
        session,
        stream=row.client_id,
        account_id=scope.account_id,
        action=action,
        subject=f"task:{task_public_id}",
        now=now,
        before=told if is_gone else None,
        after=None if is_gone else told,
    )
