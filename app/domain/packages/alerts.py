"""Shares of a package that people are told of when they are reached."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

#: Percent of the package; each is told once a month, and again after minutes were bought.
THRESHOLDS_PCT = (80, 100)


class Standing(StrEnum):
    """How a package stands: enough left, nearly used, used up to the minute, exceeded."""

    OPEN = "open"
    NEAR = "near"
    USED_UP = "used_up"
    EXCEEDED = "exceeded"


def standing(used_min: int, came_min: int) -> Standing:
    """How a package of `came_min` stands once `used_min` are worked; one of no minutes is never told of.

    Exactly all of it is used up; exceeded is only what is above.
    """
    if came_min <= 0:
        return Standing.OPEN
    if used_min >= came_min:
        return Standing.EXCEEDED if used_min > came_min else Standing.USED_UP
    return Standing.NEAR if used_min * 100 >= came_min * THRESHOLDS_PCT[0] else Standing.OPEN


def newly_reached(used_min: int, came_min: int, fired_pct: Collection[int]) -> tuple[int, ...]:
    """The thresholds that are reached and were not told of yet, lowest first."""
    if came_min <= 0:
        return ()
    return tuple(pct for pct in THRESHOLDS_PCT if used_min * 100 >= came_min * pct and pct not in fired_pct)
