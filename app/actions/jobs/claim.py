"""What the worker that has a job does to its row: take it, live, end it; without its claim it changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.actions.jobs.ending import end, let_go
from app.database import transaction
from app.domain.errors import Problem
from app.domain.jobs import MOST_ATTEMPTS, ClaimLost, JobKind, JobState, Order, Wish, next_try
from app.models import JobRow
from app.models.jobs import announce, ask
from app.queries import jobs as jobs_queries

#: Clocks of hosts that keep the same time differ by less.
CLOCKS_APART = dt.timedelta(seconds=2)
#: Why a job failed that failed for no reason a person could mend.
UNFORESEEN = Problem("job_unforeseen")
LOST = Problem("job_lost")


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one part of a job: its result, or None if it failed."""

    place: int
    result: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this worker has; when its parts have ended and it goes on, with them and what it kept."""

    id: int
    public_id: str
    kind: JobKind
    natural_key: str
    claim: str
    arguments: dict[str, Any]
    asked_by: int | None
    attempts: int
    parts: tuple[Part, ...]
    kept: dict[str, Any] | None


def claim_job(
    session: Session, *, now: dt.datetime, new_id: Callable[[], str], public_id: str | None = None
) -> Claimed | None:
    """That job, or the one whose turn it is; None when it is not there, not yet due, or somebody else's."""
    with transaction(session):
        # A bell was rung, perhaps by a host whose clock is a little ahead of this one: it is not spent on nothing.
        due = now + CLOCKS_APART
        row = jobs_queries.next_waiting(session, due) if public_id is None else jobs_queries.row_of(session, public_id)
        if row is None or row.state != JobState.WAITING or row.not_before > due:
            return None
        row.state = JobState.RUNNING
        row.claim = new_id()
        row.heartbeat_at = now
        row.attempts += 1
        row.started_at = row.started_at or now
        row.problems = None
        found = jobs_queries.parts(session, row.id)
        row.progress = row.progress if found else 0.0
        row.step = ""  # what another worker had come to is gone
        parts = tuple(Part(part.place or 0, part.result if part.state == JobState.DONE else None) for part in found)
        return Claimed(
            row.id,
            row.public_id,
            JobKind(row.kind),
            row.natural_key,
            row.claim,
            row.arguments,
            row.asked_by,
            row.attempts,
            parts,
            row.kept if parts else None,
        )


def beat(session: Session, claimed: Claimed, *, progress: float, step: str, now: dt.datetime) -> Wish | None:
    """What somebody wants of the job, None for nothing; its heart beats and its progress is seen.

    Raises:
        ClaimLost: another worker has the job.
    """
    with transaction(session):
        row = _own(session, claimed)
        row.heartbeat_at = now
        row.progress = min(1.0, max(row.progress, progress))
        row.step = step
        if row.is_cancel_wanted:
            return Wish.STOP
        return Wish.ENOUGH if row.is_enough_wanted else None


def finish_job(session: Session, claimed: Claimed, *, result: dict[str, Any], now: dt.datetime) -> None:
    """The job is done.

    Raises:
        ClaimLost: another worker has the job.
    """
    with transaction(session):
        row = _own(session, claimed)
        row.progress = 1.0
        row.result = result
        end(session, row, JobState.DONE, now)


def split_job(
    session: Session,
    claimed: Claimed,
    *,
    orders: Sequence[Order],
    now: dt.datetime,
    new_id: Callable[[], str],
    kept: dict[str, Any] | None = None,
) -> JobState:
    """The job waits for its parts, and goes on with what it kept when the last has ended.

    One that shall stop meanwhile is cancelled.

    Going on is the same attempt. Parts belong to this job alone: those of a cancelled one with the same key, whose
    workers have not stopped yet, are none of its.

    Raises:
        ClaimLost: another worker has the job.
    """
    with transaction(session):
        row = _own(session, claimed)
        assert orders, "a job without parts would wait for ever"
        if row.is_cancel_wanted:
            end(session, row, JobState.CANCELLED, now)
            return JobState.CANCELLED
        row.attempts -= 1
        row.kept = kept
        let_go(row, JobState.SPLIT)
        for place, order in enumerate(orders):
            own = replace(order, natural_key=f"{order.natural_key}:{row.public_id}")
            ask(session, own, new_id=new_id, asked_by=row.asked_by, now=now, parent_id=row.id, place=place)
        return JobState.SPLIT


def fail_job(
    session: Session,
    claimed: Claimed,
    *,
    problems: Sequence[Problem],
    now: dt.datetime,
    again: bool,
    at_once: bool = False,
) -> JobState:
    """The job failed: for good, or with `again` for the moment, and it waits a while unless `at_once`.

    Raises:
        ClaimLost: another worker has the job.
    """
    with transaction(session):
        row = _own(session, claimed)
        row.problems = [asdict(problem) for problem in problems]
        for part in jobs_queries.parts(session, row.id):
            session.delete(part)  # they answered a question that is asked anew
        if again and row.attempts < MOST_ATTEMPTS and not row.is_cancel_wanted:
            let_go(row, JobState.WAITING)
            row.waits_until(now if at_once else next_try(now, row.attempts))
            if at_once:
                announce(session, row.public_id)
        else:
            end(session, row, JobState.CANCELLED if row.is_cancel_wanted else JobState.FAILED, now)
        return JobState(row.state)


def stop_job(session: Session, claimed: Claimed, *, now: dt.datetime) -> None:
    """The job was cancelled and has stopped.

    Raises:
        ClaimLost: another worker has the job.
    """
    with transaction(session):
        end(session, _own(session, claimed), JobState.CANCELLED, now)


def give_back(session: Session, claimed: Claimed) -> None:
    """The worker stops before the job is done; another begins it again, and this attempt does not count.

    Raises:
        ClaimLost: another worker has the job.
    """
    with transaction(session):
        row = _own(session, claimed)
        row.attempts -= 1
        let_go(row, JobState.WAITING)
        announce(session, row.public_id)


def _own(session: Session, claimed: Claimed) -> JobRow:
    row = jobs_queries.row_of(session, claimed.public_id)
    if row is None or row.claim != claimed.claim:
        raise ClaimLost(claimed.public_id)
    return row
