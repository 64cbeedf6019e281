"""Minutes bought beside a package: how many at a time, and what they add to the month's invoice."""

from __future__ import annotations

from app.domain.invoicing.drafts import hourly_amount_yen
from app.domain.terms import Terms

HOUR_MIN = 60
STEPS_OFFERED = 10


def step_min(terms: Terms) -> int:
    """Minutes bought at a time: the agreed step, whole hours where none was agreed."""
    return terms.overage.top_up_min or HOUR_MIN


def is_agreed(terms: Terms, minutes: int) -> bool:
    """Whether so many minutes may be bought at once: whole steps, where a step was agreed."""
    return terms.overage.top_up_min is None or minutes % terms.overage.top_up_min == 0


def is_for_sale(terms: Terms) -> bool:
    """Whether the contract has a package to add to, and a price for what is above it."""
    return terms.included_min > 0 and terms.overage_yen_per_hour > 0 and not terms.fee.is_metered


def price_yen(terms: Terms, minutes: int, *, bought_min: int = 0) -> int:
    """What the minutes add to the invoice in yen without tax, after those bought in the month before them.

    An invoice prices the month's bought minutes as one line and drops a fraction of a yen once.

    Args:
        terms: the month's terms.
        minutes: at least 1.
        bought_min: minutes bought in the month so far.
    """
    yen_per_hour = terms.overage_yen_per_hour
    return hourly_amount_yen(bought_min + minutes, yen_per_hour) - hourly_amount_yen(bought_min, yen_per_hour)


def offers(terms: Terms, *, bought_min: int = 0) -> list[tuple[int, int]]:
    """What can be bought at once: minutes and their price, the fewest first; nothing where nothing is for sale."""
    if not is_for_sale(terms):
        return []
    amounts = (step_min(terms) * count for count in range(1, STEPS_OFFERED + 1))
    return [(minutes, price_yen(terms, minutes, bought_min=bought_min)) for minutes in amounts]
