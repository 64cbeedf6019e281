"""What becomes of a month's package if work goes on as it does, or as it is planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.opendays import is_bank_day
from app.domain.packages.settlement import MonthFacts, as_if_consented, settle
from app.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class Forecast:
    """The end of a month as it is expected.

    Attributes:
        runs_out_on: the day on which nothing is left, past or to come; None where the package lasts.
        used_min: minutes worked by the end of the period.
        expiring_min: minutes that end with it, of all lots.
        carried_min: minutes that go on.
        overage_min: minutes above the package.
    """

    runs_out_on: dt.date | None
    used_min: int
    expiring_min: int
    carried_min: int
    overage_min: int


def forecast(terms: Terms, facts: MonthFacts, future: Mapping[dt.date, int]) -> Forecast:
    """The month's end if these minutes are worked beside those recorded.

    Args:
        terms: the month's terms; whoever has to consent is taken to do so.
        facts: the month so far.
        future: minutes by day, each at least 0.
    """
    days = {day: facts.used.get(day, 0) + future.get(day, 0) for day in facts.used.keys() | future.keys()}
    expected = replace(facts, used=days)
    balance = settle(as_if_consented(terms), expected).balance
    return Forecast(
        _runs_out_on(facts.available_min + facts.used_min, days, facts.period[0]),
        balance.used_min,
        balance.expired_min,
        balance.carried_out_min,
        balance.overage_min + balance.owed_out_min,
    )


def at_pace(facts: MonthFacts, today: dt.date) -> dict[dt.date, int]:
    """Minutes by day from tomorrow on, as many a business day as were worked on average on those until today.

    A fraction of a minute is spread over the days. Nothing, once the period is over or before its first business day.
    """
    first_day, last_day = facts.period
    passed = len(_business_days(first_day, min(today, last_day)))
    worked_min = sum(minutes for day, minutes in facts.used.items() if day <= today)
    if not passed or worked_min <= 0:
        return {}
    coming = _business_days(max(first_day, today + dt.timedelta(days=1)), last_day)
    until = [worked_min * place // passed for place in range(len(coming) + 1)]
    return {day: until[place + 1] - until[place] for place, day in enumerate(coming)}


def as_planned(facts: MonthFacts, today: dt.date, planned_min: int) -> dict[dt.date, int]:
    """Minutes by day from today on that the plan still expects, spread evenly over the period's business days.

    Args:
        facts: the month.
        today: the Tokyo day.
        planned_min: planned and not worked yet, at least 0.
    """
    first_day, last_day = facts.period
    coming = _business_days(max(first_day, today), last_day) or [last_day]
    until = [planned_min * place // len(coming) for place in range(len(coming) + 1)]
    return {day: until[place + 1] - until[place] for place, day in enumerate(coming)}


def _runs_out_on(came_min: int, used: Mapping[dt.date, int], first_day: dt.date) -> dt.date | None:
    """The day the last minute goes; late work counts on the period's first day."""
    if came_min <= 0:
        return None
    total_min = 0
    for day in sorted(used):
        total_min += used[day]
        if total_min >= came_min:
            return max(day, first_day)
    return None


def _business_days(first_day: dt.date, last_day: dt.date) -> list[dt.date]:
    days = (last_day - first_day).days + 1
    return [day for place in range(days) if is_bank_day(day := first_day + dt.timedelta(days=place))]
