"""By which day of a month a task is due: business days of Japan, never outside of the month."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.opendays import DueShift, is_bank_day
from app.domain.tasks.duedays import DueKind, DueRule, next_days
from app.domain.worktime import Month


@pytest.mark.parametrize(
    ("rule", "month", "expected"),
    [
        # 3 November 2026 is a holiday (文化の日), so that 2, 4, 5, 6, 9 are the first five business days.
        (DueRule(DueKind.BUSINESS, 5), Month(2026, 11), dt.date(2026, 11, 9)),
        # 1 to 3 January are closed, 4 January 2027 is a Monday.
        (DueRule(DueKind.BUSINESS, 1), Month(2027, 1), dt.date(2027, 1, 4)),
        # 31 December is closed; 30 December 2026 is a Wednesday.
        (DueRule(DueKind.END), Month(2026, 12), dt.date(2026, 12, 30)),
        # 31 October 2026 is a Saturday.
        (DueRule(DueKind.END), Month(2026, 10), dt.date(2026, 10, 30)),
        # 10 October 2026 is a Saturday, the 12th a holiday (スポーツの日).
        (DueRule(DueKind.DAY, 10, DueShift.PREVIOUS), Month(2026, 10), dt.date(2026, 10, 9)),
        (DueRule(DueKind.DAY, 10, DueShift.NEXT), Month(2026, 10), dt.date(2026, 10, 13)),
        (DueRule(DueKind.DAY, 10, DueShift.NONE), Month(2026, 10), dt.date(2026, 10, 10)),
        # February has no 31st, and 28 February 2027 is a Sunday whose next business day is in March.
        (DueRule(DueKind.DAY, 31, DueShift.NEXT), Month(2027, 2), dt.date(2027, 2, 26)),
        # 1 August 2026 is a Saturday whose business day before is in July.
        (DueRule(DueKind.DAY, 1, DueShift.PREVIOUS), Month(2026, 8), dt.date(2026, 8, 3)),
    ],
)
def test_the_day_is_found_in_the_calendar_of_japan(rule: DueRule, month: Month, expected: dt.date) -> None:
    assert rule.day_in(month) == expected


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (DueKind.END, 1),
        (DueKind.BUSINESS, 0),
        (DueKind.BUSINESS, 21),
        (DueKind.DAY, 32),
        (DueKind.WEEK, 0),
        (DueKind.WEEK, 8),
    ],
)
def test_a_number_no_month_has_is_refused(kind: DueKind, number: int) -> None:
    with pytest.raises(InvalidInput):
        DueRule(kind, number)


@given(
    st.sampled_from([DueShift.PREVIOUS, DueShift.NEXT]),
    st.integers(1, 31),
    st.builds(Month, st.integers(2020, 2040), st.integers(1, 12)),
)
def test_a_moved_day_is_a_business_day_of_its_own_month(shift: DueShift, number: int, month: Month) -> None:
    day = DueRule(DueKind.DAY, number, shift).day_in(month)

    assert Month.of(day) == month
    assert is_bank_day(day)


MAY, JANUARY = Month(2026, 5), Month(2027, 1)
PREVIOUS, NEXT, NONE = DueShift.PREVIOUS, DueShift.NEXT, DueShift.NONE


@pytest.mark.parametrize(
    ("number", "day"),
    # Golden Week: Friday 1 is open; 2 and 3 a weekend; 4 みどりの日, 5 こどもの日, 6 a holiday for the 3rd, a Sunday.
    [(1, 1), (2, 7), (3, 8), (4, 11), (18, 29), (20, 29)],
)
def test_business_days_of_golden_week_are_counted_around_its_holidays(number: int, day: int) -> None:
    assert DueRule(DueKind.BUSINESS, number).days_in(MAY) == (dt.date(2026, 5, day),)


@pytest.mark.parametrize(
    ("weekday", "shift", "month", "days"),
    [
        # Monday 4 May is closed: back to Friday 1, on to Thursday 7, or left where it is.
        (1, PREVIOUS, MAY, [1, 11, 18, 25]),
        (1, NEXT, MAY, [7, 11, 18, 25]),
        (1, NONE, MAY, [4, 11, 18, 25]),
        (3, NEXT, MAY, [7, 13, 20, 27]),
        (5, PREVIOUS, MAY, [1, 8, 15, 22, 29]),
        # Friday 1 January is closed, and the open day before it is 30 December: on to Monday 4 instead.
        (5, PREVIOUS, JANUARY, [4, 8, 15, 22, 29]),
        # 11 January 2027 is 成人の日.
        (1, NEXT, JANUARY, [4, 12, 18, 25]),
        # Sundays: each on the Friday before, or the Monday after but for 31 January, whose Monday is in February.
        (7, PREVIOUS, JANUARY, [4, 8, 15, 22, 29]),
        (7, NEXT, JANUARY, [4, 12, 18, 25, 29]),
    ],
)
def test_a_weekday_is_moved_to_a_business_day_of_its_month(
    weekday: int, shift: DueShift, month: Month, days: list[int]
) -> None:
    rule = DueRule(DueKind.WEEK, weekday, shift)

    assert [day.day for day in rule.days_in(month)] == days
    assert rule.day_in(month) == month.first_day.replace(day=days[-1])


def test_every_few_months_are_counted_from_a_day_on_and_back() -> None:
    rule = DueRule(DueKind.END, every=3, since=dt.date(2026, 4, 10))

    # January, April, July, October: 31 January 2026 is a Saturday, 31 January 2027 a Sunday.
    assert rule.days_in(Month(2026, 1)) == (dt.date(2026, 1, 30),)
    assert rule.days_in(Month(2026, 4)) == (dt.date(2026, 4, 30),)
    assert [rule.days_in(Month(2026, number)) for number in (2, 3, 5, 6)] == [(), (), (), ()]
    assert next_days(rule, dt.date(2026, 5, 1), 3) == (
        dt.date(2026, 7, 31),
        dt.date(2026, 10, 30),  # the 31st is a Saturday
        dt.date(2027, 1, 29),
    )
    assert rule.day_in(MAY) == dt.date(2026, 5, 29)  # what somebody does then all the same


def test_every_other_week_is_counted_from_the_week_of_a_day() -> None:
    # The week of Wednesday 4 November 2026 begins on Monday 2; its Tuesday is 文化の日.
    rule = DueRule(DueKind.WEEK, 2, PREVIOUS, every=2, since=dt.date(2026, 11, 4))

    assert next_days(rule, dt.date(2026, 10, 1), 6) == (
        dt.date(2026, 10, 6),
        dt.date(2026, 10, 20),
        dt.date(2026, 11, 2),
        dt.date(2026, 11, 17),
        dt.date(2026, 12, 1),
        dt.date(2026, 12, 15),
    )


def test_without_a_rule_the_last_day_of_each_month_counts() -> None:
    assert next_days(None, dt.date(2026, 11, 30), 2) == (dt.date(2026, 11, 30), dt.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("kind", "number", "every", "since", "field"),
    [
        (DueKind.END, 0, 0, None, "every"),
        (DueKind.END, 0, 13, dt.date(2026, 4, 1), "every"),
        (DueKind.WEEK, 1, 5, dt.date(2026, 4, 1), "every"),
        (DueKind.END, 0, 2, None, "since"),
    ],
)
def test_an_interval_out_of_range_or_from_nowhere_is_refused(
    kind: DueKind, number: int, every: int, since: dt.date | None, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        DueRule(kind, number, every=every, since=since)
    assert refused.value.field == field


DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))
RULES = st.one_of(
    st.builds(
        DueRule, st.just(DueKind.WEEK), st.integers(1, 7), st.sampled_from([PREVIOUS, NEXT]), st.integers(1, 4), DAYS
    ),
    st.builds(
        DueRule, st.just(DueKind.DAY), st.integers(1, 31), st.sampled_from([PREVIOUS, NEXT]), st.integers(1, 12), DAYS
    ),
    st.builds(DueRule, st.just(DueKind.BUSINESS), st.integers(1, 20), st.just(PREVIOUS), st.integers(1, 12), DAYS),
)


@given(RULES, DAYS)
def test_days_are_business_days_of_their_months_in_order_and_a_week_rule_leaves_no_month_out(
    rule: DueRule, day: dt.date
) -> None:
    month = Month.of(day)
    days = rule.days_in(month)

    assert list(days) == sorted(set(days))
    assert all(Month.of(each) == month and is_bank_day(each) for each in days)
    assert days or rule.skips_months
    assert len(days) <= (5 if rule.kind is DueKind.WEEK else 1)
    assert next_days(rule, day, 1)[0] >= day
