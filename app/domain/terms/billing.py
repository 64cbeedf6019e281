"""The days of a contract: when its period closes, when its invoice is issued, when that is to be paid."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.errors import InvalidInput, Problem
from app.domain.money import TaxRounding
from app.domain.opendays import DueShift
from app.domain.terms.limits import LAST_DAY, outside
from app.domain.worktime import Month, day_in

MOST_MONTHS_LATER, MOST_DAYS_AFTER, MOST_BUSINESS_DAY, MOST_QUESTION_DAYS = 3, 120, 20, 120


@dataclass(frozen=True, slots=True)
class DueRule:
    """When an invoice for a month is to be paid; by default at the end of the following month.

    Attributes:
        month_offset: months after the month of service, at least 0.
        day: day of that month, 1 to 31; a day the month does not have is its last day.
        shift: what happens when banks are closed on that day.
        days_after_issue: days after the issue instead (Virtually Your PA: 7 for extras); None for a day of a month.
    """

    month_offset: int = 1
    day: int = LAST_DAY
    shift: DueShift = DueShift.NONE
    days_after_issue: int | None = None

    def __post_init__(self) -> None:
        for problem in self.problems():
            raise InvalidInput(problem.field or "due_day", problem.code, **problem.params)

    def problems(self) -> list[Problem]:
        """What is wrong with it; empty where nothing is."""
        found = [] if self.month_offset >= 0 else outside("due_month_offset", self.month_offset, 0, MOST_MONTHS_LATER)
        if not 1 <= self.day <= LAST_DAY:
            found.append(Problem("out_of_range", "due_day", params={"least": 1, "most": LAST_DAY}))
        return [*found, *outside("due_days_after_issue", self.days_after_issue, 0, MOST_DAYS_AFTER)]


class IssueKind(StrEnum):
    """How the day of issue is found: whenever somebody issues, a day of the month, or its nth business day."""

    ANY_DAY = "any_day"
    CALENDAR_DAY = "calendar_day"
    BUSINESS_DAY = "business_day"


@dataclass(frozen=True, slots=True)
class IssueRule:
    """When an invoice is issued, in the month after the one that was closed (Bizmow: about the 4th business day).

    Attributes:
        kind: how the day is found.
        day: 1 to 31 of the month, or 1 to 20 of its business days; 0 under `any_day`.
    """

    kind: IssueKind = IssueKind.ANY_DAY
    day: int = 0

    def problems(self) -> list[Problem]:
        """What is wrong with it; empty where nothing is."""
        most = {IssueKind.ANY_DAY: 0, IssueKind.CALENDAR_DAY: LAST_DAY, IssueKind.BUSINESS_DAY: MOST_BUSINESS_DAY}
        return outside("issue_day", self.day, 0 if self.kind is IssueKind.ANY_DAY else 1, most[self.kind])


@dataclass(frozen=True, slots=True)
class Billing:
    """The contract's days, and how its tax is rounded.

    Attributes:
        closing_day: last day of a period, 1 to 31; a day the month does not have is its last day. The period that ends
            in a month is that month's: with 20, September is 21 August to 20 September.
        issue: when the invoice is issued.
        due: when it is to be paid.
        tax_rounding: the method printed on the client's invoices.
        question_days: days after issue in which the client may question a line; None for no limit.
    """

    closing_day: int = LAST_DAY
    issue: IssueRule = field(default_factory=IssueRule)
    due: DueRule = field(default_factory=DueRule)
    tax_rounding: TaxRounding = TaxRounding.DOWN
    question_days: int | None = None

    def period(self, month: Month) -> tuple[dt.date, dt.date]:
        """First and last day of the month's period."""
        before = day_in(month.previous(), self.closing_day)
        return before + dt.timedelta(days=1), day_in(month, self.closing_day)

    def problems(self) -> list[Problem]:
        """What is wrong with it; empty where nothing is."""
        return [
            *outside("closing_day", self.closing_day, 1, LAST_DAY),
            *self.issue.problems(),
            *self.due.problems(),
            *outside("question_days", self.question_days, 1, MOST_QUESTION_DAYS),
        ]
