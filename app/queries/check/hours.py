"""Time entries: each in the month of its day or late, charged as its rule says, reversals exact, no two at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.charging import AGREED, RoundingRule
from app.domain.errors import NoTerms, Problem
from app.domain.terms import Terms
from app.domain.terms.rounding import RoundingScope
from app.domain.terms.series import month_of
from app.domain.worktime import Month, instant_of, work_date
from app.models import Client, EntryApproval, EntryWaiting, TimeEntry, WorkedSpan, WorkItem
from app.queries.clients import terms_by_client


def months_of_entries(session: Session) -> Iterator[Problem]:
    """An entry counts in the month of its day, or late in a later one, on a work item of that month.

    Its span lies within its day.
    """
    series = terms_by_client(session, session.scalars(select(Client.id)).all())
    rows = session.execute(
        select(TimeEntry, WorkItem.month).join(WorkItem, WorkItem.id == TimeEntry.work_item_id).order_by(TimeEntry.id)
    )
    for entry, item_month in rows:
        work_month = _work_month(series.get(entry.client_id, []), entry.work_date)
        is_late = entry.month > work_month
        is_early = entry.month < work_month
        if is_early or is_late != entry.is_late or item_month != entry.month:
            yield Problem("entry_month", params={"entry": entry.public_id, "month": str(entry.month)})
        if entry.starts_s is not None and work_date(instant_of(entry.starts_s)) != entry.work_date:
            yield Problem("entry_day", params={"entry": entry.public_id, "day": str(entry.work_date)})


def _work_month(series: Sequence[Terms], day: dt.date) -> Month:
    """The month whose period the day lies in; its calendar month where no contract covers it."""
    try:
        return month_of(series, day)
    except NoTerms:
        return Month.of(day)


def charges(session: Session) -> Iterator[Problem]:
    """What is charged is what the entry's own rule gives: by itself, or with the others of its task and day."""
    group = (TimeEntry.work_item_id, TimeEntry.work_date, TimeEntry.rounding_rule)
    charged = TimeEntry.counting.in_(("counted", "billed"))
    for entry in session.scalars(select(TimeEntry).where(charged, TimeEntry.rounding_rule != AGREED)):
        rounding = RoundingRule.of_rule(entry.rounding_rule)
        wanted_min = rounding.apply(abs(entry.weighed_min))
        if rounding.scope is RoundingScope.ENTRY and abs(entry.charged_min) != wanted_min:
            yield Problem("charge", params={"entry": entry.public_id, "found": entry.charged_min, "wanted": wanted_min})
    sums = select(*group, func.sum(TimeEntry.weighed_min), func.sum(TimeEntry.charged_min)).where(charged)
    for item_id, day, rule, weighed_min, charged_min in session.execute(sums.group_by(*group).order_by(*group)):
        rounding = RoundingRule.of_rule(rule)
        if rounding.scope is RoundingScope.TASK_DAY and charged_min != rounding.apply(weighed_min):
            params: dict[str, str | int] = {"work_item_id": item_id, "day": str(day), "found": charged_min}
            yield Problem("charge_of_day", params={**params, "wanted": rounding.apply(weighed_min)})


def costs(session: Session) -> Iterator[Problem]:
    """An assistant is paid for what was worked, whatever is charged for it, and for nothing where it is not counted."""
    wanted_min = case((TimeEntry.counting == "not_counted", 0), else_=TimeEntry.minutes)
    wrong = select(TimeEntry.public_id, TimeEntry.cost_min, wanted_min).where(TimeEntry.cost_min != wanted_min)
    for public_id, cost_min, wanted in session.execute(wrong.order_by(TimeEntry.id)):
        yield Problem("cost", params={"entry": public_id, "found": cost_min, "wanted": wanted})


def reversals(session: Session) -> Iterator[Problem]:
    """A reversal takes back exactly what it names; its charge may stay where others of the day need it."""
    taken = aliased(TimeEntry)
    rows = session.execute(
        select(TimeEntry, taken).join(taken, taken.id == TimeEntry.reverses_id).order_by(TimeEntry.id)
    )
    for reversal, entry in rows:
        if _taken_back(reversal, -1) != _taken_back(entry, 1):
            yield Problem("reversal", params={"entry": entry.public_id, "found": reversal.minutes})


#: Of an entry that waits, what its mark repeats.
_COPIED = ("month", "work_date", "client_id", "assistant_id", "minutes")


def waiting(session: Session) -> Iterator[Problem]:
    """What waits for approval are the entries that count and are not approved, each with its month, day and minutes."""
    reversed_ids = select(TimeEntry.reverses_id).where(TimeEntry.reverses_id.is_not(None))
    live = select(TimeEntry.id, *(getattr(TimeEntry, name) for name in _COPIED)).where(
        TimeEntry.reverses_id.is_(None), TimeEntry.id.not_in(reversed_ids)
    )
    approved = select(EntryApproval.time_entry_id)
    wanted = {tuple(row) for row in session.execute(live.where(TimeEntry.id.not_in(approved)))}
    marks = select(EntryWaiting.time_entry_id, *(getattr(EntryWaiting, name) for name in _COPIED))
    found = {tuple(row) for row in session.execute(marks)}
    for entry_id, month in sorted({(row[0], row[1]) for row in wanted ^ found}):
        yield Problem("waiting", params={"entry_id": entry_id, "month": str(month)})


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


def _taken_back(entry: TimeEntry, sign: int) -> tuple[object, ...]:
    """What a reversal shares with its entry."""
    is_alone = entry.rounding_rule == AGREED or RoundingRule.of_rule(entry.rounding_rule).scope is RoundingScope.ENTRY
    return (
        entry.client_id,
        entry.work_item_id,
        entry.assistant_id,
        entry.month,
        entry.work_date,
        entry.counting,
        entry.rounding_rule,
        sign * entry.minutes,
        sign * entry.weighed_min,
        sign * entry.cost_min,
        sign * entry.charged_min if is_alone else None,
    )
