from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import TaxRounding, format_yen, tax_of

YEN = st.integers(-(10**12), 10**12)
RATES = st.sampled_from([0, 5, 8, 10])


@pytest.mark.parametrize(
    ("taxable_yen", "rate_pct", "down_yen", "half_up_yen", "up_yen"),
    [
        (7_035, 10, 703, 704, 704),  # 1,234 + 2,345 + 3,456 = 7,035; 703.5
        (101_260, 10, 10_126, 10_126, 10_126),  # exact
        (2_480, 8, 198, 198, 199),  # 198.4
        (1, 10, 0, 0, 1),  # 0.1
        (5, 10, 0, 1, 1),  # 0.5
        (19, 8, 1, 2, 2),  # 1.52
        (0, 10, 0, 0, 0),
        (6_231, 0, 0, 0, 0),
    ],
)
def test_tax_is_rounded_once_by_the_chosen_method(
    taxable_yen: int, rate_pct: int, down_yen: int, half_up_yen: int, up_yen: int
) -> None:
    assert tax_of(taxable_yen, rate_pct, TaxRounding.DOWN) == down_yen
    assert tax_of(taxable_yen, rate_pct, TaxRounding.HALF_UP) == half_up_yen
    assert tax_of(taxable_yen, rate_pct, TaxRounding.UP) == up_yen


def test_rounding_each_line_would_give_another_tax() -> None:
    by_line_yen = sum(tax_of(amount_yen, 10, TaxRounding.DOWN) for amount_yen in (1_234, 2_345, 3_456))

    assert by_line_yen == 702  # 123 + 234 + 345; the right tax on 7,035 is 703


@given(YEN, RATES, st.sampled_from(TaxRounding))
def test_a_return_takes_back_exactly_the_tax_charged(taxable_yen: int, rate_pct: int, rounding: TaxRounding) -> None:
    assert tax_of(-taxable_yen, rate_pct, rounding) == -tax_of(taxable_yen, rate_pct, rounding)


@given(st.integers(0, 10**12), RATES)
def test_the_methods_differ_by_less_than_a_yen_from_the_exact_tax(taxable_yen: int, rate_pct: int) -> None:
    down_yen, half_yen, up_yen = (tax_of(taxable_yen, rate_pct, rounding) for rounding in TaxRounding)

    assert 100 * down_yen <= taxable_yen * rate_pct <= 100 * up_yen
    assert down_yen <= half_yen <= up_yen <= down_yen + 1
    assert abs(100 * half_yen - taxable_yen * rate_pct) <= 50


@pytest.mark.parametrize(
    ("amount_yen", "text"),
    [(110_000, "¥110,000"), (0, "¥0"), (999, "¥999"), (-1_200, "−¥1,200"), (1_234_567_890, "¥1,234,567,890")],
)
def test_yen_are_written_with_their_sign_and_commas(amount_yen: int, text: str) -> None:
    assert format_yen(amount_yen) == text
