"""The planner against every possible plan, on problems small enough to try them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optimizer.check import violations
from optimizer.problem import Problem, Task
from optimizer.result import PlanResult, Status
from optimizer.solve import solve
from tests.optimizer.problems import listed_pairs, plan_of, random_problem, search_here

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT_S = 30.0

Score = tuple[int, int, float]
Load = dict[Any, int]


def best_by_enumeration(problem: Problem) -> Score:
    """Pinned tasks served, must tasks served, value less overage: the best of all plans in that order.

    Uses the rules as `Problem` words them and nothing of the planner.
    """
    best = (0, 0, float("-inf"))
    people, pairs = problem.assistants, {(pair.task, pair.assistant): pair for pair in problem.pairs}
    packages = {package.client: package for package in problem.packages}

    def options(task: Task) -> Iterator[tuple[str, int, float]]:
        for who in people:
            pair = pairs.get((task.id, who.id))
            barred = (
                any(who.skills.get(skill, 0) < level for skill, level in task.skills.items())
                or not set(task.clearances) <= set(who.clearances)
                or who.id in task.forbidden
                or task.client in who.excluded_clients
                or task.pinned_to not in (None, who.id)
                or (task.client is not None and task.client not in packages)
                or (pairs and pair is None)
            )
            if not barred:
                minutes = pair.minutes if pair and pair.minutes is not None else task.minutes
                value = pair.value if pair and pair.value is not None else task.value_per_hour * task.minutes / 60
                yield who.id, minutes, value

    def cost(used: dict[str | None, int]) -> float:
        return sum(
            max(0, used.get(client, 0) - package.minutes) * package.overage_cost_per_hour / 60
            for client, package in packages.items()
        )

    def walk(nth: int, load: Load, used: Load, team: dict[str | None, frozenset[str]], score: Score) -> None:
        nonlocal best
        if nth == len(problem.tasks):
            best = max(best, (score[0], score[1], score[2] - cost(used)))
            return
        task = problem.tasks[nth]
        walk(nth + 1, load, used, team, score)
        for who, minutes, value in options(task):
            left = {one.id: one.minutes for one in people}[who] - load.get(who, 0)
            package = packages.get(task.client)
            total = used.get(task.client, 0) + minutes
            members = team.get(task.client, frozenset()) | {who}
            if minutes > left or (package and total > package.minutes + package.overage_minutes):
                continue
            if package and package.team_size is not None and len(members) > package.team_size:
                continue
            pinned = task.pinned_to is not None
            walk(
                nth + 1,
                {**load, who: load.get(who, 0) + minutes},
                {**used, task.client: total},
                {**team, task.client: members},
                (score[0] + pinned, score[1] + (task.must and not pinned), score[2] + value),
            )

    walk(0, {}, {}, {}, (0, 0, 0.0))
    return best


def served(problem: Problem, plan: PlanResult) -> Score:
    given = {row.task for row in plan.assignments}
    pinned = sum(task.id in given for task in problem.tasks if task.pinned_to is not None)
    must = sum(task.id in given for task in problem.tasks if task.must and task.pinned_to is None)
    return pinned, must, plan.objective


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_is_better_than_the_planned_one(seed: int) -> None:
    problem = random_problem(seed, tasks=4 + seed % 3, assistants=2 + seed % 3, clients=2, tight=seed % 4 != 0)
    if seed % 5 == 0:
        problem = listed_pairs(problem, seed)

    plan = solve(problem, gap=0.0, time_limit_s=LIMIT_S, search=search_here)

    assert served(problem, plan) == pytest.approx(best_by_enumeration(problem), abs=1e-6)
    assert plan.status is Status.OPTIMAL
    assert plan.bound == pytest.approx(plan.objective, abs=1e-5)


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
