"""Protection of a package against work that takes longer than estimated.

After D. Bertsimas and M. Sim, "The Price of Robustness", Operations Research 52(1), 2004, 35-53: a budget G says how
many tasks of a client may turn out at their worst at once without the package and its consented overage being exceeded.
G is a whole number here, so that every figure is in whole minutes.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, comb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.problem import Task


def growth_of(task: Task, minutes: int) -> int:
    """Give the minutes by which so many minutes of a task may grow, rounded up: the share is taken as it is written."""
    return ceil(Fraction(str(task.uncertainty)) * minutes) if task.uncertainty else 0


def worst_of(growths: Sequence[int], budget: int) -> int:
    """Give by how many minutes the work grows when the `budget` tasks that grow most do so at once."""
    return sum(sorted(growths, reverse=True)[:budget])


def chance_of_overrun(growths: Sequence[int], spare_minutes: int) -> float:
    """Give the most that the chance of growing by more than the spare minutes can be, 0 to 1.

    Theorem 3 of the paper, with n uncertain tasks of which any k may be at their worst within the spare minutes, for
    growths that are independent and as likely to be less as more than nothing:

        2^-n ((1 - u) sum over l from floor(v) to n of C(n, l) + u sum over l from floor(v) + 1 to n of C(n, l)),
        v = (k + n) / 2, u = v - floor(v).
    """
    uncertain = [growth for growth in growths if growth]
    many = len(uncertain)
    held = next((k for k in range(many, -1, -1) if worst_of(uncertain, k) <= spare_minutes), 0)
    if held == many:
        return 0.0
    floor, odd = divmod(held + many, 2)
    above = sum(comb(many, one) for one in range(floor + 1, many + 1))
    twice = 2 * above + (1 if odd else 2) * comb(many, floor)
    return float(twice / 2 ** (many + 1))
