"""How long a month's plan takes, and how close to the best it is proven to be."""

from __future__ import annotations

import time

import pytest

from optimizer import solve, violations
from optimizer.eligible import offers_of
from optimizer.model import build
from tests.optimizer.problems import random_problem

BUILD_LIMIT_S, SMALL_LIMIT_S = 1.0, 1.5


@pytest.mark.parametrize(("tasks", "assistants", "clients"), [(60, 8, 6), (200, 20, 15), (600, 60, 40)])
def bench_a_month(tasks: int, assistants: int, clients: int) -> None:
    problem = random_problem(7, tasks=tasks, assistants=assistants, clients=clients, tight=False)

    started = time.perf_counter()
    plan = solve(problem, time_limit_s=60.0)
    took_s = time.perf_counter() - started

    gap = "unproven" if plan.gap is None else f"{plan.gap:.3%}"
    print(f"\n{tasks} tasks, {assistants} assistants: {plan.status}, gap {gap}, {took_s:.2f} s")
    assert violations(problem, plan) == ()


def bench_the_model_of_six_hundred_tasks() -> None:
    problem = random_problem(2, tasks=600, assistants=40, clients=50)
    offers = offers_of(problem)

    started = time.perf_counter()
    build(problem, offers)
    took_s = time.perf_counter() - started

    print(f"\n{len(offers)} offers of 600 tasks: the model is built in {took_s:.2f} s")
    assert took_s < BUILD_LIMIT_S


def bench_forty_tasks_with_the_start_of_the_process() -> None:
    problem = random_problem(11, tasks=40, assistants=6, clients=5)

    best_s = min(solve(problem).seconds for _ in range(3))

    print(f"\n40 tasks: {best_s:.2f} s, the best of three")
    assert best_s < SMALL_LIMIT_S
