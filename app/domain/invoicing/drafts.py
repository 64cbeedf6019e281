"""The invoice of a closed month: its charges in order, with tax and sums.

An invoice is a Japanese legal document, so its words are Japanese whatever the language of the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.durations import format_ja
from app.domain.invoicing.lines import Expense, InvoiceDraft, InvoiceLine, LineKind, Unit
from app.domain.invoicing.tax import tax_groups, taxed_as
from app.domain.packages import MonthBalance, Settlement, billed_beside_min, billed_overage_min
from app.domain.terms import Terms
from app.domain.terms.clock import PLAIN_PCT
from app.domain.terms.series import fee_in_yen, fee_months, first_month, period_of, terms_for
from app.domain.worktime import Month


@dataclass(frozen=True, slots=True)
class Charge:
    """A price for minutes of a month whose period ends on a day, in yen an hour without tax."""

    month: Month
    ends_on: dt.date
    minutes: int
    yen_per_hour: int


@dataclass(frozen=True, slots=True)
class MonthFee:
    """A month's base fee without tax, the minutes it buys, and the last day of its period."""

    month: Month
    ends_on: dt.date
    included_min: int
    fee_yen: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What decides an invoice beside the month's own terms and balance.

    Attributes:
        period_end: the last day of the service period, which decides the tax rate of what is done in it.
        fees: base fees charged; each bears the tax rate of its own period, whenever it is charged.
        is_first: whether it is the contract's first invoice, which has the set-up fee.
        late: overage of the month before, where it was agreed to be charged a month later.
        apart_min: minutes of activities that are billed beside the package.
        surcharged_min: multiple of the clock in percent -> minutes worked, where it weighs on the price.
        expenses: what was paid for the client, in the order to print.
    """

    period_end: dt.date
    fees: tuple[MonthFee, ...]
    is_first: bool = False
    late: Charge | None = None
    apart_min: int = 0
    surcharged_min: Mapping[int, int] = field(default_factory=dict)
    expenses: tuple[Expense, ...] = ()


def beside_of(
    series: Sequence[Terms],
    month: Month,
    *,
    overage_before_min: int = 0,
    apart_min: int = 0,
    surcharged_min: Mapping[int, int] | None = None,
    expenses: tuple[Expense, ...] = (),
) -> Beside:
    """What a contract adds to the invoice of one of its months.

    Args:
        series: all of the client's terms.
        month: the month that is closed.
        overage_before_min: worked above the package in the month before.
        apart_min: minutes of activities billed beside the package.
        surcharged_min: minutes by multiple of the clock.
        expenses: what was paid for the client.

    Raises:
        NoTerms: no contract covers the month.
    """
    fees = tuple(
        MonthFee(each, period_of(series, each)[1], terms_for(series, each).fee.included_min, fee_in_yen(series, each))
        for each in fee_months(series, month)
    )
    begins = first_month(series)
    late = None
    if month > begins and terms_for(series, month.previous()).overage.is_month_later:
        before = terms_for(series, month.previous())
        billed_min = billed_overage_min(before, overage_before_min)
        ended_on = period_of(series, month.previous())[1]
        late = Charge(month.previous(), ended_on, billed_min, before.overage_yen_per_hour)
    return Beside(
        period_of(series, month)[1], fees, month == begins, late, apart_min, dict(surcharged_min or {}), expenses
    )


def draft_invoice(
    terms: Terms,
    balance: MonthBalance,
    month: Month,
    expenses: Iterable[Expense] = (),
    *,
    beside: Beside | None = None,
    newly_carried_min: int = 0,
) -> InvoiceDraft:
    """The charges of a closed month, in the order they are printed; nothing that comes to 0 yen is a line.

    Args:
        terms: the month's terms.
        balance: the month as closed under these terms.
        month: month of service.
        expenses: what was paid for the client beside that of `beside`, in the order to print.
        beside: what else decides it; by default an ordinary month with its own fee.
        newly_carried_min: minutes of the month's own package that are carried on, for a fee on them.
    """
    found = beside or _ordinary(terms, month)
    ends_on = found.period_end
    carried = Charge(month, ends_on, newly_carried_min, terms.carry.fee_yen_per_hour)
    charged = [
        *_fixed(terms, found),
        *_metered(terms, balance, month, ends_on),
        *_above(terms, balance, month, found),
        *_weighed(terms, month, found),
        _by_hour(LineKind.CARRY_FEE, "繰越手数料", carried),
        *(_line(LineKind.EXPENSE, expense, Unit.ITEM, ends_on) for expense in (*found.expenses, *expenses)),
    ]
    charged = _with_management(terms, charged, month, ends_on)
    kept = tuple(line for line in charged if line.amount_yen != 0)
    groups = tax_groups(kept, terms.billing.tax_rounding)
    subtotal_yen = sum(group.taxable_yen for group in groups)
    tax_yen = sum(group.tax_yen for group in groups)
    return InvoiceDraft(month, kept, groups, subtotal_yen, tax_yen, subtotal_yen + tax_yen)


def draft_settled(
    terms: Terms, settled: Settlement, month: Month, beside: Beside, expenses: Iterable[Expense] = ()
) -> InvoiceDraft:
    """The charges of a month as it was settled."""
    carried_min = settled.newly_carried_min(month)
    return draft_invoice(terms, settled.balance, month, expenses, beside=beside, newly_carried_min=carried_min)


def hourly_amount_yen(minutes: int, yen_per_hour: int) -> int:
    """The price of minutes at an hourly rate without tax; a fraction of a yen is dropped, for the client."""
    return minutes * yen_per_hour // 60


def metered_min(terms: Terms, used_min: int) -> int:
    """Minutes a metered month is billed for: after the step, and at least the agreed least."""
    return max(billed_overage_min(terms, used_min), terms.fee.least_billed_min)


def month_price_yen(terms: Terms, minutes: int, *, available_min: int) -> int | None:
    """What a month of so many minutes costs by these terms, without tax: the fee, and overage above what is available.

    None for fewer minutes than the fee buys: the terms have no price for a smaller package.

    Args:
        terms: the month's terms.
        minutes: of work, or of a package somebody thinks of.
        available_min: minutes of the package with what was carried into the month.
    """
    if minutes < terms.included_min:
        return None
    billed_min = billed_overage_min(terms, max(0, minutes - available_min))
    if terms.fee.is_metered:
        billed_min = max(billed_min, terms.fee.least_billed_min)
    return terms.fee.base_yen + hourly_amount_yen(billed_min, terms.overage_yen_per_hour)


def _ordinary(terms: Terms, month: Month) -> Beside:
    """An ordinary month with its own fee."""
    ends_on = terms.billing.period(month)[1]
    return Beside(ends_on, (MonthFee(month, ends_on, terms.fee.included_min, terms.fee.base_yen),))


def _fixed(terms: Terms, beside: Beside) -> list[InvoiceLine]:
    """The set-up fee, and the base fees that are charged now."""
    set_up = [Expense("初期費用", 1, terms.fee.set_up_yen)] if beside.is_first else []
    lines = [_line(LineKind.SET_UP, fee, Unit.SET, beside.period_end) for fee in set_up]
    for each in beside.fees:
        name = f"{format_ja(each.included_min)}パッケージ" if each.included_min else "基本料金"
        fee = Expense(f"{name}　{each.month.number}月分", 1, each.fee_yen)
        lines.append(_line(LineKind.BASE_FEE, fee, Unit.SET, each.ends_on))
    return lines


def _metered(terms: Terms, balance: MonthBalance, month: Month, ends_on: dt.date) -> list[InvoiceLine]:
    if not terms.fee.is_metered:
        return []
    minutes = metered_min(terms, balance.overage_min)
    is_least = minutes > billed_overage_min(terms, balance.overage_min)
    name = "稼働（最低請求時間）" if is_least else "稼働"
    return [_by_hour(LineKind.METERED, name, Charge(month, ends_on, minutes, terms.fee.metered_yen_per_hour))]


def _with_management(terms: Terms, lines: list[InvoiceLine], month: Month, ends_on: dt.date) -> list[InvoiceLine]:
    """The lines with the management fee after the last one it is a part of; a fraction of a yen is dropped."""
    bases = [line for line in lines if line.kind in (LineKind.BASE_FEE, LineKind.METERED)]
    fee_yen = sum(line.amount_yen for line in bases) * terms.fee.management_pct // 100
    if not fee_yen:
        return lines
    place = lines.index(bases[-1]) + 1
    text = f"管理費（{terms.fee.management_pct}%）　{month.number}月分"
    return [*lines[:place], _line(LineKind.MANAGEMENT, Expense(text, 1, fee_yen), Unit.SET, ends_on), *lines[place:]]


def _above(terms: Terms, balance: MonthBalance, month: Month, beside: Beside) -> list[InvoiceLine]:
    """Overage of the month before that was left for this invoice, of this month, bought minutes, work apart."""
    price_yen, ends_on = terms.overage_yen_per_hour, beside.period_end
    lines = [_by_hour(LineKind.OVERAGE, "超過", beside.late)] if beside.late else []
    if not terms.overage.is_month_later and not terms.fee.is_metered:
        lines.append(_by_hour(LineKind.OVERAGE, "超過", Charge(month, ends_on, balance.billed_overage_min, price_yen)))
    lines.append(_by_hour(LineKind.TOP_UP, "追加時間", Charge(month, ends_on, balance.topped_up_min, price_yen)))
    apart_min = billed_beside_min(terms, beside.apart_min)
    lines.append(_by_hour(LineKind.APART, "パッケージ外の作業", Charge(month, ends_on, apart_min, price_yen)))
    return lines


def _weighed(terms: Terms, month: Month, beside: Beside) -> list[InvoiceLine]:
    """What evenings and holidays cost more, where they weigh on the price: only the part above the plain price."""
    lines = []
    for multiple_pct, minutes in sorted(beside.surcharged_min.items()):
        more_yen = terms.overage_yen_per_hour * (multiple_pct - PLAIN_PCT) // 100
        charge = Charge(month, beside.period_end, billed_beside_min(terms, minutes), more_yen)
        lines.append(_by_hour(LineKind.SURCHARGE, f"時間外割増（{multiple_pct}%）", charge))
    return lines


def _by_hour(kind: LineKind, name: str, charge: Charge) -> InvoiceLine:
    rate_pct, category = taxed_as(charge.ends_on)
    return InvoiceLine(
        kind=kind,
        text=f"{name}　{charge.month.number}月分（{format_ja(charge.minutes)}）",
        quantity=charge.minutes,
        unit=Unit.MINUTE,
        unit_price_yen=charge.yen_per_hour,
        amount_yen=hourly_amount_yen(charge.minutes, charge.yen_per_hour),
        tax_rate_pct=rate_pct,
        category=category,
    )


def _line(kind: LineKind, charge: Expense, unit: Unit, ends_on: dt.date) -> InvoiceLine:
    """The line at the tax rate of the last day of the period it is for."""
    amount_yen = charge.quantity * charge.unit_price_yen
    rate_pct, category = taxed_as(ends_on, charge.category)
    return InvoiceLine(kind, charge.text, charge.quantity, unit, charge.unit_price_yen, amount_yen, rate_pct, category)
