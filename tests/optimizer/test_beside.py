"""Each assignment beside the next best: the figures by which the plan was made, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from optimizer.beside import Beside, Side, beside_next_best
from optimizer.problem import Assistant, Package, Pair, Problem, Proficiency, Task
from optimizer.result import Assignment, Choice, PlanResult, Why
from optimizer.solve import solve
from tests.optimizer.problems import plan_of, search_here

#: One task that both can do; `a` has 100 minutes in the month, `b` 200.
BOTH = Problem(assistants=(Assistant("a", 100), Assistant("b", 200)), tasks=(Task("t", 50),))
ALIKE = Side(
    "a",
    minutes=50,
    value=50.0,
    overage_cost=0.0,
    changes=0,
    is_previous=False,
    load_percent=50,
    missing_minutes=0,
    is_team_full=False,
)


def compared(problem: Problem, *pairs: tuple[str, str], rival: tuple[str, str] = ("t", "b")) -> Beside:
    """A plan of these pairs, in which that assistant is next best for that task."""
    owner = dict(pairs)[rival[0]]
    why = Why(rival[0], owner, Choice.OVERALL, {"next_best": rival[1]})
    (found,) = beside_next_best(problem, plan_of(problem, pairs, why=(why,)))
    return found


def test_two_who_are_alike_differ_in_what_of_their_month_the_task_takes() -> None:
    found = compared(BOTH, ("t", "a"))

    # 50 of 100 minutes and 50 of 200, a point a minute
    assert found == Beside("t", ALIKE, replace(ALIKE, assistant="b", load_percent=25))


def test_the_rest_of_the_plan_counts_for_both() -> None:
    problem = replace(BOTH, tasks=(*BOTH.tasks, Task("u", 160)))

    found = compared(problem, ("t", "a"), ("u", "b"))

    # b has 160 of 200 already: with 50 more 10 are missing, and the load is 210 of 200
    assert (found.own.missing_minutes, found.next_best.missing_minutes) == (0, 10)
    assert (found.own.load_percent, found.next_best.load_percent) == (50, 105)


def test_who_is_more_skilled_needs_fewer_minutes_for_the_same_value() -> None:
    problem = Problem(
        assistants=(Assistant("a", 100, skills={"経理": 3}), Assistant("b", 100, skills={"経理": 1})),
        tasks=(Task("t", 60, skills={"経理": 1}),),
        proficiency=Proficiency(),
    )

    found = compared(problem, ("t", "a"))

    # two levels more: 90 % of 60 minutes
    assert (found.own.minutes, found.next_best.minutes) == (54, 60)
    assert found.own.value == found.next_best.value == 60


def test_a_pair_with_a_value_and_minutes_of_its_own_is_compared_by_them() -> None:
    problem = replace(BOTH, pairs=(Pair("t", "a", value=70.0), Pair("t", "b", minutes=40, value=65.0)))

    found = compared(problem, ("t", "a"))

    assert (found.own.minutes, found.own.value) == (50, 70)
    assert (found.next_best.minutes, found.next_best.value) == (40, 65)


def test_minutes_above_the_package_cost_the_one_who_needs_them() -> None:
    problem = Problem(
        packages=(Package("c", 40, overage_minutes=60, overage_cost_per_hour=30),),
        assistants=BOTH.assistants,
        tasks=(Task("t", 50, "c"),),
        pairs=(Pair("t", "a", minutes=40), Pair("t", "b")),
    )

    found = compared(problem, ("t", "a"))

    # 10 minutes above 40 at 30 points an hour
    assert (found.own.overage_cost, found.next_best.overage_cost) == (0, 5)


def test_leaving_the_published_plan_is_a_change_and_last_month_is_told() -> None:
    task = replace(BOTH.tasks[0], previous="a")
    problem = replace(BOTH, tasks=(task,), published=(Assignment("t", "a", 50), Assignment("gone", "b", 10)))

    found = compared(problem, ("t", "a"))

    assert (found.own.changes, found.next_best.changes) == (0, 1)
    assert (found.own.is_previous, found.next_best.is_previous) == (True, False)


def test_a_team_without_a_place_is_told() -> None:
    problem = Problem(
        packages=(Package("c", 500, team_size=1),),
        assistants=BOTH.assistants,
        tasks=(Task("t", 50, "c"), Task("u", 50, "c")),
    )

    found = compared(problem, ("t", "a"), ("u", "a"))

    assert (found.own.is_team_full, found.next_best.is_team_full) == (False, True)


def test_work_due_in_a_week_lacks_the_minutes_of_that_week() -> None:
    problem = Problem(
        month="2026-11",
        assistants=(Assistant("a", 100, (0, 100)), Assistant("b", 200, (0, 30, 170))),
        tasks=(Task("t", 50, due_week=2),),
    )

    found = compared(problem, ("t", "a"))

    assert (found.own.missing_minutes, found.next_best.missing_minutes) == (0, 20)


def test_shared_work_takes_its_minutes_and_is_not_compared() -> None:
    problem = Problem(
        assistants=(Assistant("a", 100), Assistant("b", 200)),
        tasks=(Task("t", 50), Task("shared", 140, splittable=True)),
    )
    rows = (Assignment("t", "a", 50), Assignment("shared", "b", 90), Assignment("shared", "a", 50))
    why = Why("t", "a", Choice.OVERALL, {"next_best": "b"})
    shared = Why("shared", "a", Choice.SHARED, {"minutes": 50, "task_minutes": 140, "others": ("b",)})
    plan = PlanResult(plan_of(problem, []).status, assignments=rows, why=(why, shared))

    (found,) = beside_next_best(problem, plan)

    # a: 50 of the shared and 50 of 100; b: 90 of the shared and 50 of 200
    assert (found.own.load_percent, found.next_best.load_percent) == (100, 70)


def test_every_reason_that_names_a_next_best_of_a_solved_plan_has_its_figures() -> None:
    problem = Problem(
        packages=(Package("c", 600, team_size=2),),
        assistants=tuple(Assistant(f"a{n}", 100 + 40 * n) for n in range(4)),
        tasks=tuple(Task(f"t{n}", 30 + 10 * n, "c", previous=f"a{n % 4}") for n in range(6)),
    )
    plan = solve(problem, gap=0.0, search=search_here)

    found = {each.task: each for each in beside_next_best(problem, plan)}

    named = {why.task: why for why in plan.why if "next_best" in why.needs}
    assert named
    assert found.keys() == named.keys()
    for task, each in found.items():
        assert (each.own.assistant, each.next_best.assistant) == (named[task].assistant, named[task].needs["next_best"])
        assert each.own.missing_minutes == 0
        assert not each.own.is_team_full


def test_the_figures_are_plain_json() -> None:
    told = compared(BOTH, ("t", "a")).to_json()

    assert told["task"] == "t"
    assert told["next_best"]["load_percent"] == 25
