from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.invoicing import (
    Expense,
    InvoiceDraft,
    InvoiceLine,
    LineKind,
    TaxCategory,
    TaxGroup,
    Unit,
    beside_of,
    business_day,
    counter_key,
    draft_invoice,
    due_date,
    expense_text,
    hourly_amount_yen,
    invoice_number,
    issue_date,
    month_price_yen,
    month_rule_notes,
    notes_of,
    peppol_address,
    registration_number_problem,
    tax_rate_pct,
)
from app.domain.invoicing.notes import FRACTION_DROPPED, REST_OF_TAX, TAX_BY_RATE
from app.domain.money import TaxRounding, tax_of
from app.domain.opendays import DueShift
from app.domain.packages import close_month, month_rule
from app.domain.terms import package_terms
from app.domain.terms.billing import Billing, DueRule, IssueKind, IssueRule
from app.domain.terms.rounding import Rounding, RoundingScope
from app.domain.worktime import Month
from tests.contracts import changed

OCTOBER = Month(2026, 10)
TERMS = package_terms(OCTOBER, 100_000, 1_800, 4_000)
USED_26H30 = close_month(TERMS, granted_min=1_800, carried_in_min=0, used_min=1_590)
ISSUED = dt.date(2026, 11, 5)


def test_the_invoice_of_the_design_comes_out_to_the_yen() -> None:
    postage = Expense("郵送料の実費", 2, 630)
    drinks = Expense("来客用飲料の立替", 1, 2_480, TaxCategory.REDUCED)

    draft = draft_invoice(TERMS, USED_26H30, OCTOBER, [postage, drinks])

    # 100,000 + 2 x 630 = 101,260 at 10% = 10,126; 2,480 at 8% = 198.4, cut to 198; 103,740 + 10,324 = 114,064
    assert draft.tax_groups == (
        TaxGroup(10, TaxCategory.STANDARD, 101_260, 10_126),
        TaxGroup(8, TaxCategory.REDUCED, 2_480, 198),
    )
    assert [group.total_yen for group in draft.tax_groups] == [111_386, 2_678]
    assert (draft.subtotal_yen, draft.tax_yen, draft.total_yen) == (103_740, 10_324, 114_064)
    assert [(line.text, line.amount_yen, line.reduced) for line in draft.lines] == [
        ("30時間パッケージ　10月分", 100_000, False),
        ("郵送料の実費", 1_260, False),
        ("来客用飲料の立替", 2_480, True),
    ]


def test_tax_is_rounded_once_for_all_lines_of_a_rate() -> None:
    terms = changed(TERMS, base_fee_yen=1_234)

    draft = draft_invoice(terms, USED_26H30, OCTOBER, [Expense("甲", 1, 2_345), Expense("乙", 1, 3_456)])

    # 7,035 at 10% = 703.5, cut to 703; line by line it would be 702
    assert (draft.subtotal_yen, draft.tax_yen) == (7_035, 703)


@pytest.mark.parametrize(
    ("rounding", "tax_yen"), [(TaxRounding.DOWN, 703), (TaxRounding.HALF_UP, 704), (TaxRounding.UP, 704)]
)
def test_the_contract_chooses_the_tax_rounding(rounding: TaxRounding, tax_yen: int) -> None:
    terms = changed(TERMS, base_fee_yen=7_035, tax_rounding=rounding)

    assert draft_invoice(terms, USED_26H30, OCTOBER).tax_yen == tax_yen


def test_overage_is_a_line_of_its_own_by_the_hour() -> None:
    terms = changed(TERMS, overage_step_min=30, overage_yen_per_hour=3_300)
    balance = close_month(terms, granted_min=1_800, carried_in_min=0, used_min=1_885)

    draft = draft_invoice(terms, balance, OCTOBER)

    # 31:25 - 30:00 = 1:25, billed as 1:30; 1.5 x 3,300 = 4,950
    assert draft.lines[1] == InvoiceLine(
        LineKind.OVERAGE, "超過　10月分（1時間30分）", 90, Unit.MINUTE, 3_300, 4_950, 10, TaxCategory.STANDARD
    )
    assert draft.total_yen == 115_445  # 104,950 + 10,495


def test_a_fraction_of_a_yen_of_overage_is_dropped() -> None:
    assert hourly_amount_yen(7, 3_300) == 385  # 385.0
    assert hourly_amount_yen(1, 3_333) == 55  # 55.55
    assert hourly_amount_yen(0, 3_333) == 0


def test_what_comes_to_nothing_is_not_a_line() -> None:
    free = changed(TERMS, base_fee_yen=0, overage_yen_per_hour=0)
    balance = close_month(free, granted_min=1_800, carried_in_min=0, used_min=2_000)

    assert draft_invoice(free, balance, OCTOBER, [Expense("無償", 1, 0)]) == InvoiceDraft(OCTOBER, (), (), 0, 0, 0)


def test_a_fee_that_buys_no_hours_is_called_a_base_fee() -> None:
    metered = changed(TERMS, base_fee_yen=5_000, included_min=0)
    balance = close_month(metered, granted_min=0, carried_in_min=0, used_min=90)

    draft = draft_invoice(metered, balance, OCTOBER)

    # ¥5,000 + 1.5 x ¥4,000
    assert [(line.text, line.amount_yen) for line in draft.lines] == [
        ("基本料金　10月分", 5_000),
        ("超過　10月分（1時間30分）", 6_000),
    ]


def test_exempt_expenses_stand_in_a_group_without_tax_below_the_others() -> None:
    draft = draft_invoice(TERMS, USED_26H30, OCTOBER, [Expense("収入印紙の立替", 3, 200, TaxCategory.EXEMPT)])

    assert draft.tax_groups[-1] == TaxGroup(0, TaxCategory.EXEMPT, 600, 0)
    assert draft.total_yen == 110_600


@given(
    st.integers(0, 10**7),
    st.lists(
        st.builds(Expense, st.just("立替"), st.integers(1, 50), st.integers(0, 10**5), st.sampled_from(TaxCategory))
    ),
    st.sampled_from(TaxRounding),
    st.integers(0, 5_000),
    st.integers(0, 20_000),
)
def test_lines_groups_and_totals_always_add_up(
    fee_yen: int, expenses: list[Expense], rounding: TaxRounding, used_min: int, hour_yen: int
) -> None:
    terms = changed(TERMS, base_fee_yen=fee_yen, tax_rounding=rounding, overage_yen_per_hour=hour_yen)
    balance = close_month(terms, granted_min=1_800, carried_in_min=0, used_min=used_min)

    draft = draft_invoice(terms, balance, OCTOBER, expenses)

    assert sum(line.amount_yen for line in draft.lines) == draft.subtotal_yen
    assert sum(group.taxable_yen for group in draft.tax_groups) == draft.subtotal_yen
    assert sum(group.total_yen for group in draft.tax_groups) == draft.total_yen == draft.subtotal_yen + draft.tax_yen
    assert all(group.tax_yen == tax_of(group.taxable_yen, group.rate_pct, rounding) for group in draft.tax_groups)
    assert len({group.rate_pct for group in draft.tax_groups}) == len(draft.tax_groups)
    expected_yen = fee_yen + sum(e.quantity * e.unit_price_yen for e in expenses)
    expected_yen += max(0, used_min - 1_800) * hour_yen // 60
    assert draft.subtotal_yen == expected_yen


@pytest.mark.parametrize(("quantity", "price_yen"), [(0, 100), (1, -1)])
def test_an_expense_that_cannot_be_is_refused(quantity: int, price_yen: int) -> None:
    with pytest.raises(InvalidInput):
        Expense("立替", quantity, price_yen)


@pytest.mark.parametrize(
    ("on", "category", "rate_pct"),
    [
        (dt.date(2026, 10, 31), TaxCategory.STANDARD, 10),
        (dt.date(2026, 10, 31), TaxCategory.REDUCED, 8),
        (dt.date(2026, 10, 31), TaxCategory.EXEMPT, 0),
        (dt.date(2019, 9, 30), TaxCategory.STANDARD, 8),
        (dt.date(2019, 10, 1), TaxCategory.STANDARD, 10),
        (dt.date(2019, 10, 20), TaxCategory.STANDARD, 10),  # 21 Sep to 20 Oct 2019: all at the new rate
        (dt.date(2014, 3, 31), TaxCategory.STANDARD, 5),
    ],
)
def test_the_rate_is_that_of_the_last_day_of_service(on: dt.date, category: TaxCategory, rate_pct: int) -> None:
    assert tax_rate_pct(on, category) == rate_pct


def test_a_day_before_the_known_rates_is_refused() -> None:
    with pytest.raises(InvalidInput):
        tax_rate_pct(dt.date(1997, 3, 31))


@pytest.mark.parametrize(
    ("rule", "month", "due"),
    [
        (DueRule(), OCTOBER, dt.date(2026, 11, 30)),  # end of next month, a Monday
        (DueRule(), Month(2027, 1), dt.date(2027, 2, 28)),  # a Sunday, left where it is
        (DueRule(shift=DueShift.PREVIOUS), Month(2027, 1), dt.date(2027, 2, 26)),
        (DueRule(shift=DueShift.NEXT), Month(2027, 1), dt.date(2027, 3, 1)),
        (DueRule(1, 10), Month(2026, 12), dt.date(2027, 1, 10)),  # BizWorkers: the 10th
        (DueRule(2, 31), Month(2026, 12), dt.date(2027, 2, 28)),
        (DueRule(0, 31), Month(2028, 2), dt.date(2028, 2, 29)),
        (DueRule(1, 31, DueShift.NEXT), Month(2026, 11), dt.date(2027, 1, 4)),  # 31 Dec to 3 Jan banks are closed
        (DueRule(1, 31, DueShift.PREVIOUS), Month(2026, 11), dt.date(2026, 12, 30)),
    ],
)
def test_the_due_day_lies_so_many_months_on_and_shifts_as_agreed(rule: DueRule, month: Month, due: dt.date) -> None:
    assert due_date(rule, month) == due


def test_holidays_in_a_row_are_stepped_over() -> None:
    # 2026: Sat 19, Sun 20, 敬老の日 Mon 21, 国民の休日 Tue 22, 秋分の日 Wed 23 September
    assert business_day(dt.date(2026, 9, 19), DueShift.NEXT) == dt.date(2026, 9, 24)
    assert business_day(dt.date(2026, 9, 23), DueShift.PREVIOUS) == dt.date(2026, 9, 18)
    assert business_day(dt.date(2026, 9, 21), DueShift.NONE) == dt.date(2026, 9, 21)
    assert business_day(dt.date(2026, 9, 24), DueShift.NEXT) == dt.date(2026, 9, 24)


@pytest.mark.parametrize(
    ("pattern", "seq", "number"),
    [
        ("INV-{YYYY}-{SEQ:4}", 143, "INV-2026-0143"),
        ("{YYYY}-{SEQ:4}", 1, "2026-0001"),
        ("{YY}{MM}-{SEQ}", 7, "2611-7"),
        ("請求{SEQ:2}", 100, "請求100"),
    ],
)
def test_a_number_follows_its_pattern(pattern: str, seq: int, number: str) -> None:
    assert invoice_number(pattern, seq, ISSUED) == number


@pytest.mark.parametrize(
    "pattern", ["INV", "{SEQ}{SEQ}", "{SEQ:0}", "{SEQ:12}", "{NAME}-{SEQ}", "{YYYY-{SEQ}", "{SEQ}\n", ""]
)
def test_a_pattern_that_could_repeat_or_surprise_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInput):
        invoice_number(pattern, 1, ISSUED)


def test_numbers_begin_at_one() -> None:
    with pytest.raises(InvalidInput):
        invoice_number("{SEQ}", 0, ISSUED)


def test_a_counter_restarts_only_where_the_number_shows_it() -> None:
    new_year = dt.date(2027, 1, 5)

    assert counter_key("INV-{YYYY}-{SEQ:4}", ISSUED) == "INV-2026-{SEQ:4}"
    assert counter_key("INV-{YYYY}-{SEQ:4}", new_year) != counter_key("INV-{YYYY}-{SEQ:4}", ISSUED)
    assert counter_key("INV-{SEQ:4}", new_year) == counter_key("INV-{SEQ:4}", ISSUED)


#: 30:00 for ¥100,000, an hour above for ¥4,000 in steps of a minute; 2:00 were carried into the month.
@pytest.mark.parametrize(
    ("minutes", "price_yen"),
    [
        (1_799, None),  # no terms say what less than the package costs
        (1_800, 100_000),
        (1_920, 100_000),
        (1_921, 100_066),  # a minute is ¥66.67, the fraction is dropped
        (2_220, 120_000),  # five hours above 32:00
    ],
)
def test_a_month_costs_the_fee_and_what_lies_above_the_minutes_there_are(minutes: int, price_yen: int | None) -> None:
    assert month_price_yen(TERMS, minutes, available_min=1_920) == price_yen


def test_a_month_above_the_package_is_priced_in_the_steps_it_is_billed_in() -> None:
    terms = changed(TERMS, overage_step_min=15)

    # one minute above counts as 15: a quarter of ¥4,000
    assert month_price_yen(terms, 1_801, available_min=1_800) == 101_000


@pytest.mark.parametrize("number", ["T7123456789012", "T4011001098993", "T2120901007402"])
def test_a_registration_number_with_its_check_digit_is_sound(number: str) -> None:
    assert registration_number_problem(number) is None


def test_a_wrong_check_digit_is_named_apart_from_a_wrong_format() -> None:
    # 234567890123: the digit would be 9
    assert registration_number_problem("T1234567890123") == "registration_number_check_digit"
    assert registration_number_problem("T9234567890123") is None


@pytest.mark.parametrize(
    "number",
    [
        "",
        "T",
        "7123456789012",
        "T712345678901",
        "T71234567890123",
        "t7123456789012",
        "T７123456789012",
        "T7123456789012\n",
    ],
)
def test_anything_but_t_and_thirteen_digits_is_a_wrong_format(number: str) -> None:
    assert registration_number_problem(number) == "registration_number_format"


def test_a_rate_change_within_a_period_counts_for_the_whole_of_it() -> None:
    """Source: 消費税法基本通達 9-1-5; a month closed on the 20th, 21 September to 20 October 2019, all new."""
    terms = changed(TERMS, valid_from=Month(2019, 9), billing=Billing(closing_day=20))
    balance = close_month(terms, granted_min=1_800, carried_in_min=0, used_min=0)

    before, after = (draft_invoice(terms, balance, month) for month in (Month(2019, 9), Month(2019, 10)))

    # 21 August to 20 September at 8 %, 21 September to 20 October at 10 %
    assert [(draft.tax_groups[0].rate_pct, draft.tax_yen) for draft in (before, after)] == [(8, 8_000), (10, 10_000)]


def test_a_fee_in_advance_bears_the_rate_of_the_month_it_is_for() -> None:
    """September 2019, closed at 8 %, charges October's fee, which bears 10 %; September's overage bears 8 %."""
    terms = changed(TERMS, valid_from=Month(2019, 8), fee=replace(TERMS.fee, months_ahead=1))
    september = Month(2019, 9)
    balance = close_month(terms, granted_min=1_800, carried_in_min=0, used_min=1_890)

    draft = draft_invoice(terms, balance, september, beside=beside_of([terms], september))

    # ¥100,000 of October: 10,000. 1:30 of 4,000 = ¥6,000 of September: 480.
    assert [(group.rate_pct, group.taxable_yen, group.tax_yen) for group in draft.tax_groups] == [
        (10, 100_000, 10_000),
        (8, 6_000, 480),
    ]


def test_overage_charged_a_month_later_bears_the_rate_of_the_month_it_was_worked_in() -> None:
    terms = changed(TERMS, valid_from=Month(2019, 9), overage=replace(TERMS.overage, is_month_later=True))
    balance = close_month(terms, granted_min=1_800, carried_in_min=0, used_min=0)
    october = Month(2019, 10)

    draft = draft_invoice(terms, balance, october, beside=beside_of([terms], october, overage_before_min=90))

    # October's ¥100,000: 10,000. September's 1:30 of 4,000 = ¥6,000: 480.
    assert [(group.rate_pct, group.tax_yen) for group in draft.tax_groups] == [(10, 10_000), (8, 480)]


@pytest.mark.parametrize(
    ("month", "category", "taxes"),
    [
        # ¥100,000 and food for ¥1,006 are one rate of 8 %, rounded once: 8,080.48. Apart: 8,000 and 80.48.
        (Month(2019, 9), TaxCategory.STANDARD, [(8, 101_006, 8_080)]),
        (Month(2019, 10), TaxCategory.REDUCED, [(10, 100_000, 10_000), (8, 1_006, 80)]),
    ],
)
def test_before_there_was_a_reduced_rate_nothing_is_marked_as_reduced(
    month: Month, category: TaxCategory, taxes: list[tuple[int, int, int]]
) -> None:
    terms = changed(TERMS, valid_from=Month(2019, 9))
    balance = close_month(terms, granted_min=1_800, carried_in_min=0, used_min=0)

    draft = draft_invoice(terms, balance, month, [Expense("お茶", 1, 1_006, TaxCategory.REDUCED)])

    assert draft.lines[-1].category is category
    assert [(group.rate_pct, group.taxable_yen, group.tax_yen) for group in draft.tax_groups] == taxes


def test_overage_agreed_for_a_month_later_is_on_the_next_invoice_at_its_own_price() -> None:
    later = replace(TERMS.overage, is_month_later=True)
    series = [changed(TERMS, overage=later), changed(TERMS, valid_from=OCTOBER.next(), overage_yen_per_hour=9_000)]
    november = OCTOBER.next()
    over = close_month(series[0], granted_min=1_800, carried_in_min=0, used_min=1_890)

    first = draft_invoice(series[0], over, OCTOBER, beside=beside_of(series, OCTOBER))
    second = draft_invoice(
        series[1], USED_26H30, november, beside=beside_of(series, november, overage_before_min=over.overage_min)
    )

    # 1:30 above in October at October's 4,000: 6,000, on November's invoice
    assert [line.text for line in first.lines] == ["30時間パッケージ　10月分"]
    assert [(line.text, line.amount_yen) for line in second.lines] == [
        ("30時間パッケージ　11月分", 100_000),
        ("超過　10月分（1時間30分）", 6_000),
    ]


def test_work_beside_the_package_is_a_line_of_its_own() -> None:
    beside = replace(beside_of([TERMS], OCTOBER), apart_min=45)

    draft = draft_invoice(TERMS, USED_26H30, OCTOBER, beside=beside)

    assert [(line.kind, line.amount_yen) for line in draft.lines[1:]] == [(LineKind.APART, 3_000)]  # 0.75 x 4,000


def test_a_credit_note_whose_tax_is_the_rest_of_another_says_so() -> None:
    # Of ¥1,234 and its tax of 123 (123.4) a note took ¥15 and 1 (1.5): ¥1,219 take back 122, of themselves 121 (121.9).
    line = InvoiceLine(LineKind.EXPENSE, "立替", -1, Unit.SET, 1_219, -1_219, 10, TaxCategory.STANDARD)
    rest, alone = (TaxGroup(10, TaxCategory.STANDARD, -1_219, tax_yen) for tax_yen in (-122, -121))

    assert notes_of([line], [rest], TaxRounding.DOWN) == (REST_OF_TAX,)
    assert notes_of([line], [alone], TaxRounding.DOWN) == ()


@pytest.mark.parametrize(
    ("scope", "minutes", "billed_min"),
    [
        # 61 minutes of a month are 2 hours; entries that were rounded one by one are not rounded again
        (RoundingScope.MONTH, 61, 120),
        (RoundingScope.MONTH, 120, 120),
        (RoundingScope.MONTH, -61, -120),
        (RoundingScope.ENTRY, 61, 61),
        (RoundingScope.TASK_DAY, 61, 61),
    ],
)
def test_the_months_step_holds_for_work_beside_the_package_and_for_surcharges(
    scope: RoundingScope, minutes: int, billed_min: int
) -> None:
    overage = replace(TERMS.overage, yen_per_hour=6_000, step_min=60, rounding=Rounding.UP, scope=scope)
    terms = changed(TERMS, overage=overage)
    beside = replace(beside_of([terms], OCTOBER), apart_min=minutes, surcharged_min={150: minutes, 200: minutes})

    draft = draft_invoice(terms, USED_26H30, OCTOBER, beside=beside)

    # the plain price beside the package; half of it and all of it more for the dearer hours
    assert [(line.kind, line.quantity, line.amount_yen) for line in draft.lines[1:]] == [
        (LineKind.APART, billed_min, billed_min * 100),
        (LineKind.SURCHARGE, billed_min, billed_min * 50),
        (LineKind.SURCHARGE, billed_min, billed_min * 100),
    ]


def test_the_rule_of_a_months_sums_has_an_id_as_that_of_an_entry() -> None:
    by_entry = replace(TERMS.overage, scope=RoundingScope.ENTRY)

    assert month_rule(TERMS) == "1/1/up/month"
    assert month_rule(changed(TERMS, overage=by_entry)) is None


@pytest.mark.parametrize(
    ("step_min", "rounding", "scope", "said"),
    [
        (
            15,
            Rounding.UP,
            RoundingScope.MONTH,
            ("超過・パッケージ外の作業の時間は、月の合計を15分単位で切り上げています。",),
        ),
        (
            30,
            Rounding.NEAREST,
            RoundingScope.MONTH,
            ("超過・パッケージ外の作業の時間は、月の合計を30分単位で四捨五入しています。",),
        ),
        (1, Rounding.UP, RoundingScope.MONTH, ()),
        (15, Rounding.UP, RoundingScope.ENTRY, ()),
    ],
)
def test_an_invoice_says_by_which_rule_the_months_sums_were_rounded(
    step_min: int, rounding: Rounding, scope: RoundingScope, said: tuple[str, ...]
) -> None:
    overage = replace(TERMS.overage, yen_per_hour=6_000, step_min=step_min, rounding=rounding, scope=scope)
    terms = changed(TERMS, overage=overage)
    over = close_month(terms, granted_min=1_800, carried_in_min=0, used_min=1_861)
    lines = draft_invoice(terms, over, OCTOBER, beside=replace(beside_of([terms], OCTOBER), apart_min=61)).lines

    assert month_rule_notes(lines, [terms], OCTOBER) == said
    assert month_rule_notes(lines[:1], [terms], OCTOBER) == ()  # the fee is no sum of minutes


def test_overage_charged_a_month_later_was_rounded_by_the_terms_of_its_own_month() -> None:
    later = replace(TERMS.overage, yen_per_hour=6_000, step_min=15, is_month_later=True)
    october = changed(TERMS, overage=later)
    november = changed(TERMS, overage=replace(later, step_min=60), valid_from=OCTOBER.next())
    series = [october, november]
    beside = beside_of(series, OCTOBER.next(), overage_before_min=61, apart_min=61)
    lines = draft_invoice(november, USED_26H30, OCTOBER.next(), beside=beside).lines

    # 61 minutes of October are 75, of November 120
    assert [line.quantity for line in lines[1:]] == [75, 120]
    assert month_rule_notes(lines, series, OCTOBER.next()) == (
        "超過の時間は、月の合計を15分単位で切り上げています。",
        "パッケージ外の作業の時間は、月の合計を60分単位で切り上げています。",
    )


def test_an_expense_says_the_day_and_the_number_of_its_receipt() -> None:
    day = dt.date(2026, 10, 12)

    assert expense_text("切手", day, "A-7") == "切手（2026年10月12日・領収書A-7）"
    assert expense_text("切手", day, "") == "切手（2026年10月12日）"
    assert expense_text("切手", None, "A-7") == "切手（領収書A-7）"
    assert expense_text("切手", None, "") == "切手"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", ""),
        ("0188:7123456789012", "0188:7123456789012"),
        ("7123456789012", "0188:7123456789012"),
        ("Ｔ７１２３４５６７８９０１２", "0221:T7123456789012"),
        ("0221:t7123456789012", "0221:T7123456789012"),
        (" 0188 : 7123456789012 ", "0188:7123456789012"),
    ],
)
def test_an_address_on_the_network_is_a_register_and_a_number(text: str, address: str) -> None:
    assert peppol_address(text) == address


@pytest.mark.parametrize(
    "text", ["0188:T7123456789012", "0221:7123456789012", "0088:7123456789012", "712345678901", "x"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        peppol_address(text)

    assert caught.value.reason == "peppol_id_format"


def test_an_invoice_whose_yen_do_not_add_up_says_so() -> None:
    terms = changed(TERMS, base_fee_yen=1_234, overage_yen_per_hour=3_333)
    balance = close_month(terms, granted_min=1_800, carried_in_min=0, used_min=1_801)

    draft = draft_invoice(terms, balance, OCTOBER, [Expense("甲", 1, 2_345), Expense("乙", 1, 3_456)])

    # 1 minute at 3,333 is 55.55; the lines' own taxes are 123 + 5 + 234 + 345 = 707, that of 7,090 is 709
    assert notes_of(draft.lines, draft.tax_groups, TaxRounding.DOWN) == (FRACTION_DROPPED, TAX_BY_RATE)


def test_an_invoice_that_adds_up_says_nothing() -> None:
    draft = draft_invoice(TERMS, USED_26H30, OCTOBER)

    assert notes_of(draft.lines, draft.tax_groups, TaxRounding.DOWN) == ()


def test_an_invoice_is_issued_on_the_contracts_day_of_the_following_month() -> None:
    assert issue_date(IssueRule(), OCTOBER) is None
    assert issue_date(IssueRule(IssueKind.CALENDAR_DAY, 31), OCTOBER) == dt.date(2026, 11, 30)
    # 1 November 2026 is a Sunday, the 3rd a holiday: 2, 4, 5, 6
    assert issue_date(IssueRule(IssueKind.BUSINESS_DAY, 4), OCTOBER) == dt.date(2026, 11, 6)


def test_a_payment_some_days_after_issue_waits_for_the_day_of_issue() -> None:
    rule = DueRule(days_after_issue=7, shift=DueShift.NEXT)

    assert due_date(rule, OCTOBER) == dt.date(2026, 11, 9)  # from 1 November: the 8th is a Sunday
    assert due_date(rule, OCTOBER, dt.date(2026, 11, 6)) == dt.date(2026, 11, 13)
