"""What bought minutes cost, and in which steps they are sold."""

from __future__ import annotations

import pytest

from app.domain.invoicing.topping import is_agreed, is_for_sale, offers, price_yen, step_min
from app.domain.terms import Terms, package_terms
from app.domain.terms.fees import Fee
from app.domain.terms.overage import Overage
from app.domain.worktime import Month

OCTOBER = Month(2026, 10)
PLAIN = package_terms(OCTOBER, 50_000, 1_200, 3_000)
STEPPED = Terms(OCTOBER, Fee(50_000, 1_200), Overage(1_000, top_up_min=50))


def test_without_an_agreed_step_whole_hours_are_offered_and_any_time_may_be_bought() -> None:
    assert step_min(PLAIN) == 60
    assert offers(PLAIN)[:2] == [(60, 3_000), (120, 6_000)]
    assert is_agreed(PLAIN, 90)


def test_an_agreed_step_binds() -> None:
    assert [minutes for minutes, _price in offers(STEPPED)][:3] == [50, 100, 150]
    assert is_agreed(STEPPED, 100)
    assert not is_agreed(STEPPED, 60)


def test_the_price_is_what_the_months_line_grows_by() -> None:
    # 50 minutes at 1,000 an hour are 833.33, 100 are 1,666.67, 150 are 2,500: the line drops its fraction once
    assert price_yen(STEPPED, 50) == 833
    assert price_yen(STEPPED, 50, bought_min=50) == 833
    assert price_yen(STEPPED, 50, bought_min=100) == 834


@pytest.mark.parametrize(
    "terms",
    [
        package_terms(OCTOBER, 50_000, 1_200, 0),
        package_terms(OCTOBER, 0, 0, 3_000),
        Terms(OCTOBER, Fee(0, 0, metered_yen_per_hour=3_000)),
    ],
)
def test_nothing_is_for_sale_without_a_package_or_a_price(terms: Terms) -> None:
    assert not is_for_sale(terms)
    assert offers(terms) == []
