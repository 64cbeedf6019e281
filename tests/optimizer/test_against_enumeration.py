"""The planner against every possible plan, on problems small enough to try them all."""

from __future__ import annotations

import pytest

from optimizer.check import violations
from optimizer.problem import Problem
from optimizer.result import PlanResult, Status
from optimizer.solve import solve
from tests.optimizer.enumeration import Score, best_by_enumeration
from tests.optimizer.problems import VARIATIONS, Variation, listed_pairs, plan_of, random_problem, search_here, varied

LIMIT_S = 30.0


def served(problem: Problem, plan: PlanResult) -> Score:
    given = {row.task for row in plan.assignments}
    pinned = sum(task.id in given for task in problem.tasks if task.pinned_to is not None)
    must = sum(task.id in given for task in problem.tasks if task.must and task.pinned_to is None)
    return pinned, must, plan.objective


def assert_none_is_better(problem: Problem) -> None:
    plan = solve(problem, gap=0.0, time_limit_s=LIMIT_S, search=search_here)

    assert served(problem, plan) == pytest.approx(best_by_enumeration(problem), abs=1e-6)
    assert plan.status is Status.OPTIMAL
    assert plan.bound == pytest.approx(plan.objective, abs=1e-5)


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_is_better_than_the_planned_one(seed: int) -> None:
    problem = random_problem(seed, tasks=4 + seed % 3, assistants=2 + seed % 3, clients=2, tight=seed % 4 != 0)

    assert_none_is_better(listed_pairs(problem, seed) if seed % 5 == 0 else problem)


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_is_better_where_more_is_asked_for(seed: int) -> None:
    problem = random_problem(seed, tasks=3 + seed % 3, assistants=2 + seed % 2, clients=2, tight=seed % 4 != 0)

    assert_none_is_better(varied(listed_pairs(problem, seed) if seed % 5 == 0 else problem, seed))


@pytest.mark.parametrize("seed", [61, 63])
@pytest.mark.parametrize("variation", [None, *VARIATIONS])
def test_no_plan_of_six_tasks_and_six_people_is_better(variation: Variation | None, seed: int) -> None:
    problem = random_problem(seed, tasks=6, assistants=6, clients=2)

    assert_none_is_better(variation(problem, seed) if variation else problem)


def test_the_enumeration_itself_finds_a_plan_worked_out_by_hand() -> None:
    # Capacity 100: 60 min at 60 (60 points) and 40 min at 90 (60 points) fit together, 70 min at 80 (93 points) does
    # not fit beside either. 120 > 93.
    problem = Problem.from_json(
        {
            "assistants": [{"id": "a", "minutes": 100}],
            "tasks": [
                {"id": "t", "minutes": 60, "value_per_hour": 60},
                {"id": "u", "minutes": 40, "value_per_hour": 90},
                {"id": "v", "minutes": 70, "value_per_hour": 80},
            ],
        }
    )

    assert best_by_enumeration(problem) == (0, 0, 120.0)
    assert violations(problem, plan_of(problem, [("t", "a"), ("u", "a")], objective=120.0)) == ()
