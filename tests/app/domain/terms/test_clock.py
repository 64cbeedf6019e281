from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.domain.terms.clock import Band, Clock, DayKind, Weighs, day_kind, minutes_by_multiple, weighed_min
from app.domain.terms.rounding import STEPS_MIN, Rounding, added_min, rounded_min
from app.domain.worktime import Span, epoch_s, tokyo_instant

THURSDAY, SATURDAY = dt.date(2026, 11, 26), dt.date(2026, 11, 28)
CLOCK = Clock(
    (
        Band((DayKind.WEEKDAY,), 18 * 60, 22 * 60, 125),
        Band((DayKind.WEEKEND, DayKind.HOLIDAY), 0, 24 * 60, 150),
    )
)


def at(day: dt.date, starts: dt.time, minutes: int) -> Span:
    start = epoch_s(tokyo_instant(day, starts))
    return Span(start, start + minutes * 60)


def test_a_holiday_is_one_on_whatever_day_it_falls() -> None:
    assert day_kind(dt.date(2026, 11, 3)) is DayKind.HOLIDAY  # 文化の日, a Tuesday
    assert day_kind(dt.date(2026, 9, 22)) is DayKind.HOLIDAY  # a day between two holidays
    assert day_kind(SATURDAY) is DayKind.WEEKEND
    assert day_kind(THURSDAY) is DayKind.WEEKDAY


def test_work_over_midnight_weighs_by_each_day() -> None:
    friday = dt.date(2026, 11, 27)

    # 21:00-22:00 x 1.25, 22:00-24:00 plain, 0:00-1:00 of Saturday x 1.5
    assert minutes_by_multiple(CLOCK, friday, 240, at(friday, dt.time(21), 240)) == {100: 120, 125: 60, 150: 60}


def test_without_a_clock_only_what_holds_all_day_is_charged() -> None:
    assert weighed_min(CLOCK, THURSDAY, 60) == 60
    assert weighed_min(CLOCK, SATURDAY, 60) == 90


def test_a_fraction_of_a_minute_is_dropped() -> None:
    # 10 x 1.25 = 12.5
    assert weighed_min(CLOCK, THURSDAY, 10, at(THURSDAY, dt.time(19), 10)) == 12


def test_multiples_on_the_price_leave_the_minutes() -> None:
    clock = Clock(CLOCK.bands, Weighs.PRICE)

    assert weighed_min(clock, SATURDAY, 60) == 60
    assert minutes_by_multiple(clock, SATURDAY, 60, None) == {150: 60}


@given(st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)), st.times(), st.integers(1, 2_000), st.integers(1, 1_440))
def test_shares_of_an_entry_add_up_to_it(day: dt.date, starts: dt.time, span_min: int, minutes: int) -> None:
    shares = minutes_by_multiple(CLOCK, day, minutes, at(day, starts.replace(tzinfo=None), span_min))

    assert sum(shares.values()) == minutes
    assert all(share > 0 for share in shares.values())


@given(st.lists(st.integers(0, 400), max_size=8), st.sampled_from(STEPS_MIN), st.sampled_from(Rounding))
def test_entries_of_a_day_charged_one_by_one_add_up_to_the_day_rounded(
    entries_min: list[int], step_min: int, rounding: Rounding
) -> None:
    charged_min = before_min = 0
    for minutes in entries_min:
        charged_min += added_min(before_min, minutes, step_min, rounding)
        before_min += minutes

    assert charged_min == rounded_min(before_min, step_min, rounding)
