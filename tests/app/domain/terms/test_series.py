from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import NoTerms
from app.domain.terms import Terms
from app.domain.terms.billing import Billing
from app.domain.terms.fees import Fee, FirstMonth
from app.domain.terms.series import fee_in_yen, fee_months, granted_in, month_of, period_of
from app.domain.worktime import Month

JULY, AUGUST, SEPTEMBER, OCTOBER = Month(2026, 7), Month(2026, 8), Month(2026, 9), Month(2026, 10)
SERIES = st.lists(
    st.tuples(st.integers(0, 10), st.integers(1, 31), st.integers(0, 2)),
    min_size=1,
    max_size=4,
    unique_by=lambda t: t[0],
).map(
    lambda parts: [
        Terms(JULY.plus(later), Fee(10_000, months_ahead=ahead), billing=Billing(closing_day=day))
        for later, day, ahead in sorted(parts)
    ]
)


def closing(day: int, valid_from: Month = JULY) -> Terms:
    return Terms(valid_from, Fee(30_000, 600), billing=Billing(closing_day=day))


def test_a_period_that_closes_on_the_20th_began_on_the_21st() -> None:
    series = [closing(20)]

    assert period_of(series, SEPTEMBER) == (dt.date(2026, 8, 21), dt.date(2026, 9, 20))
    assert month_of(series, dt.date(2026, 9, 20)) == SEPTEMBER
    assert month_of(series, dt.date(2026, 9, 21)) == OCTOBER


def test_a_closing_day_that_changes_makes_one_longer_period() -> None:
    series = [closing(20), closing(31, OCTOBER)]

    assert period_of(series, SEPTEMBER)[1] == dt.date(2026, 9, 20)
    assert period_of(series, OCTOBER) == (dt.date(2026, 9, 21), dt.date(2026, 10, 31))


def test_a_day_before_the_contract_has_no_month() -> None:
    with pytest.raises(NoTerms):
        month_of([closing(31, SEPTEMBER)], dt.date(2026, 8, 31))


@given(SERIES, st.integers(0, 500))
def test_every_day_of_a_contract_lies_in_exactly_one_period(series: list[Terms], days: int) -> None:
    day = period_of(series, series[0].valid_from)[0] + dt.timedelta(days=days)

    month = month_of(series, day)

    first_day, last_day = period_of(series, month)
    assert first_day <= day <= last_day
    assert period_of(series, month.next())[0] == last_day + dt.timedelta(days=1)


@given(SERIES, st.integers(0, 15))
def test_every_month_is_charged_once_however_far_ahead(series: list[Terms], months: int) -> None:
    begins = series[0].valid_from
    charged = [each for later in range(months + 1) for each in fee_months(series, begins.plus(later))]

    assert charged == [begins.plus(place) for place in range(len(charged))]
    assert len(charged) > months  # no month that is over goes without its fee


def test_a_fee_in_advance_begins_with_the_months_nobody_charged() -> None:
    ahead = [Terms(JULY, Fee(10_000, months_ahead=1))]

    assert fee_months(ahead, JULY) == [JULY, AUGUST]
    assert fee_months(ahead, AUGUST) == [SEPTEMBER]


def test_a_change_to_arrears_waits_until_the_months_charged_are_over() -> None:
    series = [Terms(JULY, Fee(10_000, months_ahead=1)), Terms(AUGUST, Fee(10_000))]

    assert [fee_months(series, month) for month in (JULY, AUGUST, SEPTEMBER)] == [[JULY, AUGUST], [], [SEPTEMBER]]


def test_a_first_month_by_days_pays_and_gets_its_part() -> None:
    """Source: iine-ai.com: 30,000 a month, the last 10 of 30 days, 10,000."""
    fee = Fee(30_000, 1_800, first_month=FirstMonth.DAILY, begins_on=dt.date(2026, 9, 21))
    series = [Terms(SEPTEMBER, fee)]

    assert (fee_in_yen(series, SEPTEMBER), granted_in(series, SEPTEMBER)) == (10_000, 600)
    assert period_of(series, SEPTEMBER) == (dt.date(2026, 9, 21), dt.date(2026, 9, 30))
    assert (fee_in_yen(series, OCTOBER), granted_in(series, OCTOBER)) == (30_000, 1_800)


def test_a_whole_first_month_pays_the_whole_fee() -> None:
    terms = closing(31, SEPTEMBER)
    series = [replace(terms, fee=replace(terms.fee, begins_on=dt.date(2026, 9, 21)))]

    assert (fee_in_yen(series, SEPTEMBER), granted_in(series, SEPTEMBER)) == (30_000, 600)
