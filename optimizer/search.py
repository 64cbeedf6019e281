"""What is asked of the solver's process, what it tells on the way, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.result import TierUse


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how exactly to solve; `absolute_gap` is in the unit of the objective.

    `checks` is how much work may be done, counted so that it is the same on any machine: how often HiGHS asks whether
    to go on, which it does at fixed points of its search, or the nodes CBC opens. None: no limit but the time. Without
    `all_tiers` nothing is asked below value but to change little of a published plan.
    """

    time_limit_s: float
    gap: float = 0.0
    absolute_gap: float = 1e-6
    seed: int = 0
    checks: int | None = None
    all_tiers: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The offers a search chose, by place, and the shares of tasks it divides: task, assistant, minutes.

    `bound` is what no plan can exceed that serves the same firm work, None when nothing is proven. `firm_proven` says
    that no more pinned and must work is possible, `is_spent` that the work allowed was done before the gap was reached,
    `is_interrupted` that the search did not come to its end.
    `value` is what the plan was worth before the tiers below value were asked, None when none of them had a say.
    """

    chosen: tuple[int, ...]
    bound: float | None
    firm_proven: bool
    solver: str
    is_spent: bool = False
    is_interrupted: bool = False
    shares: tuple[tuple[int, int, int], ...] = ()
    value: float | None = None
    tiers: tuple[TierUse, ...] = ()


class EnoughFound(Exception):  # a wish, not an error
    """Raised by a `tick`: whoever asked takes the best plan found so far."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the solver stands after so many seconds; a figure is None while there is none."""

    seconds: float
    objective: float | None
    bound: float | None
    gap: float | None


def gap_between(objective: float, bound: float) -> float:
    """Give the share of the bound that may be missing, from 0; measured against the larger of the two by size."""
    missing = max(0.0, bound - objective)
    largest = max(abs(bound), abs(objective))
    return missing / largest if missing else 0.0
