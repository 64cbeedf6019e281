"""Working days in Japan: neither weekend nor national holiday. For charts and for counting the days to a due date."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

from app.domain.worktime import Month


@cache
def _national_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("JP", years=year))


def is_working_day(day: dt.date) -> bool:
    """Whether people usually work on that day; what an assistant really does is their own choice."""
    return day.weekday() < 5 and day not in _national_holidays(day.year)


def is_national_holiday(day: dt.date) -> bool:
    """Whether the day is a national holiday, on whatever weekday."""
    return day in _national_holidays(day.year)


def days_of(month: Month) -> list[dt.date]:
    """Every day of the month, in order."""
    return [month.first_day + dt.timedelta(days=n) for n in range((month.last_day - month.first_day).days + 1)]


def working_days_until(today: dt.date, due: dt.date) -> int:
    """Working days after `today` up to and including `due`; negative, by calendar days, once it is past."""
    if due < today:
        return (due - today).days
    days = (today + dt.timedelta(days=n) for n in range(1, (due - today).days + 1))
    return sum(is_working_day(day) for day in days)


def week_in_month(day: dt.date) -> int:
    """The week of its month that the day lies in, from 1; weeks begin on Monday, so that the first may be short."""
    return (day.day - 1 + day.replace(day=1).weekday()) // 7 + 1


def week_of(day: dt.date) -> list[dt.date]:
    """The seven days of the week the day lies in, from Monday."""
    monday = day - dt.timedelta(days=day.weekday())
    return [monday + dt.timedelta(days=n) for n in range(7)]
