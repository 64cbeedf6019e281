"""The planner beside PuLP as its manual writes it and HiGHS without PuLP, on the same invented months; and published
assignment problems. `BENCH=full` adds what takes minutes, `BENCH_SEED` draws other months.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from optimizer import solve, violations
from tests.benchmarks.assignment import published
from tests.benchmarks.measured import apart, assigned, naive, plain, planner, planner_model
from tests.benchmarks.operations import operation

if TYPE_CHECKING:
    from tests.benchmarks.measured import Figures

SEED = int(os.environ.get("BENCH_SEED") or "4711")  # noqa: TID251  # a switch of the benchmark, not of the app
IS_FULL = os.environ.get("BENCH") == "full"  # noqa: TID251
GAP = 0.01
#: Of HiGHS alone on 20,000 tasks with millions of pairs: enough to tell that it takes ten times as long.
TIMES_AS_LONG = 11
ASSIGNMENT_S = 30.0
#: Type, assistants, tasks and how far the cost may lie above the least possible, in percent.
DRAWN = [("c", 20, 400, 0.2), ("d", 20, 200, 0.8), ("e", 20, 400, 0.2)]
DRAWN_LARGE = [
    ("c", 10, 200, 0.2),
    ("c", 40, 1600, 0.2),
    ("d", 10, 400, 0.8),
    ("d", 40, 900, 0.8),
    ("d", 20, 1600, 0.8),
    ("e", 10, 200, 0.2),
    ("e", 40, 900, 0.2),
    ("e", 20, 1600, 0.2),
]
LINE = "  {:<13} {:>8} {:>8} {:>8} {:>7} {:>13} {:>13} {:>7}  {}"


@pytest.mark.parametrize("tasks", [12, 600])
def bench_a_month_in_one_model(tasks: int) -> None:
    limit_s = 10.0
    _head(f"{tasks} tasks, 1 % asked for, {limit_s:.0f} s allowed")
    ours = _row(apart(planner, SEED, tasks, False, limit_s))
    _row(apart(planner_model, SEED, tasks, False))
    _row(apart(naive, SEED, tasks, False, False, limit_s))
    _row(apart(plain, SEED, tasks, False, False, limit_s))
    _goal(ours.gap is not None and ours.gap <= GAP, f"gap {_percent(ours.gap)} of 1 % in {limit_s:.0f} s")


def bench_twenty_thousand_tasks_with_listed_pairs() -> None:
    _head("20,000 tasks, up to fifteen pairs a task with values of their own")
    ours = _row(apart(planner, SEED, 20_000, True, 600.0))
    model = _row(apart(planner_model, SEED, 20_000, True))
    usual = _row(apart(naive, SEED, 20_000, True, True, 600.0))
    lone = _row(apart(plain, SEED, 20_000, True, True, 600.0))
    assert model.bound == pytest.approx(usual.bound, rel=1e-6)
    assert lone.bound == pytest.approx(usual.bound, rel=1e-6)
    times = (usual.build_s or 0) / (model.build_s or 1)
    _goal(times >= 4, f"the model is built {times:.1f} times as fast as the naive one, 4 asked for")
    _goal(ours.gap is not None and ours.gap <= GAP, f"gap {_percent(ours.gap)} of 1 %")
    _little_outside(ours)


@pytest.mark.parametrize("tasks", [20_000, 100_000] if IS_FULL else [20_000])
def bench_a_large_month(tasks: int) -> None:
    _head(f"{tasks:,} tasks, whoever has the skills")
    ours = _row(apart(planner, SEED, tasks, False, 600.0))
    total_s = ours.total_s or 0.0
    _goal(ours.gap is not None and ours.gap <= GAP, f"gap {_percent(ours.gap)} of 1 %")
    _little_outside(ours)
    if tasks == 100_000:
        _goal(total_s <= 60, f"{total_s:.0f} s of 60, from JSON text to the explained plan")
        _goal(ours.peak_mb <= 4096, f"{ours.peak_mb:,} MB of 4,096")
    elif IS_FULL:
        lone = _row(apart(plain, SEED, tasks, False, True, TIMES_AS_LONG * total_s))
        times = (lone.solve_s or 0.0) / total_s
        _goal(times >= 10, f"HiGHS alone takes {times:.1f} times as long for its relaxation, or longer; 10 asked for")


def bench_one_client_planned_anew() -> None:
    problem = operation(SEED, 40)
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        plan = solve(problem)
        seconds.append(time.perf_counter() - started)
        assert violations(problem, plan) == ()
    _load("40 tasks of one client with all reasons, the start of the process included")
    _goal(min(seconds) < 1, f"{', '.join(f'{one:.2f}' for one in seconds)} s; the best counts, 1 s asked for")


@pytest.mark.parametrize("name", [name for name, _, _ in published()])
def bench_a_published_assignment(name: str) -> None:
    best = next(known for one, _, known in published() if one == name)
    took_s, cost, least = apart(assigned, name, ASSIGNMENT_S)
    _load(f"{name}: cost {cost:.0f}, best known {best}, none below {least:.0f}, {took_s:.1f} s")
    assert least <= best <= cost
    _goal(cost == best, "the best known")


@pytest.mark.parametrize(("kind", "assistants", "tasks", "most_pct"), DRAWN + DRAWN_LARGE if IS_FULL else DRAWN)
def bench_a_drawn_assignment(kind: str, assistants: int, tasks: int, most_pct: float) -> None:
    took_s, cost, least = apart(assigned, f"{kind} {assistants} {tasks} {SEED}", ASSIGNMENT_S)
    above_pct = 100 * (cost - least) / least
    _load(f"type {kind}, {assistants} x {tasks}: cost {cost:.0f}, none below {least:.0f}, {took_s:.1f} s")
    assert least <= cost
    _goal(above_pct <= most_pct, f"{above_pct:.2f} % above, {most_pct} % asked for")


def _little_outside(ours: Figures) -> None:
    part = ours.outside or 0.0
    _goal(part <= 0.1, f"{part:.1%} of the processor time is neither prices and first plan nor solver; 10 % asked for")


def _head(title: str) -> None:
    _load(f"{title}, seed {SEED}")
    print(LINE.format("", "build s", "solve s", "total s", "MB", "objective", "bound", "gap", ""))


def _load(title: str) -> None:
    print(f"\n{title} (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)")


def _row(figures: Figures) -> Figures:
    seconds = (_or_dash(one, ".2f") for one in (figures.build_s, figures.solve_s, figures.total_s))
    money = (_or_dash(one, ",.1f") for one in (figures.objective, figures.bound))
    print(LINE.format(figures.way, *seconds, f"{figures.peak_mb:,}", *money, _percent(figures.gap), figures.note))
    return figures


def _or_dash(figure: float | None, layout: str) -> str:
    return "-" if figure is None else format(figure, layout)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.2%}"


def _goal(is_kept: bool, what: str) -> None:
    print(f"  {'kept' if is_kept else 'MISSED'}: {what}")
