"""What holds for every problem: nothing exceeded, no task lost, the same plan twice."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.eligible import offers_of
from optimizer.greedy import put_together
from optimizer.problem import Assistant, Package, Problem, Task
from optimizer.result import Assignment, PlanResult, Reason, Status
from optimizer.solve import solve
from tests.optimizer.enumeration import calendar
from tests.optimizer.problems import any_problem, listed_pairs, random_problem, search_here, search_lost

PROBLEMS = st.builds(
    any_problem,
    st.integers(0, 10**6),
    tasks=st.integers(1, 14),
    assistants=st.integers(1, 5),
    clients=st.integers(1, 4),
    tight=st.booleans(),
)


def assert_nothing_lost_or_exceeded(problem: Problem, plan: PlanResult) -> None:
    """Counted here from the plan alone, without the planner's own checker."""
    named = Counter([*{row.task: 1 for row in plan.assignments}, *(row.task for row in plan.unassigned)])
    assert named == Counter(task.id for task in problem.tasks)
    assert [(row.task, row.assistant) for row in plan.assignments] == [(row.task, row.assistant) for row in plan.why]
    assert_shares_make_wholes(problem, plan)
    client = {task.id: task.client for task in problem.tasks}
    for who in problem.assistants:
        assert sum(row.minutes for row in plan.assignments if row.assistant == who.id) <= who.minutes
        assert_weeks_kept(problem, plan, who)
    for package in problem.packages:
        rows = [row for row in plan.assignments if client[row.task] == package.client]
        assert sum(row.minutes for row in rows) + worst_growth(problem, package, rows) <= (
            package.minutes + package.overage_minutes
        )
        assert package.team_size is None or len({row.assistant for row in rows}) <= package.team_size


def worst_growth(problem: Problem, package: Package, rows: list[Assignment]) -> int:
    minutes: Counter[str] = Counter()
    for row in rows:
        minutes[row.task] += row.minutes
    uncertain = {task.id: round(100 * task.uncertainty) for task in problem.tasks}  # in percent, rounded up below
    growths = sorted((-(-uncertain[task] * own // 100) for task, own in minutes.items()), reverse=True)
    return sum(growths[: package.protection])


def assert_shares_make_wholes(problem: Problem, plan: PlanResult) -> None:
    for task in problem.tasks:
        shares = [row.minutes for row in plan.assignments if row.task == task.id]
        if len(shares) > 1:
            assert task.splittable
            assert sum(shares) == task.minutes
            assert min(shares) >= min(60, task.minutes // 2)
            assert len({row.assistant for row in plan.assignments if row.task == task.id}) == len(shares)


def assert_weeks_kept(problem: Problem, plan: PlanResult, who: Assistant) -> None:
    mine = {row.task: row.minutes for row in plan.assignments if row.assistant == who.id}
    days = calendar(problem.month)
    had = 0
    for week in range(1, 7) if who.minutes_per_week else ():
        own = days.get(week, [])
        told = who.minutes_per_week[week - 1] if week <= len(who.minutes_per_week) else 0
        had += told * sum(day not in who.leave for day in own) // len(own) if own else told
        assert sum(due_by(task, week, mine.get(task.id, 0)) for task in problem.tasks) <= had
    for task in problem.tasks:
        if task.id in mine:
            last = task.due_week or 6
            assert any(day not in who.leave for week, own in days.items() if week <= last for day in own)


def due_by(task: Task, week: int, minutes: int) -> int:
    """What of so many minutes of the task is due by the end of the week, its parts counted one by one."""
    weeks = [*task.early_weeks, task.due_week or 9]
    return minutes * len([each for each in weeks if each <= week]) // len(weeks)


@settings(max_examples=25, derandomize=True)
@given(problem=PROBLEMS)
def test_a_solved_plan_loses_no_task_and_exceeds_nothing(problem: Problem) -> None:
    assert_nothing_lost_or_exceeded(problem, solve(problem, gap=0.0, time_limit_s=20, search=search_here))


@settings(max_examples=150, derandomize=True)
@given(problem=PROBLEMS, seed=st.integers(0, 1000), listed=st.booleans())
def test_a_greedy_plan_loses_no_task_and_exceeds_nothing(problem: Problem, seed: int, listed: bool) -> None:
    if listed:
        problem = listed_pairs(problem, seed)

    plan = solve(problem, search=search_lost)

    assert_nothing_lost_or_exceeded(problem, plan)
    assert plan.status in {Status.GREEDY, Status.OPTIMAL}  # optimal when there was nothing to search for


@settings(max_examples=60, derandomize=True)
@given(problem=PROBLEMS, wanted=st.sets(st.integers(0, 60)))
def test_whatever_a_solver_answers_becomes_a_plan_that_exceeds_nothing(problem: Problem, wanted: set[int]) -> None:
    offers = offers_of(problem)
    room = put_together(problem, offers, [i for i in wanted if i < len(offers)])

    assert min(room.left) >= 0
    for package in problem.packages:
        assert room.used[package.client] <= package.minutes + package.overage_minutes


@settings(max_examples=60, derandomize=True)
@given(problem=PROBLEMS)
def test_a_left_out_task_could_not_simply_be_added(problem: Problem) -> None:
    offers = offers_of(problem)
    room = put_together(problem, offers)

    for i in range(len(offers)):
        if offers[i].task not in room.taken and room.fits(i):
            assert room.gain(i) < 0
            assert not room.weight[offers[i].task]


@pytest.mark.parametrize("seed", range(6))
def test_the_same_problem_and_seed_give_the_same_plan(seed: int) -> None:
    problem = random_problem(seed, tasks=25, assistants=5, clients=4)

    first, second = (solve(problem, seed=3, search=search_here, clock=lambda: 0.0) for _ in range(2))

    assert first == second


def test_the_missing_package_minutes_are_those_between_what_is_left_and_the_task() -> None:
    told = 0
    for seed in range(40):
        problem = random_problem(seed, tasks=10, assistants=3, clients=2)
        plan = solve(problem, search=search_lost)
        used = {use.client: use.minutes for use in plan.packages}
        allowed = {one.client: one.minutes + one.overage_minutes for one in problem.packages}
        minutes = {task.id: task.minutes for task in problem.tasks}
        for row in plan.unassigned:
            if row.reason is Reason.PACKAGE_FULL:
                client = row.needs["client"]
                assert row.needs["missing_minutes"] == minutes[row.task] - (allowed[client] - used[client])
                told += 1

    assert told > 20
