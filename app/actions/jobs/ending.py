"""How a job's row is let go, and how the end of its last part sends a whole on."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.domain.jobs import JobKind, JobState
from app.models import JobRow
from app.models.jobs import announce
from app.queries import jobs as jobs_queries

#: Kinds that may go out in parts and keep something meanwhile.
IN_PARTS = {JobKind.PLAN}
#: What is left of a whole's progress for putting its parts together.
PARTS_SHARE = 0.9


def let_go(row: JobRow, state: JobState) -> None:
    """The row in that state, nobody's."""
    row.state = state
    row.claim = None
    row.heartbeat_at = None
    if row.parent_id is None or state is not JobState.WAITING:
        row.is_enough_wanted = False  # what it had found is gone with its worker; a part still has its first plan


def end(session: Session, row: JobRow, state: JobState, now: dt.datetime) -> None:
    """The row ended; the whole it is a part of goes on if it was the last. Inside a transaction, after `row_of`."""
    let_go(row, state)
    row.ended_at = now
    if row.kind in IN_PARTS:
        row.kept = None
    if row.parent_id is not None:
        _tell_whole(session, row.parent_id)


def _tell_whole(session: Session, parent_id: int) -> None:
    # The whole's row is locked since `row_of`: of two parts that end at once, the later one sees both.
    session.flush()
    whole = session.get_one(JobRow, parent_id, populate_existing=True)
    if whole.state != JobState.SPLIT:
        return
    ended, count = jobs_queries.count_parts(session, whole.id)
    whole.progress = max(whole.progress, ended / count * PARTS_SHARE)
    if ended == count:
        whole.state = JobState.WAITING
        announce(session, whole.public_id)
