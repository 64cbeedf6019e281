"""Packages that hold some tasks at their worst."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from optimizer.blocks import cut, solve_in_blocks
from optimizer.check import violations
from optimizer.eligible import offers_of
from optimizer.model import build, values_of
from optimizer.problem import Assistant, Package, Problem, Task
from optimizer.protection import chance_of_overrun, growth_of, worst_of
from optimizer.result import PlanResult, Reason
from optimizer.solve import solve
from tests.optimizer.problems import search_here, search_lost

#: Four tasks of 60 minutes that may each take 30 more; 300 minutes hold all four and two of them at their worst.
PROBLEM = Problem(
    packages=(Package("c", 200, 100, protection=2),),
    assistants=(Assistant("a", 600),),
    tasks=tuple(Task(f"t{i}", 60, "c", uncertainty=0.5) for i in range(4)),
)


def chance_by_coins(growing: int, held: int) -> float:
    """The bound at a whole sum of held and growing: that so many fair coins show (held + growing) / 2 heads or more."""
    tosses = list(product((0, 1), repeat=growing))
    return sum(2 * sum(toss) >= held + growing for toss in tosses) / len(tosses)


@pytest.mark.parametrize(
    ("uncertainty", "minutes", "growth"),
    [(0.0, 60, 0), (0.5, 60, 30), (0.07, 100, 7), (0.071, 100, 8), (1.5, 10, 15), (0.001, 1, 1)],
)
def test_a_part_of_a_minute_of_growth_counts_as_one(uncertainty: float, minutes: int, growth: int) -> None:
    # 0.07 * 100 is a little over 7 in floating point, and still 7 minutes
    assert growth_of(Task("t", minutes, uncertainty=uncertainty), minutes) == growth


def test_the_worst_case_is_that_of_the_tasks_that_grow_most() -> None:
    assert [worst_of([10, 40, 20], budget) for budget in (0, 1, 2, 3, 9)] == [0, 40, 60, 70, 70]


@pytest.mark.parametrize(
    ("growths", "spare", "chance"),
    [
        ([30, 30, 30, 30], 60, 5 / 16),  # v = (2 + 4) / 2 = 3: (4 + 1) / 16
        ([30, 30, 30, 30], 89, 5 / 16),  # a third does not quite fit
        ([30, 30, 30, 30], 90, 3 / 16),  # v = 3.5, u = 0.5: (4 / 2 + 1) / 16
        ([30, 30, 30, 30], 120, 0.0),
        ([30, 30, 30, 30], 0, 11 / 16),  # v = 2: (6 + 4 + 1) / 16
        ([30, 0, 0], 30, 0.0),  # what cannot grow does not count
        ([], 0, 0.0),
    ],
)
def test_the_chance_is_the_bound_of_the_paper(growths: list[int], spare: int, chance: float) -> None:
    assert chance_of_overrun(growths, spare) == pytest.approx(chance, abs=1e-15)


@pytest.mark.parametrize(("growing", "held"), [(4, 2), (5, 1), (6, 4), (7, 3), (9, 1)])
def test_the_bound_is_the_chance_of_so_many_heads(growing: int, held: int) -> None:
    assert chance_of_overrun([10] * growing, 10 * held) == pytest.approx(chance_by_coins(growing, held))


@pytest.mark.parametrize("search", [search_here, search_lost])
@pytest.mark.parametrize(
    ("protection", "planned", "protected", "chance"),
    [
        (0, 240, 0, None),  # nobody asked
        (1, 240, 30, 5 / 16),  # 300 hold two of four at their worst, though one was asked for
        (2, 240, 60, 5 / 16),
        (3, 180, 90, 0.0),  # 240 + 90 do not fit; 180 + 90 do, and 30 more would
    ],
)
def test_a_protected_package_keeps_minutes_free_and_tells_the_chance(
    search: object, protection: int, planned: int, protected: int, chance: float | None
) -> None:
    problem = replace(PROBLEM, packages=(Package("c", 200, 100, protection=protection),))

    use = solve(problem, gap=0.0, search=search).packages[0]

    assert (use.minutes, use.protected_minutes, use.overrun_chance) == (planned, protected, chance)


def test_what_is_kept_free_costs_no_overage() -> None:
    problem = replace(PROBLEM, packages=(Package("c", 240, 60, overage_cost_per_hour=600, protection=2),))

    plan = solve(problem, gap=0.0, search=search_here)

    assert (plan.objective, plan.packages[0].overage_minutes) == (240.0, 0)


def test_a_task_left_out_says_what_is_kept_free() -> None:
    # 180 + 60 planned and 90 kept free are 30 over 300
    problem = replace(PROBLEM, packages=(Package("c", 200, 100, protection=3),))

    told = solve(problem, gap=0.0, search=search_here).unassigned[0]

    assert told.reason is Reason.PACKAGE_FULL
    assert (told.needs["missing_minutes"], told.needs["protected_minutes"]) == (30, 90)


def test_a_shared_task_grows_once_by_all_its_minutes() -> None:
    # 150 shared minutes may become 225; 224 are too few though each share alone would fit
    def planned(minutes: int, search: object) -> int:
        task = Task("t", 150, "c", splittable=True, uncertainty=0.5)
        people = (Assistant("a", 100), Assistant("b", 80))
        problem = Problem(packages=(Package("c", minutes, protection=1),), assistants=people, tasks=(task,))
        return sum(row.minutes for row in solve(problem, gap=0.0, search=search).assignments)

    for search in (search_here, search_lost):
        assert [planned(minutes, search) for minutes in (224, 225)] == [0, 150]


def test_large_plans_keep_it_and_leave_a_protected_client_in_one_block() -> None:
    tasks = tuple(Task(f"t{i}", 60, "c", uncertainty=0.5) for i in range(40))
    people = tuple(Assistant(f"a{i}", 300) for i in range(8))
    problem = Problem(packages=(Package("c", 1500, protection=4),), assistants=people, tasks=tasks)

    plan = solve_in_blocks(problem, count=4, gap=0.0, search=search_lost)

    assert len(cut(problem, count=4).blocks) == 1
    assert violations(problem, plan) == ()
    assert (plan.packages[0].minutes, plan.packages[0].protected_minutes) == (1380, 120)  # 23 hours and 4 halves


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"protected_minutes": 59}, "wrong_package_use"),
        ({"overrun_chance": 0.3}, "wrong_overrun_chance"),
        ({"overrun_chance": None}, "wrong_overrun_chance"),
    ],
)
def test_the_check_counts_again_what_a_package_says(changes: dict[str, object], code: str) -> None:
    plan = solve(PROBLEM, gap=0.0, search=search_here)
    told = replace(plan, packages=(replace(plan.packages[0], **changes),))

    assert violations(PROBLEM, plan) == ()
    assert {one.code for one in violations(PROBLEM, told)} == {code}


def test_one_minute_over_the_worst_case_is_found() -> None:
    plan = solve(PROBLEM, gap=0.0, search=search_here)
    smaller = replace(PROBLEM, packages=(Package("c", 200, 99, protection=2),))

    found = {(one.code, one.excess) for one in violations(smaller, plan)}

    assert ("protection_exceeded", 1) in found


def test_a_protected_plan_survives_the_way_through_json() -> None:
    plan = solve(PROBLEM, gap=0.0, search=search_here)

    assert PlanResult.from_json(plan.to_json()) == plan
    assert Problem.from_json(PROBLEM.to_json()) == PROBLEM


def test_a_plan_that_leaves_no_minute_is_a_start_the_model_allows() -> None:
    # 240 planned and 60 kept free are all of the 300: q has to be 30, for with q = 0 all four would count as grown
    offers = offers_of(PROBLEM)
    model = build(PROBLEM, offers)

    for variable, value in zip(model.columns, values_of(model, range(len(offers))), strict=True):
        variable.varValue = value

    assert all(row.valid() for row in model.lp.constraints())
