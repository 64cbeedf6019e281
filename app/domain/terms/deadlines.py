"""The days a contract's course produces on the calendar, and which of them the operator is reminded of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import NoTerms
from app.domain.terms import Terms
from app.domain.terms.course import Run, is_over, run_at
from app.domain.terms.series import first_month, month_of, period_of
from app.domain.worktime import Month

#: How long before notice ends, and before a contract that does not renew itself ends, the operator is reminded.
NOTICE_AHEAD, END_AHEAD = dt.timedelta(days=30), dt.timedelta(days=60)
#: How far ahead an end is looked for: longer than any length, least and notice together.
_SEARCHED_MONTHS = 150


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The days of a contract as seen on a day; None where there is no such day.

    Attributes:
        begins_on: its first day.
        ends_on: last day of the run it is in; the contract's last unless `renews_on` follows.
        renews_on: the day it renews itself.
        notice_by: until when notice ends it with the run it is in.
        earliest_end: its last day if notice were given on the day it is seen.
        least_until: the day before which no notice ends it.
        cooling_off_until, lower_until: last days for calling off, for a smaller package.
        is_over: whether it has ended.
    """

    begins_on: dt.date
    ends_on: dt.date | None = None
    renews_on: dt.date | None = None
    notice_by: dt.date | None = None
    earliest_end: dt.date | None = None
    least_until: dt.date | None = None
    cooling_off_until: dt.date | None = None
    lower_until: dt.date | None = None
    is_over: bool = False


class ReminderKind(StrEnum):
    """What the operator is reminded of: notice ends, the contract ends, it has ended."""

    NOTICE = "notice"
    ENDS = "ends"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to talk about with the client, and the day it is about."""

    kind: ReminderKind
    on: dt.date


def deadlines_of(terms_series: Sequence[Terms], today: dt.date) -> Deadlines:
    """The contract's days as they stand today; of one that has not begun, those of its first run.

    Raises:
        NoTerms: there is no contract.
    """
    begins = first_month(terms_series)
    begins_on = period_of(terms_series, begins)[0]
    month = _month_seen(terms_series, today)
    run = run_at(terms_series, month)
    duration = (run or _last_run(terms_series, month)).duration
    if run is None:
        ended = _last_run(terms_series, month).last
        return Deadlines(begins_on, _end(terms_series, ended), is_over=True)
    ends_on = _end(terms_series, run.last)
    least_until = _end(terms_series, begins.plus(duration.least_months - 1)) if duration.least_months else None
    return Deadlines(
        begins_on,
        ends_on,
        renews_on=ends_on + dt.timedelta(days=1) if ends_on and run.follows else None,
        notice_by=_notice_by(run, ends_on),
        earliest_end=_earliest_end(terms_series, month, today),
        least_until=least_until,
        cooling_off_until=_nth_day(begins_on, duration.cooling_off_days),
        lower_until=_nth_day(begins_on, duration.lower_days),
    )


def reminder(terms_series: Sequence[Terms], today: dt.date) -> Reminder | None:
    """What the operator is to be reminded of today; None where nothing is near.

    Raises:
        NoTerms: there is no contract.
    """
    days = deadlines_of(terms_series, today)
    if days.ends_on is None:
        return None
    if days.is_over:
        return Reminder(ReminderKind.OVER, days.ends_on)
    if days.renews_on is None:
        return Reminder(ReminderKind.ENDS, days.ends_on) if days.ends_on - today <= END_AHEAD else None
    by = days.notice_by
    is_near = by is not None and dt.timedelta(0) <= by - today <= NOTICE_AHEAD
    return Reminder(ReminderKind.NOTICE, by) if by and is_near else None


def _month_seen(terms_series: Sequence[Terms], today: dt.date) -> Month:
    try:
        return month_of(terms_series, today)
    except NoTerms:
        return first_month(terms_series)


def _last_run(terms_series: Sequence[Terms], month: Month) -> Run:
    """The run before the month after a contract's end."""
    while (run := run_at(terms_series, month)) is None:
        month = month.previous()
    return run


def _end(terms_series: Sequence[Terms], month: Month | None) -> dt.date | None:
    return period_of(terms_series, month)[1] if month else None


def _notice_by(run: Run, ends_on: dt.date | None) -> dt.date | None:
    """Notice ends a run early only where it would renew itself; an end that is settled needs none."""
    if run.last is None or ends_on is None or not run.follows:
        return None
    return run.duration.notice.last_day(run.last, ends_on)


def _earliest_end(terms_series: Sequence[Terms], month: Month, today: dt.date) -> dt.date | None:
    """The first month's end that notice given today still reaches; a run of a fixed length ends with its last month."""
    begins = first_month(terms_series)
    for each in (month.plus(later) for later in range(_SEARCHED_MONTHS)):
        if is_over(terms_series, each):
            return None
        run = run_at(terms_series, each)
        if run is None or (run.last is not None and run.last != each):
            continue
        ends_on = period_of(terms_series, each)[1]
        by = run.duration.notice.last_day(each, ends_on) if run.last is None or run.follows else None
        if (by is None or today <= by) and each >= begins.plus(run.duration.least_months - 1):
            return ends_on
    return None


def _nth_day(begins_on: dt.date, days: int) -> dt.date | None:
    return begins_on + dt.timedelta(days=days - 1) if days else None
