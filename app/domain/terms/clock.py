"""Evenings, weekends and holidays that weigh more: bands of the clock with a multiple, on minutes or on the price."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Problem
from app.domain.opendays import is_holiday
from app.domain.terms.limits import broken, outside
from app.domain.worktime import DAY_MIN, TOKYO, Span, split_at_midnight

PLAIN_PCT, MOST_PCT = 100, 1_000


class DayKind(StrEnum):
    """What a day is in Japan; a national holiday is a holiday whatever day of the week it falls on."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class Weighs(StrEnum):
    """What the multiples of the clock are applied to."""

    MINUTES = "minutes"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Band:
    """Minutes of some kinds of day that weigh `multiple_pct` percent.

    Attributes:
        days: the kinds of day, at least one.
        starts_min, stops_min: minutes since midnight in Tokyo, [starts, stops) within 0 to 1,440.
        multiple_pct: at least 100; 125 for 1.25 times.
    """

    days: tuple[DayKind, ...]
    starts_min: int
    stops_min: int
    multiple_pct: int

    def overlaps(self, other: Band) -> bool:
        """Whether a minute lies in both."""
        shared = set(self.days) & set(other.days)
        return bool(shared) and self.starts_min < other.stops_min and other.starts_min < self.stops_min


@dataclass(frozen=True, slots=True)
class Clock:
    """The bands, of which no two share a minute; time in no band weighs 100 percent."""

    bands: tuple[Band, ...] = ()
    weighs: Weighs = Weighs.MINUTES

    def problems(self) -> list[Problem]:
        """What is wrong with it; empty where nothing is."""
        found: list[Problem] = []
        for place, band in enumerate(self.bands):
            found += [
                *broken(not band.days, "band_without_days", "bands"),
                *broken(not 0 <= band.starts_min < band.stops_min <= DAY_MIN, "band_backward", "bands"),
                *outside("bands", band.multiple_pct, PLAIN_PCT, MOST_PCT),
                *broken(any(band.overlaps(other) for other in self.bands[:place]), "bands_overlap", "bands"),
            ]
        return found


def day_kind(day: dt.date) -> DayKind:
    """What the day is. Source: 国民の祝日に関する法律."""
    if is_holiday(day):
        return DayKind.HOLIDAY
    return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WEEKDAY


def seconds_by_multiple(clock: Clock, span: Span) -> dict[int, int]:
    """Multiple in percent -> seconds of the span that weigh it; they add up to the span."""
    found: dict[int, int] = {}
    for day, part in split_at_midnight(span):
        midnight = dt.datetime.combine(day, dt.time(), TOKYO).timestamp()
        start, stop = int(part.starts_s - midnight), int(part.stops_s - midnight)
        left_s = part.seconds
        for band in _of_day(clock, day):
            inside_s = min(stop, band.stops_min * 60) - max(start, band.starts_min * 60)
            if inside_s > 0:
                found[band.multiple_pct] = found.get(band.multiple_pct, 0) + inside_s
                left_s -= inside_s
        if left_s:
            found[PLAIN_PCT] = found.get(PLAIN_PCT, 0) + left_s
    return found


def minutes_by_multiple(clock: Clock, day: dt.date, minutes: int, span: Span | None) -> dict[int, int]:
    """Multiple in percent -> whole minutes of an entry that weigh it; they add up to `minutes`.

    Args:
        clock: the bands.
        day: the Tokyo day of the entry.
        minutes: worked, after the rounding of the timer.
        span: when, where that is known. Without it the day's lowest multiple counts: what nobody can show is not
            charged for.
    """
    if span is None or span.seconds <= 0:
        return {_lowest_pct(clock, day): minutes} if minutes else {}
    seconds = seconds_by_multiple(clock, span)
    found: dict[int, int] = {}
    given_min = passed_s = 0
    for multiple_pct in sorted(seconds):
        passed_s += seconds[multiple_pct]
        until_min = minutes * passed_s // span.seconds
        if until_min > given_min:
            found[multiple_pct] = until_min - given_min
        given_min = until_min
    return found


def weighed_min(clock: Clock, day: dt.date, minutes: int, span: Span | None = None) -> int:
    """Minutes an entry is charged for, at least as many as worked; a fraction of a minute is dropped, for the client.

    Multiples on the price leave the minutes as they are.
    """
    if clock.weighs is Weighs.PRICE or not clock.bands:
        return minutes
    shares = minutes_by_multiple(clock, day, minutes, span)
    return sum(multiple_pct * share_min for multiple_pct, share_min in shares.items()) // 100


def _of_day(clock: Clock, day: dt.date) -> Iterator[Band]:
    kind = day_kind(day)
    return (band for band in clock.bands if kind in band.days)


def _lowest_pct(clock: Clock, day: dt.date) -> int:
    bands = list(_of_day(clock, day))
    covered_min = sum(band.stops_min - band.starts_min for band in bands)
    return min(band.multiple_pct for band in bands) if covered_min == DAY_MIN else PLAIN_PCT
