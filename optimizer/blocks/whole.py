"""The way from a large problem to its plan on one machine: cut, solve block after block, join."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.blocks.cut import block_count, cut
from optimizer.blocks.join import join
from optimizer.blocks.one import BLOCK_TIME_S, part_of, solve_block
from optimizer.search import Progress, gap_between
from optimizer.solve import refuse_bad_limits, solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.blocks.cut import Cut
    from optimizer.blocks.one import BlockResult
    from optimizer.problem import Problem
    from optimizer.process import Tick
    from optimizer.result import PlanResult
    from optimizer.solve import Search, Tell


def solve_in_blocks(
    problem: Problem,
    *,
    count: int | None = None,
    seed: int = 0,
    gap: float = 0.01,
    time_limit_s: float = 600.0,
    progress: Tell | None = None,
    tick: Tick | None = None,
    search: Search | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> PlanResult:
    """Give the plan of a problem of any size; one that a single model solves well goes to `optimizer.solve.solve`.

    The plan is the one that `cut`, `solve_block` and `join` give on several machines with the same count, seed and gap,
    unless the time runs out: blocks not begun by then keep their part of the first plan. `progress` is told the first
    plan and its bound, then the time after each block. `tick` is called at least every 0.5 s while a block is solved,
    and in every round of prices; what it or `progress` raises ends it all.

    Raises:
        ProblemError: when the problem, the count or a limit is not usable.
    """
    blocks = block_count(problem) if count is None else count
    if blocks == 1:
        return solve(
            problem, gap=gap, time_limit_s=time_limit_s, seed=seed, progress=progress, tick=tick, search=search
        )
    started = clock()
    refuse_bad_limits(gap, time_limit_s, seed)
    problem.validate()
    parts = cut(problem, count=blocks, seed=seed, gap=gap, tick=tick)
    results: list[BlockResult] = []
    for nth, block in enumerate(parts.blocks):
        passed = clock() - started
        if progress is not None:
            progress(_standing(parts, passed))
        if passed >= time_limit_s:
            break
        left = min(BLOCK_TIME_S, max(0.1, time_limit_s - passed))
        start = part_of(parts.prices, block)
        results.append(
            solve_block(block, number=nth, start=start, seed=seed, time_limit_s=left, tick=tick, search=search)
        )
    plan = join(problem, parts, results, gap=gap)
    return replace(plan, seconds=round(clock() - started, 3))


def _standing(parts: Cut, passed: float) -> Progress:
    objective, bound = parts.prices.objective, parts.prices.bound
    return Progress(passed, objective, bound, gap_between(objective, bound))
