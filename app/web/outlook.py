"""How a client's package will end: what is left and until when, by the plan and by the present pace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.database import Session
from app.domain.packages import Lot, LotKind, MonthBalance, MonthFacts, as_if_consented, lots_left, settle
from app.domain.packages.forecast import Forecast, as_planned, at_pace, forecast
from app.domain.terms import Terms
from app.domain.terms.carry import NEVER
from app.domain.terms.series import terms_for
from app.domain.worktime import Month
from app.queries import packages as packages_queries
from app.queries.usage import UsageView
from app.web.burndown import NARROW, WIDE, Burndown, Drawing, burndown, draw


@dataclass(frozen=True, slots=True)
class LotLine:
    """Minutes of one origin that are left.

    Attributes:
        month: they were granted or bought in.
        is_bought: whether they were bought beside the package.
        left_min: minutes left today.
        until: the last day they may be used; None where they never expire.
        ending_min: minutes of them that end with this period if the plan is kept.
    """

    month: Month
    is_bought: bool
    left_min: int
    until: dt.date | None
    ending_min: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """A package's month, drawn and foretold.

    Attributes:
        terms: the month's terms.
        facts: the month so far.
        today: the Tokyo day.
        expected: `plan`, then `pace`: minutes by day beside those worked; empty once the period is over or the month
            closed, without `pace` before anything was worked.
        end: what becomes of the month if the plan is kept; a closed month is what it was.
        chart: what is left day by day.
        lots: what is left, in the order it is drawn on; empty for a closed month.
    """

    terms: Terms
    facts: MonthFacts
    today: dt.date
    expected: Mapping[str, Mapping[dt.date, int]]
    end: MonthBalance
    chart: Burndown
    lots: tuple[LotLine, ...]

    @property
    def last_day(self) -> dt.date:
        """The last day of the period."""
        return self.facts.period[1]

    @property
    def last_worked(self) -> dt.date | None:
        """The last day with work on it; None where there is none."""
        return max((day for day, minutes in self.facts.used.items() if minutes), default=None)

    @property
    def expiring_min(self) -> int:
        """Minutes that end with the period if the plan is kept; 0 of a closed month, where they have ended."""
        return self.end.expired_min if self.lots else 0

    @property
    def drawings(self) -> tuple[tuple[str, Drawing, str], ...]:
        """The chart for a wide and a narrow page, each with its id and the class it is shown under."""
        return ("bw", draw(self.chart, WIDE), "only-d"), ("bn", draw(self.chart, NARROW), "only-m")

    def ways(self, bought_min: int = 0) -> tuple[tuple[str, Forecast], ...]:
        """What can be foretold, by the names of `expected`; with so many minutes more that never expire."""
        more = (Lot(LotKind.TOPPED_UP, self.facts.month, NEVER, bought_min),) if bought_min else ()
        facts = replace(self.facts, topped_up=(*self.facts.topped_up, *more))
        return tuple((name, forecast(self.terms, facts, days)) for name, days in self.expected.items())


def outlook(session: Session, usage: UsageView, today: dt.date) -> Outlook:
    """The client's month under its terms.

    Raises:
        NoTerms: no contract covers the month.
    """
    series = list(usage.series)
    terms = terms_for(series, usage.month)
    facts = packages_queries.month_facts(session, {usage.client_id: series}, usage.month)[usage.client_id]
    is_closed = usage.state == "closed"
    plan = {} if is_closed else as_planned(facts, today, usage.planned_min)
    pace = at_pace(facts, today) if sum(minutes for day, minutes in facts.used.items() if day <= today) > 0 else None
    # Overage is not what this asks for, so no consent is needed to answer.
    settled = settle(as_if_consented(terms), facts.with_more(usage.planned_min))
    chart = burndown(
        usage.month,
        facts.period,
        today,
        available_min=usage.available_min,
        daily=facts.used,
        plan=plan,
        pace=pace,
        expiring_min=min(settled.balance.expired_min, usage.carried_in_min),
    )
    is_over = is_closed or today > facts.period[1]
    return Outlook(
        terms,
        facts,
        today,
        {} if is_over else {"plan": plan} | ({} if pace is None else {"pace": pace}),
        settled.balance,
        chart,
        () if is_closed else tuple(_line(lot, settled.expired) for lot in lots_left(terms, facts)),
    )


def _line(lot: Lot, expired: tuple[Lot, ...]) -> LotLine:
    ending_min = sum(
        each.minutes
        for each in expired
        if (each.kind, each.month, each.expires_on) == (lot.kind, lot.month, lot.expires_on)
    )
    return LotLine(
        lot.month,
        lot.kind is LotKind.TOPPED_UP,
        lot.minutes,
        None if lot.expires_on == NEVER else lot.expires_on,
        ending_min,
    )
