"""What an invoice is made of: charges, sums by tax rate, the whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import InvalidInput
from app.domain.worktime import Month


class TaxCategory(StrEnum):
    """Which consumption tax a line bears."""

    STANDARD = "standard"
    REDUCED = "reduced"
    EXEMPT = "exempt"


class LineKind(StrEnum):
    """What a line charges for.

    `apart` is work beside the package, `surcharge` the dearer part of an evening or a holiday, `carry_fee` the price of
    carrying minutes on.
    """

    SET_UP = "set_up"
    BASE_FEE = "base_fee"
    METERED = "metered"
    MANAGEMENT = "management"
    OVERAGE = "overage"
    TOP_UP = "top_up"
    APART = "apart"
    SURCHARGE = "surcharge"
    CARRY_FEE = "carry_fee"
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


def expense_text(description: str, paid_on: dt.date | None, receipt_no: str) -> str:
    """What an expense is called on the invoice: with the day and the number of its receipt where they are known."""
    day = f"{paid_on.year}年{paid_on.month}月{paid_on.day}日" if paid_on else ""
    proof = "・".join(part for part in (day, f"領収書{receipt_no}" if receipt_no else "") if part)
    return f"{description}（{proof}）" if proof else description


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


class SummedByRate:
    """What has its sums by rate has these sums too."""

    __slots__ = ()
    tax_groups: tuple[TaxGroup, ...]

    @property
    def subtotal_yen(self) -> int:
        """Without tax."""
        return sum(group.taxable_yen for group in self.tax_groups)

    @property
    def tax_yen(self) -> int:
        """All tax."""
        return sum(group.tax_yen for group in self.tax_groups)

    @property
    def total_yen(self) -> int:
        """With tax."""
        return self.subtotal_yen + self.tax_yen


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """What a month is charged, before it has a number; no lines when there is nothing to bill."""

    month: Month
    lines: tuple[InvoiceLine, ...]
    tax_groups: tuple[TaxGroup, ...]
    subtotal_yen: int
    tax_yen: int
    total_yen: int
