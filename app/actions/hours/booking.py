"""How minutes become a time entry and its ledger rows: the one place that decides whether they may be charged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.hours.alerting import alert
from app.domain import ledger
from app.domain.errors import MonthClosed, OverlappingEntry, PackageExhausted
from app.domain.packages import room_min
from app.domain.worktime import Month, Span
from app.models import TimeEntry, WorkedSpan, WorkItem
from app.models.months import ledger_rows, opened_month
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries


@dataclass(frozen=True, slots=True)
class Booking:
    """Minutes of one assistant on one day, ready to be stored.

    Attributes:
        item: the work item of the day's month, or of the month the work began in.
        assistant_id: who worked.
        work_date: the Tokyo day.
        minutes: 1 to 1,440.
        span: the clock time, where it is known.
        note: what was done.
        source: `timer`, `form` or `import`.
        recorded_by: the account that sends it, or None for the house itself.
        holds_to_consent: whether the contract's limit on overage refuses it. A timer's work is done and is never
            refused; the close waits for the consent instead.
    """

    item: WorkItem
    assistant_id: int
    work_date: dt.date
    minutes: int
    span: Span | None
    note: str
    source: str
    recorded_by: int | None
    holds_to_consent: bool = True


def book(session: Session, booking: Booking, *, public_id: str, now: dt.datetime, new_id: Callable[[], str]) -> None:
    """Add the entry, the span it occupies and its posting; the client must be locked.

    Raises:
        MonthClosed: the month of the day is closed.
        NoTerms: no contract covers that month.
        OverlappingEntry: the assistant has other work recorded in the span.
        PackageExhausted: the package and the consented overage have no room for it.
    """
    client_id = booking.item.client_id
    month = clients_queries.month_at(session, client_id, booking.work_date)
    _open(session, client_id, month, now, new_id)
    if booking.holds_to_consent:
        _refuse_beyond_consent(session, client_id, month, booking.minutes)
    item = booking.item if booking.item.month == month else _item_in(session, booking.item, month, new_id)
    if booking.span is not None:
        refuse_overlap(session, booking.assistant_id, booking.span)
    entry = TimeEntry(
        public_id=public_id,
        client_id=client_id,
        work_item_id=item.id,
        assistant_id=booking.assistant_id,
        work_date=booking.work_date,
        month=month,
        minutes=booking.minutes,
        starts_s=booking.span.starts_s if booking.span else None,
        stops_s=booking.span.stops_s if booking.span else None,
        note=booking.note,
        source=booking.source,
        recorded_by=booking.recorded_by,
        recorded_at=now,
    )
    session.add(entry)
    session.flush()
    posting = ledger.use(client_id, month, booking.minutes, f"entry:{public_id}")
    session.add_all(ledger_rows(posting, posting_id=new_id(), posted_at=now, time_entry_id=entry.id))
    if booking.span is not None:
        session.add(
            WorkedSpan(
                time_entry_id=entry.id,
                assistant_id=booking.assistant_id,
                starts_s=booking.span.starts_s,
                stops_s=booking.span.stops_s,
            )
        )
    session.flush()
    alert(session, client_id, month, now=now, new_id=new_id)


def refuse_overlap(session: Session, assistant_id: int, span: Span) -> None:
    """Nothing, if the assistant has no other work recorded in the span.

    Raises:
        OverlappingEntry: there is some; its begin and end are named.
    """
    other = hours_queries.overlapping(session, assistant_id, span)
    if other is not None:
        raise OverlappingEntry("starts", starts_s=other.starts_s, stops_s=other.stops_s)


def _open(session: Session, client_id: int, month: Month, now: dt.datetime, new_id: Callable[[], str]) -> None:
    row = clients_queries.month_row(session, client_id, month)
    if row is None:
        grant = ledger.opening(client_id, month, clients_queries.grant_in(session, client_id, month))
        session.add_all(opened_month(client_id, month, grant, posting_id=new_id(), now=now))
        session.flush()
    elif row.state == "closed":
        raise MonthClosed("work_date", month=str(month))


def _refuse_beyond_consent(session: Session, client_id: int, month: Month, minutes: int) -> None:
    terms = clients_queries.terms_in(session, client_id, month)
    room = room_min(terms, available_min=hours_queries.month_balances(session, client_id, month).available_min)
    if room is not None and minutes > room:
        raise PackageExhausted("minutes", room_min=room)


def _item_in(session: Session, item: WorkItem, month: Month, new_id: Callable[[], str]) -> WorkItem:
    """The same task's work item in another month, made there if work ran over the month's end."""
    found = plans_queries.item_of(session, item.task_id, month)
    if found is not None:
        return found
    made = WorkItem(
        public_id=new_id(),
        client_id=item.client_id,
        task_id=item.task_id,
        month=month,
        planned_min=item.planned_min,
        due_date=month.last_day,
    )
    session.add(made)
    session.flush()
    return made
