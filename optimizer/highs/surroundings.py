"""Looks for a better plan near a known one: what a few people do is given up, all else stays, and HiGHS fills it again.

On hard assignment problems (type d, 20 x 200) thirty seconds of it came from 1.05 to 0.6 % above the bound, where the
search of all offers found nothing better. Large neighbourhood search: Shaw, Using constraint programming and local
search methods to solve vehicle routing problems, CP 1998.
"""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optimizer.highs.running import Ears, Known, configured, hand_over, run_on
from optimizer.model import values_of
from optimizer.model.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optimizer.highs.answers import Answer
    from optimizer.model import Model
    from optimizer.search import Limits

MOST_IN_VAIN = 150  # in a row, then the plan is taken for as good as this comes to
FEWEST_TASKS, FIRST_TASKS, MOST_TASKS = 12.0, 20.0, 120.0  # given up at once
ROUGH_ABOVE, ROUGHNESS = 0.01, 0.02  # farther than this from the bound, so much of the way may stay undone each time
CHECKS_EACH = 200
GROWTH, SHRINKAGE = 1.004, 0.9  # after a search that came to its end in vain, and after one that did not


def improved(
    model: Model,
    lp: Any,
    limits: Limits,
    found: Answer,
    bound: float,
    ears: Ears,
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """Give a plan no worse than `found`, of the same model. Ends when it is close to `bound`, or after the limits.

    The same plan, seed and work allowed give the same plan, unless the time ends it.
    """
    started = clock()
    around, tasks = Surroundings(model, random.Random(limits.seed)), FIRST_TASKS  # noqa: S311  # not a secret
    near = _Near(model, lp, limits)
    checks, in_vain = limits.checks, 0
    while in_vain < MOST_IN_VAIN and (checks is None or checks > 0):
        left_s = limits.time_limit_s - (clock() - started)
        if left_s <= 0 or _missing(found, bound) <= max(limits.gap * abs(found.cost or 0.0), limits.absolute_gap):
            break
        given_up = around.draw(found.chosen or (), found.shares, round(tasks))
        most = CHECKS_EACH if checks is None else min(CHECKS_EACH, checks)
        exactness = max(limits.absolute_gap, _exactness(_missing(found, bound), found))
        tried, asked = near.search(found, given_up, exactness, most, left_s)
        checks = None if checks is None else checks - max(1, asked)
        tasks = min(MOST_TASKS, tasks * GROWTH) if tried.complete else max(FEWEST_TASKS, tasks * SHRINKAGE)
        in_vain += 1
        if _is_better(tried, found, limits):
            found, in_vain = replace(found, chosen=tried.chosen, shares=tried.shares, cost=tried.cost), 0
            _tell(found, bound, clock() - started, ears)
    return found


class _Near:
    """A solver that holds the whole model, in which all columns but a few are held fast."""

    def __init__(self, model: Model, lp: Any, limits: Limits) -> None:
        self.model = model
        self.solver = configured(replace(limits, gap=0.0))
        hand_over(self.solver, lp)
        self.bounds = list(lp.col_lower_), list(lp.col_upper_)

    def search(
        self, found: Answer, given_up: Sequence[int], exactness: float, checks: int, left_s: float
    ) -> tuple[Answer, int]:
        start = Known(found.chosen or (), found.shares)
        values = values_of(self.model, start.chosen, start.shares)
        lower, upper = list(values), list(values)
        for i in given_up:
            lower[i], upper[i] = self.bounds[0][i], self.bounds[1][i]
        self.solver.clearSolver()
        self.solver.changeColsBounds(len(values), list(range(len(values))), lower, upper)
        self.solver.setOptionValue("mip_abs_gap", exactness)
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + left_s)  # it counts over all runs
        return run_on(self.solver, self.model, checks, start, Ears())


def _missing(found: Answer, bound: float) -> float:
    return (found.cost or 0.0) - bound


def _exactness(missing: float, found: Answer) -> float:
    """Far from the bound a rough answer soon is worth more than a proven one."""
    return ROUGHNESS * missing if missing > ROUGH_ABOVE * abs(found.cost or 0.0) else 0.0


def _is_better(tried: Answer, found: Answer, limits: Limits) -> bool:
    if tried.chosen is None or tried.cost is None or found.cost is None:
        return False
    return tried.cost < found.cost - max(limits.absolute_gap, 1e-9 * abs(found.cost))


def _tell(found: Answer, bound: float, passed_s: float, ears: Ears) -> None:
    if ears.report is not None and found.cost is not None:
        ears.report(passed_s, found.cost, bound)
    if ears.better is not None and found.chosen is not None:
        ears.better(found.chosen, found.shares)
