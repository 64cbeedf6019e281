"""What an assistant is paid by the hour: dated terms, a month's fee, the day it is paid, whether tax is held back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import InvalidInput, NoFeeTerms, PaidTooLate
from app.domain.invoicing import tax_rate_pct
from app.domain.money import TaxRounding
from app.domain.opendays import DueShift, business_day
from app.domain.statements import Pay, StatementLine, last_pay_date, pay_of
from app.domain.worktime import Month, day_in

MOST_FEE_YEN = 1_000_000
#: Months looked ahead for one whose pay day would come too late: every length of a month, with a leap year among them.
MONTHS_AHEAD = 48


class FeeCategory(StrEnum):
    """What the contract is about. Income tax is held back only for what the law lists.

    Source: 所得税法 204条 1項; clerical work, data entry and secretarial work are not on the list.
    """

    CLERICAL = "clerical"
    WRITING = "writing"
    TRANSLATION = "translation"
    DESIGN = "design"
    PHOTOGRAPHY = "photography"
    LECTURE = "lecture"
    PROFESSIONAL = "professional"

    @property
    def withholds(self) -> bool:
        """Whether income tax is held back from a person's fee."""
        return self is not FeeCategory.CLERICAL


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """What an assistant is paid from one month on, until the next terms begin.

    Attributes:
        valid_from: first month they hold for.
        fee_yen_per_hour: without consumption tax, 0 to 1,000,000.
        category: what the contract is about.
        pay_month_offset: months after the month of work, 0 to 3.
        pay_day: day of that month, 1 to 31; a day the month does not have is its last day.
    """

    valid_from: Month
    fee_yen_per_hour: int
    category: FeeCategory = FeeCategory.CLERICAL
    pay_month_offset: int = 1
    pay_day: int = 31

    def __post_init__(self) -> None:
        if not 0 <= self.fee_yen_per_hour <= MOST_FEE_YEN:
            raise InvalidInput("fee_yen_per_hour", "out_of_range", least=0, most=MOST_FEE_YEN)
        if not 0 <= self.pay_month_offset <= 3:
            raise InvalidInput("pay_month_offset", "out_of_range", least=0, most=3)
        if not 1 <= self.pay_day <= 31:
            raise InvalidInput("pay_day", "out_of_range", least=1, most=31)


@dataclass(frozen=True, slots=True)
class Worked:
    """Minutes an assistant worked on a task of a client in a month; negative where more was taken back."""

    client: str
    task: str
    minutes: int


def fee_terms_for(series: Iterable[FeeTerms], month: Month) -> FeeTerms:
    """The terms that hold in the month: those that began last.

    Raises:
        NoFeeTerms: none does.
    """
    begun = [terms for terms in series if terms.valid_from <= month]
    if not begun:
        raise NoFeeTerms(month=str(month))
    return max(begun, key=lambda terms: terms.valid_from)


def pay_date(terms: FeeTerms, month: Month) -> dt.date:
    """The day work of the month is due to be paid on (支払期日)."""
    return day_in(month.plus(terms.pay_month_offset), terms.pay_day)


def transfer_date(terms: FeeTerms, month: Month) -> dt.date:
    """The day the money is sent: the day it is due, or the last day before it on which banks are open.

    Source: フリーランス法 4条: paid by the day that is due. Where banks are closed on it, two days later at most are
    allowed, and only to those who agreed on that in writing before (公正取引委員会, on the same article). Earlier needs
    no agreement.
    """
    return business_day(pay_date(terms, month), DueShift.PREVIOUS)


def is_in_time(terms: FeeTerms, month: Month) -> bool:
    """Whether the pay day is within 60 days of the month's end, which is the first of them.

    Source: フリーランス法 4条 1項; work billed by the month counts as received at its end.
    """
    return pay_date(terms, month) <= last_pay_date(month.last_day)


def refuse_late(terms: FeeTerms) -> None:
    """Nothing, if the terms pay every month in time.

    Raises:
        PaidTooLate: a month would be paid later than the law allows; it is named.
    """
    for ahead in range(MONTHS_AHEAD):
        month = terms.valid_from.plus(ahead)
        if not is_in_time(terms, month):
            last = last_pay_date(month.last_day)
            raise PaidTooLate("pay_day", month=str(month), last=last.isoformat())


def fee_lines(worked: Sequence[Worked], fee_yen_per_hour: int) -> tuple[StatementLine, ...]:
    """The fee task by task, in the order given; a fraction of a yen is dropped once, from the month's sum."""
    found, minutes, fee_yen = [], 0, 0
    for each in worked:
        minutes += each.minutes
        so_far_yen = minutes * fee_yen_per_hour // 60
        found.append(StatementLine(each.client, each.task, each.minutes, so_far_yen - fee_yen))
        fee_yen = so_far_yen
    return tuple(found)


def month_pay(lines: Sequence[StatementLine], terms: FeeTerms, month: Month, *, is_registered: bool) -> Pay:
    """The month's sums. Who issues qualified invoices is paid consumption tax on top; to others the fee is the whole.

    Args:
        lines: of the month.
        terms: that hold in it.
        month: its last day decides the rate.
        is_registered: whether the assistant has a registration number.
    """
    return pay_of(
        max(0, sum(line.fee_yen for line in lines)),
        tax_rate_pct=tax_rate_pct(month.last_day) if is_registered else 0,
        rounding=TaxRounding.DOWN,
        withholds=terms.category.withholds,
    )
