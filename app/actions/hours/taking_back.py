"""How an entry is taken back: its reversal, what goes back to the package, and the span that is free again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain import charging, ledger
from app.domain.accounts import Scope
from app.domain.errors import AlreadyReversed, EntryApproved, EntryCredited, InvalidInput, MonthClosed
from app.domain.terms.activities import Counting
from app.models import EntryWaiting, TimeEntry, WorkedSpan
from app.models.audit import record
from app.models.months import ledger_rows
from app.queries import approvals as approvals_queries
from app.queries import clients as clients_queries
from app.queries import entries as entries_queries
from app.queries import hours as hours_queries
from app.queries.invoices import crediting as crediting_queries

MOST_REASON = 400


def sound_reason(reason: str) -> str:
    """The reason without blanks around it.

    Raises:
        InvalidInput: `required` where there is none, `too_long` above 400 characters.
    """
    text = reason.strip()
    if not text:
        raise InvalidInput("reason", "required")
    if len(text) > MOST_REASON:
        raise InvalidInput("reason", "too_long", most=MOST_REASON)
    return text


def lock_entry(session: Session, scope: Scope, public_id: str) -> TimeEntry:
    """The entry, its client locked.

    Raises:
        NotFound: the entry is outside of the scope.
    """
    entry = hours_queries.entry_row(session, scope, public_id)
    clients_queries.lock_client(session, entry.client_id)
    return entry


def refuse_dead(session: Session, scope: Scope, entry: TimeEntry) -> None:
    """Nothing, if the locked entry counts and the scope may change it.

    Raises:
        AlreadyReversed: it was taken back before, or is itself a reversal.
        EntryCredited: a credit note has given its minutes back, or charged them again in the open month.
        MonthClosed: its month is closed; its minutes come back by a credit note alone.
        EntryApproved: the operator has approved it, and somebody else asks.
    """
    if entry.reverses_id is not None or hours_queries.is_reversed(session, entry.id):
        raise AlreadyReversed
    month = clients_queries.month_row(session, entry.client_id, entry.month)
    if month is None or month.state == "closed":
        if crediting_queries.is_credited(session, entry):
            raise EntryCredited
        raise MonthClosed("work_date", month=str(entry.month))
    if not scope.is_staff and approvals_queries.is_approved(session, entry.id):
        raise EntryApproved


def take_back(
    session: Session,
    entry: TimeEntry,
    scope: Scope,
    reason: str,
    *,
    now: dt.datetime,
    new_id: Callable[[], str],
    replaced_by: str = "",
) -> None:
    """Add the entry's reversal and its posting, free its span and record it; worked and paid minutes go back in full.

    `replaced_by` is the public id of the entry that is written instead.
    """
    given_back_min = _given_back_min(session, entry)
    reversal = TimeEntry(
        public_id=new_id(),
        client_id=entry.client_id,
        work_item_id=entry.work_item_id,
        assistant_id=entry.assistant_id,
        work_date=entry.work_date,
        month=entry.month,
        is_late=entry.is_late,
        minutes=-entry.minutes,
        weighed_min=-entry.weighed_min,
        charged_min=-given_back_min,
        cost_min=-entry.cost_min,
        activity=entry.activity,
        counting=entry.counting,
        rounding_rule=entry.rounding_rule,
        starts_s=entry.starts_s,
        stops_s=entry.stops_s,
        note=reason,
        source="reversal",
        reverses_id=entry.id,
        recorded_by=scope.account_id,
        recorded_at=now,
    )
    session.add(reversal)
    session.flush()
    if given_back_min and Counting(entry.counting).draws_package:
        posting = ledger.reverse_use(entry.client_id, entry.month, given_back_min, f"reversal:{reversal.public_id}")
        session.add_all(ledger_rows(posting, posting_id=new_id(), posted_at=now, time_entry_id=reversal.id))
    for gone in (WorkedSpan, EntryWaiting):
        session.execute(delete(gone).where(gone.time_entry_id == entry.id))
    after: dict[str, str | int] = {"reversal": reversal.public_id, "given_back_min": given_back_min}
    record(
        session,
        stream=entry.client_id,
        account_id=scope.account_id,
        action="entry.reverse",
        subject=f"entry:{entry.public_id}",
        now=now,
        before=_told(entry),
        after={**after, "replaced_by": replaced_by} if replaced_by else after,
        reason=reason,
    )


def _told(entry: TimeEntry) -> dict[str, str | int]:
    """The entry as the audit trail keeps it."""
    return {
        "work_date": entry.work_date.isoformat(),
        "month": str(entry.month),
        "activity": entry.activity,
        "counting": entry.counting,
        "worked_min": entry.minutes,
        "charged_min": entry.charged_min,
        "cost_min": entry.cost_min,
    }


def _given_back_min(session: Session, entry: TimeEntry) -> int:
    return charging.given_back_min(
        Counting(entry.counting),
        entry.rounding_rule,
        weighed_min=entry.weighed_min,
        charged_min=entry.charged_min,
        task_day=entries_queries.task_day(session, entry.work_item_id, entry.work_date, entry.rounding_rule),
    )
