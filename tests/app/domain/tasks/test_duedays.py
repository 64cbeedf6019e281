"""By which day of a month a task is due: business days of Japan, never outside of the month."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.opendays import DueShift, is_bank_day
from app.domain.tasks.duedays import DueKind, DueRule
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
    ("kind", "number"), [(DueKind.END, 1), (DueKind.BUSINESS, 0), (DueKind.BUSINESS, 21), (DueKind.DAY, 32)]
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
