"""Every rule a service publishes comes out to the yen and the minute; the arithmetic stands beside."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.charging import Gate, gate_of
from app.domain.invoicing import InvoiceDraft, LineKind, beside_of, draft_settled, due_date, issue_date
from app.domain.packages import Lot, LotKind, MonthFacts, Settlement, as_if_consented, billed_overage_min, settle
from app.domain.packages.settlement import room_min
from app.domain.terms import Terms
from app.domain.terms.activities import Activity, Counting
from app.domain.terms.clock import weighed_min
from app.domain.terms.deadlines import deadlines_of
from app.domain.terms.overage import Consent
from app.domain.terms.rounding import rounded_min
from app.domain.terms.series import granted_in, period_of
from app.domain.worktime import Month, Span, epoch_s, tokyo_instant
from seeds.presets import presets

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 8), Month(2026, 9), Month(2026, 10), Month(2026, 11)
PRESETS = presets()


def settled(
    terms: Terms, month: Month, used: dict[dt.date, int], *, carried: tuple[Lot, ...] = (), owed_in_min: int = 0
) -> Settlement:
    """The month of a contract that began with these terms."""
    series = [terms]
    facts = MonthFacts(
        month,
        period_of(series, month),
        month == terms.valid_from,
        granted_in(series, month),
        carried,
        used=used,
        owed_in_min=owed_in_min,
    )
    return settle(as_if_consented(terms), facts)


def drafted(terms: Terms, month: Month, used_min: int, *, overage_before_min: int = 0) -> InvoiceDraft:
    """The invoice of a month with so many minutes worked on its first day."""
    found = settled(terms, month, {period_of([terms], month)[0]: used_min})
    return draft_settled(terms, found, month, beside_of([terms], month, overage_before_min=overage_before_min))


def charged(draft: InvoiceDraft) -> list[tuple[LineKind, int]]:
    return [(line.kind, line.amount_yen) for line in draft.lines]


def at(day: dt.date, starts: int, stops: int) -> Span:
    """Whole hours of a day in Tokyo."""
    midnight = epoch_s(tokyo_instant(day, dt.time()))
    return Span(midnight + starts * 3600, midnight + stops * 3600)


@pytest.mark.parametrize("key", list(PRESETS))
def test_every_preset_gives_sound_terms_and_says_where_from_and_what_is_unknown(key: str) -> None:
    preset = PRESETS[key]
    figures: dict[str, dict[str, object]] = {}
    known = {
        "fee.base_yen": 100_000,
        "fee.included_min": 1_800,
        "fee.metered_yen_per_hour": 3_000,
        "fee.begins_on": dt.date(2026, 8, 8),
        "billing.closing_day": 7,
    }
    for need in preset.needs:
        part, field = need.split(".")
        figures.setdefault(part, {})[field] = known[need]

    assert preset.terms(SEPTEMBER, **figures).valid_from == SEPTEMBER
    assert preset.source
    assert preset.unknown


def test_a_figure_that_nobody_publishes_has_to_be_given() -> None:
    with pytest.raises(KeyError, match=r"fee\.base_yen"):
        PRESETS["my_assistant"].terms(SEPTEMBER)


@pytest.mark.parametrize(
    ("key", "hour_yen"), [("help_you_economy", 3_300), ("help_you_business", 3_000), ("help_you_first", 2_600)]
)
def test_help_you_rounds_overage_up_to_the_hour_at_the_plans_price(key: str, hour_yen: int) -> None:
    """Source: help-you.me/faq."""
    terms = PRESETS[key].terms(SEPTEMBER, fee={"base_yen": 100_000, "included_min": 1_800})

    draft = drafted(terms, OCTOBER, 1_861)

    # 31:01 - 30:00 = 1:01, up to 2 hours
    assert charged(draft) == [(LineKind.BASE_FEE, 100_000), (LineKind.OVERAGE, 2 * hour_yen)]
    assert charged(drafted(terms, OCTOBER, 1_860)) == [(LineKind.BASE_FEE, 100_000), (LineKind.OVERAGE, hour_yen)]


def test_help_you_asks_before_the_package_is_exceeded_and_carries_the_first_month_only() -> None:
    """Source: help-you.me/faq."""
    terms = PRESETS["help_you_economy"].terms(SEPTEMBER, fee={"base_yen": 100_000, "included_min": 1_800})

    assert terms.overage.consent is Consent.BEFORE
    assert room_min(terms, available_min=15) == 15
    first = settled(terms, SEPTEMBER, {dt.date(2026, 9, 10): 1_500})
    second = settled(terms, OCTOBER, {dt.date(2026, 10, 10): 1_500}, carried=first.carried)
    # September leaves 5:00 for October; of October's 35:00, 25:00 are used and 10:00 end with it
    assert first.carried == (Lot(LotKind.GRANTED, SEPTEMBER, dt.date(2026, 10, 31), 300),)
    assert (second.carried, second.balance.expired_min) == ((), 600)


def test_my_assistant_charges_one_point_two_times_the_unit_price_in_units_of_five_minutes() -> None:
    """Source: My Assistant user guide, article 13439573680527."""
    terms = PRESETS["my_assistant"].terms(AUGUST, fee={"base_yen": 90_000, "included_min": 1_800})

    # 90,000 / 30 h = 3,000 an hour, times 1.2 = 3,600
    assert terms.overage_yen_per_hour == 3_600
    assert billed_overage_min(terms, 61) == 65
    # 1:01 above, billed as 1:05: 65 / 60 x 3,600 = 3,900
    assert charged(drafted(terms, SEPTEMBER, 1_861))[-1] == (LineKind.OVERAGE, 3_900)


def test_my_assistants_september_overage_is_on_octobers_invoice_with_novembers_fee() -> None:
    """Source: My Assistant user guide, article 13439573680527; the invoice of September is issued in October."""
    terms = PRESETS["my_assistant"].terms(AUGUST, fee={"base_yen": 90_000, "included_min": 1_800})

    draft = drafted(terms, SEPTEMBER, 1_861)

    assert [line.text for line in draft.lines] == ["30時間パッケージ　11月分", "超過　9月分（1時間5分）"]
    assert draft.total_yen == 103_290  # 93,900 + 9,390


def test_my_assistants_work_over_a_months_end_is_split_by_the_day_it_was_done() -> None:
    """Source: My Assistant user guide, article 14257163030415: 3 h task, 2 h in July, 1 h in August."""
    terms = PRESETS["my_assistant"].terms(Month(2026, 7), fee={"base_yen": 90_000, "included_min": 1_800})

    july = settled(terms, Month(2026, 7), {dt.date(2026, 7, 31): 120}).balance
    august = settled(terms, AUGUST, {dt.date(2026, 8, 1): 60}).balance

    assert (july.used_min, august.used_min) == (120, 60)


def test_bizmow_adds_ten_percent_to_base_and_hours_and_bills_ten_hours_at_least() -> None:
    """Source: bizmow.com/plans."""
    terms = PRESETS["bizmow"].terms(SEPTEMBER)

    first, second = drafted(terms, SEPTEMBER, 480), drafted(terms, OCTOBER, 750)

    # 8 h are billed as 10: 5,000 + 25,000, 10 % of 30,000 = 3,000, and once 30,000; 63,000 + 6,300
    assert charged(first) == [
        (LineKind.SET_UP, 30_000),
        (LineKind.BASE_FEE, 5_000),
        (LineKind.METERED, 25_000),
        (LineKind.MANAGEMENT, 3_000),
    ]
    assert first.total_yen == 69_300
    # 12:30 x 2,500 = 31,250; 10 % of 36,250 = 3,625
    assert charged(second) == [(LineKind.BASE_FEE, 5_000), (LineKind.METERED, 31_250), (LineKind.MANAGEMENT, 3_625)]
    assert second.total_yen == 43_862  # 39,875 + 3,987.5, the half dropped


def test_bizmow_issues_on_the_fourth_business_day_and_is_paid_at_the_end_of_the_next_month() -> None:
    """Source: bizmow.com/plans."""
    terms = PRESETS["bizmow"].terms(SEPTEMBER)

    # 1, 2, 5 and 6 October 2026: Thursday, Friday, Monday, Tuesday
    assert issue_date(terms.billing.issue, SEPTEMBER) == dt.date(2026, 10, 6)
    assert due_date(terms.billing.due, SEPTEMBER) == dt.date(2026, 10, 31)


@pytest.mark.parametrize(
    ("day", "starts", "stops", "minutes"),
    [
        (dt.date(2026, 11, 26), 9, 18, 540),  # Thursday by day
        (dt.date(2026, 11, 26), 17, 19, 135),  # 1 h plain, 1 h x 1.25 = 75
        (dt.date(2026, 11, 28), 10, 12, 180),  # Saturday: 2 h x 1.5
        (dt.date(2026, 11, 23), 10, 11, 90),  # 勤労感謝の日, a Monday: x 1.5
        (dt.date(2026, 11, 23), 18, 20, 210),  # its evening: 2 h x 1.75
        (dt.date(2026, 11, 23), 17, 19, 195),  # 90 + 105
    ],
)
def test_bizworkers_weighs_evenings_weekends_and_holidays(day: dt.date, starts: int, stops: int, minutes: int) -> None:
    """Source: bizworkers.jp/faq: weekdays 18-22 x 1.25, weekends and holidays x 1.5, holidays 18-22 x 1.75."""
    terms = PRESETS["bizworkers"].terms(SEPTEMBER, fee={"base_yen": 100_000, "included_min": 1_800})

    assert weighed_min(terms.clock, day, (stops - starts) * 60, at(day, starts, stops)) == minutes


def test_bizworkers_is_paid_before_work_and_adds_hours_at_one_and_a_quarter() -> None:
    """Source: bizworkers.jp/faq: base prepaid, overage in hours x 1.25, paid by the 10th of the next month."""
    terms = PRESETS["bizworkers"].terms(AUGUST, fee={"base_yen": 96_000, "included_min": 1_800})

    draft = drafted(terms, SEPTEMBER, 1_830)

    # 96,000 / 30 = 3,200, x 1.25 = 4,000; 0:30 above is one hour; the fee is October's
    assert [(line.text, line.amount_yen) for line in draft.lines] == [
        ("30時間パッケージ　10月分", 96_000),
        ("超過　9月分（1時間）", 4_000),
    ]
    assert due_date(terms.billing.due, SEPTEMBER) == dt.date(2026, 10, 10)


def test_selly_ends_with_the_month() -> None:
    """Source: selly-s.com/faq/faq-price: 30 h, use within the month."""
    found = settled(PRESETS["selly"].terms(SEPTEMBER), SEPTEMBER, {dt.date(2026, 9, 2): 1_000})

    assert (found.carried, found.balance.expired_min) == ((), 800)


def test_taskars_smallest_plan_is_ten_hours_for_25000() -> None:
    """Source: taskar.online/2823."""
    assert drafted(PRESETS["taskar"].terms(SEPTEMBER), OCTOBER, 0).total_yen == 27_500  # 25,000 + 10 %


def test_caster_charges_500_for_an_hour_that_is_carried() -> None:
    """Source: onlinehisho.com/hisho-kaiyaku."""
    terms = PRESETS["caster_biz"].terms(SEPTEMBER, fee={"base_yen": 100_000, "included_min": 1_800})

    # 30:00 - 26:30 = 3:30 are carried: 3.5 x 500 = 1,750
    assert charged(drafted(terms, OCTOBER, 1_590))[-1] == (LineKind.CARRY_FEE, 1_750)


def test_virtual_latinos_draws_on_the_month_first_and_carried_hours_live_one_month() -> None:
    """Source: virtuallatinos.com, hours roll over."""
    terms = PRESETS["virtual_latinos"].terms(AUGUST, fee={"included_min": 1_200})
    carried = (Lot(LotKind.GRANTED, AUGUST, dt.date(2026, 9, 30), 300),)

    found = settled(terms, SEPTEMBER, {dt.date(2026, 9, 3): 1_000}, carried=carried)

    # 16:40 of the month's own 20:00: 3:20 go on, and the 5:00 from August end
    assert found.carried == (Lot(LotKind.GRANTED, SEPTEMBER, dt.date(2026, 10, 31), 200),)
    assert found.expired == carried


def test_assistify_keeps_hours_for_three_months() -> None:
    """Source: assistifyva.ca/blogs/faq/918756."""
    terms = PRESETS["assistify"].terms(AUGUST, fee={"included_min": 600})
    lots: tuple[Lot, ...] = ()
    for month in (AUGUST, SEPTEMBER, OCTOBER, NOVEMBER):
        lots = settled(terms, month, {}, carried=lots).carried

    # August's 10:00 may be used in September, October and November, and are gone in December
    assert [(lot.month, lot.minutes) for lot in lots] == [(SEPTEMBER, 600), (OCTOBER, 600), (NOVEMBER, 600)]


def test_revas_hours_end_after_seventy_days() -> None:
    """Source: revas.us. Of 1 September: 30 days of September, 31 of October, 9 of November."""
    terms = PRESETS["revas"].terms(SEPTEMBER, fee={"included_min": 600})
    carried = settled(terms, SEPTEMBER, {}).carried

    on_the_70th = settled(terms, NOVEMBER, {dt.date(2026, 11, 9): 600}, carried=carried)
    a_day_later = settled(terms, NOVEMBER, {dt.date(2026, 11, 10): 600}, carried=carried)

    assert carried[0].expires_on == dt.date(2026, 11, 9)
    assert (on_the_70th.balance.expired_min, on_the_70th.balance.carried_out_min) == (0, 600)
    assert (a_day_later.balance.expired_min, a_day_later.balance.carried_out_min) == (600, 0)


def test_aql_carries_forty_percent_of_plans_above_forty_hours() -> None:
    """Source: aqltech.com/services/managed-services."""
    large = PRESETS["aql"].terms(SEPTEMBER, fee={"included_min": 3_000})
    small = PRESETS["aql"].terms(SEPTEMBER, fee={"included_min": 2_400})

    # 50 h: 40 % are 20 h; of the 33:20 that are left 13:20 end
    found = settled(large, SEPTEMBER, {dt.date(2026, 9, 1): 1_000}).balance
    assert (found.carried_out_min, found.expired_min) == (1_200, 800)
    # exactly 40 h are not more than 40 h
    found = settled(small, SEPTEMBER, {dt.date(2026, 9, 1): 1_000}).balance
    assert (found.carried_out_min, found.expired_min) == (0, 1_400)


def test_aql_charges_weekends_and_holidays_twice_as_a_surcharge() -> None:
    """Source: aqltech.com/services/managed-services."""
    terms = PRESETS["aql"].terms(SEPTEMBER, fee={"included_min": 3_000}, overage={"yen_per_hour": 6_000})
    found = settled(terms, OCTOBER, {dt.date(2026, 10, 3): 90})
    beside = beside_of([terms], OCTOBER, surcharged_min={200: 90})

    # the minutes stay 1:30, the price of each doubles: 1.5 x 6,000 more
    assert charged(draft_settled(terms, found, OCTOBER, beside)) == [(LineKind.SURCHARGE, 9_000)]


def test_virtalent_tops_up_by_the_hour_and_keeps_what_is_left() -> None:
    """Source: support.virtalent.com/faqs/extra-hours-info; assistants are paid for hand-overs, clients do not pay."""
    terms = PRESETS["virtalent"].terms(SEPTEMBER, fee={"included_min": 600}, overage={"yen_per_hour": 3_000})

    found = settled(terms, SEPTEMBER, {dt.date(2026, 9, 1): 665})
    later = settled(terms, OCTOBER, {dt.date(2026, 10, 1): 600}, carried=found.carried)

    # 1:05 above buys 2 h, 0:55 stay
    assert (found.balance.topped_up_min, found.balance.overage_min) == (120, 0)
    assert [(lot.kind, lot.minutes) for lot in later.carried] == [(LotKind.TOPPED_UP, 55)]
    assert terms.activities.counting(Activity.HAND_OVER) is Counting.PAID


def test_longerdays_bills_to_the_minute_and_nothing_rolls_over() -> None:
    """Source: longerdays.com/help-section."""
    terms = PRESETS["longerdays"].terms(SEPTEMBER, fee={"included_min": 600}, overage={"yen_per_hour": 3_000})

    assert billed_overage_min(terms, 61) == 61
    assert settled(terms, SEPTEMBER, {}).balance.expired_min == 600


def test_virtually_your_pa_rounds_up_to_a_quarter_hour_as_you_go() -> None:
    """Source: virtuallyyourpa.com/about-9."""
    terms = PRESETS["virtually_your_pa_as_you_go"].terms(SEPTEMBER, fee={"metered_yen_per_hour": 4_000})

    entries = [rounded_min(minutes, terms.overage.step_min, terms.overage.rounding) for minutes in (3, 15, 31)]

    # 3 -> 15, 15 -> 15, 31 -> 45: 75 minutes at 4,000 are 5,000
    assert entries == [15, 15, 45]
    assert charged(drafted(terms, OCTOBER, sum(entries))) == [(LineKind.METERED, 5_000)]


def test_virtually_your_pas_retainer_is_prepaid_and_extras_are_due_in_seven_days() -> None:
    """Source: virtuallyyourpa.com/about-9."""
    terms = PRESETS["virtually_your_pa_retainer"].terms(AUGUST, fee={"base_yen": 50_000, "included_min": 600})

    assert drafted(terms, SEPTEMBER, 0).lines[0].text == "10時間パッケージ　10月分"
    assert due_date(terms.billing.due, SEPTEMBER, dt.date(2026, 10, 2)) == dt.date(2026, 10, 9)


def test_cooper_houses_25_hours_come_to_6000() -> None:
    """20 h for 5,000, 200 an hour above: 5,000 + 5 x 200."""
    assert drafted(PRESETS["cooper_house"].terms(SEPTEMBER), OCTOBER, 25 * 60).subtotal_yen == 6_000


def test_productive_carries_surplus_and_deficit_and_bills_the_package() -> None:
    """40 h package: 30 used -> 50 next; 60 used -> 30 next; the invoice stays at 40."""
    terms = PRESETS["productive"].terms(SEPTEMBER, fee={"base_yen": 200_000})

    first = settled(terms, SEPTEMBER, {dt.date(2026, 9, 1): 30 * 60})
    second = settled(terms, OCTOBER, {dt.date(2026, 10, 1): 60 * 60}, carried=first.carried)

    # 40 - 30 = 10 more, 50 in October; 50 - 60 = 10 less, 30 in November
    assert first.balance.carried_out_min == 600
    assert (second.balance.owed_out_min, second.balance.overage_min) == (600, 0)
    facts = MonthFacts(NOVEMBER, period_of([terms], NOVEMBER), False, 2_400, owed_in_min=second.balance.owed_out_min)
    assert facts.available_min == 30 * 60
    assert charged(draft_settled(terms, second, OCTOBER, beside_of([terms], OCTOBER))) == [(LineKind.BASE_FEE, 200_000)]


def test_assistant_virtue_bills_from_the_contracts_own_day() -> None:
    """Source: assistantvirtue.com/faqs: 8 July to 8 August."""
    terms = PRESETS["assistant_virtue"].terms(
        AUGUST, fee={"included_min": 600, "begins_on": dt.date(2026, 7, 8)}, billing={"closing_day": 7}
    )

    assert period_of([terms], AUGUST) == (dt.date(2026, 7, 8), dt.date(2026, 8, 7))
    assert granted_in([terms], AUGUST) == 600


def test_best_agent_business_reports_by_the_tenth_and_leaves_ten_days_for_questions() -> None:
    """Source: bestagentbusiness.wikispaces.com."""
    terms = PRESETS["best_agent_business"].terms(SEPTEMBER)

    assert issue_date(terms.billing.issue, SEPTEMBER) == dt.date(2026, 10, 10)
    assert terms.billing.question_days == 10


@pytest.mark.parametrize(
    ("key", "by"),
    [
        ("help_you_economy", dt.date(2026, 9, 30)),  # the end of the month before the last one
        ("fujiko_san", dt.date(2026, 9, 30)),
        ("caster_biz", dt.date(2026, 9, 30)),
        ("chatwork_assistant", dt.date(2026, 9, 30)),  # a month before 31 October
        ("genny", dt.date(2026, 10, 15)),  # the 15th of the last month
        ("merry_biz", dt.date(2026, 8, 31)),  # two months before
        ("lancers_assistant", dt.date(2026, 9, 20)),  # the 20th of the month before
        ("taskar", None),
    ],
)
def test_who_wants_to_end_with_october_says_so_in_time(key: str, by: dt.date | None) -> None:
    """Source: onlinehisho.com/hisho-kaiyaku."""
    notice = PRESETS[key].terms(SEPTEMBER).duration.notice

    assert notice.last_day(OCTOBER, OCTOBER.last_day) == by


def test_merry_biz_renews_by_the_year_unless_told_two_months_before() -> None:
    """Source: onlinehisho.com/hisho-kaiyaku: annual contract, notice 2 months before renewal."""
    days = deadlines_of([PRESETS["merry_biz"].terms(SEPTEMBER)], dt.date(2026, 9, 1))

    assert (days.ends_on, days.notice_by) == (dt.date(2027, 8, 31), dt.date(2027, 6, 30))
    assert days.renews_on == dt.date(2027, 9, 1)


def test_longerdays_lets_a_smaller_plan_be_chosen_for_two_weeks() -> None:
    """Source: longerdays.com/help-section."""
    days = deadlines_of([PRESETS["longerdays"].terms(SEPTEMBER)], dt.date(2026, 9, 1))

    assert days.lower_until == dt.date(2026, 9, 14)


def test_only_those_who_publish_it_have_the_fee_paid_before_work() -> None:
    """Source: bizworkers.jp/faq, virtuallyyourpa.com/about-9."""
    figures = {"base_yen": 96_000, "included_min": 1_800}
    known = {key: preset.parts["fee"].is_prepaid for key, preset in PRESETS.items()}
    terms = PRESETS["bizworkers"].terms(SEPTEMBER, fee=figures)

    assert {key for key, is_prepaid in known.items() if is_prepaid} == {"bizworkers", "virtually_your_pa_retainer"}
    assert gate_of(terms, is_over=False, is_fee_paid=False) is Gate.UNPAID
    assert gate_of(terms, is_over=False, is_fee_paid=True) is Gate.OPEN


def test_worxbee_warns_and_goes_on() -> None:
    """Source: worxbee.com/faq."""
    terms = PRESETS["worxbee"].terms(SEPTEMBER, fee={"included_min": 600})

    assert terms.overage.consent is Consent.WARN
    assert room_min(terms, available_min=0) is None
