"""How long a month's plan takes, and how close to the best it is proven to be."""

from __future__ import annotations

import time

import pytest

from optimizer import solve, violations
from tests.optimizer.problems import random_problem


@pytest.mark.parametrize(("tasks", "assistants", "clients"), [(60, 8, 6), (200, 20, 15), (600, 60, 40)])
def bench_a_month(tasks: int, assistants: int, clients: int) -> None:
    problem = random_problem(7, tasks=tasks, assistants=assistants, clients=clients, tight=False)

    started = time.perf_counter()
    plan = solve(problem, time_limit_s=60.0)
    took_s = time.perf_counter() - started

    gap = "unproven" if plan.gap is None else f"{plan.gap:.3%}"
    print(f"\n{tasks} tasks, {assistants} assistants: {plan.status}, gap {gap}, {took_s:.2f} s")
    assert violations(problem, plan) == ()
