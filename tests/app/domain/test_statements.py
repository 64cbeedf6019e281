from __future__ import annotations

import datetime as dt

import pytest

from app.domain.errors import InvalidInput
from app.domain.money import TaxRounding
from app.domain.statements import last_pay_date, pay_of, withholding_yen


@pytest.mark.parametrize(
    ("fee_yen", "withheld_yen"),
    [
        (0, 0),
        (100_000, 10_210),
        (1_000_000, 102_100),
        # 102,100 + 500,000 × 20.42% = 204,200
        (1_500_000, 204_200),
        # 9,999 × 10.21% = 1,020.8979: the fraction is dropped
        (9_999, 1_020),
        # 102,100 + 1 × 20.42% = 102,100.2042
        (1_000_001, 102_100),
    ],
)
def test_income_tax_is_withheld_at_two_rates(fee_yen: int, withheld_yen: int) -> None:
    assert withholding_yen(fee_yen) == withheld_yen


def test_nothing_is_withheld_from_less_than_nothing() -> None:
    with pytest.raises(InvalidInput):
        withholding_yen(-1)


def test_the_transfer_is_fee_and_tax_less_what_is_withheld() -> None:
    # 51,333 × 10% = 5,133.3; × 10.21% = 5,241.0993
    pay = pay_of(51_333, tax_rate_pct=10, rounding=TaxRounding.DOWN, withholds=True)

    assert (pay.tax_yen, pay.withheld_yen, pay.transfer_yen) == (5_133, 5_241, 51_225)


def test_nothing_is_withheld_where_the_contract_does_not_ask_for_it() -> None:
    assert pay_of(51_333, tax_rate_pct=0, rounding=TaxRounding.DOWN, withholds=False).transfer_yen == 51_333


def test_the_sixty_days_begin_with_the_day_of_receipt() -> None:
    # 31 October is the first day; 30 in November make 31; 29 December is the sixtieth
    assert last_pay_date(dt.date(2026, 10, 31)) == dt.date(2026, 12, 29)
    # 31 January 2027, then 28 in February and 31 in March make 60
    assert last_pay_date(dt.date(2027, 1, 31)) == dt.date(2027, 3, 31)
