"""How long a contract runs: its length, its least, what happens at its end, and until when notice is given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.errors import Problem
from app.domain.terms.limits import LAST_DAY, broken, outside
from app.domain.worktime import Month, day_in, months_later

MOST_LENGTH, MOST_NOTICE, MOST_EARLY_DAYS = 60, 12, 60


class NoticeKind(StrEnum):
    """How the last day for notice is found.

    `none`: nothing is agreed, the contract may end with any month. `months`: so many months before the contract's last
    day. `day`: a day of the month, so many months before the contract's last one.
    """

    NONE = "none"
    MONTHS = "months"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Notice:
    """Until when the end of a contract has to be told.

    Attributes:
        kind: how the day is found.
        months: before the last day, or before the last month; 0 under `none`.
        day: of that month, 1 to 31, a day the month does not have is its last; 0 unless `kind` is `day`.

    Source: `day` says both published rules: HELP YOU and フジ子さん, by the end of the month before the last one
    (1 month, day 31); Genny, by the 15th of the month one wants to end with (0 months, day 15). メリービズ: 2 months.
    """

    kind: NoticeKind = NoticeKind.NONE
    months: int = 0
    day: int = 0

    def last_day(self, last_month: Month, ends_on: dt.date) -> dt.date | None:
        """The last day on which notice ends the contract with that month; None where nothing is agreed.

        Args:
            last_month: the contract's last month.
            ends_on: the last day of that month's period; where it is the last of its calendar month, so is the answer.
        """
        if self.kind is NoticeKind.NONE:
            return None
        if self.kind is NoticeKind.DAY:
            return day_in(last_month.plus(-self.months), self.day)
        return months_later(ends_on, -self.months)

    def problems(self) -> list[Problem]:
        """What is wrong with it; empty where nothing is."""
        is_day, is_none = self.kind is NoticeKind.DAY, self.kind is NoticeKind.NONE
        least = 1 if self.kind is NoticeKind.MONTHS else 0
        return [
            *outside("notice_months", self.months, least, 0 if is_none else MOST_NOTICE),
            *outside("notice_day", self.day, 1 if is_day else 0, LAST_DAY if is_day else 0),
        ]


@dataclass(frozen=True, slots=True)
class Duration:
    """The course of a contract in months; by default it runs until somebody ends it.

    Attributes:
        length_months: from its first month on; 0 for no end of its own.
        renewal_months: length of each renewal that comes by itself; 0 where the contract ends with its length.
        least_months: the contract ends by notice with its least-th month at the earliest; 0 for none.
        notice: until when notice is given.
        cooling_off_days: days from the first on in which it may still be called off; 0 for none.
        lower_days: days from the first on in which a smaller package may be chosen (LongerDays: 14); 0 for none.
        changes_at_renewal: whether another package begins with a renewal only (Selly).
        ends_with: the last month, where the end is settled: notice was given, or both sides agreed.
    """

    length_months: int = 0
    renewal_months: int = 0
    least_months: int = 0
    notice: Notice = field(default_factory=Notice)
    cooling_off_days: int = 0
    lower_days: int = 0
    changes_at_renewal: bool = False
    ends_with: Month | None = None

    def problems(self) -> list[Problem]:
        """What is wrong with it; empty where nothing is."""
        return [
            *outside("length_months", self.length_months, 0, MOST_LENGTH),
            *outside("renewal_months", self.renewal_months, 0, MOST_LENGTH),
            *broken(self.renewal_months > 0 and not self.length_months, "renewal_without_length", "renewal_months"),
            *outside("least_months", self.least_months, 0, MOST_LENGTH),
            *self.notice.problems(),
            *outside("cooling_off_days", self.cooling_off_days, 0, MOST_EARLY_DAYS),
            *outside("lower_days", self.lower_days, 0, MOST_EARLY_DAYS),
        ]
