from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput, NoTerms, PackageExhausted
from app.domain.packages import MonthBalance, billed_overage_min, close_month, room_min
from app.domain.terms import Terms, package_terms
from app.domain.terms.billing import DueRule
from app.domain.terms.carry import CarryOver, Consume
from app.domain.terms.rounding import STEPS_MIN, Rounding
from app.domain.terms.series import first_unclosed, terms_for
from app.domain.worktime import Month
from tests.contracts import changed

JANUARY = Month(2026, 1)
#: 30 hours for ¥100,000, carried for one month, ¥4,000 an hour above.
TERMS = package_terms(JANUARY, 100_000, 30 * 60, 4_000, carry_over=CarryOver.NEXT_MONTH)
MINUTES = st.integers(0, 100_000)
ANY_TERMS = st.builds(
    package_terms,
    st.just(JANUARY),
    st.integers(0, 10**9),
    MINUTES,
    st.integers(0, 100_000),
    overage_step_min=st.sampled_from(STEPS_MIN),
    overage_rounding=st.sampled_from(Rounding),
    carry_over=st.sampled_from([CarryOver.NONE, CarryOver.FIRST_MONTH, CarryOver.NEXT_MONTH, CarryOver.UNLIMITED]),
    consume=st.sampled_from(Consume),
)


def test_unused_hours_are_carried_to_the_next_month() -> None:
    balance = close_month(TERMS, granted_min=1_800, carried_in_min=0, used_min=1_590)

    # 30:00 - 26:30 = 3:30
    assert balance == MonthBalance(1_800, 0, 1_590, 0, 0, carried_out_min=210, expired_min=0)


def test_unused_hours_expire_where_nothing_is_carried() -> None:
    terms = changed(TERMS, carry_over=CarryOver.NONE)

    balance = close_month(terms, granted_min=1_800, carried_in_min=0, used_min=1_590)

    assert (balance.carried_out_min, balance.expired_min) == (0, 210)


def test_carried_hours_are_used_first_and_save_the_new_ones() -> None:
    balance = close_month(TERMS, granted_min=1_800, carried_in_min=210, used_min=600)

    # 10:00 worked: 3:30 carried, then 6:30 of the new 30:00; 23:30 are carried, nothing expires
    assert (balance.carried_out_min, balance.expired_min) == (1_410, 0)


def test_with_new_hours_used_first_the_carried_ones_expire() -> None:
    terms = changed(TERMS, consume=Consume.BASE_FIRST)

    balance = close_month(terms, granted_min=1_800, carried_in_min=210, used_min=600)

    # 10:00 of the new 30:00, 20:00 are carried; 3:30 carried in are one month old and expire
    assert (balance.carried_out_min, balance.expired_min) == (1_200, 210)


def test_carried_hours_live_one_month_only() -> None:
    balance = close_month(TERMS, granted_min=1_800, carried_in_min=210, used_min=60)

    # 1:00 of 3:30 carried is used, 2:30 expire, the new 30:00 are carried
    assert (balance.carried_out_min, balance.expired_min) == (1_800, 150)


@pytest.mark.parametrize("consume", list(Consume))
def test_overage_begins_after_new_and_carried_hours(consume: Consume) -> None:
    terms = changed(TERMS, consume=consume, overage_step_min=30)

    balance = close_month(terms, granted_min=1_800, carried_in_min=120, used_min=2_005)

    # 33:25 - 30:00 - 2:00 = 1:25, billed as 1:30
    assert (balance.overage_min, balance.billed_overage_min) == (85, 90)
    assert (balance.carried_out_min, balance.expired_min) == (0, 0)


@pytest.mark.parametrize(
    ("step_min", "rounding", "overage_min", "billed_min"),
    [
        (60, Rounding.UP, 1, 60),  # HELP YOU: up to the full hour
        (60, Rounding.UP, 60, 60),
        (60, Rounding.UP, 61, 120),
        (5, Rounding.UP, 61, 65),  # My Assistant: units of 5 minutes
        (15, Rounding.DOWN, 29, 15),
        (15, Rounding.DOWN, 30, 30),
        (15, Rounding.NEAREST, 22, 15),
        (15, Rounding.NEAREST, 23, 30),
        (10, Rounding.NEAREST, 15, 20),  # half a step goes up
        (6, Rounding.NEAREST, 2, 0),
        (1, Rounding.DOWN, 17, 17),
        (30, Rounding.UP, 0, 0),
    ],
)
def test_the_months_overage_meets_the_billing_step(
    step_min: int, rounding: Rounding, overage_min: int, billed_min: int
) -> None:
    terms = changed(TERMS, overage_step_min=step_min, overage_rounding=rounding)

    assert billed_overage_min(terms, overage_min) == billed_min


def test_overage_beyond_consent_is_not_closed() -> None:
    terms = changed(TERMS, overage_consent_min=60)

    with pytest.raises(PackageExhausted) as caught:
        close_month(terms, granted_min=1_800, carried_in_min=0, used_min=1_861)

    assert caught.value.params == {"overage_min": 61, "consent_min": 60}
    assert close_month(terms, granted_min=1_800, carried_in_min=0, used_min=1_860).overage_min == 60


def test_room_ends_where_consent_ends() -> None:
    consent = changed(TERMS, overage_consent_min=60)
    none = changed(TERMS, overage_consent_min=0)

    assert room_min(TERMS, available_min=-500) is None
    assert room_min(consent, available_min=10) == 70
    assert room_min(consent, available_min=-45) == 15
    assert room_min(consent, available_min=-90) == 0
    assert room_min(none, available_min=10) == 10


@given(ANY_TERMS, MINUTES, MINUTES, MINUTES)
def test_no_minute_is_lost_or_made_up(terms: Terms, granted_min: int, carried_in_min: int, used_min: int) -> None:
    balance = close_month(terms, granted_min=granted_min, carried_in_min=carried_in_min, used_min=used_min)

    came = balance.granted_min + balance.carried_in_min + balance.overage_min
    went = balance.used_min + balance.expired_min + balance.carried_out_min
    assert came == went
    assert min(dataclasses.astuple(balance)) >= 0
    assert balance.carried_out_min <= granted_min
    assert balance.overage_min == 0 or balance.carried_out_min == balance.expired_min == 0


@given(ANY_TERMS, MINUTES)
def test_rounding_never_moves_a_total_on_a_step_or_by_a_whole_step(terms: Terms, overage_min: int) -> None:
    billed_min = billed_overage_min(terms, overage_min)

    assert billed_min % terms.overage.step_min == 0
    assert abs(billed_min - overage_min) < terms.overage.step_min
    assert billed_overage_min(terms, billed_min) == billed_min


def test_the_terms_that_began_last_hold() -> None:
    first, second = TERMS, changed(TERMS, valid_from=Month(2026, 4), base_fee_yen=120_000)

    assert terms_for([second, first], Month(2026, 3)) is first
    assert terms_for([second, first], Month(2026, 4)) is second
    assert terms_for([first, second], Month(2027, 1)) is second


def test_a_month_before_the_contract_has_no_terms() -> None:
    with pytest.raises(NoTerms) as caught:
        terms_for([TERMS], Month(2025, 12))

    assert caught.value.params == {"month": "2025-12"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("base_fee_yen", -1),
        ("included_min", -1),
        ("overage_yen_per_hour", -1),
        ("overage_consent_min", -1),
        ("overage_step_min", 7),
    ],
)
def test_terms_that_cannot_be_are_refused_by_field(field: str, value: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        changed(TERMS, **{field: value})  # type: ignore[arg-type]

    assert caught.value.field == field


@pytest.mark.parametrize(("offset", "day"), [(-1, 31), (1, 0), (1, 32)])
def test_a_due_rule_that_names_no_day_is_refused(offset: int, day: int) -> None:
    with pytest.raises(InvalidInput):
        DueRule(offset, day)


@pytest.mark.parametrize("name", ["granted_min", "carried_in_min", "used_min"])
def test_a_month_of_negative_minutes_is_refused(name: str) -> None:
    minutes = {"granted_min": 0, "carried_in_min": 0, "used_min": 0, name: -1}

    with pytest.raises(InvalidInput):
        close_month(TERMS, **minutes)


def test_the_first_month_under_contract_that_is_not_closed_comes_first() -> None:
    later = changed(TERMS, valid_from=Month(2026, 3))
    february, april = Month(2026, 2), Month(2026, 4)

    assert first_unclosed([later, TERMS], {JANUARY, Month(2026, 3)}, april) == february
    assert first_unclosed([later, TERMS], {JANUARY, february}, april) == Month(2026, 3)
    assert first_unclosed([TERMS], {JANUARY}, february) is None
    assert first_unclosed([TERMS], set(), JANUARY) is None
    assert first_unclosed([], set(), april) is None
