from __future__ import annotations

import datetime as dt

import pytest

from app.domain.packages import MonthFacts
from app.domain.packages.alerts import Standing, newly_reached, standing
from app.domain.packages.forecast import Forecast, as_planned, at_pace, forecast
from app.domain.terms import package_terms
from app.domain.terms.carry import CarryOver
from app.domain.worktime import Month

#: October 2026 has 21 business days: the 12th is a holiday. Until Wednesday the 14th there are 9, after it 12.
OCTOBER = Month(2026, 10)
DAYS = (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
TERMS = package_terms(OCTOBER, 100_000, 1_800, 4_000)
TODAY = dt.date(2026, 10, 14)


def facts(used: dict[dt.date, int], granted_min: int = 1_800) -> MonthFacts:
    return MonthFacts(OCTOBER, DAYS, False, granted_min, used=used)


def test_at_the_pace_of_nine_days_the_package_runs_out_on_the_seventeenth_business_day() -> None:
    month = facts({dt.date(2026, 10, 5): 500, TODAY: 454})

    expected = forecast(TERMS, month, at_pace(month, TODAY))

    # 954 in 9 days are 106 a day; 846 are left: after 7 more days 742, after 8 more 848. The 8th is Monday the 26th.
    assert expected == Forecast(dt.date(2026, 10, 26), 954 + 12 * 106, 0, 0, 426)


def test_a_slow_month_leaves_minutes_that_expire() -> None:
    month = facts({dt.date(2026, 10, 5): 450})

    # 450 in 9 days are 50 a day: 450 + 12 x 50 = 1,050, and 12:30 end
    assert forecast(TERMS, month, at_pace(month, TODAY)) == Forecast(None, 1_050, 750, 0, 0)


def test_minutes_that_are_carried_do_not_expire() -> None:
    terms = package_terms(OCTOBER, 100_000, 1_800, 4_000, carry_over=CarryOver.NEXT_MONTH)

    expected = forecast(terms, facts({}), {})

    assert (expected.expiring_min, expected.carried_min) == (0, 1_800)


def test_the_plan_is_spread_over_the_days_that_are_left() -> None:
    month = facts({dt.date(2026, 10, 5): 900})

    planned = as_planned(month, TODAY, 1_000)

    # 13 business days from the 14th on; the day it runs out is that on which 900 of the 1,000 are done: the 12th
    assert (len(planned), sum(planned.values())) == (13, 1_000)
    assert forecast(TERMS, month, planned).runs_out_on == dt.date(2026, 10, 29)


def test_a_package_that_is_used_up_ran_out_on_that_day() -> None:
    month = facts({dt.date(2026, 10, 5): 900, dt.date(2026, 10, 6): 900})

    assert forecast(TERMS, month, {}).runs_out_on == dt.date(2026, 10, 6)


def test_a_package_that_late_work_used_up_ran_out_on_the_first_day_of_the_period() -> None:
    assert forecast(TERMS, facts({dt.date(2026, 9, 29): 1_800}), {}).runs_out_on == dt.date(2026, 10, 1)


def test_nothing_is_expected_without_work_without_a_package_or_after_the_month() -> None:
    assert at_pace(facts({}), TODAY) == {}
    assert at_pace(facts({dt.date(2026, 10, 5): 60}), dt.date(2026, 11, 2)) == {}
    assert forecast(package_terms(OCTOBER, 0, 0, 0), facts({TODAY: 60}, 0), {}).runs_out_on is None


@pytest.mark.parametrize(
    ("used_min", "stands"),
    [
        (959, Standing.OPEN),
        (960, Standing.NEAR),  # 80 % of 20:00 are 16:00
        (1_199, Standing.NEAR),
        (1_200, Standing.USED_UP),
        (1_201, Standing.EXCEEDED),
    ],
)
def test_all_of_a_package_is_used_up_and_only_more_exceeds_it(used_min: int, stands: Standing) -> None:
    assert standing(used_min, 1_200) is stands


def test_a_share_is_told_of_once() -> None:
    assert newly_reached(959, 1_200, ()) == ()
    assert newly_reached(960, 1_200, ()) == (80,)
    assert newly_reached(1_300, 1_200, ()) == (80, 100)
    assert newly_reached(1_300, 1_200, {80}) == (100,)
    assert newly_reached(1_300, 1_200, {80, 100}) == ()
    assert newly_reached(10, 0, ()) == ()
    assert standing(10, 0) is Standing.OPEN
