"""Reads of the files that jobs made."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.models import JobFile, JobRow
from app.queries.jobs import visible


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as it is sent."""

    filename: str
    media_type: str
    content: bytes


def made_for(scope: Scope) -> str:
    """Who may see what this scope sees: a file is given to nobody who would see something else by now."""
    return f"{'staff' if scope.is_staff else scope.role}:{scope.client_id or ''}:{scope.assistant_id or ''}"


def job_file(session: Session, scope: Scope, job: str) -> FileView:
    """The file of a job.

    Raises:
        NotFound: the job is somebody else's or made none, the file is gone, or was made for eyes that see otherwise.
    """
    found = session.execute(
        select(JobFile, JobRow.result)
        .join(JobRow, JobRow.id == JobFile.job_id)
        .where(JobRow.public_id == job, visible(scope))
    ).first()
    if found is None or (found[1] or {}).get("made_for") != made_for(scope):
        raise NotFound("file")
    row = found[0]
    return FileView(row.filename, row.media_type, row.content)
