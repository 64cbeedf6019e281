from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import PackageExhausted
from app.domain.packages import Lot, LotKind, MonthFacts, as_if_consented, lots_left, settle
from app.domain.terms import Terms
from app.domain.terms.carry import NEVER, Carry, CarryOver, Consume
from app.domain.terms.fees import Fee
from app.domain.terms.overage import Consent, Overage
from app.domain.terms.rounding import STEPS_MIN, Rounding, RoundingScope
from app.domain.worktime import Month

SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)
DAYS = (OCTOBER.first_day, OCTOBER.last_day)
HALF = dt.date(2026, 10, 15)
LIVES = {CarryOver.MONTHS: 3, CarryOver.DAYS: 45}
MINUTES = st.integers(0, 10_000)
#: The first example builds every strategy; on a busy machine that takes long, and no minute is wrong for it.
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow])


@st.composite
def carries(draw: st.DrawFn) -> Carry:
    over = draw(st.sampled_from(CarryOver))
    cap_pct = draw(st.none() | st.integers(0, 100))
    return Carry(
        over,
        draw(st.integers(1, LIVES[over])) if over in LIVES else 0,
        cap_pct,
        draw(MINUTES) if cap_pct is None and draw(st.booleans()) else None,
        draw(st.sampled_from([0, 2_400])),
        consume=draw(st.sampled_from(Consume)),
        owes=draw(st.booleans()),
    )


ANY_TERMS = st.builds(
    Terms,
    st.just(SEPTEMBER),
    st.builds(Fee, st.just(100_000), MINUTES),
    st.builds(
        Overage,
        st.just(4_000),
        step_min=st.sampled_from(STEPS_MIN),
        rounding=st.sampled_from(Rounding),
        scope=st.sampled_from(RoundingScope),
        top_up_min=st.none() | st.integers(1, 600),
    ),
    carries(),
)
DATES = st.dates(dt.date(2026, 9, 20), dt.date(2026, 10, 31))
LOTS = st.lists(
    st.builds(
        Lot,
        st.sampled_from(LotKind),
        st.sampled_from([Month(2026, 7), Month(2026, 8), SEPTEMBER]),
        st.dates(DAYS[0], dt.date(2027, 3, 31)) | st.just(NEVER),
        st.integers(1, 3_000),
    ),
    max_size=5,
)
FACTS = st.builds(
    MonthFacts,
    st.just(OCTOBER),
    st.just(DAYS),
    st.booleans(),
    MINUTES,
    LOTS.map(tuple),
    st.lists(st.builds(Lot, st.just(LotKind.TOPPED_UP), st.just(OCTOBER), st.just(NEVER), st.integers(1, 600))).map(
        tuple
    ),
    st.dictionaries(DATES, st.integers(-300, 2_000), max_size=6),
    st.integers(-2_000, 2_000),
    MINUTES,
)


@PATIENT
@given(ANY_TERMS, FACTS)
def test_no_minute_is_lost_or_made_up_under_any_terms(terms: Terms, facts: MonthFacts) -> None:
    settled = settle(terms, facts)

    found = settled.balance
    came = found.granted_min + found.carried_in_min + found.topped_up_min + found.overage_min + found.owed_out_min
    went = found.used_min + found.expired_min + found.carried_out_min + found.owed_in_min
    assert came + found.adjusted_min == went
    assert min(found.overage_min, found.expired_min, found.carried_out_min, found.owed_out_min) >= 0
    assert sum(lot.minutes for lot in settled.carried) == found.carried_out_min
    assert sum(lot.minutes for lot in settled.expired) == found.expired_min
    assert all(lot.minutes > 0 for lot in (*settled.carried, *settled.expired))


@PATIENT
@given(ANY_TERMS, FACTS)
def test_only_minutes_that_still_live_are_carried_and_each_lot_once(terms: Terms, facts: MonthFacts) -> None:
    carried = settle(terms, facts).carried

    assert all(lot.expires_on > DAYS[1] for lot in carried)
    assert len({(lot.kind, lot.month, lot.expires_on) for lot in carried}) == len(carried)


@PATIENT
@given(ANY_TERMS, FACTS)
def test_a_cap_holds_for_granted_minutes_and_for_no_others(terms: Terms, facts: MonthFacts) -> None:
    settled = settle(terms, facts)
    granted_min = sum(lot.minutes for lot in settled.carried if lot.kind is LotKind.GRANTED)

    if terms.carry.cap_min is not None:
        assert granted_min <= terms.carry.cap_min
    if terms.carry.cap_pct is not None:
        assert granted_min * 100 <= facts.granted_min * terms.carry.cap_pct
    lost_bought = [lot for lot in settled.expired if lot.kind is LotKind.TOPPED_UP]
    assert all(lot.expires_on <= DAYS[1] for lot in lost_bought)


@PATIENT
@given(ANY_TERMS, FACTS)
def test_overage_is_worked_only_when_no_minute_that_lives_to_the_end_is_left(terms: Terms, facts: MonthFacts) -> None:
    found = settle(terms, facts)

    if found.balance.overage_min or found.balance.owed_out_min:
        assert not found.carried
        assert all(lot.expires_on < DAYS[1] for lot in found.expired)


@PATIENT
@given(ANY_TERMS, st.lists(st.dictionaries(st.integers(1, 28), st.integers(0, 900), max_size=4), max_size=8))
def test_months_in_a_row_give_and_take_every_minute_once(terms: Terms, months: list[dict[int, int]]) -> None:
    lots: tuple[Lot, ...] = ()
    owed_min = came_min = went_min = 0
    month = SEPTEMBER
    for used in months:
        days = {dt.date(month.year, month.number, day): minutes for day, minutes in used.items()}
        facts = MonthFacts(
            month,
            (month.first_day, month.last_day),
            month == SEPTEMBER,
            terms.included_min,
            lots,
            used=days,
            owed_in_min=owed_min,
        )
        settled = settle(terms, facts)
        came_min += settled.balance.granted_min + settled.balance.topped_up_min + settled.balance.overage_min
        went_min += settled.balance.used_min + settled.balance.expired_min
        lots, owed_min, month = settled.carried, settled.balance.owed_out_min, month.next()

    assert came_min + owed_min == went_min + sum(lot.minutes for lot in lots)


def month(terms: Terms, *, granted_min: int = 600, carried: tuple[Lot, ...] = (), **facts: object) -> MonthFacts:
    return MonthFacts(OCTOBER, DAYS, False, granted_min, carried, **facts)  # type: ignore[arg-type]


def test_among_carried_lots_what_expires_first_is_used_first() -> None:
    terms = Terms(SEPTEMBER, Fee(included_min=600), carry=Carry(CarryOver.UNLIMITED))
    late = Lot(LotKind.GRANTED, Month(2026, 7), dt.date(2026, 12, 31), 100)
    soon = Lot(LotKind.GRANTED, SEPTEMBER, NOVEMBER.last_day, 100)

    settled = settle(terms, month(terms, carried=(late, soon), used={HALF: 150}))

    # 1:40 of the lot that ends in November, 0:50 of the older one, nothing of October's
    assert [(lot.month, lot.minutes) for lot in settled.carried] == [(Month(2026, 7), 50), (OCTOBER, 600)]


def test_a_lot_that_ends_within_the_month_serves_only_the_work_before() -> None:
    terms = Terms(SEPTEMBER, Fee(included_min=600), carry=Carry(CarryOver.DAYS, 30))
    ending = Lot(LotKind.GRANTED, SEPTEMBER, HALF, 100)

    before = settle(terms, month(terms, carried=(ending,), used={HALF: 80, dt.date(2026, 10, 16): 80}))

    # of the 100 until the 15th 80 are used and 20 end; the 16th's 80 come from October, whose 30 days end on the 30th
    assert before.balance.expired_min == 20 + 520
    assert before.balance.overage_min == 0


def test_what_is_left_of_each_lot_stands_in_the_order_it_is_used_up() -> None:
    terms = Terms(SEPTEMBER, Fee(included_min=600), carry=Carry(CarryOver.NEXT_MONTH))
    carried = Lot(LotKind.GRANTED, SEPTEMBER, DAYS[1], 100)
    bought = Lot(LotKind.TOPPED_UP, OCTOBER, NEVER, 60)

    # 80 of the 100 carried are gone
    left = lots_left(terms, month(terms, carried=(carried,), topped_up=(bought,), used={HALF: 80}))
    assert [(lot.kind, lot.month, lot.minutes) for lot in left] == [
        (LotKind.GRANTED, SEPTEMBER, 20),
        (LotKind.GRANTED, OCTOBER, 600),
        (LotKind.TOPPED_UP, OCTOBER, 60),
    ]
    # 100 carried and 600 of October's make 700; of the 60 bought 10 are left
    late = lots_left(terms, month(terms, carried=(carried,), topped_up=(bought,), used={HALF: 750}))
    assert [(lot.kind, lot.minutes) for lot in late] == [(LotKind.TOPPED_UP, 10)]


def test_late_work_is_done_on_the_first_day_of_the_period_it_counts_in() -> None:
    terms = Terms(SEPTEMBER, Fee(included_min=600), carry=Carry(CarryOver.MONTHS, 2))
    ended = Lot(LotKind.GRANTED, Month(2026, 7), dt.date(2026, 9, 30), 50)
    first_day_only = Lot(LotKind.GRANTED, Month(2026, 8), OCTOBER.first_day, 60)

    settled = settle(terms, month(terms, carried=(ended, first_day_only), used={dt.date(2026, 9, 25): 80}))

    # On 1 October the 50 had ended, though not on the day of the work: 60 come from that day's lot, 20 from October's.
    assert settled.balance.expired_min == 50
    assert settled.balance.carried_out_min == 580


def test_a_cap_keeps_the_minutes_that_live_longest() -> None:
    terms = Terms(SEPTEMBER, Fee(included_min=600), carry=Carry(CarryOver.MONTHS, 2, cap_min=700))
    older = Lot(LotKind.GRANTED, SEPTEMBER, NOVEMBER.last_day, 300)

    settled = settle(terms, month(terms, carried=(older,)))

    # 10:00 of October and 1:40 of September's 5:00 are kept
    assert [(lot.month, lot.minutes) for lot in settled.carried] == [(SEPTEMBER, 100), (OCTOBER, 600)]
    assert [(lot.month, lot.minutes) for lot in settled.expired] == [(SEPTEMBER, 200)]


def test_a_correction_is_a_part_of_the_months_own_minutes() -> None:
    terms = Terms(SEPTEMBER, Fee(included_min=600), carry=Carry(CarryOver.NEXT_MONTH))

    given = settle(terms, month(terms, adjusted_min=30, used={HALF: 600})).balance
    taken = settle(terms, month(terms, adjusted_min=-30, used={HALF: 600})).balance

    assert (given.carried_out_min, given.overage_min) == (30, 0)
    assert (taken.carried_out_min, taken.overage_min) == (0, 30)


def test_work_taken_back_beyond_the_months_own_is_given_back() -> None:
    terms = Terms(SEPTEMBER, Fee(included_min=600), carry=Carry(CarryOver.NEXT_MONTH))

    settled = settle(terms, month(terms, used={dt.date(2026, 9, 30): -60, HALF: 20})).balance

    # an hour of September was taken back in October, 20 minutes were worked: 40 more than the 10:00
    assert (settled.used_min, settled.carried_out_min) == (-40, 640)


def test_debts_are_taken_before_any_work() -> None:
    terms = Terms(SEPTEMBER, Fee(included_min=600), carry=Carry(owes=True))

    settled = settle(terms, month(terms, owed_in_min=700, used={HALF: 50})).balance

    # 10:00 - 11:40 - 0:50 = -2:30
    assert (settled.owed_in_min, settled.owed_out_min, settled.overage_min) == (700, 150, 0)


def test_who_has_to_be_asked_is_asked_before_minutes_are_owed_too() -> None:
    overage = Overage(consent=Consent.BEFORE, consent_min=30)
    terms = Terms(SEPTEMBER, Fee(included_min=600), overage, Carry(owes=True))
    facts = month(terms, used={HALF: 631})

    with pytest.raises(PackageExhausted):
        settle(terms, facts)

    assert settle(as_if_consented(terms), facts).balance.owed_out_min == 31


def test_bought_minutes_are_used_last_and_are_under_no_cap() -> None:
    terms = Terms(SEPTEMBER, Fee(included_min=600), carry=Carry(CarryOver.NEXT_MONTH, cap_min=0))
    bought = Lot(LotKind.TOPPED_UP, OCTOBER, NEVER, 120)

    settled = settle(terms, dataclasses.replace(month(terms, used={HALF: 630}), topped_up=(bought,)))

    assert settled.carried == (dataclasses.replace(bought, minutes=90),)
