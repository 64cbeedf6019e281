"""What people do to jobs: cancel them, begin them again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actions.jobs.ending import end
from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import JobNotEnded
from app.domain.jobs import SEARCHING, JobState
from app.models import JobRow
from app.models.jobs import announce
from app.queries import jobs as jobs_queries


def cancel_job(session: Session, *, scope: Scope, public_id: str, now: dt.datetime) -> JobState:
    """Where the job stands: cancelled at once if nobody has begun it, else as soon as its worker may stop.

    A job that has ended stays as it is.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    jobs_queries.job(session, scope, public_id)
    with transaction(session):
        row = jobs_queries.row_of(session, public_id)
        assert row is not None  # jobs are forgotten months after they ended, not while somebody looks at them
        _cancel(session, row, now)
        for part in jobs_queries.parts(session, row.id, lock=True):
            _cancel(session, part, now)
        return JobState(row.state)


def take_what_is_found(session: Session, *, scope: Scope, public_id: str, now: dt.datetime) -> None:
    """A job that searches ends with the best it has found; of its parts, those that have not begun are left out.

    One that does not search, has not begun or has ended stays as it is.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    jobs_queries.job(session, scope, public_id)
    with transaction(session):
        row = jobs_queries.row_of(session, public_id)
        assert row is not None
        if row.kind not in SEARCHING or row.state not in {JobState.RUNNING, JobState.SPLIT}:
            return
        row.is_enough_wanted = True
        for part in jobs_queries.parts(session, row.id, lock=True):
            if part.state == JobState.RUNNING:
                part.is_enough_wanted = True
            else:
                _cancel(session, part, now)


def retry_job(session: Session, *, scope: Scope, public_id: str, now: dt.datetime) -> str:
    """The public id of the job that is begun again: this one, or the living one with the same key.

    Raises:
        NotFound: there is none, or it is somebody else's.
        JobNotEnded: it did not fail and was not cancelled.
    """
    jobs_queries.job(session, scope, public_id)
    with transaction(session):
        row = jobs_queries.row_of(session, public_id)
        assert row is not None
        living = jobs_queries.living(session, row.natural_key)
        if living is not None:
            return living.public_id
        if row.state not in {JobState.FAILED, JobState.CANCELLED}:
            raise JobNotEnded("job")
        try:
            with session.begin_nested():
                _begin_again(session, row, now)
        except IntegrityError:  # somebody asked for the same in this instant
            living = jobs_queries.living(session, row.natural_key)
            assert living is not None
            return living.public_id
        announce(session, public_id)
        return public_id


def _begin_again(session: Session, row: JobRow, now: dt.datetime) -> None:
    for part in jobs_queries.parts(session, row.id):
        session.delete(part)
    row.state = JobState.WAITING
    row.attempts = 0
    row.progress = 0.0
    row.step = ""
    row.problems = None
    row.is_cancel_wanted = False
    row.started_at = row.ended_at = None
    row.waits_until(now)
    row.announced_at = now
    session.flush()


def _cancel(session: Session, row: JobRow, now: dt.datetime) -> None:
    if row.ended_at is not None:
        return
    row.is_cancel_wanted = True
    if row.state in {JobState.WAITING, JobState.SPLIT}:
        end(session, row, JobState.CANCELLED, now)
