"""Tasks: the files handed in for them are as they came."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Problem
from app.models import TaskFile


def files(session: Session) -> Iterator[Problem]:
    """A file that is there is, byte for byte, what was handed in. They are read one at a time: they may be large."""
    there = select(TaskFile.id).where(TaskFile.removed_at.is_(None)).order_by(TaskFile.id)
    for file_id in session.scalars(there).all():
        wanted = select(
            TaskFile.public_id, TaskFile.client_id, TaskFile.content, TaskFile.size_bytes, TaskFile.sha256
        ).where(TaskFile.id == file_id)
        row = session.execute(wanted).one()
        content = row.content or b""
        if len(content) != row.size_bytes or hashlib.sha256(content).hexdigest() != row.sha256:
            yield Problem("task_file", params={"client_id": row.client_id, "file": row.public_id})
