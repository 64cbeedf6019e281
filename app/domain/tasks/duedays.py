"""On which days a recurring task is due, on days on which Japanese banks and offices are open.

A rule counts within months (the last or nth business day, a day of the month) or weeks (a weekday), every month or week
or every few of them from a day on. Banks are closed on weekends, national holidays and from 31 December to 3 January
(銀行法施行令 5条); a house that closes on other days too moves those by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from app.domain.errors import InvalidInput
from app.domain.opendays import DueShift, business_day, nth_business_day
from app.domain.worktime import Month

MOST_BUSINESS_DAYS, MOST_DAYS, WEEKDAYS = 20, 31, 7
#: Every so many weeks at most, so that no month is without; every so many months at most.
MOST_WEEKS, MOST_MONTHS = 4, 12
MONTHS_OF_YEAR, WEEK = 12, dt.timedelta(weeks=1)


class DueKind(StrEnum):
    """How the day is found.

    `END`: the month's last business day. `BUSINESS`: its nth business day. `DAY`: a day of the month, moved where it is
    no business day. `WEEK`: a weekday, moved in the same way.
    """

    END = "end"
    BUSINESS = "business"
    DAY = "day"
    WEEK = "week"


_NUMBERS = {
    DueKind.END: (0, 0),
    DueKind.BUSINESS: (1, MOST_BUSINESS_DAYS),
    DueKind.DAY: (1, MOST_DAYS),
    DueKind.WEEK: (1, WEEKDAYS),
}


@dataclass(frozen=True, slots=True)
class DueRule:
    """The rule of a task.

    Attributes:
        kind: how the day is found.
        number: 0 for the month's end, which business day or day of the month, or the weekday: 1 Monday to 7 Sunday.
        shift: where a day goes that is no business day; counts for a day of the month and a weekday alone.
        every: every so many months, or weeks of a weekday; 1 for each.
        since: a day in the first of those months or weeks; what comes before and after is counted from there.

    Raises:
        InvalidInput: a number that no month or week has, an interval out of its range, or one that begins nowhere.
    """

    kind: DueKind
    number: int = 0
    shift: DueShift = DueShift.PREVIOUS
    every: int = 1
    since: dt.date | None = None

    def __post_init__(self) -> None:
        least, most = _NUMBERS[self.kind]
        if not least <= self.number <= most:
            raise InvalidInput("number", "out_of_range", least=least, most=most)
        most_every = MOST_WEEKS if self.kind is DueKind.WEEK else MOST_MONTHS
        if not 1 <= self.every <= most_every:
            raise InvalidInput("every", "out_of_range", least=1, most=most_every)
        if self.every > 1 and self.since is None:
            raise InvalidInput("since", "required")

    @property
    def skips_months(self) -> bool:
        """Whether there are months in which the task is not due."""
        return self.kind is not DueKind.WEEK and self.every > 1

    def days_in(self, month: Month) -> tuple[dt.date, ...]:
        """The days in that month, in order; none in a month that the rule leaves out."""
        if self.kind is DueKind.WEEK:
            return tuple(sorted({self._moved(day, month) for day in self._weekdays(month)}))
        return (self._only_day(month),) if self._is_due(month) else ()

    def day_in(self, month: Month) -> dt.date:
        """The last day in that month, by which all of its work is done.

        In a month that the rule leaves out it is the day it would have been: somebody does it then all the same.
        """
        return self.days_in(month)[-1] if self.kind is DueKind.WEEK else self._only_day(month)

    def days_from(self, first: dt.date) -> Iterator[dt.date]:
        """Every day from that one on, in order, without an end."""
        month = Month.of(first)
        while True:
            yield from (day for day in self.days_in(month) if day >= first)
            month = month.next()

    def _is_due(self, month: Month) -> bool:
        since = None if self.since is None else Month.of(self.since)
        return since is None or (_number(month) - _number(since)) % self.every == 0

    def _weekdays(self, month: Month) -> list[dt.date]:
        """Its weekdays in the month, before any is moved; every few weeks those whose week is one of them."""
        first = month.first_day + dt.timedelta(days=(self.number - 1 - month.first_day.weekday()) % WEEKDAYS)
        days = [first + n * WEEK for n in range(5) if first + n * WEEK <= month.last_day]
        if self.since is None:
            return days
        begins = self.since - dt.timedelta(days=self.since.weekday())
        return [day for day in days if (day - begins).days // WEEKDAYS % self.every == 0]

    def _only_day(self, month: Month) -> dt.date:
        if self.kind is DueKind.BUSINESS:
            return nth_business_day(month, self.number)
        if self.kind is DueKind.END:
            return business_day(month.last_day, DueShift.PREVIOUS)
        return self._moved(month.first_day.replace(day=min(self.number, month.last_day.day)), month)

    def _moved(self, day: dt.date, month: Month) -> dt.date:
        """The day on a business day of its own month: where it would be moved out, it moves the other way."""
        moved = business_day(day, self.shift)
        if Month.of(moved) == month:
            return moved
        return business_day(day, DueShift.PREVIOUS if self.shift is DueShift.NEXT else DueShift.NEXT)


def next_days(rule: DueRule | None, first: dt.date, count: int) -> tuple[dt.date, ...]:
    """The next days from that one on; without a rule the last day of each month."""
    if rule is not None:
        return tuple(islice(rule.days_from(first), count))
    month, days = Month.of(first), []
    for _more in range(count):
        days.append(month.last_day)
        month = month.next()
    return tuple(days)


def shared_out(planned_min: int, due: dt.date, rule: DueRule | None) -> tuple[tuple[dt.date, int], ...]:
    """The days of a month on which its work is due, in order, with minutes that add up to all of it.

    The weekdays of the rule before the day that the work was given, and that day; without such a rule that day alone.
    """
    days = [due]
    if rule is not None and rule.kind is DueKind.WEEK:
        days = [*(day for day in rule.days_in(Month.of(due)) if day < due), due]
    until = [planned_min * nth // len(days) for nth in range(len(days) + 1)]
    return tuple((day, now - before) for day, before, now in zip(days, until, until[1:], strict=False))


def _number(month: Month) -> int:
    return month.year * MONTHS_OF_YEAR + month.number
