"""What an assistant is paid: dated terms, the fee of a month, the 60 days, what is withheld."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import errors
from app.domain.pay import (
    FeeCategory,
    FeeTerms,
    Worked,
    fee_lines,
    fee_terms_for,
    is_in_time,
    month_pay,
    pay_date,
    refuse_late,
    transfer_date,
)
from app.domain.worktime import Month

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
TERMS = FeeTerms(OCTOBER, 1_500)


def worked(*minutes: int) -> list[Worked]:
    return [Worked("アルファ", f"業務{place}", each) for place, each in enumerate(minutes)]


def test_the_terms_that_began_last_hold() -> None:
    later = FeeTerms(NOVEMBER, 1_600)

    assert fee_terms_for([later, TERMS], OCTOBER) is TERMS
    assert fee_terms_for([TERMS, later], Month(2027, 3)) is later
    with pytest.raises(errors.NoFeeTerms):
        fee_terms_for([TERMS], Month(2026, 9))


def test_the_fee_is_rounded_once_for_the_month_and_its_lines_add_up() -> None:
    # 20 + 20 + 10 min at ¥1,500: 500, 500, 250; at ¥1,001: 50 min are 834.16, of which 333, 334 (667 − 333) and 167.
    assert [line.fee_yen for line in fee_lines(worked(20, 20, 10), 1_500)] == [500, 500, 250]
    assert [line.fee_yen for line in fee_lines(worked(20, 20, 10), 1_001)] == [333, 334, 167]


@given(st.lists(st.integers(-60, 600), max_size=8), st.integers(0, 100_000))
def test_lines_add_up_to_the_fee_of_all_minutes(minutes: list[int], fee_yen: int) -> None:
    assert sum(line.fee_yen for line in fee_lines(worked(*minutes), fee_yen)) == sum(minutes) * fee_yen // 60


def test_who_is_registered_is_paid_tax_on_top() -> None:
    lines = fee_lines(worked(600), 1_500)

    # 10 h at ¥1,500 are ¥15,000; 10 % is ¥1,500.
    registered, other = (month_pay(lines, TERMS, OCTOBER, is_registered=is_so) for is_so in (True, False))
    assert (registered.fee_yen, registered.tax_yen, registered.withheld_yen, registered.transfer_yen) == (
        15_000,
        1_500,
        0,
        16_500,
    )
    assert (other.tax_yen, other.transfer_yen) == (0, 15_000)


@pytest.mark.parametrize(
    ("fee_yen", "withheld_yen"),
    # 10.21 % up to a million, 20.42 % above; the published examples.
    [(100_000, 10_210), (1_000_000, 102_100), (1_500_000, 204_200)],
)
def test_tax_is_withheld_where_the_law_lists_the_work(fee_yen: int, withheld_yen: int) -> None:
    terms = FeeTerms(OCTOBER, 100_000, FeeCategory.DESIGN)
    lines = fee_lines(worked(fee_yen * 60 // 100_000), 100_000)

    assert month_pay(lines, terms, OCTOBER, is_registered=False).withheld_yen == withheld_yen
    clerical = FeeTerms(OCTOBER, 100_000, FeeCategory.CLERICAL)
    assert month_pay(lines, clerical, OCTOBER, is_registered=False).withheld_yen == 0


def test_a_day_the_month_does_not_have_is_its_last() -> None:
    assert pay_date(TERMS, OCTOBER) == dt.date(2026, 11, 30)
    assert pay_date(FeeTerms(OCTOBER, 0, pay_month_offset=0, pay_day=5), OCTOBER) == dt.date(2026, 10, 5)


@pytest.mark.parametrize(
    ("month", "pay_day", "sent"),
    [
        (Month(2026, 10), 30, dt.date(2026, 11, 30)),  # a Monday
        (Month(2026, 10), 29, dt.date(2026, 11, 27)),  # a Sunday: the Friday before
        (Month(2026, 10), 23, dt.date(2026, 11, 20)),  # 勤労感謝の日, a Monday: the Friday before
        (Month(2026, 11), 31, dt.date(2026, 12, 30)),  # banks are closed from the 31st: the Wednesday before
    ],
)
def test_money_is_sent_on_the_day_that_is_due_or_the_bank_day_before(month: Month, pay_day: int, sent: dt.date) -> None:
    """Source: フリーランス法 4条; later than what is due would need an agreement in writing."""
    assert transfer_date(FeeTerms(month, 2_000, pay_day=pay_day), month) == sent


def test_sixty_days_are_counted_from_the_months_end_as_the_first() -> None:
    # 31 October is day 1, so day 60 is 29 December.
    terms = FeeTerms(OCTOBER, 0, pay_month_offset=2, pay_day=29)
    assert is_in_time(terms, OCTOBER)
    assert not is_in_time(FeeTerms(OCTOBER, 0, pay_month_offset=2, pay_day=30), OCTOBER)


def test_terms_that_would_pay_any_month_too_late_are_refused() -> None:
    refuse_late(TERMS)
    refuse_late(FeeTerms(OCTOBER, 0, pay_month_offset=2, pay_day=25))
    with pytest.raises(errors.PaidTooLate) as caught:
        # In time for October (29 December), too late for June: 30 June is day 1, day 60 is 28 August.
        refuse_late(FeeTerms(OCTOBER, 0, pay_month_offset=2, pay_day=29))
    assert caught.value.params == {"month": "2026-11", "last": "2027-01-28"}


@pytest.mark.parametrize("wrong", [{"fee_yen_per_hour": -1}, {"pay_day": 32}, {"pay_day": 0}, {"pay_month_offset": 4}])
def test_terms_out_of_range_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(errors.InvalidInput):
        FeeTerms(**{"valid_from": OCTOBER, "fee_yen_per_hour": 0, **wrong})  # type: ignore[arg-type]
