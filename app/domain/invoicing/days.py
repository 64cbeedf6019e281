"""The days of an invoice: when it is issued, when it is to be paid."""

from __future__ import annotations

import datetime as dt

from app.domain.opendays import DueShift, business_day, nth_business_day
from app.domain.terms.billing import DueRule, IssueKind, IssueRule
from app.domain.worktime import Month, day_in


def due_date(rule: DueRule, month: Month, issued_on: dt.date | None = None) -> dt.date:
    """The day an invoice for `month` is to be paid.

    Args:
        rule: the contract's.
        month: of service.
        issued_on: the day of issue, for a rule that counts from it; until it is known, the day after the month's last.
    """
    if rule.days_after_issue is not None:
        issued = issued_on or month.next().first_day
        return business_day(issued + dt.timedelta(days=rule.days_after_issue), rule.shift)
    return business_day(day_in(month.plus(rule.month_offset), rule.day), rule.shift)


def open_due_date(due: dt.date, month: Month, issued_on: dt.date) -> dt.date:
    """The day by which an invoice is to be paid that is issued on that day: its due date, unless that has passed.

    What is issued late, or in place of a void invoice, leaves as many days from its issue as an invoice issued on the
    first day after its month would have had, and ends on a day on which banks work.
    """
    if due >= issued_on:
        return due
    return business_day(issued_on + (due - month.next().first_day), DueShift.NEXT)


def issue_date(rule: IssueRule, month: Month) -> dt.date | None:
    """The day the invoice of `month` is issued, in the month after it; None where the contract names none."""
    following = month.next()
    if rule.kind is IssueKind.CALENDAR_DAY:
        return day_in(following, rule.day)
    return nth_business_day(following, rule.day) if rule.kind is IssueKind.BUSINESS_DAY else None
