"""A contract as a dated series of terms: which hold in a month, which days its period has, what is not closed yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from app.domain.errors import NoTerms, Problem
from app.domain.terms import Terms
from app.domain.terms.course import is_over
from app.domain.terms.fees import FirstMonth
from app.domain.worktime import Month


def terms_for(terms_series: Iterable[Terms], month: Month) -> Terms:
    """The terms that hold in `month`: those that began last, whatever the order given.

    Raises:
        NoTerms: the contract begins later, or there is none.
    """
    begun = [terms for terms in terms_series if terms.valid_from <= month]
    if not begun:
        raise NoTerms(month=str(month))
    return max(begun, key=lambda terms: terms.valid_from)


def first_month(terms_series: Iterable[Terms]) -> Month:
    """The contract's first month.

    Raises:
        NoTerms: there is no contract.
    """
    begins = [terms.valid_from for terms in terms_series]
    if not begins:
        raise NoTerms
    return min(begins)


def first_unclosed(terms_series: Iterable[Terms], closed: Collection[Month], before: Month) -> Month | None:
    """The first month under contract before that one that is not closed, begun or not; None where there is none.

    Args:
        terms_series: every terms of the client, whatever the order given.
        closed: the client's closed months.
        before: the month that can only be closed after all of them.
    """
    month = min((terms.valid_from for terms in terms_series), default=before)
    while month < before:
        if month not in closed:
            return month
        month = month.next()
    return None


def period_of(terms_series: Sequence[Terms], month: Month) -> tuple[dt.date, dt.date]:
    """First and last day of a month's period, both under contract; periods follow each other without gap or overlap.

    A closing day that changes makes one longer or shorter period: it begins after the last one ended, and the
    contract's first period begins with the contract.

    Raises:
        NoTerms: no contract covers the month.
    """
    terms = terms_for(terms_series, month)
    first_day, last_day = terms.billing.period(month)
    begins = first_month(terms_series)
    if month > begins:
        return _day_after(terms_for(terms_series, month.previous()).billing.period(month.previous())[1]), last_day
    begins_on = terms.fee.begins_on
    return begins_on if begins_on and first_day < begins_on <= last_day else first_day, last_day


def odd_period(terms_series: Sequence[Terms], month: Month) -> tuple[int, int] | None:
    """Days of a period that a new closing day made shorter or longer, and those of a usual one; None of any other.

    Its hours and its fee are whole all the same: only a contract's first month can be paid for by the day.

    Raises:
        NoTerms: no contract covers the month.
    """
    if month == first_month(terms_series):
        return None
    first_day, last_day = period_of(terms_series, month)
    usual_first_day, _last_day = terms_for(terms_series, month).billing.period(month)
    if first_day == usual_first_day:
        return None
    return (last_day - first_day).days + 1, (last_day - usual_first_day).days + 1


def month_of(terms_series: Sequence[Terms], day: dt.date) -> Month:
    """The month in whose period the day lies: whoever books hours asks this, and nothing else decides it.

    Raises:
        NoTerms: the contract begins after the day.
    """
    month = max(Month.of(day), first_month(terms_series))
    if day > period_of(terms_series, month)[1]:
        month = month.next()
    if day < period_of(terms_series, month)[0]:
        raise NoTerms(month=str(Month.of(day)))
    return month


def granted_in(terms_series: Sequence[Terms], month: Month) -> int:
    """Minutes a month begins with: those of its terms, of a first month paid by the day the same part of them.

    None once the contract is over.

    Raises:
        NoTerms: no contract covers the month.
    """
    terms = terms_for(terms_series, month)
    days, whole_days = _days(terms_series, month)
    return 0 if is_over(terms_series, month) else terms.fee.included_min * days // whole_days


def fee_in_yen(terms_series: Sequence[Terms], month: Month) -> int:
    """A month's base fee without tax, 0 after the contract's end; by days a fraction of a yen is dropped.

    Raises:
        NoTerms: no contract covers the month.

    Source: iine-ai.com, 30,000 a month from the 21st of 30 days on is 10,000.
    """
    terms = terms_for(terms_series, month)
    days, whole_days = _days(terms_series, month)
    return 0 if is_over(terms_series, month) else terms.fee.base_yen * days // whole_days


def fee_months(terms_series: Sequence[Terms], month: Month) -> list[Month]:
    """The months whose base fee is on the invoice of `month`: every month of a contract is on one invoice exactly once.

    A fee in advance leaves the first invoice with the months that no earlier one could charge. Where terms begin that
    charge less far ahead, invoices have no fee until the months charged before are over.

    Raises:
        NoTerms: no contract covers the month.
    """
    begins = first_month(terms_series)
    start = begins if month == begins else charged_until(terms_series, month.previous()).next()
    stop = charged_until(terms_series, month)
    found = []
    while start <= stop:
        found.append(start)
        start = start.next()
    return found


def charged_until(terms_series: Sequence[Terms], month: Month) -> Month:
    """The last month whose fee is charged once the invoice of `month` is made."""
    begins = first_month(terms_series)
    reached = begins.previous()
    each = begins
    while each <= month:
        reached = max(reached, each.plus(terms_for(terms_series, each).fee.months_ahead))
        each = each.next()
    return reached


def start_problems(terms: Terms) -> list[Problem]:
    """What is wrong with terms as a contract's first; its first day lies in its first period."""
    first_day, last_day = terms.billing.period(terms.valid_from)
    begins_on = terms.fee.begins_on
    if begins_on is None or first_day <= begins_on <= last_day:
        return []
    return [
        Problem(
            "begins_outside",
            "begins_on",
            params={"first_day": first_day.isoformat(), "last_day": last_day.isoformat()},
        )
    ]


def _days(terms_series: Sequence[Terms], month: Month) -> tuple[int, int]:
    """Days of the month's period under contract, and the days its fee is for."""
    first_day, last_day = period_of(terms_series, month)
    terms = terms_for(terms_series, month)
    if month != first_month(terms_series) or terms.fee.first_month is not FirstMonth.DAILY:
        return 1, 1
    whole_first_day, _last_day = terms.billing.period(month)
    return (last_day - first_day).days + 1, (last_day - whole_first_day).days + 1


def _day_after(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)
