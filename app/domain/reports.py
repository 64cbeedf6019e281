"""A client's month in review: hours by task, what estimates missed, what to hand over next and its price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.invoicing import month_price_yen
from app.domain.offers import Packages
from app.domain.packages import Sources
from app.domain.terms import Terms
from app.domain.worktime import Month

WORKDAY_MIN = 8 * 60
"""Hours of a day are those of the 労働基準法 32条 2項."""
#: A difference that small is no miss: both a tenth of the estimate and a quarter of an hour are needed.
LEAST_MISS_MIN, LEAST_MISS_PCT = 15, 10
NEXT_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ReportTask:
    """A task worked on or planned in the month; `estimated_min` is what the plan gave it, None where it had no part."""

    public_id: str
    name: str
    worked_min: int
    estimated_min: int | None

    @property
    def missed_min(self) -> int:
        """Minutes worked above the estimate, below zero for less; 0 without an estimate."""
        return 0 if self.estimated_min is None else self.worked_min - self.estimated_min

    def is_missed(self, *, is_over: bool) -> bool:
        """Whether the estimate was off by enough to say so; while the month runs, only upwards."""
        missed, estimated = self.missed_min, self.estimated_min or 0
        is_large = abs(missed) >= LEAST_MISS_MIN and abs(missed) * 100 >= estimated * LEAST_MISS_PCT
        return is_large and (missed > 0 or is_over)


@dataclass(frozen=True, slots=True)
class NextTask:
    """A task that could be handed over next.

    Attributes:
        public_id, name, suitability, monthly_min: of the inventory.
        needs_manual: whether its manual has to be written first.
        extra_yen: what a month like this one would cost more with it, without tax; 0 where it fits into the package,
            None where the terms name no price.
    """

    public_id: str
    name: str
    suitability: int
    monthly_min: int
    needs_manual: bool
    extra_yen: int | None


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """One month of one client.

    Attributes:
        available_min, used_min, overage_min: of the package, as the ledger has them.
        left_min: of it, whatever became of them.
        sources: what `available_min` is made of.
        packages: None without an answer of the planner.
    """

    client_public_id: str
    client_name: str
    month: Month
    is_over: bool
    available_min: int
    used_min: int
    left_min: int
    overage_min: int
    tasks: tuple[ReportTask, ...]
    nexts: tuple[NextTask, ...]
    packages: Packages | None
    sources: Sources = ()

    @property
    def freed_min(self) -> int:
        """Minutes somebody else worked, which the client's own people had for their core work."""
        return sum(each.worked_min for each in self.tasks)

    @property
    def freed_days(self) -> int:
        """The same in days of eight hours, halves rounded up."""
        return (2 * self.freed_min + WORKDAY_MIN) // (2 * WORKDAY_MIN)

    @property
    def missed(self) -> tuple[ReportTask, ...]:
        """Tasks whose estimate was off, the furthest first."""
        found = [each for each in self.tasks if each.is_missed(is_over=self.is_over)]
        return tuple(sorted(found, key=lambda each: -abs(each.missed_min)))


def extra_yen(terms: Terms, *, month_min: int, more_min: int) -> int | None:
    """What a month of `month_min` costs more with `more_min` on top, without tax and without what is carried in.

    None where the terms have no price for what goes beyond the package.
    """
    before, after = (
        month_price_yen(terms, max(minutes, terms.included_min), available_min=terms.included_min)
        for minutes in (month_min, month_min + more_min)
    )
    if before is None or after is None:
        return None
    goes_beyond = month_min + more_min > terms.included_min
    return None if goes_beyond and not _has_price(terms) else after - before


def next_tasks(
    candidates: Iterable[tuple[str, str, int, int, bool]], terms: Terms | None, *, month_min: int
) -> tuple[NextTask, ...]:
    """The first few candidates, each with its price alone on top of the month, in the order given.

    Args:
        candidates: public id, name, suitability, minutes a month and whether a manual comes first.
        terms: of the month; None for no prices.
        month_min: what the month comes to.
    """
    chosen = list(candidates)[:NEXT_SHOWN]
    return tuple(
        NextTask(
            public_id,
            name,
            suitability,
            monthly_min,
            needs_manual,
            extra_yen(terms, month_min=month_min, more_min=monthly_min) if terms else None,
        )
        for public_id, name, suitability, monthly_min, needs_manual in chosen
    )


def _has_price(terms: Terms) -> bool:
    return terms.overage_yen_per_hour > 0 or terms.fee.is_metered
