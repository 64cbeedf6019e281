"""Working days by the Japanese calendar of November 2026: holidays on Tuesday 3 and Monday 23."""

from __future__ import annotations

import datetime as dt

from app.domain.workdays import (
    days_of,
    is_national_holiday,
    is_working_day,
    week_in_month,
    week_of,
    working_days_until,
)
from app.domain.worktime import Month

NOVEMBER = Month(2026, 11)


def test_weekends_and_national_holidays_are_no_working_days() -> None:
    # 30 days, less 9 weekend days (1, 7, 8, 14, 15, 21, 22, 28, 29) and the holidays on Tuesday 3 and Monday 23: 19
    assert sum(is_working_day(day) for day in days_of(NOVEMBER)) == 19
    assert is_national_holiday(dt.date(2026, 11, 23))
    assert not is_national_holiday(dt.date(2026, 11, 22))


def test_working_days_to_a_due_date_leave_out_today_and_the_holiday() -> None:
    wednesday = dt.date(2026, 11, 18)

    # Thu 19, Fri 20 | to Tue 24 also: Tue 24, Monday 23 being a holiday
    assert working_days_until(wednesday, dt.date(2026, 11, 20)) == 2
    assert working_days_until(wednesday, dt.date(2026, 11, 24)) == 3
    assert working_days_until(wednesday, wednesday) == 0
    assert working_days_until(wednesday, dt.date(2026, 11, 16)) == -2


def test_a_week_begins_on_monday_and_may_cross_a_month() -> None:
    week = week_of(dt.date(2026, 11, 30))

    assert week[0] == dt.date(2026, 11, 30)
    assert week[-1] == dt.date(2026, 12, 6)
    assert week_of(dt.date(2026, 11, 29))[0] == dt.date(2026, 11, 23)


def test_the_weeks_of_a_month_are_counted_from_its_first_day() -> None:
    # 2026-11-01 is a Sunday and a week of its own; the last Monday begins the sixth.
    days = [1, 2, 8, 9, 29, 30]

    assert [week_in_month(dt.date(2026, 11, day)) for day in days] == [1, 2, 2, 3, 5, 6]
    assert week_in_month(dt.date(2026, 2, 28)) == 5  # 2026-02-01 is a Sunday as well
    assert week_in_month(dt.date(2027, 2, 28)) == 4  # and 2027-02-01 a Monday
