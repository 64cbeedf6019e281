"""Skill that makes work shorter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.blocks import cut, solve_in_blocks
from optimizer.check import violations
from optimizer.eligible import offers_of
from optimizer.prices import prices_of
from optimizer.problem import Assistant, Package, Pair, Problem, ProblemError, Proficiency, Task
from optimizer.proficiency import part_of_minutes, percent_of
from optimizer.shares import sharers_of
from optimizer.solve import solve
from optimizer.whatif.month import Month
from optimizer.whatif.part import part_of
from tests.benchmarks.operations import operation
from tests.optimizer.problems import plan_of, search_here

FIVE = Proficiency(percent_per_level=5, least_percent=85)
#: 100 minutes; a is two levels above the one asked for and takes 90, b none and takes 100.
PROBLEM = Problem(
    packages=(Package("c", 95),),
    assistants=(Assistant("a", 600, skills={"経理": 4}), Assistant("b", 600, skills={"経理": 2})),
    tasks=(Task("t", 100, "c", skills={"経理": 2}),),
    proficiency=FIVE,
)


@pytest.mark.parametrize(
    ("level", "percent"),
    [(1, 100), (2, 95), (3, 90), (4, 85), (5, 85)],  # 5 a level, never below 85
)
def test_each_level_above_the_one_asked_for_takes_its_percent_off(level: int, percent: int) -> None:
    task = Task("t", 60, skills={"経理": 1})

    assert percent_of(task, Assistant("a", 60, skills={"経理": level}), FIVE) == percent


def test_of_several_skills_the_one_with_least_to_spare_counts() -> None:
    # 経理 5 for 1 is four levels above, 英語 3 for 2 is one
    task = Task("t", 60, skills={"経理": 1, "英語": 2})

    assert percent_of(task, Assistant("a", 60, skills={"経理": 5, "英語": 3}), FIVE) == 95


def test_without_a_skill_asked_for_or_proficiency_told_minutes_stay() -> None:
    master = Assistant("a", 60, skills={"経理": 5})

    assert percent_of(Task("t", 60), master, FIVE) == 100
    assert percent_of(Task("t", 60, skills={"経理": 1}), master, None) == 100


@pytest.mark.parametrize(
    ("minutes", "percent", "part"),
    [(60, 95, 57), (10, 95, 10), (30, 85, 26), (1, 1, 1), (50, 97, 49), (10, 94, 9)],  # 9.5, 25.5, 0.01, 48.5, 9.4
)
def test_half_a_minute_is_rounded_up_and_one_is_left(minutes: int, percent: int, part: int) -> None:
    assert part_of_minutes(minutes, percent) == part


def test_a_package_too_small_for_others_is_enough_for_who_is_faster() -> None:
    # the package has 95 minutes: 90 fit, 100 do not; the whole is worth its 100 points all the same
    plan = solve(PROBLEM, gap=0.0, search=search_here)

    assert [(row.assistant, row.minutes) for row in plan.assignments] == [("a", 90)]
    assert (plan.objective, plan.packages[0].minutes) == (100.0, 90)
    assert {name: plan.why[0].needs[name] for name in ("base_minutes", "percent")} == {
        "base_minutes": 100,
        "percent": 90,
    }


def test_nothing_is_said_of_skill_where_it_changes_nothing() -> None:
    plan = solve(replace(PROBLEM, packages=(Package("c", 100),), proficiency=None), search=search_here)

    assert [row.minutes for row in plan.assignments] == [100]
    assert "percent" not in plan.why[0].needs


def test_minutes_of_a_pair_are_what_they_are() -> None:
    pairs = (Pair("t", "a", minutes=93), Pair("t", "b"))

    assert [offer.minutes for offer in offers_of(replace(PROBLEM, pairs=pairs))] == [93, 100]


def test_a_shared_task_has_its_own_minutes_whoever_shares() -> None:
    problem = replace(PROBLEM, tasks=(replace(PROBLEM.tasks[0], splittable=True),))

    assert [whole.minutes for whole in sharers_of(problem)] == [100, 100]


@pytest.mark.parametrize(("minutes", "found"), [(90, set()), (100, {"wrong_minutes"}), (89, {"wrong_minutes"})])
def test_the_check_knows_the_minutes_by_itself(minutes: int, found: set[str]) -> None:
    problem = replace(PROBLEM, packages=(Package("c", 600),))
    plan = plan_of(problem, [("t", "a", minutes)], objective=100.0)

    assert {one.code for one in violations(problem, plan)} == found


def test_large_plans_and_their_blocks_know_it_too() -> None:
    assert [block.proficiency for block in cut(PROBLEM, count=1).blocks] == [FIVE]

    plan = solve_in_blocks(PROBLEM, count=2, gap=0.0, search=search_here)

    assert [(row.assistant, row.minutes) for row in plan.assignments] == [("a", 90)]


def test_prices_of_a_large_plan_come_close_to_it_where_skill_makes_work_shorter() -> None:
    # people who differ in minutes alone: prices that swayed as for listed values stopped 10 % above the first plan
    problem = replace(operation(11, 600), proficiency=FIVE)

    prices = prices_of(problem)

    assert prices.objective > 0.95 * prices.bound


def test_a_part_of_a_month_that_is_asked_about_knows_it_too() -> None:
    part = part_of(Month(PROBLEM, ()), [0])

    assert [offer.minutes for offer in part.offers()] == [90, 100]


def test_proficiency_is_read_with_its_usual_values() -> None:
    assert Problem.from_json({"proficiency": {}}).proficiency == Proficiency(5, 85)
    assert Problem.from_json(PROBLEM.to_json()) == PROBLEM
    assert Problem.from_json({}).proficiency is None


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"percent_per_level": 26}, "proficiency.percent_per_level", "too_large"),
        ({"least_percent": 0}, "proficiency.least_percent", "too_small"),
        ({"faster": 1}, "proficiency.faster", "unknown_field"),
        (5, "proficiency", "not_an_object"),
    ],
)
def test_proficiency_that_is_none_is_named(given: object, field: str, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        Problem.from_json({"proficiency": given})

    assert [(fault.field, fault.code) for fault in caught.value.problems] == [(field, code)]
