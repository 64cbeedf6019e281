"""Tasks shared among several people, on every way a plan is made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from optimizer.blocks import cut, part_of, solve_block, solve_in_blocks
from optimizer.blocks.slices import Plan, block_problem, slices_of
from optimizer.check import violations
from optimizer.child import find
from optimizer.eligible import offers_of
from optimizer.greedy import put_together
from optimizer.model import build, values_of
from optimizer.prices import prices_of
from optimizer.prices.eligible import eligible_of
from optimizer.problem import Assistant, Package, Pair, Problem, Task
from optimizer.result import Assignment
from optimizer.search import Limits
from optimizer.shares import known, named, sharers_of, smallest_share
from optimizer.solve import solve
from tests.optimizer.problems import any_problem, search_here, search_lost

if TYPE_CHECKING:
    from optimizer.result import PlanResult

#: Nobody has 150 minutes; a takes as much as leaves b the smallest share.
SHARED = Problem(assistants=(Assistant("a", 100), Assistant("b", 80)), tasks=(Task("t", 150, splittable=True),))
ROWS = [("t", "a", 90), ("t", "b", 60)]


def rows_of(plan: PlanResult) -> list[tuple[str, str, int]]:
    return [(row.task, row.assistant, row.minutes) for row in plan.assignments]


@pytest.mark.parametrize(("minutes", "least"), [(600, 60), (120, 60), (119, 59), (90, 45), (2, 1), (1, 0)])
def test_a_share_has_an_hour_or_half_of_a_short_task(minutes: int, least: int) -> None:
    assert smallest_share(Task("t", minutes)) == least


def test_a_task_that_may_not_be_split_is_left_out_where_nobody_has_the_time() -> None:
    whole = replace(SHARED, tasks=(Task("t", 150),))

    assert solve(whole, search=search_here).assignments == ()


def test_a_shared_task_comes_through_the_process_of_the_solver() -> None:
    plan = solve(SHARED, gap=0.0, time_limit_s=20.0)

    assert sum(row.minutes for row in plan.assignments) == 150
    assert plan.objective == 150.0
    assert plan.solver == "HiGHS"


def test_without_a_solver_whoever_has_most_time_takes_most() -> None:
    assert rows_of(solve(SHARED, search=search_lost)) == ROWS


def test_who_would_be_left_with_less_than_a_share_takes_less() -> None:
    # a has 140 of 150 minutes, which would leave 10; 90 leave b the 60 of a share
    problem = replace(SHARED, assistants=(Assistant("a", 140), Assistant("b", 70)))

    assert rows_of(solve(problem, search=search_lost)) == ROWS


def test_of_three_people_each_takes_a_share() -> None:
    # 100 + 100 leave 40 of 240, less than a share: the second takes 80 and leaves 60
    people = tuple(Assistant(who, 100) for who in "abc")
    problem = Problem(assistants=people, tasks=(Task("t", 240, splittable=True),))

    assert [row.minutes for row in solve(problem, search=search_lost).assignments] == [100, 80, 60]


def test_whoever_can_do_it_whole_does() -> None:
    problem = replace(SHARED, assistants=(Assistant("a", 100), Assistant("b", 80), Assistant("c", 150)))

    assert rows_of(solve(problem, search=search_lost)) == [("t", "c", 150)]


def test_must_work_is_shared_before_free_work_takes_the_time() -> None:
    free = tuple(Task(f"u{who}", 80, value_per_hour=90, forbidden=(other,)) for who, other in ("ab", "ba"))
    must = Task("t", 150, value_per_hour=10, splittable=True, must=True)
    problem = replace(SHARED, tasks=(*free, must))

    for search in (search_here, search_lost):
        assert rows_of(solve(problem, search=search)) == ROWS


def test_shared_must_work_is_proven_to_be_possible() -> None:
    problem = replace(SHARED, tasks=(Task("t", 150, splittable=True, must=True),))

    found = find(problem, Limits(10.0))

    assert found.firm_proven
    assert sum(minutes for _, _, minutes in found.shares) == 150


def test_a_shared_task_that_costs_more_overage_than_it_is_worth_is_given_up() -> None:
    # 150 minutes are worth 150; 100 of them over the package at 2 points a minute cost 200
    package = Package("c", 50, 600, overage_cost_per_hour=120)
    problem = replace(SHARED, packages=(package,), tasks=(Task("t", 150, "c", splittable=True),))
    sharers = sharers_of(problem)

    room = put_together(problem, (), sharers=sharers, shares=known(sharers, [(0, 0, 90), (0, 1, 60)]))

    assert room.shared == {}
    assert min(room.left) == 80  # a's 100 and b's 80 minutes are theirs again


def test_a_share_is_worth_its_part_of_the_whole_with_the_same_person() -> None:
    # a whole t is worth 200 with a and 100 with b: 90 of 150 minutes and 60 of 150 are worth 120 + 40
    pairs = (Pair("t", "a", value=200.0), Pair("t", "b", value=100.0))

    assert solve(replace(SHARED, pairs=pairs), gap=0.0, search=search_here).objective == pytest.approx(160.0)


def test_who_takes_another_time_for_the_whole_has_no_share() -> None:
    pairs = (Pair("t", "a", minutes=140), Pair("t", "b"))

    assert sharers_of(replace(SHARED, pairs=pairs)) == ()


def test_the_team_counts_everybody_with_a_share() -> None:
    package = Package("c", 600, team_size=1)
    problem = replace(SHARED, packages=(package,), tasks=(Task("t", 150, "c", splittable=True),))

    for search in (search_here, search_lost):
        assert solve(problem, search=search).assignments == ()


@pytest.mark.parametrize("seed", range(1, 60, 2))
def test_a_plan_put_together_satisfies_every_row_of_the_model(seed: int) -> None:
    problem = any_problem(seed, tasks=9, assistants=4, clients=2)
    offers, sharers = offers_of(problem), sharers_of(problem)
    room = put_together(problem, offers, sharers=sharers)
    model = build(problem, offers, sharers=sharers, firm_work=sum(room.weight[task] for task in room.done()))

    shares = [share for own in room.shared.values() for share in own]
    values = dict(zip(model.columns, values_of(model, room.taken.values(), shares), strict=True))

    for variable, value in values.items():
        variable.varValue = value
    assert all(row.valid() for row in model.lp.constraints())
    assert -(model.lp.objective.value() or 0.0) == pytest.approx(room.objective())


def test_a_large_plan_shares_what_nobody_can_take_whole() -> None:
    prices = prices_of(SHARED)

    assert [(row.task, row.assistant, row.minutes) for row in prices.plan] == ROWS
    assert prices.objective == 150.0 <= prices.bound
    assert rows_of(solve_in_blocks(SHARED, count=2, search=search_lost)) == ROWS


def test_a_block_keeps_a_task_that_only_several_have_the_minutes_for() -> None:
    plan = Plan(np.array([0]), np.array([150]), np.array([(0, 0, 90), (0, 1, 60)]))

    block = block_problem(SHARED, eligible_of(SHARED), [0], slices_of(SHARED, plan, [[0]]), 0, ())

    assert [task.id for task in block.tasks] == ["t"]
    assert [who.minutes for who in block.assistants] == [100, 80]


def test_a_block_starts_from_the_shares_of_the_first_plan() -> None:
    asked: list[object] = []
    rows = tuple(Assignment(*row) for row in [("t", "a", 75), ("t", "b", 75)])

    def lost(*_: object, shares: object, **__: object) -> None:
        asked.append(shares)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("optimizer.blocks.one.search_in_child", lost)
        solve_block(SHARED, number=0, start=rows)
    assert asked == [((0, 0, 75), (0, 1, 75))]
    assert find(SHARED, Limits(0.001), shares=((0, 0, 75), (0, 1, 75))).shares != ()


def test_shares_of_a_block_are_joined() -> None:
    parts = cut(SHARED, count=1)
    result = solve_block(SHARED, number=0, start=part_of(parts.prices, SHARED), search=search_here)

    assert sum(row.minutes for row in result.assignments) == 150
    plan = solve_in_blocks(SHARED, count=2, gap=0.0, search=search_here)
    assert violations(SHARED, plan) == ()
    assert sum(row.minutes for row in plan.assignments) == 150


def test_shares_survive_being_told_to_another_process() -> None:
    sharers = sharers_of(SHARED)
    shares = known(sharers, [(0, 0, 90), (0, 1, 60), (7, 0, 10)])

    assert named(shares) == ((0, 0, 90), (0, 1, 60))
    assert [share.value for share in shares] == [90.0, 60.0]
