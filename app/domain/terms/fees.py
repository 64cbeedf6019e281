"""What a month costs before any overage: the fee with its minutes, or hours metered from the first minute."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Problem
from app.domain.terms.limits import MOST_HOURLY_YEN, MOST_MIN, MOST_YEN, broken, outside

MOST_MONTHS_AHEAD = 2


class FirstMonth(StrEnum):
    """What a contract pays that begins within a period: the whole, a part by days, or periods of its own."""

    WHOLE = "whole"
    DAILY = "daily"
    ANNIVERSARY = "anniversary"


@dataclass(frozen=True, slots=True)
class Fee:
    """The base fee, all yen without tax.

    Attributes:
        base_yen: each month's fee, at least 0.
        included_min: minutes the fee buys each month; 0 where hours are metered.
        metered_yen_per_hour: price of every hour worked; only without a package.
        least_billed_min: metered minutes billed at least, worked or not.
        set_up_yen: once, on the invoice of the contract's first month.
        management_pct: on base fee and metered hours together, in whole percent.
        months_ahead: how many months after the month that is closed its invoice charges the fee for: 0 in arrears, 1
            the following month, 2 the one after (My Assistant: the invoice of October has September's overage and
            November's fee).
        first_month: what is paid for a first month that is not whole.
        begins_on: the contract's first day, where it is not the first of a period; minutes are granted in proportion
            to the fee under `daily`.
        is_prepaid: whether a month's fee is paid before its work may be charged to the package (BizWorkers, Virtually
            Your PA).
    """

    base_yen: int = 0
    included_min: int = 0
    metered_yen_per_hour: int = 0
    least_billed_min: int = 0
    set_up_yen: int = 0
    management_pct: int = 0
    months_ahead: int = 0
    first_month: FirstMonth = FirstMonth.WHOLE
    begins_on: dt.date | None = None
    is_prepaid: bool = False

    @property
    def is_metered(self) -> bool:
        """Whether every minute worked is charged, and there is no package."""
        return self.metered_yen_per_hour > 0

    def problems(self) -> list[Problem]:
        """What is wrong with it; empty where nothing is."""
        return [
            *outside("base_fee_yen", self.base_yen, 0, MOST_YEN),
            *outside("included_min", self.included_min, 0, MOST_MIN),
            *outside("metered_yen_per_hour", self.metered_yen_per_hour, 0, MOST_HOURLY_YEN),
            *outside("least_billed_min", self.least_billed_min, 0, MOST_MIN),
            *outside("set_up_yen", self.set_up_yen, 0, MOST_YEN),
            *outside("management_pct", self.management_pct, 0, 100),
            *outside("months_ahead", self.months_ahead, 0, MOST_MONTHS_AHEAD),
            *broken(self.is_metered and self.included_min > 0, "metered_with_package", "metered_yen_per_hour"),
            *broken(self.is_prepaid and self.base_yen == 0, "prepaid_without_fee", "is_prepaid"),
            *broken(self.least_billed_min > 0 and not self.is_metered, "least_without_metered", "least_billed_min"),
            *broken(
                self.first_month is not FirstMonth.WHOLE and self.begins_on is None, "first_day_missing", "begins_on"
            ),
        ]
