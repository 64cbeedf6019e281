"""Which days are holidays in Japan, and on which banks are open."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from functools import lru_cache

import holidays

from app.domain.worktime import Month


class DueShift(StrEnum):
    """Where a day moves that banks are closed on."""

    NONE = "none"
    PREVIOUS = "previous"
    NEXT = "next"


def is_holiday(day: dt.date) -> bool:
    """Whether the day is a national holiday, or one in its place. Source: 国民の祝日に関する法律."""
    return day in _national_holidays(day.year)


def is_bank_day(day: dt.date) -> bool:
    """Whether Japanese banks are open: no weekend, national holiday, or day from 31 December to 3 January.

    Source: 銀行法施行令 5条.
    """
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def business_day(day: dt.date, shift: DueShift) -> dt.date:
    """`day`, or the nearest day before or after it on which banks are open."""
    if shift is DueShift.NONE:
        return day
    step = dt.timedelta(days=1 if shift is DueShift.NEXT else -1)
    while not is_bank_day(day):
        day += step
    return day


def nth_business_day(month: Month, nth: int) -> dt.date:
    """The month's nth day on which banks are open, from 1; the last one where there are fewer."""
    day = business_day(month.first_day, DueShift.NEXT)
    for _more in range(nth - 1):
        following = business_day(day + dt.timedelta(days=1), DueShift.NEXT)
        if following > month.last_day:
            break
        day = following
    return day


@lru_cache(maxsize=64)
def _national_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("JP", years=year))


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("JP", years=year, categories=("public", "bank")))
