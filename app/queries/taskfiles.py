"""Reads of the files of tasks. Whoever may see the task may read all of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Role, Scope
from app.domain.errors import NotFound
from app.domain.tasks.files import MOST_FILES
from app.models import AccountRow, TaskFile, TaskRow
from app.queries.scope import visible_task

#: How many removed files a page still tells of.
MOST_REMOVED = 20


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a task without its bytes.

    Attributes:
        who: who handed it in; "" for the house itself.
        role: their role; None for the house itself.
        reviewed_on: of a manual, the day on which it was last found right.
        removed_at: when it was removed; None while it is there.
        removed_by: who removed it.
        may_remove: whether the reader may.
    """

    public_id: str
    is_manual: bool
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    who: str
    role: Role | None
    handed_in_at: dt.datetime
    reviewed_on: dt.date | None
    removed_at: dt.datetime | None
    removed_by: str
    may_remove: bool


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file to be handed out."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Room:
    """What a task and its client hold already, manuals included."""

    task_files: int
    task_bytes: int
    client_bytes: int


def files(session: Session, scope: Scope, task_id: int) -> list[FileView]:
    """The task's files, oldest first, then those last removed, newest first."""
    remover = aliased(AccountRow)
    wanted = (
        select(TaskFile, AccountRow.display_name, AccountRow.role, remover.display_name)
        .join(TaskRow, TaskRow.id == TaskFile.task_id)
        .outerjoin(AccountRow, AccountRow.id == TaskFile.account_id)
        .outerjoin(remover, remover.id == TaskFile.removed_by)
        .where(TaskFile.task_id == task_id, visible_task(scope, TaskRow.client_id, TaskRow.id))
        .order_by(
            case((TaskFile.removed_at.is_(None), TaskFile.id)).asc().nulls_last(),
            TaskFile.removed_at.desc(),
            TaskFile.id.desc(),
        )
        .limit(MOST_FILES + 1 + MOST_REMOVED)
    )
    return [
        FileView(
            row.public_id,
            row.purpose == "manual",
            row.name,
            row.media_type,
            row.size_bytes,
            row.sha256,
            name or "",
            Role(role) if role else None,
            row.handed_in_at,
            row.reviewed_on,
            row.removed_at,
            removed_by or "",
            scope.is_staff or (row.account_id is not None and row.account_id == scope.account_id),
        )
        for row, name, role, removed_by in session.execute(wanted)
    ]


def file_content(session: Session, scope: Scope, task_public_id: str, public_id: str) -> FileContent:
    """The bytes of a file and what it is called.

    Raises:
        NotFound: the task is outside of the scope, or has no such file any more.
    """
    wanted = (
        select(TaskFile.name, TaskFile.content)
        .join(TaskRow, TaskRow.id == TaskFile.task_id)
        .where(
            TaskRow.public_id == task_public_id,
            visible_task(scope, TaskRow.client_id, TaskRow.id),
            TaskFile.public_id == public_id,
            TaskFile.content.is_not(None),
        )
    )
    found = session.execute(wanted).first()
    if found is None:
        raise NotFound("file")
    return FileContent(found.name, found.content or b"")


def file_row(session: Session, task_id: int, public_id: str) -> TaskFile:
    """The row of a file that is there, for an action that has read the task and changes the file.

    Raises:
        NotFound: the task has none of that id.
    """
    wanted = select(TaskFile).where(
        TaskFile.task_id == task_id, TaskFile.public_id == public_id, TaskFile.removed_at.is_(None)
    )
    row = session.scalar(wanted.with_for_update())
    if row is None:
        raise NotFound("file")
    return row


def manual_file_row(session: Session, task_id: int, public_id: str | None = None) -> TaskFile | None:
    """The row of the file that is the task's manual, to be changed; only of that id where one is given."""
    wanted = select(TaskFile).where(
        TaskFile.task_id == task_id, TaskFile.purpose == "manual", TaskFile.removed_at.is_(None)
    )
    if public_id is not None:
        wanted = wanted.where(TaskFile.public_id == public_id)
    return session.scalar(wanted.with_for_update())


def room(session: Session, task_id: int, client_id: int) -> Room:
    """What the task and its client hold; for an action that has locked the client."""
    is_of_task = TaskFile.task_id == task_id
    wanted = select(
        func.coalesce(func.sum(case((is_of_task, 1), else_=0)), 0),
        func.coalesce(func.sum(case((is_of_task, TaskFile.size_bytes), else_=0)), 0),
        func.coalesce(func.sum(TaskFile.size_bytes), 0),
    ).where(and_(TaskFile.client_id == client_id, TaskFile.removed_at.is_(None)))
    return Room(*(int(each) for each in session.execute(wanted).one()))
