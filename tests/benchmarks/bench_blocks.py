"""Large plans: prices, first plan, blocks, join; how long, how good, how much travels, and with one or two processes.

Many tasks have no value of their own for each assistant (`shared`); with `listed`, fifteen pairs a task have one.
"""

from __future__ import annotations

import json
import resource
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from optimizer import block_count, cut, join, part_of, solve_block, violations
from optimizer.prices import prices_of
from optimizer.search import gap_between
from tests.benchmarks.operations import operation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer import BlockResult, Cut


@pytest.mark.parametrize("is_listed", [False, True], ids=["shared", "listed"])
@pytest.mark.parametrize(("tasks", "processes"), [(5_000, 1), (5_000, 2), (20_000, 2)])
def bench_a_large_month_in_blocks(tasks: int, processes: int, is_listed: bool) -> None:
    problem = operation(17, tasks, listed=is_listed)

    started = time.perf_counter()
    prices_of(problem)
    priced = time.perf_counter()
    parts = cut(problem, count=block_count(problem), seed=1)
    was_cut = time.perf_counter()
    with ThreadPoolExecutor(processes) as pool:  # each solve is a process of its own
        results = list(pool.map(lambda nth: _solved(parts, nth), range(len(parts.blocks))))
    solved = time.perf_counter()
    plan = join(problem, parts, results)
    joined = time.perf_counter()

    kind = "listed" if is_listed else "shared"
    first = gap_between(parts.prices.objective, parts.prices.firm_bound)
    print(f"\n{tasks:,} tasks, {len(problem.assistants)} assistants, {kind}, {processes} process(es)")
    print(f"  bound {parts.prices.firm_bound:,.0f}; first plan {parts.prices.objective:,.0f}, gap {first:.2%}")
    print(f"  after {len(parts.blocks)} blocks {plan.objective:,.0f}, gap {plan.gap or 0:.2%}, {plan.status}")
    print(f"  prices {priced - started:.1f} s, cut with prices {was_cut - priced:.1f} s, ", end="")
    print(f"blocks {solved - was_cut:.1f} s, join {joined - solved:.1f} s")
    _print_spread("block s", [result.seconds for result in results])
    _print_spread(
        "block bytes", [len(json.dumps(block.to_json(), ensure_ascii=False).encode()) for block in parts.blocks]
    )
    _print_spread("answer bytes", [len(json.dumps(result.to_json()).encode()) for result in results])
    statuses = [result.status.value for result in results]
    print("  " + ", ".join(f"{status} {statuses.count(status)}" for status in sorted(set(statuses))), end="; ")
    print(f"peak {_peak_mb(resource.RUSAGE_SELF)} MB here, {_peak_mb(resource.RUSAGE_CHILDREN)} MB in a child")
    assert violations(problem, plan) == ()


@pytest.mark.parametrize("tasks", [20_000, 100_000])
def bench_the_first_plan(tasks: int) -> None:
    problem = operation(18, tasks)

    started = time.perf_counter()
    prices = prices_of(problem)
    took_s = time.perf_counter() - started

    gap = gap_between(prices.objective, prices.firm_bound)
    print(f"\n{tasks:,} tasks, {len(problem.assistants):,} assistants: gap {gap:.2%} in {took_s:.1f} s", end="; ")
    print(f"peak {_peak_mb(resource.RUSAGE_SELF)} MB")


def _solved(parts: Cut, nth: int) -> BlockResult:
    block = parts.blocks[nth]
    return solve_block(block, number=nth, start=part_of(parts.prices, block), seed=1)


def _print_spread(name: str, figures: Sequence[float]) -> None:
    if figures:
        late = sorted(figures)[min(len(figures) - 1, round(0.95 * len(figures)))]
        parts = (min(figures), statistics.median(figures), late, max(figures), sum(figures))
        print(f"  {name}: " + ", ".join(f"{word} {one:,.1f}" for word, one in zip(_WORDS, parts, strict=True)))


_WORDS = ("min", "median", "p95", "max", "sum")


def _peak_mb(whose: int) -> int:
    return resource.getrusage(whose).ru_maxrss // 1024
