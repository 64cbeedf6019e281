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
class Bill:
    """The invoice of a closed month: what it charges for overage, which entries it still bills, what was taken back."""

    public_id: str
    overage_min: int
    overage_yen: int
    live: dict[str, int]
    is_issued: bool = False
    is_credited: bool = False
    reopened_min: int = 0
    credited_yen: int = 0

    def credit(self, entries: list[str]) -> tuple[int, int, int]:
        """Minutes that come back to the package, yen before tax, and tax; what was above the package comes first."""
        before, yen = self.reopened_min, self.credited_yen
        for entry in entries:
            self.reopened_min += self.live.pop(entry)
        above = min(self.reopened_min, self.overage_min) - min(before, self.overage_min)
        if self.overage_min:
            share = min(self.reopened_min, self.overage_min)
            self.credited_yen = self.overage_yen * share // self.overage_min
        self.is_credited = True
        tax = self.credited_yen // 10 - yen // 10
        return self.reopened_min - before - above, self.credited_yen - yen, tax


@dataclass
class Sheet:
    """One month of one company; bought minutes are used last and never expire, what credits gave back is the fee's."""

    carried_in_min: int = 0
    bought_in_min: int = 0
    bought_min: int = 0
    given_min: int = 0
    entries: list[tuple[str, int]] = field(default_factory=list)
    is_begun: bool = False
    is_closed: bool = False
    carried_out_min: int = 0
    expired_min: int = 0
    overage_min: int = 0

    @property
    def used_min(self) -> int:
        return sum(minutes for _entry, minutes in self.entries)

    def billed(self) -> dict[str, int]:
        """Entries that count, and their minutes."""
        found: dict[str, int] = {}
        for entry, minutes in self.entries:
            found[entry] = found.get(entry, 0) + minutes
        return {entry: minutes for entry, minutes in found.items() if minutes}


@dataclass
class Account:
    """One company: its deal and its months."""

    deal: Deal
    first: YearMonth
    sheets: dict[YearMonth, Sheet] = field(default_factory=dict)
    bills: dict[YearMonth, Bill] = field(default_factory=dict)

    def sheet(self, month: YearMonth) -> Sheet:
        return self.sheets.setdefault(month, Sheet())

    def room_min(self, month: YearMonth) -> int | None:
        """Minutes that may still be logged; None for any number."""
        if self.deal.consent_min is None:
            return None
        return max(0, self.have_min(month) - self.sheet(month).used_min + self.deal.consent_min)

    def have_min(self, month: YearMonth) -> int:
        """All minutes of the month, whatever they came from."""
        sheet = self.sheet(month)
        own = self.deal.included_min + sheet.given_min
        return own + sheet.carried_in_min + sheet.bought_in_min + sheet.bought_min

    def lacks_consent(self, month: YearMonth) -> bool:
        """Whether more was worked than is agreed to, as a credit note that charges again may bring about."""
        over = self.sheet(month).used_min - self.have_min(month)
        return self.deal.consent_min is not None and over > self.deal.consent_min

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

    def close(self, month: YearMonth) -> tuple[int, int]:
        """What the month comes to in yen before tax, and the part of it for overage; unused minutes go on or expire."""
        sheet, deal = self.sheet(month), self.deal
        sheet.overage_min = max(0, sheet.used_min - self.have_min(month))
        own, brought = deal.included_min + sheet.given_min, sheet.carried_in_min
        to_draw = sheet.used_min - sheet.overage_min
        first, second = (brought, own) if deal.carried_first else (own, brought)
        first_left = max(0, first - to_draw)
        second_left = max(0, second - max(0, to_draw - first))
        own_left, brought_left = (second_left, first_left) if deal.carried_first else (first_left, second_left)
        bought_left = sheet.bought_in_min + sheet.bought_min - max(0, to_draw - own - brought)
        following = self.sheet(after(month))
        following.carried_in_min, following.bought_in_min = (own_left if deal.is_carried else 0), bought_left
        sheet.carried_out_min = following.carried_in_min + bought_left
        sheet.expired_min = brought_left + (0 if deal.is_carried else own_left)
        sheet.is_begun = sheet.is_closed = True
        steps = -(-sheet.overage_min // deal.step_min)
        overage_yen = steps * deal.step_min * deal.hour_yen // 60
        return deal.fee_yen + overage_yen + sheet.bought_min * deal.hour_yen // 60, overage_yen


def after(month: YearMonth) -> YearMonth:
    """The month after."""
    year, number = month
    return (year + 1, 1) if number == 12 else (year, number + 1)
