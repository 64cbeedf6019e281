"""The hour ledger as a person would keep it on paper, in plain Python and nothing of the app."""

from __future__ import annotations

from dataclasses import dataclass, field

YearMonth = tuple[int, int]
DAY_MIN = 1440


@dataclass(frozen=True)
class Deal:
    """What a company agreed to; all of it begins in the same month."""

    included_min: int
    fee_yen: int
    hour_yen: int
    step_min: int
    is_carried: bool
    carried_first: bool
    consent_min: int | None


@dataclass
class Sheet:
    """One month of one company."""

    carried_in_min: int = 0
    entries: list[tuple[str, int]] = field(default_factory=list)
    is_begun: bool = False
    is_closed: bool = False
    carried_out_min: int = 0
    expired_min: int = 0
    overage_min: int = 0

    @property
    def used_min(self) -> int:
        return sum(minutes for _entry, minutes in self.entries)


@dataclass
class Account:
    """One company: its deal and its months."""

    deal: Deal
    first: YearMonth
    sheets: dict[YearMonth, Sheet] = field(default_factory=dict)

    def sheet(self, month: YearMonth) -> Sheet:
        return self.sheets.setdefault(month, Sheet())

    def room_min(self, month: YearMonth) -> int | None:
        """Minutes that may still be logged; None for any number."""
        if self.deal.consent_min is None:
            return None
        sheet = self.sheet(month)
        return max(0, self.deal.included_min + sheet.carried_in_min - sheet.used_min + self.deal.consent_min)

    def open_month(self, month: YearMonth) -> YearMonth:
        """The month work counts in: its own, or the first after it that is not closed."""
        while self.sheet(month).is_closed:
            month = after(month)
        return month

    def earlier_open(self, month: YearMonth) -> bool:
        """Whether a month since the first is not closed."""
        at = self.first
        while at < month:
            if not self.sheet(at).is_closed:
                return True
            at = after(at)
        return False

    def close(self, month: YearMonth) -> int:
        """What the month comes to in yen before tax; unused minutes go on or expire."""
        sheet, deal = self.sheet(month), self.deal
        have = deal.included_min + sheet.carried_in_min
        sheet.overage_min = max(0, sheet.used_min - have)
        drawn = min(sheet.used_min, have)
        if deal.carried_first:
            base_left = deal.included_min - max(0, drawn - sheet.carried_in_min)
        else:
            base_left = deal.included_min - min(drawn, deal.included_min)
        sheet.carried_out_min = base_left if deal.is_carried else 0
        sheet.expired_min = have - drawn - sheet.carried_out_min
        sheet.is_begun = sheet.is_closed = True
        self.sheet(after(month)).carried_in_min = sheet.carried_out_min
        steps = -(-sheet.overage_min // deal.step_min)
        return deal.fee_yen + steps * deal.step_min * deal.hour_yen // 60


def after(month: YearMonth) -> YearMonth:
    """The month after."""
    year, number = month
    return (year + 1, 1) if number == 12 else (year, number + 1)
