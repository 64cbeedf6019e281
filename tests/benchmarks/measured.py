"""One measurement each, to be run in a process of its own so that its peak memory is its own."""

from __future__ import annotations

import importlib
import json
import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import highspy
import pulp

from optimizer import Problem, solve, solve_in_blocks, violations
from optimizer.eligible import offers_of
from optimizer.highs import arrays
from optimizer.model import assistant_minutes, build, one_assistant_per_task, overage_consent, package_minutes
from optimizer.search import gap_between
from tests.benchmarks.assignment import drawn, published
from tests.benchmarks.operations import operation
from tests.benchmarks.rivals import naive_model, plain_arrays, solved_arrays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHARED_ROWS = (one_assistant_per_task, assistant_minutes, package_minutes, overage_consent)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one way came to; None where it has no such figure. `note` says what stopped it.

    `outside` is the part of all processor time that was neither prices and first plan nor the solver's processes.
    """

    way: str
    build_s: float | None = None
    solve_s: float | None = None
    total_s: float | None = None
    peak_mb: int = 0
    objective: float | None = None
    bound: float | None = None
    note: str = ""
    outside: float | None = None

    @property
    def gap(self) -> float | None:
        """The share of the bound that may be missing."""
        if self.objective is None or self.bound is None:
            return None
        return gap_between(self.objective, self.bound)


def apart(what: Callable[..., Any], *given: Any) -> Any:
    """Call it in a fresh process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(what, *given).result()


def planner(seed: int, tasks: int, listed: bool, time_limit_s: float) -> Figures:
    """From JSON text to the checked and explained plan."""
    text = json.dumps(operation(seed, tasks, listed=listed).to_json())
    started, own_s = time.perf_counter(), time.process_time()
    problem = Problem.from_json(text)
    read = time.perf_counter()
    with _processor_of("optimizer.blocks.cut", "prices_of") as priced_s:
        plan = solve_in_blocks(problem, time_limit_s=time_limit_s)
    total, own_s = time.perf_counter() - started, time.process_time() - own_s
    whole_s = own_s + _children_s()
    assert violations(problem, plan) == ()
    note = f"{plan.status}, reading {read - started:.1f} s"
    if plan.blocks:
        note += f", {len(plan.blocks)} blocks"
    outside = (own_s - sum(priced_s)) / whole_s
    return Figures("planner", None, None, total, _peak_mb(), plan.objective, plan.bound, note, outside)


def planner_model(seed: int, tasks: int, listed: bool) -> Figures:
    """The planner's own program and its hand-over, and its relaxation solved: the rows that the naive one has too."""
    problem = operation(seed, tasks, listed=listed)
    offers = offers_of(problem)
    started = time.perf_counter()
    model = build(problem, offers, constraints=SHARED_ROWS)
    built = time.perf_counter()
    lp = arrays(model)
    handed_s = time.perf_counter() - built
    solve_s, solver = solved_arrays(lp, is_relaxed=True, time_limit_s=600.0)
    bound = -solver.getInfo().objective_function_value
    note = f"relaxation; hand-over {handed_s:.2f} s"
    return Figures("PuLP, ours", built - started, solve_s, None, _peak_mb(), None, bound, note)


def naive(seed: int, tasks: int, listed: bool, is_relaxed: bool, time_limit_s: float) -> Figures:
    """PuLP as its manual writes it, with its own way to HiGHS."""
    problem = operation(seed, tasks, listed=listed)
    offers = offers_of(problem)
    started = time.perf_counter()
    lp = naive_model(problem, offers)
    built = time.perf_counter()
    lp.solve(pulp.HiGHS(msg=False, mip=not is_relaxed, timeLimit=time_limit_s, gapRel=0.01, threads=1))
    solved = time.perf_counter()
    value = -pulp.value(lp.objective)
    figures = (built - started, solved - built, solved - started, _peak_mb())
    if is_relaxed:
        return Figures("PuLP, naive", *figures, None, value, "relaxation")
    info = lp.solverModel.getInfo()
    return Figures("PuLP, naive", *figures, value, abs(info.mip_dual_bound), "")


def plain(seed: int, tasks: int, listed: bool, is_relaxed: bool, time_limit_s: float) -> Figures:
    """HiGHS on arrays, all at once."""
    problem = operation(seed, tasks, listed=listed)
    offers = offers_of(problem)
    started = time.perf_counter()
    lp = plain_arrays(problem, offers)
    built = time.perf_counter() - started
    solve_s, solver = solved_arrays(lp, is_relaxed=is_relaxed, time_limit_s=time_limit_s)
    info, status = solver.getInfo(), solver.modelStatusToString(solver.getModelStatus())
    is_solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    objective = None if is_relaxed else -info.objective_function_value
    bound = (-info.objective_function_value if is_solved else None) if is_relaxed else -info.mip_dual_bound
    note = f"{len(offers):,} pairs, " + ("relaxation, " if is_relaxed else "") + status.lower()
    return Figures("HiGHS, plain", built, solve_s, built + solve_s, _peak_mb(), objective, bound, note)


def assigned(name: str, time_limit_s: float) -> tuple[float, float, float]:
    """Seconds, cost and least possible cost of an assignment problem: of a published file, or `d 20 200 1`."""
    found = {one: made for one, made, _ in published()}
    if name not in found:
        kind, assistants, tasks, seed = name.split()
        found[name] = drawn(kind, int(assistants), int(tasks), int(seed))
    problem = found[name].problem()
    started = time.perf_counter()
    plan = solve(problem, gap=0.0, time_limit_s=time_limit_s)
    took_s = time.perf_counter() - started
    assert violations(problem, plan) == ()
    return took_s, found[name].cost(plan), found[name].least(plan)


@contextmanager
def _processor_of(module_name: str, name: str) -> Iterator[list[float]]:
    """Note the processor time of every call of a module's function."""
    module = importlib.import_module(module_name)  # its package has a function of the same name
    called: Callable[..., Any] = getattr(module, name)
    spent_s: list[float] = []

    def timed(*given: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return called(*given, **named)
        finally:
            spent_s.append(time.process_time() - started)

    setattr(module, name, timed)
    try:
        yield spent_s
    finally:
        setattr(module, name, called)


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_mb() -> int:
    """Of this process and of the largest it started."""
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
