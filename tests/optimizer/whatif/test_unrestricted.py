from __future__ import annotations

from dataclasses import replace

from optimizer.problem import Assistant, Pair, Problem, Task
from optimizer.result import Assignment
from optimizer.solve import solve
from optimizer.whatif.unrestricted import beside_unrestricted, freed
from tests.optimizer.problems import search_here

#: t is pinned to b for 60 points where a would bring 100; u is begun with b and stays.
PUBLISHED = (Assignment("t", "b", 60), Assignment("u", "b", 60))
PROBLEM = Problem(
    assistants=(Assistant("a", 600), Assistant("b", 600)),
    tasks=(Task("t", 60, pinned_to="b"), Task("u", 60, pinned_to="b")),
    pairs=(
        Pair("t", "a", value=100.0),
        Pair("t", "b", value=60.0),
        Pair("u", "a", value=100.0),
        Pair("u", "b", value=60.0),
    ),
    published=PUBLISHED,
)


def test_a_plan_stands_beside_what_would_be_planned_freely() -> None:
    plan = solve(PROBLEM, gap=0.0, search=search_here)
    free = solve(freed(PROBLEM, keep={"u"}), gap=0.0, search=search_here)

    beside = beside_unrestricted(PUBLISHED, plan, free)

    # 60 + 60 as it is; 100 + 60 when t may go to a
    assert (beside.objective, beside.free_objective, beside.value_kept_back) == (120.0, 160.0, 40.0)
    assert (beside.changes.changes, beside.free_changes.changes) == (0, 1)
    assert beside.free_bound == 160.0


def test_freed_of_all_pins_nothing_is_kept() -> None:
    assert freed(PROBLEM) == replace(
        PROBLEM, tasks=tuple(replace(one, pinned_to=None) for one in PROBLEM.tasks), published=()
    )
