"""What is asked of the solver's process, what it tells on the way, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how exactly to solve; `absolute_gap` is in the unit of the objective."""

    time_limit_s: float
    gap: float = 0.0
    absolute_gap: float = 1e-6
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The offers a search chose, by place.

    `bound` is what no plan can exceed that serves the same firm work, None when nothing is proven. `firm_proven` says
    that no more pinned and must work is possible.
    """

    chosen: tuple[int, ...]
    bound: float | None
    firm_proven: bool
    solver: str


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
