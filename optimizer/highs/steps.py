"""How HiGHS searches a model of many offers: the core, then the surroundings of the best plan, then everything.

What is known before a step is where the next one starts, and the bound of the relaxation holds for all of them.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optimizer.highs.answers import SolverFailedError
from optimizer.highs.arrays import arrays, highspy
from optimizer.highs.running import Ears, Known, configured, hand_over, run
from optimizer.highs.surroundings import improved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optimizer.eligible import Offer
    from optimizer.highs.answers import Answer, Better, Report
    from optimizer.model import Model
    from optimizer.search import Limits

CORE_COLUMNS = 2_000  # below, all offers are searched at once
CORE_OFFERS = 4  # of each task: 600 tasks came to 0.5 % of the bound in half the time that all offers took
#: Of the time limit and of the work allowed, at most: the core, then also the surroundings of its plan.
CORE_SHARE, SURROUNDINGS_SHARE = 0.3, 0.9


def answer_of_highs(
    model: Model,
    limits: Limits,
    start: Sequence[int] = (),
    report: Report | None = None,
    shares: Sequence[Offer] = (),
    better: Better | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """Solve with HiGHS through its arrays.

    Raises:
        SolverFailedError: when HiGHS is not installed, refuses the model or stops for another reason than time.
    """
    if highspy is None:
        raise SolverFailedError("highspy is not installed")
    started = clock()
    lp = arrays(model)
    known, ears = Known(start, shares), Ears(report, better)
    relaxed = _relaxation(lp, limits) if len(model.x) > CORE_COLUMNS else None
    if relaxed is None:
        return run(model, lp, limits, known, ears)
    part = _Parts(limits, lambda: clock() - started)
    bound = relaxed[0]
    found = _of_core(model, lp, part.until(CORE_SHARE), known, ears, relaxed)
    if found.chosen is not None and not is_close(found, bound, limits):
        found = improved(model, lp, part.until(SURROUNDINGS_SHARE), found, bound, ears.later(part.passed_s()), clock)
    if is_close(found, bound, limits):
        return replace(found, bound=bound, complete=True, is_spent=False)
    if found.chosen is not None:
        known = Known(found.chosen, found.shares)
    ears = ears.later(part.passed_s()).with_bound(bound)
    last = run(model, lp, part.until(1.0), known, ears)
    return replace(last, bound=bound if last.bound is None else max(bound, last.bound))


class _Parts:
    """Deals the limits out to the steps; what one leaves of the time goes to the next."""

    def __init__(self, limits: Limits, passed_s: Callable[[], float]) -> None:
        self.limits, self.passed_s, self.dealt = limits, passed_s, 0

    def until(self, share: float) -> Limits:
        """Give a step what is left until so much of the whole."""
        limits = self.limits
        time_s = max(0.05, share * limits.time_limit_s - self.passed_s())
        if limits.checks is None:
            return replace(limits, time_limit_s=time_s)
        checks = int(share * limits.checks) - self.dealt
        self.dealt += checks
        return replace(limits, time_limit_s=time_s, checks=checks)


def is_close(found: Answer, bound: float, limits: Limits) -> bool:
    """Tell whether a plan is as close to a bound as asked for."""
    if found.cost is None:
        return False
    return found.cost - bound <= max(limits.gap * abs(found.cost), limits.absolute_gap)


def _of_core(
    model: Model, lp: Any, limits: Limits, start: Known, ears: Ears, relaxed: tuple[float, list[float], list[float]]
) -> Answer:
    """Search only the offers that cost least at the duals of the relaxation, whose bound holds for all offers."""
    bound, values, dear = relaxed
    kept = set(start.chosen) | _best_of_each_task(model, values, dear)
    upper = list(lp.col_upper_)
    lp.col_upper_ = [float(i in kept) for i in range(len(model.x))] + upper[len(model.x) :]
    try:
        found = run(model, lp, replace(limits, gap=limits.gap / 2), start, ears.with_bound(bound, is_of_part=True))
    finally:
        lp.col_upper_ = upper
    return replace(found, bound=bound, complete=False, infeasible=False)


def _relaxation(lp: Any, limits: Limits) -> tuple[float, list[float], list[float]] | None:
    """Give the bound, the values and the reduced costs of the columns when offers need not be taken whole.

    None when that takes too long.
    """
    whole = lp.integrality_
    solver = configured(replace(limits, time_limit_s=limits.time_limit_s / 4))
    lp.integrality_ = []
    try:
        hand_over(solver, lp)
    finally:
        lp.integrality_ = whole
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = solver.getSolution()
    return solver.getInfo().objective_function_value, list(solution.col_value), list(solution.col_dual)


def _best_of_each_task(model: Model, values: Sequence[float], dear: Sequence[float]) -> set[int]:
    offers: dict[int, list[int]] = defaultdict(list)
    for i, offer in enumerate(model.offers):
        offers[offer.task].append(i)
    kept = {i for i, value in enumerate(values[: len(model.x)]) if value > 0}
    for places in offers.values():
        kept.update(sorted(places, key=lambda i: (dear[i], i))[:CORE_OFFERS])
    return kept
