"""Take a time entry back; what was written stays, a reversal stands beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.database import transaction
from app.domain import ledger
from app.domain.accounts import Role, Scope
from app.domain.errors import AlreadyReversed, InvalidInput, MonthClosed
from app.models import TimeEntry, WorkedSpan
from app.models.months import ledger_rows
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries


def reverse_entry(
    session: Session,
    *,
    scope: Scope,
    public_id: str,
    now: dt.datetime,
    new_id: Callable[[], str],
    reason: str = "",
) -> None:
    """Give the minutes back to the package and free the span; assistants take back their own entries.

    Raises:
        Forbidden: a client asks.
        NotFound: the entry is outside of the scope.
        AlreadyReversed: it was taken back before, or is itself a reversal.
        MonthClosed: its month is closed.
    """
    scope.require(Role.ASSISTANT, Role.OPERATOR, Role.ADMINISTRATOR)
    if len(reason.strip()) > 400:
        raise InvalidInput("reason", "too_long", most=400)
    with transaction(session):
        entry = hours_queries.entry_row(session, scope, public_id)
        clients_queries.lock_client(session, entry.client_id)
        if entry.reverses_id is not None or hours_queries.is_reversed(session, entry.id):
            raise AlreadyReversed
        month = clients_queries.month_row(session, entry.client_id, entry.month)
        if month is None or month.state == "closed":
            raise MonthClosed("work_date", month=str(entry.month))
        reversal = TimeEntry(
            public_id=new_id(),
            client_id=entry.client_id,
            work_item_id=entry.work_item_id,
            assistant_id=entry.assistant_id,
            work_date=entry.work_date,
            month=entry.month,
            minutes=-entry.minutes,
            starts_s=entry.starts_s,
            stops_s=entry.stops_s,
            note=reason.strip(),
            source="reversal",
            reverses_id=entry.id,
            recorded_by=scope.account_id,
            recorded_at=now,
        )
        session.add(reversal)
        session.flush()
        posting = ledger.reverse_use(entry.client_id, entry.month, entry.minutes, f"reversal:{reversal.public_id}")
        session.add_all(ledger_rows(posting, posting_id=new_id(), posted_at=now, time_entry_id=reversal.id))
        session.execute(delete(WorkedSpan).where(WorkedSpan.time_entry_id == entry.id))
