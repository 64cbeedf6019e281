from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.problem import Assistant, Package, Problem, Task
from optimizer.result import Assignment, Reason
from optimizer.solve import solve
from optimizer.whatif.difference import Moved
from optimizer.whatif.forced import forced_of
from optimizer.whatif.month import Month
from tests.optimizer.problems import random_problem, search_here
from tests.optimizer.test_against_enumeration import best_by_enumeration

#: a can do all, b only what needs no skill; both are full with what is planned, and w is left out.
SMALL = Problem(
    assistants=(Assistant("a", 120, skills={"経理": 3}), Assistant("b", 60)),
    tasks=(
        Task("t", 60, skills={"経理": 3}, value_per_hour=90),
        Task("u", 60, value_per_hour=80),
        Task("v", 60, value_per_hour=70),
        Task("w", 60, skills={"経理": 2}, value_per_hour=40),
    ),
)
PLAN = (Assignment("t", "a", 60), Assignment("u", "a", 60), Assignment("v", "b", 60))


def test_a_forced_task_pushes_out_what_the_plan_misses_least() -> None:
    # w needs a; u goes from a to b, where v (70) makes room for it: 70 out, 40 in; without moving, u (80) would be out
    answer = forced_of(Month(SMALL, PLAN), "w")

    assert (answer.is_possible, answer.assistant, answer.proven) == (True, "a", True)
    assert (answer.value_lost, answer.firm_lost) == (30.0, 0)
    assert answer.difference.added == (Assignment("w", "a", 60),)
    assert answer.difference.dropped == (Assignment("v", "b", 60),)
    assert answer.difference.moved == (Moved("u", ("a",), ("b",), 60, 60),)


def test_must_work_pushed_out_is_counted_apart_from_value() -> None:
    # t is the only other work that can leave a when u and v must stay with whoever has them
    tasks = (
        SMALL.tasks[0],
        replace(SMALL.tasks[1], pinned_to="a"),
        replace(SMALL.tasks[2], pinned_to="b"),
        replace(SMALL.tasks[3], value_per_hour=95),
    )
    month = Month(replace(SMALL, tasks=(replace(tasks[0], must=True), *tasks[1:])), PLAN)

    answer = forced_of(month, "w")

    # t (90, must) leaves, w (95) comes
    assert (answer.firm_lost, answer.value_lost) == (1, -5.0)
    assert answer.difference.dropped == (Assignment("t", "a", 60),)


@pytest.mark.parametrize(
    ("wanted", "package_min", "reason", "key", "figure"),
    [
        ({"skills": {"経理": 5}}, 600, Reason.NO_SKILL, "levels_short", 2),
        ({"minutes": 200}, 600, Reason.TASK_TOO_LONG, "missing_minutes", 80),
        ({"minutes": 100}, 90, Reason.PACKAGE_FULL, "missing_minutes", 10),
        ({"client": "d"}, 600, Reason.NO_PACKAGE, "client", "d"),
    ],
)
def test_what_no_plan_can_hold_says_why(
    wanted: dict[str, object], package_min: int, reason: Reason, key: str, figure: object
) -> None:
    task = replace(Task("w", 60, "c"), **wanted)  # type: ignore[arg-type]
    problem = replace(SMALL, tasks=(*SMALL.tasks[:3], task), packages=(Package("c", package_min),))

    answer = forced_of(Month(problem, PLAN), "w")

    assert (answer.is_possible, answer.reason, answer.needs[key]) == (False, reason, figure)


def test_work_of_the_same_client_makes_room_in_its_package() -> None:
    # the package holds 60 minutes; x of the same client has them and leaves
    problem = Problem(
        packages=(Package("c", 60),),
        assistants=(Assistant("a", 600),),
        tasks=(Task("x", 60, "c"), Task("w", 30, "c"), Task("other", 60)),
    )

    answer = forced_of(Month(problem, (Assignment("x", "a", 60), Assignment("other", "a", 60))), "w")

    assert answer.difference.dropped == (Assignment("x", "a", 60),)
    assert (answer.value_lost, answer.free_tasks) == (30.0, 3)


def test_the_work_of_those_who_may_take_the_work_over_is_free_too() -> None:
    # w needs a, whose u goes to b, whose v goes to c, whose x (10) is the least of all; only c may do x
    problem = replace(
        SMALL,
        assistants=(*SMALL.assistants, Assistant("c", 60, clearances=("口座",))),
        tasks=(*SMALL.tasks, Task("x", 60, value_per_hour=10, clearances=("口座",))),
    )

    answer = forced_of(Month(problem, (*PLAN, Assignment("x", "c", 60))), "w")

    assert answer.difference.dropped == (Assignment("x", "c", 60),)
    # the best plan has w for x of itself, so that forcing it costs nothing
    assert (answer.value_lost, answer.free_tasks) == (0.0, 5)


@pytest.mark.parametrize("seed", range(30))
def test_no_plan_with_the_task_loses_less(seed: int) -> None:
    problem = random_problem(seed, tasks=6, assistants=3, clients=1, tight=seed % 2 == 0)
    problem = replace(problem, tasks=tuple(replace(one, must=False, pinned_to=None) for one in problem.tasks))
    plan = solve(problem, gap=0.0, search=search_here)
    much = 1_000_000.0
    best = best_by_enumeration(problem)[2]

    for row in plan.unassigned:
        answer = forced_of(Month(problem, plan.assignments), row.task)

        tempting = [replace(one, value_per_hour=much * 60 / one.minutes + one.value_per_hour) for one in problem.tasks]
        tasks = tuple(new if new.id == row.task else old for new, old in zip(tempting, problem.tasks, strict=True))
        within = best_by_enumeration(replace(problem, tasks=tasks))[2] - much
        assert answer.is_possible == (within > -much / 2)
        if answer.is_possible:
            assert answer.value_lost == pytest.approx(best - within, abs=1e-3)


def test_a_task_that_only_several_can_do_pushes_work_of_all_of_them_out() -> None:
    # 150 minutes of 100 and 80, both full with work for d worth 10 an hour: (100 + 80) / 60 * 10 = 30 out, 150 in
    problem = Problem(
        packages=(Package("c", 150), Package("d", 600)),
        assistants=(Assistant("a", 100), Assistant("b", 80)),
        tasks=(
            Task("x", 100, "d", value_per_hour=10),
            Task("y", 80, "d", value_per_hour=10),
            Task("s", 150, "c", splittable=True),
        ),
    )
    plan = (Assignment("x", "a", 100), Assignment("y", "b", 80))

    answer = forced_of(Month(problem, plan), "s")

    assert answer.is_possible
    assert answer.value_lost == pytest.approx(0.0)  # the best plan of these has it anyway
    assert answer.difference.dropped == plan
    assert sum(row.minutes for row in answer.difference.added) == 150
