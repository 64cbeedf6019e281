"""Months, days and spans of work in the business zone, Asia/Tokyo.

An instant is an aware UTC datetime; the day work is booked on is the day in Tokyo it was done.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.domain.errors import InvalidInput

TOKYO = ZoneInfo("Asia/Tokyo")
#: Half of a day: of more than that somebody is asked whether it was typed right.
LONG_DAY_MIN = 12 * 60
#: Years an operation can be about; anything else is a slip of the hand, and its neighbours are still dates.
FIRST_YEAR, LAST_YEAR = 2000, 2999
DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; what plans, packages and invoices belong to."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month written as `YYYY-MM`, from 2000 to 2999.

        Raises:
            InvalidInput: `month_range` for other years, `month_format` for anything else.
        """
        match = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
        if match is None or not 1 <= int(match[2]) <= 12:
            raise InvalidInput("month", "month_format", text=text)
        if not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            raise InvalidInput("month", "month_range", first=f"{FIRST_YEAR}-01", last=f"{LAST_YEAR}-12")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: dt.date) -> Month:
        """The month the day lies in."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.number, 1)

    @property
    def last_day(self) -> dt.date:
        """Its last day."""
        return self.next().first_day - dt.timedelta(days=1)

    def next(self) -> Month:
        """The month after."""
        return self.plus(1)

    def previous(self) -> Month:
        """The month before."""
        return self.plus(-1)

    def plus(self, months: int) -> Month:
        """The month so many months later; negative for earlier."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def day_in(month: Month, day: int) -> dt.date:
    """That day of the month, 1 to 31; a day the month does not have is its last day."""
    return min(month.first_day + dt.timedelta(days=day - 1), month.last_day)


def months_later(day: dt.date, months: int) -> dt.date:
    """The day so many months later, negative for earlier; a month's last day stays the last day."""
    month = Month.of(day)
    return day_in(month.plus(months), 31 if day == month.last_day else day.day)


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open time worked, [starts, stops) in whole epoch seconds: 9-13 and 13-17 do not overlap."""

    starts_s: int
    stops_s: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a second."""
        return self.starts_s < other.stops_s and other.starts_s < self.stops_s

    @property
    def seconds(self) -> int:
        """Its length."""
        return self.stops_s - self.starts_s


def work_date(instant: dt.datetime) -> dt.date:
    """The Tokyo day of an instant."""
    return instant.astimezone(TOKYO).date()


def parse_day(text: str) -> dt.date | None:
    """The day written as `YYYY-MM-DD`, from 2000 to 2999; None for anything else."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def epoch_s(instant: dt.datetime) -> int:
    """Whole seconds since 1970, rounded down."""
    return int(instant.timestamp() // 1)


def instant_of(seconds: int) -> dt.datetime:
    """The UTC instant of whole epoch seconds."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def tokyo_instant(day: dt.date, clock: dt.time) -> dt.datetime:
    """The instant a Tokyo wall clock shows `clock` on `day`."""
    return dt.datetime.combine(day, clock, TOKYO).astimezone(dt.UTC)


def clocked_span(day: dt.date, starts: dt.time, stops: dt.time, stops_on: dt.date | None = None) -> Span:
    """From a begin to an end on the Tokyo clock; an end before the begin is the next day's.

    An end at the begin is no time at all: taken for a whole day it would charge 24 hours for a slip. Where the day of
    the end is named it decides. The span may be empty or negative: whoever takes it looks.
    """
    stop_day = stops_on or (day if stops >= starts else day + dt.timedelta(days=1))
    return Span(epoch_s(tokyo_instant(day, starts)), epoch_s(tokyo_instant(stop_day, stops)))


def split_at_midnight(span: Span) -> list[tuple[dt.date, Span]]:
    """The span cut at every Tokyo midnight, each part with its day, in order; their seconds add up to the whole.

    Source: product.md, hours belong to the month the work was done in.
    """
    parts = []
    start = span.starts_s
    while start < span.stops_s:
        day = work_date(instant_of(start))
        midnight = epoch_s(tokyo_instant(day + dt.timedelta(days=1), dt.time()))
        stop = min(midnight, span.stops_s)
        parts.append((day, Span(start, stop)))
        start = stop
    return parts


def minutes_of(seconds: int) -> int:
    """Whole minutes of raw seconds, half a minute up, at least one minute for any work at all.

    Rounding rule 1: applied once, when the work is recorded; the raw seconds are kept beside it. Whole minutes are not
    moved.
    """
    return max(1, (seconds + 30) // 60) if seconds > 0 else 0


@dataclass(frozen=True, slots=True)
class DayPart:
    """The part of a span that lies in one Tokyo day; `minutes` at least 1."""

    day: dt.date
    span: Span
    minutes: int


def day_parts(span: Span) -> list[DayPart]:
    """The days of a span with their minutes, which add up to those of the whole; a part of no minute is left out.

    Each day gets the difference of the running total rounded, so that rounding happens once and nothing is lost.
    """
    parts = []
    seconds = booked_min = 0
    for day, part in split_at_midnight(span):
        seconds += part.seconds
        minutes = minutes_of(seconds) - booked_min
        if minutes > 0:
            parts.append(DayPart(day, part, minutes))
        booked_min += max(0, minutes)
    return parts
