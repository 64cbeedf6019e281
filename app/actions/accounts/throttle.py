"""Attempts on names, counted in the database, so that every process counts the same.

An attempt counts as failed before it is looked at, and as none once it was right: of many at the same time no more are
heard than of many in a row.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import TooManyAttempts
from app.domain.signing import Visitor
from app.domain.throttling import SPAN, Standing, failures_after, pause_s, wait_s
from app.models import AttemptRow
from app.models.registry import insert_into


def count_attempt(
    session: Session,
    name_hash: str,
    visitor: Visitor,
    *,
    now: dt.datetime,
    field: str | None = None,
    hears_strangers: bool = True,
) -> None:
    """Nothing, with the attempt counted in the running transaction; the row is locked until it ends.

    Args:
        session: with a transaction.
        name_hash: what is tried.
        visitor: who tries.
        now: when.
        field: where it was typed.
        hears_strangers: whether an address that is new tries once where a storm is on.

    Raises:
        TooManyAttempts: it is not heard yet; `wait_s` says for how long.
    """
    row = _locked(session, name_hash, visitor.place)
    standing = _standing(session, row, now)
    waiting_s = wait_s(standing, now, hears_strangers=hears_strangers)
    if waiting_s:
        raise TooManyAttempts(field, wait_s=waiting_s)
    row.failures = failures_after(standing, now)
    row.last_failed_at, row.free_at = now, now + dt.timedelta(seconds=pause_s(row.failures))
    session.flush()


def forgive(session: Session, name_hash: str, visitor: Visitor, *, now: dt.datetime) -> None:
    """Forget the failures of the pair in the running transaction: it was right."""
    row = _locked(session, name_hash, visitor.place)
    row.failures, row.last_failed_at, row.free_at, row.succeeded_at = 0, None, None, now
    session.flush()


def _locked(session: Session, name_hash: str, place: str) -> AttemptRow:
    new = insert_into(session, AttemptRow).values(name_hash=name_hash, address=place, failures=0)
    session.execute(new.on_conflict_do_nothing(index_elements=["name_hash", "address"]))
    found = select(AttemptRow).where(AttemptRow.name_hash == name_hash, AttemptRow.address == place)
    return session.scalars(found.with_for_update().execution_options(populate_existing=True)).one()


def _standing(session: Session, row: AttemptRow, now: dt.datetime) -> Standing:
    counted = select(func.coalesce(func.sum(AttemptRow.failures), 0)).where(AttemptRow.last_failed_at > now - SPAN)
    of_name = session.scalar(counted.where(AttemptRow.name_hash == row.name_hash)) or 0
    of_address = session.scalar(counted.where(AttemptRow.address == row.address)) or 0
    return Standing(
        row.failures, row.last_failed_at, row.free_at, row.succeeded_at is not None, int(of_name), int(of_address)
    )
