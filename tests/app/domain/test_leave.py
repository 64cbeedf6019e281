"""Days away, and what they leave of a month and of its weeks."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.leave import LeaveData, days_off, days_there, present_min, spread_by_week
from app.domain.workdays import days_of, is_working_day
from app.domain.worktime import Month

NOVEMBER = Month(2026, 11)


def _november(first: int, last: int) -> LeaveData:
    return LeaveData(dt.date(2026, 11, first), dt.date(2026, 11, last))


def test_leave_may_begin_in_another_month_and_days_count_once() -> None:
    leave = [LeaveData(dt.date(2026, 10, 28), dt.date(2026, 11, 2)), _november(2, 4)]

    assert sorted(day.day for day in days_off(NOVEMBER, leave)) == [1, 2, 3, 4]
    assert days_off(Month(2026, 12), leave) == frozenset()


def test_only_working_days_take_something_from_the_month() -> None:
    # November 2026 has 19 working days: 21 Mondays to Fridays without the 3rd and the 23rd. Of 2 to 8 they are the
    # 2nd, 4th, 5th and 6th: 15 of 19 are left, of 1,900 minutes 1,500.
    off = days_off(NOVEMBER, [_november(2, 8)])

    assert days_there(NOVEMBER, off) == (15, 19)
    assert present_min(NOVEMBER, 1_900, off) == 1_500
    assert present_min(NOVEMBER, 1_900, days_off(NOVEMBER, [_november(21, 23)])) == 1_900
    assert present_min(NOVEMBER, 1_900, days_off(NOVEMBER, [_november(1, 30)])) == 0


def test_a_week_away_is_a_week_without_minutes() -> None:
    off = days_off(NOVEMBER, [_november(9, 13)])

    # 14 working days are left: none of the 1st, 4, none, 5, 4 and 1. Of 1,400 minutes that is 100 a day.
    assert spread_by_week(NOVEMBER, 1_400, off) == (0, 400, 0, 500, 400, 100)
    assert spread_by_week(NOVEMBER, 0, days_off(NOVEMBER, [_november(1, 30)])) == (0,) * 6


@given(st.integers(0, 44_640), st.sets(st.integers(1, 30)))
def test_the_weeks_add_up_to_what_the_month_has_left(monthly_min: int, away: set[int]) -> None:
    off = {dt.date(2026, 11, day) for day in away}
    left_min = present_min(NOVEMBER, monthly_min, off)

    weeks = spread_by_week(NOVEMBER, left_min, off)

    assert sum(weeks) == left_min <= monthly_min
    assert min(weeks) >= 0
    if not any(is_working_day(day) and day in off for day in days_of(NOVEMBER)):
        assert left_min == monthly_min


@pytest.mark.parametrize(
    ("last", "reason"), [(dt.date(2026, 11, 1), "leave_ends_first"), (dt.date(2027, 11, 3), "leave_too_long")]
)
def test_a_time_away_ends_after_its_first_day_and_within_a_year(last: dt.date, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        LeaveData(dt.date(2026, 11, 2), last)

    assert refused.value.reason == reason
    # 2 November 2026 to 2 November 2027 are 366 days.
    assert LeaveData(dt.date(2026, 11, 2), dt.date(2027, 11, 2))


def test_a_month_is_spread_over_its_working_days_and_a_holiday_is_none() -> None:
    # Working days of November 2026 by week: 0 (Sunday 1), 4 (without the 3rd), 5, 5, 4 (without the 23rd), 1.
    # They are 19: of 1,900 minutes that is 100 a day.
    assert spread_by_week(NOVEMBER, 1_900) == (0, 400, 500, 500, 400, 100)


def test_the_week_of_the_long_holidays_is_a_short_one() -> None:
    # May 2026: Friday 1; then 4, 5 and 6 are holidays, which leaves Thursday 7 and Friday 8.
    assert spread_by_week(Month(2026, 5), 1_800)[:3] == (100, 200, 500)


def test_the_minutes_of_the_weeks_add_up_to_the_month_whatever_it_is() -> None:
    for monthly_min in (0, 1, 7, 2_400, 9_999):
        weeks = spread_by_week(NOVEMBER, monthly_min)
        assert sum(weeks) == monthly_min
        assert min(weeks) >= 0
