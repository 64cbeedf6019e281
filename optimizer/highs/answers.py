"""What comes back from a solver, and how it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.eligible import Offer

    Report = Callable[[float, float, float], None]  # seconds, least cost found, proven lower bound
    Better = Callable[[tuple[int, ...], tuple[Offer, ...]], None]  # offers chosen and shares of a better plan


class SolverFailedError(RuntimeError):
    """A solver gave no usable answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver found for a minimisation.

    `chosen` are the columns of `x` at 1, None when no plan was found; `shares` are those of tasks that are divided.
    `bound` is the proven least cost, None when nothing is proven. `complete` says that the gap asked for was reached,
    `infeasible` that there is no plan, `is_spent` that the work allowed was done before.
    `cost` is that of the answer where the solver told it.
    """

    solver: str
    chosen: tuple[int, ...] | None
    bound: float | None
    complete: bool
    infeasible: bool = False
    is_spent: bool = False
    shares: tuple[Offer, ...] = ()
    cost: float | None = None
