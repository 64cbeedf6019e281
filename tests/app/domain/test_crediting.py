"""Credit notes in figures: parts never drift, nothing is taken back twice, overage comes back before the package."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import errors
from app.domain.crediting import (
    CreditableLine,
    Reopened,
    Reopening,
    credit_lines,
    credit_taxes,
    may_be_omitted,
    proposed_yen,
    refuse_empty,
    reopenings,
    takes_back_fee,
)
from app.domain.einvoices import EInvoice, EInvoiceKind, EParty, figure_problems
from app.domain.invoicing import InvoiceLine, LineKind, TaxCategory, TaxGroup, Unit, tax_groups
from app.domain.money import TaxRounding

STANDARD, REDUCED, EXEMPT = TaxCategory.STANDARD, TaxCategory.REDUCED, TaxCategory.EXEMPT
RATES = {STANDARD: 10, REDUCED: 8, EXEMPT: 0}


def line(
    amount_yen: int,
    kind: LineKind = LineKind.EXPENSE,
    category: TaxCategory = STANDARD,
    quantity: int = 1,
) -> InvoiceLine:
    unit = Unit.MINUTE if kind is LineKind.OVERAGE else Unit.SET
    return InvoiceLine(kind, "x", quantity, unit, amount_yen, amount_yen, RATES[category], category)


def file_of(lines: tuple[InvoiceLine, ...], groups: tuple[TaxGroup, ...], rounding: TaxRounding) -> EInvoice:
    """A credit note for machines, its amounts as they stand on the note."""
    day = dt.date(2026, 11, 5)
    return EInvoice(
        EInvoiceKind.CREDIT_NOTE,
        "INV-2",
        day,
        None,
        dt.date(2026, 10, 1),
        dt.date(2026, 10, 31),
        EParty("甲社", "T7123456789012"),
        EParty("乙社"),
        lines,
        groups,
        rounding,
        "INV-1",
        day,
    )


def credited(*lines: InvoiceLine, so_far: dict[int, int] | None = None) -> list[CreditableLine]:
    return [CreditableLine(place, each, (so_far or {}).get(place, 0)) for place, each in enumerate(lines, 1)]


FEE = line(50_000, LineKind.BASE_FEE)
#: 10 minutes above the package, billed as 15 at ¥3,000 an hour: ¥750.
OVERAGE = line(750, LineKind.OVERAGE, quantity=15)


def test_overage_comes_back_as_money_before_the_package() -> None:
    lines = credited(FEE, OVERAGE)

    # 4 of 10 minutes are ¥750 × 4 / 10 = ¥300; the other 6 and 60 of the package are ¥450.
    assert proposed_yen(lines, Reopened(10, 0, 4)) == {2: 300}
    lines = credited(FEE, OVERAGE, so_far={2: 300})
    assert proposed_yen(lines, Reopened(10, 4, 66)) == {2: 450}


def test_a_metered_month_comes_back_minute_by_minute() -> None:
    # 300 minutes at ¥2,000 an hour are ¥10,000; 90 of them are ¥3,000.
    metered = credited(line(10_000, LineKind.METERED, quantity=300))

    assert proposed_yen(metered, Reopened(300, 0, 90)) == {1: 3_000}


def test_a_month_within_its_package_proposes_no_money() -> None:
    assert proposed_yen(credited(FEE), Reopened(0, 0, 60)) == {}


def test_what_was_drawn_from_the_package_comes_back_to_it_and_overage_does_not() -> None:
    found = reopenings([(7, 4), (8, 66)], overage_min=10, before_min=0, fee_is_taken_back=False)

    # Of the second entry 6 minutes were overage, 60 were drawn from the package.
    assert found == (Reopening(7, 4, 4, 0), Reopening(8, 66, 6, 60))


def test_what_was_billed_beside_the_package_comes_back_as_its_own_money() -> None:
    apart = line(3_000, LineKind.APART, quantity=60)
    lines = credited(FEE, OVERAGE, apart)

    # 20 of 60 minutes beside the package are ¥1,000 of ¥3,000; the rest is ¥2,000. Overage is left alone.
    assert proposed_yen(lines, Reopened(10), Reopened(60, 0, 20)) == {2: 0, 3: 1_000}
    lines = credited(FEE, OVERAGE, apart, so_far={3: 1_000})
    assert proposed_yen(lines, Reopened(10), Reopened(60, 20, 40)) == {2: 0, 3: 2_000}


def test_what_was_billed_beside_the_package_takes_no_place_in_the_overage() -> None:
    found = reopenings([(7, 60), (8, 4)], overage_min=10, before_min=0, fee_is_taken_back=False, apart={7})

    assert found == (Reopening(7, 60, 0, 0, is_apart=True), Reopening(8, 4, 4, 0))


def test_with_its_fee_taken_back_there_is_no_package_to_give_back_to() -> None:
    (found,) = reopenings([(8, 66)], overage_min=10, before_min=4, fee_is_taken_back=True)

    assert found == Reopening(8, 66, 6, 0)


def test_the_fee_is_taken_back_once_nothing_of_it_is_left() -> None:
    assert not takes_back_fee(credited(FEE), {1: 49_999})
    assert takes_back_fee(credited(FEE), {1: 50_000})
    assert takes_back_fee(credited(FEE, so_far={1: 20_000}), {1: 30_000})
    assert not takes_back_fee(credited(OVERAGE), {1: 750})


@pytest.mark.parametrize("amount_yen", [751, -1])
def test_no_line_is_taken_back_beyond_its_amount(amount_yen: int) -> None:
    with pytest.raises(errors.OverCredited) as caught:
        credit_lines(credited(FEE, OVERAGE), {2: amount_yen})
    assert (caught.value.field, caught.value.params) == ("amount_2", {"most": 750})


def test_what_earlier_notes_took_is_not_there_any_more() -> None:
    with pytest.raises(errors.OverCredited):
        credit_lines(credited(OVERAGE, so_far={1: 700}), {1: 51})
    ((position, taken),) = credit_lines(credited(OVERAGE, so_far={1: 700}), {1: 50})
    assert (position, taken.amount_yen, taken.quantity * taken.unit_price_yen) == (1, -50, -50)


def test_a_whole_line_is_its_mirror_image() -> None:
    ((_, taken),) = credit_lines(credited(OVERAGE), {1: 750})

    assert (taken.quantity, taken.unit, taken.unit_price_yen, taken.amount_yen) == (-15, Unit.MINUTE, 750, -750)


def test_a_note_that_takes_nothing_back_is_refused() -> None:
    with pytest.raises(errors.NothingToCredit):
        refuse_empty({1: 0}, [])
    refuse_empty({}, [8])
    refuse_empty({1: 1}, [])


def test_tax_is_that_of_all_taken_back_less_what_was_taken_before() -> None:
    lines = credited(line(1_234), so_far={})
    # ¥1,234 at 10 % is ¥123 (123.4 dropped). ¥15 take back ¥1 (1.5), the other ¥1,219 take back 123 - 1 = ¥122.
    (first,) = credit_taxes(lines, {1: 15}, TaxRounding.DOWN)
    (second,) = credit_taxes(credited(line(1_234), so_far={1: 15}), {1: 1_219}, TaxRounding.DOWN)

    assert (first.taxable_yen, first.tax_yen) == (-15, -1)
    assert (second.taxable_yen, second.tax_yen) == (-1_219, -122)


def test_only_rates_that_are_touched_stand_on_the_note_highest_first() -> None:
    lines = credited(line(100, category=REDUCED), line(100), line(100, category=EXEMPT))

    found = credit_taxes(lines, {1: 100, 2: 100, 3: 0}, TaxRounding.DOWN)

    assert [(group.rate_pct, group.tax_yen) for group in found] == [(10, -10), (8, -8)]


def test_below_ten_thousand_yen_no_note_is_asked_for() -> None:
    assert may_be_omitted(-9_999)
    assert not may_be_omitted(-10_000)


amounts = st.lists(
    st.tuples(st.integers(-5_000, 2_000_000), st.sampled_from([STANDARD, REDUCED, EXEMPT])), min_size=1, max_size=6
)


@given(amounts, st.sampled_from(list(TaxRounding)), st.data())
def test_taking_all_back_in_parts_returns_exactly_the_invoice(
    amounts: list[tuple[int, TaxCategory]], rounding: TaxRounding, data: st.DataObject
) -> None:
    lines = [line(amount_yen, category=category) for amount_yen, category in amounts]
    billed = tax_groups(lines, rounding)
    so_far: dict[int, int] = {}
    taken = {(group.rate_pct, group.category): [0, 0] for group in billed}
    for is_last in (False, False, True):
        open_lines = credited(*lines, so_far=so_far)
        part = {
            each.position: each.left_yen
            if is_last
            else data.draw(st.integers(min(0, each.left_yen), max(0, each.left_yen)))
            for each in open_lines
        }
        note = credit_lines(open_lines, part)
        groups = credit_taxes(open_lines, part, rounding)
        assert sum(each.amount_yen for _, each in note) == sum(group.taxable_yen for group in groups)
        for group in groups:
            taken[group.rate_pct, group.category][0] -= group.taxable_yen
            taken[group.rate_pct, group.category][1] -= group.tax_yen
        so_far = {place: so_far.get(place, 0) + part[place] for place in part}

    assert taken == {(group.rate_pct, group.category): [group.taxable_yen, group.tax_yen] for group in billed}


@given(st.lists(st.integers(1, 600), min_size=1, max_size=8), st.integers(0, 2_000), st.integers(0, 10**6), st.data())
def test_reopening_entry_by_entry_comes_to_the_same_as_all_at_once(
    minutes: list[int], overage_min: int, amount_yen: int, data: st.DataObject
) -> None:
    overage_min = min(overage_min, sum(minutes))
    cut = data.draw(st.integers(0, len(minutes)))
    entries = list(enumerate(minutes))
    first, second = entries[:cut], entries[cut:]
    before = sum(each for _, each in first)
    overage = line(amount_yen, LineKind.OVERAGE)

    split = reopenings(first, overage_min=overage_min, before_min=0, fee_is_taken_back=False) + reopenings(
        second, overage_min=overage_min, before_min=before, fee_is_taken_back=False
    )
    paid_1 = proposed_yen(credited(overage), Reopened(overage_min, 0, before)).get(1, 0)
    paid_2 = proposed_yen(
        credited(overage, so_far={1: paid_1}), Reopened(overage_min, before, sum(minutes) - before)
    ).get(1, 0)

    assert split == reopenings(entries, overage_min=overage_min, before_min=0, fee_is_taken_back=False)
    assert sum(each.overage_min for each in split) == overage_min
    assert paid_1 + paid_2 == (amount_yen if overage_min else 0)


@given(amounts, st.sampled_from(list(TaxRounding)), st.data())
def test_every_part_is_sound_for_machines(
    amounts: list[tuple[int, TaxCategory]], rounding: TaxRounding, data: st.DataObject
) -> None:
    """Whatever is taken back in whatever parts: each note's tax is within a yen of that of its own amount."""
    lines = [line(amount_yen, category=category) for amount_yen, category in amounts]
    so_far: dict[int, int] = {}
    for _part in range(3):
        open_lines = credited(*lines, so_far=so_far)
        part = {
            each.position: data.draw(st.integers(min(0, each.left_yen), max(0, each.left_yen))) for each in open_lines
        }
        note = tuple(each for _, each in credit_lines(open_lines, part))
        if note:
            assert figure_problems(file_of(note, credit_taxes(open_lines, part, rounding), rounding)) == ()
        so_far = {place: so_far.get(place, 0) + part[place] for place in part}
