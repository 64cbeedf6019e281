"""How minutes meet a step: 1, 5, 6, 10, 15, 30 or 60 minutes, up, to the nearest or down. Aligned minutes stay."""

from __future__ import annotations

from enum import StrEnum

STEPS_MIN = (1, 5, 6, 10, 15, 30, 60)


class Rounding(StrEnum):
    """Where minutes go that lie between two steps; half a step goes up under `nearest`."""

    UP = "up"
    NEAREST = "nearest"
    DOWN = "down"


class RoundingScope(StrEnum):
    """What is rounded once: an entry, everything done on one task on one day, or the month's total of charged time."""

    ENTRY = "entry"
    TASK_DAY = "task_day"
    MONTH = "month"


def rounded_min(minutes: int, step_min: int, rounding: Rounding) -> int:
    """Minutes, at least 0, as a multiple of the step; what lies on a step is not moved."""
    if rounding is Rounding.UP:
        return -(-minutes // step_min) * step_min
    if rounding is Rounding.NEAREST:
        return (2 * minutes + step_min) // (2 * step_min) * step_min
    return minutes // step_min * step_min


def added_min(before_min: int, more_min: int, step_min: int, rounding: Rounding) -> int:
    """What `more_min` add to a day's rounded total of one task that stood at `before_min` before rounding.

    Entries of a day charged so one after another add up to the day rounded once; an entry may add nothing.
    """
    return rounded_min(before_min + more_min, step_min, rounding) - rounded_min(before_min, step_min, rounding)
