"""What becomes of minutes that are left: whether, how long and how many of them are carried, and at what fee."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Problem
from app.domain.terms.limits import MOST_HOURLY_YEN, MOST_MIN, broken, outside
from app.domain.worktime import months_later

MOST_MONTHS, MOST_DAYS = 36, 1_000
#: The expiry of minutes that never expire.
NEVER = dt.date(9999, 12, 31)


class CarryOver(StrEnum):
    """How long minutes of a package may be used."""

    NONE = "none"
    FIRST_MONTH = "first_month"
    NEXT_MONTH = "next_month"
    MONTHS = "months"
    DAYS = "days"
    UNLIMITED = "unlimited"


class Consume(StrEnum):
    """Which minutes work draws on first. Services differ: both orders are published."""

    CARRIED_FIRST = "carried_first"
    BASE_FIRST = "base_first"


@dataclass(frozen=True, slots=True)
class Carry:
    """The carry-over.

    Attributes:
        over: how long minutes live: their own month, the first month of the contract until the end of the second, the
            next month, `life` months more, `life` days from the first day of the period, or for ever.
        life: months under `months`, days under `days`, otherwise 0.
        cap_pct: most minutes carried out of a month, in percent of the month's package; None for no such cap.
        cap_min: most minutes carried out of a month; None for no such cap. Topped-up minutes are under no cap.
        above_min: only packages of more than these minutes carry anything (AQL: plans of more than 40 hours).
        fee_yen_per_hour: for an hour carried out of its own month, without tax (CASTER BIZ: 500).
        consume: what work draws on first; among carried minutes those that expire first.
        owes: whether minutes above the package are owed to the next month instead of being overage (Productive).
    """

    over: CarryOver = CarryOver.NONE
    life: int = 0
    cap_pct: int | None = None
    cap_min: int | None = None
    above_min: int = 0
    fee_yen_per_hour: int = 0
    consume: Consume = Consume.CARRIED_FIRST
    owes: bool = False

    def problems(self) -> list[Problem]:
        """What is wrong with it; empty where nothing is."""
        longest = {CarryOver.MONTHS: MOST_MONTHS, CarryOver.DAYS: MOST_DAYS}.get(self.over, 0)
        return [
            *outside("carry_life", self.life, 1 if longest else 0, longest),
            *outside("carry_cap_pct", self.cap_pct, 0, 100),
            *outside("carry_cap_min", self.cap_min, 0, MOST_MIN),
            *broken(self.cap_pct is not None and self.cap_min is not None, "one_cap_only", "carry_cap_min"),
            *outside("carry_above_min", self.above_min, 0, MOST_MIN),
            *outside("carry_fee_yen_per_hour", self.fee_yen_per_hour, 0, MOST_HOURLY_YEN),
        ]

    def last_day(self, first_day: dt.date, period_end: dt.date, *, is_first_month: bool) -> dt.date:
        """The last day on which minutes granted for a period may be used, never before its first day.

        Args:
            first_day: the period's first day.
            period_end: its last day.
            is_first_month: whether it is the contract's first.
        """
        if self.over is CarryOver.UNLIMITED:
            return NEVER
        if self.over is CarryOver.DAYS:
            return first_day + dt.timedelta(days=self.life - 1)
        months = {CarryOver.NEXT_MONTH: 1, CarryOver.MONTHS: self.life, CarryOver.FIRST_MONTH: int(is_first_month)}
        return months_later(period_end, months.get(self.over, 0))
