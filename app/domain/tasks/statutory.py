"""By when a law asks for the yearly ones of the usual tasks.

A date is kept here as the last business day up to it. One that falls on a closed day moves on (国税通則法10条2項,
地方税法20条の5), and work planned for the day before is never late. Numbers are those of the catalogue.

- 19: the return of depreciable assets to the municipality, 31 January (地方税法383条).
- 20, 21: the corporate tax return and the accounts it rests on, two months after the business year (法人税法74条1項);
  the consumption tax return as well (消費税法45条1項). An extension that was granted (法人税法75条の2) is not in here.
- 29: the base report of social insurance, 10 July (健康保険法施行規則25条, 厚生年金保険法施行規則18条).
- 30: labour insurance, 40 days from 1 June: 10 July (労働保険徴収法15条, 19条).
- 33: the year-end adjustment, with the last pay of the year (所得税法190条): December.
- 34: statutory reports and withholding slips, 31 January (所得税法225条, 226条); wage reports (地方税法317条の6).
- 52: a yearly meeting of shareholders, whose record date holds for three months (会社法124条2項).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.opendays import DueShift
from app.domain.tasks.duedays import MONTHS_OF_YEAR, DueKind, DueRule


@dataclass(frozen=True, slots=True)
class StatutoryDate:
    """A date of every year.

    Attributes:
        month: of the calendar, 1 to 12; None where it is counted from the client's closing month.
        day: of that month; None for its end.
    """

    month: int | None = None
    day: int | None = None

    def rule(self, year: int) -> DueRule | None:
        """The rule that keeps it, counted from that year; None where the closing month has to be known."""
        return None if self.month is None else yearly(self.month, year, self.day)


AFTER_CLOSING = StatutoryDate()
STATUTORY_DATES: dict[int, StatutoryDate] = {
    19: StatutoryDate(1),
    20: AFTER_CLOSING,
    21: AFTER_CLOSING,
    29: StatutoryDate(7, 10),
    30: StatutoryDate(7, 10),
    33: StatutoryDate(12),
    34: StatutoryDate(1),
    52: AFTER_CLOSING,
}
"""Number of the catalogue -> by when; other usual tasks have no date of a law that is the same for everybody."""


def yearly(month: int, year: int, day: int | None = None) -> DueRule:
    """Every year in that month: on the last business day up to that day, or of the month."""
    since = dt.date(year, month, 1)
    if day is None:
        return DueRule(DueKind.END, every=MONTHS_OF_YEAR, since=since)
    return DueRule(DueKind.DAY, day, DueShift.PREVIOUS, MONTHS_OF_YEAR, since)


def month_of_year(rule: DueRule | None) -> int | None:
    """The month at whose end a rule is due once a year; None of any other rule."""
    is_yearly = rule is not None and rule.kind is DueKind.END and rule.every == MONTHS_OF_YEAR
    return rule.since.month if is_yearly and rule is not None and rule.since else None


def closing_before(month: int, months_after: int) -> int:
    """The closing month, 1 to 12, that a month comes so many months after."""
    return (month - 1 - months_after) % MONTHS_OF_YEAR + 1
