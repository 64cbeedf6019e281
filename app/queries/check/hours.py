"""Time entries: each in the month of its day, reversals exact, no two spans at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.domain.errors import NoTerms, Problem
from app.domain.terms import Terms
from app.domain.terms.series import month_of
from app.domain.worktime import Month, instant_of, work_date
from app.models import TimeEntry, WorkedSpan, WorkItem
from app.queries.clients import terms_by_client


def months_of_entries(session: Session) -> Iterator[Problem]:
    """An entry counts in the month whose period has its day, on a work item of that month; its span is of that day."""
    series = terms_by_client(session, set(session.scalars(select(TimeEntry.client_id).distinct())))
    rows = session.execute(
        select(TimeEntry, WorkItem.month).join(WorkItem, WorkItem.id == TimeEntry.work_item_id).order_by(TimeEntry.id)
    )
    for entry, item_month in rows:
        if entry.month != _month(series.get(entry.client_id, []), entry.work_date) or item_month != entry.month:
            yield Problem("entry_month", params={"entry": entry.public_id, "month": str(entry.month)})
        if entry.starts_s is not None and work_date(instant_of(entry.starts_s)) != entry.work_date:
            yield Problem("entry_day", params={"entry": entry.public_id, "day": str(entry.work_date)})


def _month(series: list[Terms], day: dt.date) -> Month:
    """The month of the day by the contract; of a day before it, the calendar's."""
    try:
        return month_of(series, day)
    except NoTerms:
        return Month.of(day)


def reversals(session: Session) -> Iterator[Problem]:
    """A reversal takes back exactly what it names."""
    taken = aliased(TimeEntry)
    rows = session.execute(
        select(TimeEntry, taken).join(taken, taken.id == TimeEntry.reverses_id).order_by(TimeEntry.id)
    )
    for reversal, entry in rows:
        same = (reversal.client_id, reversal.work_item_id, reversal.assistant_id, reversal.month, -reversal.minutes)
        if same != (entry.client_id, entry.work_item_id, entry.assistant_id, entry.month, entry.minutes):
            yield Problem("reversal", params={"entry": entry.public_id, "found": reversal.minutes})


def spans(session: Session) -> Iterator[Problem]:
    """Every entry that still counts holds its span, nothing else does, and no assistant is in two places at once."""
    reversed_ids = select(TimeEntry.reverses_id).where(TimeEntry.reverses_id.is_not(None))
    wanted = {
        (entry.id, entry.assistant_id, entry.starts_s, entry.stops_s)
        for entry in session.scalars(
            select(TimeEntry).where(
                TimeEntry.starts_s.is_not(None), TimeEntry.reverses_id.is_(None), TimeEntry.id.not_in(reversed_ids)
            )
        )
    }
    held = list(session.scalars(select(WorkedSpan).order_by(WorkedSpan.assistant_id, WorkedSpan.starts_s)))
    found = {(span.time_entry_id, span.assistant_id, span.starts_s, span.stops_s) for span in held}
    for entry_id, *_rest in sorted(wanted ^ found):
        yield Problem("span", params={"entry_id": entry_id})
    for earlier, later in pairwise(held):
        if earlier.assistant_id == later.assistant_id and later.starts_s < earlier.stops_s:
            yield Problem("overlap", params={"entry_id": later.time_entry_id, "other": earlier.time_entry_id})
