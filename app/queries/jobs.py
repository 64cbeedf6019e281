"""Reads of background work: what a person may see of it, and what a runner looks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session, defer

from app.domain.accounts import Role, Scope
from app.domain.errors import NotFound, Problem
from app.domain.jobs import LIVING, JobKind, JobState, plan_order
from app.domain.worktime import Month
from app.models import AccountRow, Client, Issuer, JobRow, MessageRow, Notice

RUNG_AT_ONCE = 200
LIVING_WORDS = [str(state) for state in LIVING]
#: What follows by the dozen from what people asked for.
FOLLOWING = (str(JobKind.EXPLAIN), str(JobKind.PDF), str(JobKind.SEND))


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as people see it.

    Attributes:
        progress: 0 to 1.
        step: the key of what it is doing.
        client_public_id: whose data it is about, where it is one company's; its name is beside it.
        asked_by: the name of who asked; None for the command line and for what the system asks of itself.
    """

    public_id: str
    kind: JobKind
    state: JobState
    arguments: dict[str, Any]
    progress: float
    step: str
    attempts: int
    is_cancel_wanted: bool
    is_enough_wanted: bool
    result: dict[str, Any] | None
    problems: tuple[Problem, ...]
    asked_at: dt.datetime
    not_before: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    client_public_id: str | None
    client_name: str | None
    asked_by: str | None

    @property
    def is_living(self) -> bool:
        """Whether it waits or runs."""
        return self.state in LIVING


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the frame of every page says to an account.

    Attributes:
        company: the client's own name, for everybody else the operating company's; empty before that is filled in.
        unseen_notices: how many notices it has not opened.
        job: the job it waits for.
        jobs: how many there are with it.
    """

    company: str
    unseen_notices: int
    job: JobView | None
    jobs: int


@dataclass(frozen=True, slots=True)
class JobCount:
    """How many jobs of a kind are in a state."""

    kind: str
    state: str
    count: int


def job(session: Session, scope: Scope, public_id: str) -> JobView:
    """One job.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = _views(session, _shown().where(JobRow.public_id == public_id, visible(scope)))
    if not found:
        raise NotFound("job")
    return found[0]


def jobs(
    session: Session,
    scope: Scope,
    *,
    states: Collection[JobState] | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[JobView]:
    """What the scope asked for, and for staff everything; parts of jobs are not listed. Newest first."""
    wanted = _shown().where(visible(scope), JobRow.parent_id.is_(None))
    if states is not None:
        wanted = wanted.where(JobRow.state.in_([str(state) for state in states]))
    return _views(session, wanted.order_by(JobRow.id.desc()).limit(limit).offset(offset))


def waiting(session: Session, scope: Scope) -> Waiting:
    """For the frame of every page, in one statement: the account's newest living job, papers and mails after others."""
    own = (JobRow.asked_by == scope.account_id, JobRow.parent_id.is_(None), JobRow.state.in_(LIVING_WORDS))
    newest = case((JobRow.kind.in_(FOLLOWING), 1), else_=0), JobRow.id.desc()
    first = select(JobRow.id).where(*own).order_by(*newest).limit(1).correlate(None).scalar_subquery()
    count = select(func.count()).select_from(JobRow).where(*own).correlate(None).scalar_subquery()
    unseen = (
        select(func.count())
        .select_from(Notice)
        .where(Notice.account_id == scope.account_id, Notice.seen_at.is_(None))
        .scalar_subquery()
    )
    own_name = select(Client.name).where(Client.id == scope.client_id).correlate(None)
    company = (own_name if scope.role is Role.CLIENT else select(Issuer.name).where(Issuer.id == 1)).scalar_subquery()
    wanted = (
        select(company, unseen, count, JobRow, Client.public_id, Client.short_name, AccountRow.display_name)
        .select_from(AccountRow)
        .outerjoin(JobRow, JobRow.id == first)
        .outerjoin(Client, Client.id == JobRow.client_id)
        .where(AccountRow.id == scope.account_id)
    )
    found = session.execute(wanted).first()
    if found is None:
        return Waiting("", 0, None, 0)
    name, notices, jobs, row, *around = found
    return Waiting(name or "", notices, _view(row, *around) if row is not None else None, jobs)


def living_plan(session: Session, scope: Scope, month: Month) -> JobView | None:
    """The job that makes the month's plan just now, from whatever inputs; the newest of several."""
    of_month = JobRow.natural_key.startswith(plan_order(month, "").natural_key, autoescape=True)
    wanted = _shown().where(of_month, visible(scope), JobRow.state.in_(LIVING_WORDS))
    return next(iter(_views(session, wanted.order_by(JobRow.id.desc()).limit(1))), None)


def latest(session: Session, scope: Scope, natural_key: str) -> JobView | None:
    """The newest job with this key, whatever became of it."""
    wanted = _shown().where(JobRow.natural_key == natural_key, visible(scope)).order_by(JobRow.id.desc())
    return next(iter(_views(session, wanted.limit(1))), None)


def latest_done(session: Session, scope: Scope, kind: JobKind) -> JobView | None:
    """The job of that kind that ended last with what was asked of it."""
    done = _shown().where(JobRow.kind == str(kind), JobRow.state == str(JobState.DONE), visible(scope))
    return next(iter(_views(session, done.order_by(JobRow.id.desc()).limit(1))), None)


def visible(scope: Scope) -> ColumnElement[bool]:
    """Everything for staff, for everybody else what they asked for themselves."""
    if scope.is_staff:
        return true()
    # Without an account nobody has asked for anything; NULL in the column means the house, not them.
    return false() if scope.account_id is None else and_(JobRow.asked_by == scope.account_id)


def living(session: Session, natural_key: str) -> JobRow | None:
    """The living job with this key."""
    return session.scalar(
        select(JobRow).where(JobRow.natural_key == natural_key, JobRow.state.in_(LIVING_WORDS)).limit(1)
    )


def was_asked(session: Session, kind: str, period: str) -> bool:
    """Whether the job of that kind was asked for in that period."""
    return session.scalar(select(JobRow.id).where(JobRow.kind == kind, JobRow.period == period)) is not None


def row_of(session: Session, public_id: str) -> JobRow | None:
    """The job's row, locked until the transaction ends; the row of its parent is locked before it."""
    parent_id = session.scalar(select(JobRow.parent_id).where(JobRow.public_id == public_id))
    if parent_id is not None:
        session.scalar(select(JobRow.id).where(JobRow.id == parent_id).with_for_update())
    return session.scalar(select(JobRow).where(JobRow.public_id == public_id).with_for_update())


def next_waiting(session: Session, due: dt.datetime) -> JobRow | None:
    """The job whose turn it is of those that may begin by then; rows another worker is taking are passed over."""
    wanted = select(JobRow).where(JobRow.state == "waiting", JobRow.not_before <= due)
    return session.scalar(wanted.order_by(JobRow.turn_at, JobRow.id).limit(1).with_for_update(skip_locked=True))


def has_waiting(session: Session, now: dt.datetime) -> bool:
    """Whether a job waits that may begin."""
    return (
        session.scalar(select(JobRow.id).where(JobRow.state == "waiting", JobRow.not_before <= now).limit(1))
        is not None
    )


def lost(session: Session, before: dt.datetime) -> list[str]:
    """Running jobs whose last sign of life is before that instant."""
    return list(
        session.scalars(select(JobRow.public_id).where(JobRow.state == "running", JobRow.heartbeat_at < before))
    )


def has_unannounced(session: Session, *, now: dt.datetime, before: dt.datetime) -> bool:
    """Whether `unannounced` has something to give."""
    return session.scalar(select(JobRow.id).where(_unannounced(now, before)).limit(1)) is not None


def unannounced(session: Session, *, now: dt.datetime, before: dt.datetime) -> list[JobRow]:
    """Waiting jobs that may begin and were announced before that instant; taken by one sweep at a time.

    The first of them: behind a long queue every worker is busy, and rings for its end would only be in the way.
    """
    wanted = select(JobRow).where(_unannounced(now, before)).order_by(JobRow.turn_at, JobRow.id).limit(RUNG_AT_ONCE)
    return list(session.scalars(wanted.with_for_update(skip_locked=True)))


def parts(session: Session, parent_id: int, *, lock: bool = False) -> list[JobRow]:
    """The parts of a job in their places, locked if asked; what they were asked is not read, it may be large."""
    wanted = select(JobRow).where(JobRow.parent_id == parent_id).order_by(JobRow.place)
    wanted = wanted.options(defer(JobRow.arguments))
    if lock:
        # A worker takes a part without its whole: what was read before the lock may be old by then.
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(wanted))


def count_parts(session: Session, parent_id: int) -> tuple[int, int]:
    """How many parts of a job have ended, and how many it has."""
    counted = select(func.count(JobRow.ended_at), func.count()).where(JobRow.parent_id == parent_id)
    ended, count = session.execute(counted).one()
    return ended, count


def waiting_parts(session: Session, public_id: str) -> list[str]:
    """The public ids of that job's parts that wait, in their places."""
    whole = select(JobRow.id).where(JobRow.public_id == public_id).scalar_subquery()
    wanted = select(JobRow.public_id).where(JobRow.parent_id == whole, JobRow.state == "waiting")
    return list(session.scalars(wanted.order_by(JobRow.place)))


def ended_before(session: Session, before: dt.datetime, *, limit: int) -> list[JobRow]:
    """Jobs that ended before that instant, parts before their wholes."""
    wanted = select(JobRow).where(JobRow.ended_at < before, JobRow.period.is_(None))
    return list(session.scalars(wanted.order_by(JobRow.parent_id.is_(None), JobRow.id).limit(limit)))


def message(session: Session, public_id: str) -> MessageRow:
    """One row of the outbox.

    Raises:
        NotFound: there is none.
    """
    row = session.scalar(select(MessageRow).where(MessageRow.public_id == public_id))
    if row is None:
        raise NotFound("message")
    return row


def job_counts(session: Session) -> list[JobCount]:
    """How many jobs of each kind are in each state."""
    counted = select(JobRow.kind, JobRow.state, func.count()).group_by(JobRow.kind, JobRow.state)
    return [JobCount(kind, state, count) for kind, state, count in session.execute(counted)]


def oldest_waiting_s(session: Session, now: dt.datetime) -> float | None:
    """Seconds the first job that may begin has waited; None when none waits."""
    since = session.scalar(
        select(JobRow.not_before)
        .where(JobRow.state == "waiting", JobRow.not_before <= now)
        .order_by(JobRow.not_before)
        .limit(1)
    )
    return None if since is None else (now - since).total_seconds()


def _unannounced(now: dt.datetime, before: dt.datetime) -> ColumnElement[bool]:
    return and_(
        JobRow.state == "waiting",
        JobRow.not_before <= now,
        or_(JobRow.announced_at < before, JobRow.announced_at < JobRow.not_before),
    )


def _shown() -> Select[JobRow, str, str, str]:
    return (
        select(JobRow, Client.public_id, Client.short_name, AccountRow.display_name)
        .outerjoin(Client, Client.id == JobRow.client_id)
        .outerjoin(AccountRow, AccountRow.id == JobRow.asked_by)
    )


def _views(session: Session, wanted: Select[JobRow, str, str, str]) -> list[JobView]:
    return [_view(*found) for found in session.execute(wanted)]


def _view(row: JobRow, client_public_id: str | None, client_name: str | None, asked_by: str | None) -> JobView:
    return JobView(
        public_id=row.public_id,
        kind=JobKind(row.kind),
        state=JobState(row.state),
        arguments=row.arguments,
        progress=row.progress,
        step=row.step,
        attempts=row.attempts,
        is_cancel_wanted=row.is_cancel_wanted,
        is_enough_wanted=row.is_enough_wanted,
        result=row.result,
        problems=tuple(Problem(**problem) for problem in row.problems or ()),
        asked_at=row.asked_at,
        not_before=row.not_before,
        started_at=row.started_at,
        ended_at=row.ended_at,
        client_public_id=client_public_id,
        client_name=client_name,
        asked_by=asked_by,
    )
