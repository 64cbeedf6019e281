"""Days on which an assistant does not work, and what they leave of a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from app.domain.errors import InvalidInput
from app.domain.workdays import days_of, is_working_day, week_in_month
from app.domain.worktime import Month

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class LeaveData:
    """From the first day to the last, both away. Why somebody is away is not asked: nothing here hangs on it.

    Raises:
        InvalidInput: it ends before it begins, or is longer than a year.
    """

    first_day: dt.date
    last_day: dt.date

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise InvalidInput("last_day", "leave_ends_first")
        if (self.last_day - self.first_day).days >= LONGEST_DAYS:
            raise InvalidInput("last_day", "leave_too_long", most=LONGEST_DAYS)

    def overlaps(self, other: LeaveData) -> bool:
        """Whether a day is in both."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day

    def days_in(self, month: Month) -> Iterator[dt.date]:
        """Its days that lie in the month."""
        return (day for day in days_of(month) if self.first_day <= day <= self.last_day)


def days_off(month: Month, leave: Iterable[LeaveData]) -> frozenset[dt.date]:
    """The days of the month on which somebody is away."""
    return frozenset(day for each in leave for day in each.days_in(month))


def present_min(month: Month, monthly_min: int, off: Collection[dt.date]) -> int:
    """What somebody can work in the month beside their leave: its working days' share, rounded down.

    Neither weekends nor national holidays count: to be away on them takes nothing.
    """
    there, of_days = days_there(month, off)
    return monthly_min * there // of_days


def days_there(month: Month, off: Collection[dt.date]) -> tuple[int, int]:
    """How many working days of the month somebody is there on, and how many it has, at least 1."""
    days = _working_days(month)
    return sum(day not in off for day in days), len(days)


def spread_by_week(month: Month, month_min: int, off: Collection[dt.date] = ()) -> tuple[int, ...]:
    """Minutes of a month over its weeks, by the working days somebody is there on, rounded so that they add up to it.

    Weeks begin on Monday, so that the first may be short, as the holidays of May are; a week without such a day has
    none. Who is away for the whole month has none in any week.
    """
    there = [day for day in _working_days(month) if day not in off]
    weeks = range(1, week_in_month(month.last_day) + 1)
    days_until = [sum(week_in_month(day) <= week for day in there) for week in weeks]
    until = [month_min * each // max(1, len(there)) for each in days_until]
    return tuple(now - before for now, before in zip(until, [0, *until], strict=False))


def less_the_first(weeks_min: Iterable[int], gone_min: int) -> tuple[int, ...]:
    """The weeks' minutes without those that are gone, taken off the first weeks that have any."""
    left = []
    for minutes in weeks_min:
        left.append(max(0, minutes - gone_min))
        gone_min = max(0, gone_min - minutes)
    return tuple(left)


def _working_days(month: Month) -> list[dt.date]:
    return [day for day in days_of(month) if is_working_day(day)]
