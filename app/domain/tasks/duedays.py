"""By which day of every month a recurring task is due, on days on which Japanese banks and offices are open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import InvalidInput
from app.domain.opendays import DueShift, business_day, nth_business_day
from app.domain.worktime import Month

MOST_BUSINESS_DAYS, MOST_DAYS = 20, 31


class DueKind(StrEnum):
    """How the day is found.

    `END`: the month's last business day. `BUSINESS`: its nth business day. `DAY`: a day of the month, moved where it is
    no business day.
    """

    END = "end"
    BUSINESS = "business"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class DueRule:
    """The rule of a task; `number` is 0 for the month's end, `shift` counts for a day of the month alone.

    Raises:
        InvalidInput: a number that no month has.
    """

    kind: DueKind
    number: int = 0
    shift: DueShift = DueShift.PREVIOUS

    def __post_init__(self) -> None:
        most = {DueKind.END: 0, DueKind.BUSINESS: MOST_BUSINESS_DAYS, DueKind.DAY: MOST_DAYS}[self.kind]
        least = 0 if self.kind is DueKind.END else 1
        if not least <= self.number <= most:
            raise InvalidInput("number", "out_of_range", least=least, most=most)

    def day_in(self, month: Month) -> dt.date:
        """The day in that month; it never leaves it: where it would be moved out, it moves the other way."""
        if self.kind is DueKind.BUSINESS:
            return nth_business_day(month, self.number)
        if self.kind is DueKind.END:
            return business_day(month.last_day, DueShift.PREVIOUS)
        day = month.first_day.replace(day=min(self.number, month.last_day.day))
        moved = business_day(day, self.shift)
        if Month.of(moved) == month:
            return moved
        return business_day(day, DueShift.PREVIOUS if self.shift is DueShift.NEXT else DueShift.NEXT)
