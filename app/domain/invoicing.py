"""Invoices: lines, tax per rate, number, due date.

An invoice is a Japanese legal document, so its words are Japanese whatever the language of the page.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import holidays

from app.domain.durations import format_ja
from app.domain.errors import InvalidInput
from app.domain.money import TaxRounding, tax_of
from app.domain.packages import DueRule, DueShift, MonthBalance, Terms, billed_overage_min
from app.domain.worktime import Month


class TaxCategory(StrEnum):
    """Which consumption tax a line bears."""

    STANDARD = "standard"
    REDUCED = "reduced"
    EXEMPT = "exempt"


class LineKind(StrEnum):
    """What a line charges for."""

    BASE_FEE = "base_fee"
    OVERAGE = "overage"
    EXPENSE = "expense"


class Unit(StrEnum):
    """What a quantity counts; `minute` is priced by the hour."""

    SET = "set"
    ITEM = "item"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class Expense:
    """Something paid for the client and charged on, in yen without tax.

    Attributes:
        text: what it was, as it is to be printed.
        quantity: whole units, at least 1.
        unit_price_yen: price of one, at least 0.
        category: its consumption tax.
    """

    text: str
    quantity: int
    unit_price_yen: int
    category: TaxCategory = TaxCategory.STANDARD

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise InvalidInput("quantity", "too_small", least=1)
        if self.unit_price_yen < 0:
            raise InvalidInput("unit_price_yen", "too_small", least=0)


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One charge. `amount_yen` is without tax and is quantity times price; by the hour a fraction of a yen is dropped.

    Attributes:
        kind: what it charges for.
        text: as printed.
        quantity: in `unit`; minutes for `minute`.
        unit: what is counted.
        unit_price_yen: without tax; of an hour for `minute`.
        amount_yen: without tax.
        tax_rate_pct: whole percent.
        category: why it is that rate; `reduced` is marked ※ on paper.
    """

    kind: LineKind
    text: str
    quantity: int
    unit: Unit
    unit_price_yen: int
    amount_yen: int
    tax_rate_pct: int
    category: TaxCategory

    @property
    def reduced(self) -> bool:
        """Whether the reduced rate applies, which the law wants marked on the line."""
        return self.category is TaxCategory.REDUCED


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """All lines of one rate: their sum without tax, and the tax on that sum."""

    rate_pct: int
    category: TaxCategory
    taxable_yen: int
    tax_yen: int

    @property
    def total_yen(self) -> int:
        """With tax."""
        return self.taxable_yen + self.tax_yen


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """What a month is charged, before it has a number; no lines when there is nothing to bill."""

    month: Month
    lines: tuple[InvoiceLine, ...]
    tax_groups: tuple[TaxGroup, ...]
    subtotal_yen: int
    tax_yen: int
    total_yen: int


#: First day of a rate, then its standard and reduced percent; the newest first.
_RATES = ((dt.date(2019, 10, 1), 10, 8), (dt.date(2014, 4, 1), 8, 8), (dt.date(1997, 4, 1), 5, 5))


def tax_rate_pct(on: dt.date, category: TaxCategory = TaxCategory.STANDARD) -> int:
    """The consumption tax rate in percent of a service completed on that day.

    Args:
        on: the last day of the service period; a month closed after a change bears the new rate as a whole.
        category: what is sold.

    Raises:
        InvalidInput: `date_too_early`, before the oldest rate known here.

    Source: 消費税法基本通達 9-1-5.
    """
    if category is TaxCategory.EXEMPT:
        return 0
    for since, standard_pct, reduced_pct in _RATES:
        if on >= since:
            return reduced_pct if category is TaxCategory.REDUCED else standard_pct
    raise InvalidInput("date", "date_too_early", date=on.isoformat())


def hourly_amount_yen(minutes: int, yen_per_hour: int) -> int:
    """The price of minutes at an hourly rate without tax; a fraction of a yen is dropped, for the client."""
    return minutes * yen_per_hour // 60


def draft_invoice(terms: Terms, balance: MonthBalance, month: Month, expenses: Iterable[Expense] = ()) -> InvoiceDraft:
    """The charges of a closed month: package fee, overage, expenses, in this order; nothing that comes to ¥0 is a line.

    Args:
        terms: the month's terms.
        balance: the month as closed under these terms.
        month: month of service; its last day decides the tax rates.
        expenses: what was paid for the client, in the order to print.
    """
    lines = (
        _base_line(terms, month),
        _overage_line(terms, balance, month),
        *(_line(LineKind.EXPENSE, expense, Unit.ITEM, month) for expense in expenses),
    )
    kept = tuple(line for line in lines if line.amount_yen != 0)
    groups = tax_groups(kept, terms.tax_rounding)
    subtotal_yen = sum(group.taxable_yen for group in groups)
    tax_yen = sum(group.tax_yen for group in groups)
    return InvoiceDraft(month, kept, groups, subtotal_yen, tax_yen, subtotal_yen + tax_yen)


def tax_groups(lines: Iterable[InvoiceLine], rounding: TaxRounding) -> tuple[TaxGroup, ...]:
    """Lines summed by rate, highest rate first, each sum taxed once.

    Source: 消費税法 57条の4 1項 4号, 5号; 消費税法施行令 70条の10.
    """
    sums_yen: dict[tuple[int, TaxCategory], int] = {}
    for line in lines:
        key = (line.tax_rate_pct, line.category)
        sums_yen[key] = sums_yen.get(key, 0) + line.amount_yen
    ordered = sorted(sums_yen.items(), key=lambda item: (-item[0][0], item[0][1] is not TaxCategory.STANDARD))
    return tuple(
        TaxGroup(rate_pct, category, taxable_yen, tax_of(taxable_yen, rate_pct, rounding))
        for (rate_pct, category), taxable_yen in ordered
    )


def due_date(rule: DueRule, month: Month) -> dt.date:
    """The day an invoice for `month` is to be paid."""
    pay_month = month.plus(rule.month_offset)
    last = calendar.monthrange(pay_month.year, pay_month.number)[1]
    return business_day(dt.date(pay_month.year, pay_month.number, min(rule.day, last)), rule.shift)


def business_day(day: dt.date, shift: DueShift) -> dt.date:
    """`day`, or the nearest day before or after it on which Japanese banks are open.

    Closed are weekends, national holidays, and 31 December to 3 January.
    Source: 銀行法施行令 5条.
    """
    if shift is DueShift.NONE:
        return day
    step = dt.timedelta(days=1 if shift is DueShift.NEXT else -1)
    while day.weekday() >= 5 or day in _bank_holidays(day.year):
        day += step
    return day


def invoice_number(pattern: str, seq: int, issue_date: dt.date) -> str:
    """The number a pattern such as `INV-{YYYY}-{SEQ:4}` gives: `INV-2026-0143`.

    Args:
        pattern: fixed text with `{YYYY}`, `{YY}`, `{MM}` of the issue date and exactly one `{SEQ}` or `{SEQ:digits}`;
            a longer count is never cut.
        seq: the count, at least 1.
        issue_date: the day of issue in Tokyo.

    Raises:
        InvalidInput: `number_pattern` for any other pattern, `too_small` for a count below 1.
    """
    if seq < 1:
        raise InvalidInput("seq", "too_small", least=1)
    return _SEQ.sub(lambda match: f"{seq:0{match[1] or 1}d}", counter_key(pattern, issue_date))


def counter_key(pattern: str, issue_date: dt.date) -> str:
    """Names the counter a number is drawn from: the pattern with only the count left open, `INV-2026-{SEQ:4}`.

    Counting anew whenever this changes can never give a number twice: `{YYYY}` restarts each year, no date never does.

    Raises:
        InvalidInput: `number_pattern`.
    """
    year = f"{issue_date.year:04d}"
    filled = pattern.replace("{YYYY}", year).replace("{YY}", year[2:]).replace("{MM}", f"{issue_date.month:02d}")
    if len(_SEQ.findall(filled)) != 1 or re.search(r"[{}]|[\x00-\x1f]", _SEQ.sub("", filled)):
        raise InvalidInput("number_pattern", "number_pattern", pattern=pattern)
    return filled


_SEQ = re.compile(r"\{SEQ(?::([1-9]))?\}")

REGISTRATION_FORMAT = "registration_number_format"
REGISTRATION_CHECK_DIGIT = "registration_number_check_digit"


def registration_number_problem(text: str) -> str | None:
    """What is wrong with a qualified-invoice registration number (T and 13 digits), or None.

    Returns:
        `registration_number_format`, to be refused, or `registration_number_check_digit`, only to be warned of: the
        digit is defined for corporate numbers, and it is not established for the numbers of sole proprietors.

    Source: 法人番号の指定に関する省令 2条. The first digit is 9 less the sum of the other twelve modulo 9, weighted
    1, 2, 1, 2 … from the right.
    """
    if not re.fullmatch(r"T[0-9]{13}", text):
        return REGISTRATION_FORMAT
    weighted = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(text[2:])))
    return None if int(text[1]) == 9 - weighted % 9 else REGISTRATION_CHECK_DIGIT


def _base_line(terms: Terms, month: Month) -> InvoiceLine:
    name = f"{format_ja(terms.included_min)}パッケージ" if terms.included_min else "基本料金"
    fee = Expense(f"{name}　{month.number}月分", 1, terms.base_fee_yen)
    return _line(LineKind.BASE_FEE, fee, Unit.SET, month)


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
    return terms.base_fee_yen + hourly_amount_yen(billed_min, terms.overage_yen_per_hour)


def _overage_line(terms: Terms, balance: MonthBalance, month: Month) -> InvoiceLine:
    minutes = balance.billed_overage_min
    return InvoiceLine(
        kind=LineKind.OVERAGE,
        text=f"超過　{month.number}月分（{format_ja(minutes)}）",
        quantity=minutes,
        unit=Unit.MINUTE,
        unit_price_yen=terms.overage_yen_per_hour,
        amount_yen=hourly_amount_yen(minutes, terms.overage_yen_per_hour),
        tax_rate_pct=tax_rate_pct(month.last_day),
        category=TaxCategory.STANDARD,
    )


def _line(kind: LineKind, charge: Expense, unit: Unit, month: Month) -> InvoiceLine:
    return InvoiceLine(
        kind=kind,
        text=charge.text,
        quantity=charge.quantity,
        unit=unit,
        unit_price_yen=charge.unit_price_yen,
        amount_yen=charge.quantity * charge.unit_price_yen,
        tax_rate_pct=tax_rate_pct(month.last_day, charge.category),
        category=charge.category,
    )


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("JP", years=year, categories=("public", "bank")))
