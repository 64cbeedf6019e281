"""What is done every few seconds: lost jobs go back, forgotten ones are announced again, a new day's are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from app.actions.jobs.claim import LOST
from app.actions.jobs.ending import end, let_go
from app.database import transaction
from app.domain.jobs import (
    ANNOUNCED_AGAIN_S,
    KEPT_DAYS,
    MOST_ATTEMPTS,
    JobState,
    lost_before,
    next_try,
    periodic_orders,
)
from app.models.jobs import announce, ask_once
from app.queries import jobs as jobs_queries

TIDIED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """How many jobs went back from lost workers, and how many were announced again."""

    recovered: int
    announced: int


def sweep(session: Session, *, now: dt.datetime, heartbeat_s: float) -> Swept:
    """Jobs of silent workers wait again, or have failed after too many; jobs nobody heard of are announced again.

    Two sweeps at once do each of it once.
    """
    silent = jobs_queries.lost(session, lost_before(now, heartbeat_s))
    recovered = sum(_recover(session, public_id, now, heartbeat_s) for public_id in silent)
    session.rollback()
    before = now - dt.timedelta(seconds=ANNOUNCED_AGAIN_S)
    if not jobs_queries.has_unannounced(session, now=now, before=before):
        return Swept(recovered, 0)
    with transaction(session):
        rows = jobs_queries.unannounced(session, now=now, before=before)
        for row in rows:
            row.announced_at = now
            announce(session, row.public_id)
        return Swept(recovered, len(rows))


def fire_periods(session: Session, *, now: dt.datetime, new_id: Callable[[], str]) -> int:
    """How many jobs of a period that has begun were asked for; each period is fired once, whoever else fires."""
    missing = [
        order for order in periodic_orders(now) if not jobs_queries.was_asked(session, order.kind, order.period or "")
    ]
    if not missing:
        return 0
    with transaction(session):
        return sum(ask_once(session, order, new_id=new_id, now=now) for order in missing)


def forget_ended(session: Session, *, now: dt.datetime) -> int:
    """How many jobs that ended long ago were removed; those of periods stay, so that none is fired twice."""
    before = now - dt.timedelta(days=KEPT_DAYS)
    removed = 0
    while True:
        with transaction(session):
            rows = jobs_queries.ended_before(session, before, limit=TIDIED_AT_ONCE)
            for row in rows:
                session.delete(row)
                session.flush()  # in this order: parts before their wholes
        removed += len(rows)
        if len(rows) < TIDIED_AT_ONCE:
            return removed


def _recover(session: Session, public_id: str, now: dt.datetime, heartbeat_s: float) -> bool:
    with transaction(session):
        row = jobs_queries.row_of(session, public_id)
        before = lost_before(now, heartbeat_s)
        if row is None or row.state != JobState.RUNNING or row.heartbeat_at is None or row.heartbeat_at >= before:
            return False
        if row.is_cancel_wanted or row.attempts >= MOST_ATTEMPTS:
            row.problems = [asdict(LOST)]
            end(session, row, JobState.CANCELLED if row.is_cancel_wanted else JobState.FAILED, now)
            return True
        let_go(row, JobState.WAITING)
        row.waits_until(now if row.attempts == 1 else next_try(now, row.attempts - 1))
        row.announced_at = now
        if row.not_before == now:
            announce(session, row.public_id)
        return True
