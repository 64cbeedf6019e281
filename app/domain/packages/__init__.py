"""Hour packages: what a month includes, what is carried over, what is overage. Minutes only, no clock, no tax."""

from app.domain.packages.balance import MonthBalance
from app.domain.packages.lots import Lot, LotKind
from app.domain.packages.settlement import (
    MonthFacts,
    Settlement,
    as_if_consented,
    billed_beside_min,
    billed_overage_min,
    close_month,
    lots_left,
    month_rule,
    room_min,
    settle,
)
from app.domain.packages.sources import Source, Sources, sources_of

__all__ = [
    "Lot",
    "LotKind",
    "MonthBalance",
    "MonthFacts",
    "Settlement",
    "Source",
    "Sources",
    "as_if_consented",
    "billed_beside_min",
    "billed_overage_min",
    "close_month",
    "lots_left",
    "month_rule",
    "room_min",
    "settle",
    "sources_of",
]
